/** `npm test`: everything that can be shown here, then one line that counts it. */
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'
import { close, deadCode, lint, playwright, runSteps, script, types, vitest } from './steps.mjs'

requireNode()
await ensureSetup({ browser: true, card: true, readers: true, windows: true })
close(
  await runSteps([
    ['types', types],
    ['lint', lint],
    ['dead code', deadCode],
    ['build', () => script('build')],
    ['unit, contract, conformance, packaging', () => vitest()],
    ['screens and whole calls in Chromium', () => playwright(['screens', 'e2e', 'electron'])],
  ]),
)
