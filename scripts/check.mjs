/** `npm run check`: types, lint, dead code, boundaries and unit tests. */
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'
import { close, deadCode, lint, runSteps, types, vitest } from './steps.mjs'

requireNode()
await ensureSetup({ card: true, readers: true })
close(
  await runSteps([
    ['types', types],
    ['lint', lint],
    ['dead code', deadCode],
    ['unit tests', () => vitest(['src', 'tests/boundaries'])],
  ]),
)
