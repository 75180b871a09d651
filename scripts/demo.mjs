/**
 * `npm run demo`: plays a whole call by keyboard in headless Chromium on the practice platform and prints every step.
 * Last line: `{"demo":"ok","keystrokes":…,"booked":"…","ms":…}`; another exit code than 0 when anything failed.
 */
import { fileURLToPath } from 'node:url'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()
const { chromium } = await ensureSetup({ browser: true, card: true })
if (!chromium) {
  console.error('La démonstration a besoin de Chromium.')
  process.exit(1)
}
const { buildRenderer } = await import('./build.mjs')
await buildRenderer({ ifStale: true })
const { playCall } = await import('../tests/demo/call.ts')
const out = fileURLToPath(new URL('../out/demo/', import.meta.url))
try {
  const result = await playCall({ out, chromium, say: line => console.log(line) })
  console.log(`Images : ${out}`)
  console.log(JSON.stringify({ demo: 'ok', ...result }))
} catch (error) {
  console.error(error)
  console.log(JSON.stringify({ demo: 'failed', why: error instanceof Error ? error.message : String(error) }))
  process.exitCode = 1
}
process.exit()
