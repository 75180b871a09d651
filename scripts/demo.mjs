/**
 * `npm run demo`: plays a whole call by keyboard in headless Chromium on the practice platform and prints every step.
 * Last line: `{"demo":"ok","keystrokes":…,"booked":"…","ms":…}`; another exit code than 0 when anything failed.
 * `npm run demo -- --all [--only WORDS]`: the twelve scripted calls, each with its keystrokes and seconds against the budget.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()
const { values } = parseArgs({ options: { all: { type: 'boolean', default: false }, only: { type: 'string' } } })
const { chromium } = await ensureSetup({ browser: true, card: true })
if (!chromium) {
  console.error('La démonstration a besoin de Chromium.')
  process.exit(1)
}
const { buildRenderer } = await import('./build.mjs')
await buildRenderer({ ifStale: true })
const out = fileURLToPath(new URL('../out/demo/', import.meta.url))
const say = line => console.log(line)
try {
  const result = values.all || values.only ? await all() : await one()
  console.log(`Images : ${out}`)
  console.log(JSON.stringify({ demo: 'ok', ...result }))
} catch (error) {
  console.error(error)
  console.log(JSON.stringify({ demo: 'failed', why: error instanceof Error ? error.message : String(error) }))
  process.exitCode = 1
}
process.exit()

async function one() {
  const { playCall } = await import('../tests/demo/call.ts')
  return playCall({ out, chromium, say })
}

async function all() {
  const { playAll } = await import('../tests/demo/all.ts')
  return playAll({ out, chromium, say, only: values.only })
}
