/**
 * `npm run chaos -- TOPIC [--seed N] [--bookings N] [--json]`: faults and kills on purpose, replayable by their seed;
 * `--bookings` says how many calls are played, where the topic books; `--cycles` how many cards are put in and pulled. Ends with one
 * summary line; exit code 1 when anything was doubled, lost or wrongly told.
 */
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()
const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    bookings: { type: 'string' },
    cycles: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const folder = new URL('../tests/chaos/', import.meta.url)
const known = readdirSync(folder)
  .filter(name => name.endsWith('.chaos.ts'))
  .map(name => name.replace('.chaos.ts', ''))
const [topic] = positionals
const seed = Number(values.seed)
const needs = values.bookings === undefined ? undefined : Number(values.bookings)
const cycles = values.cycles === undefined ? undefined : Number(values.cycles)
if (
  !topic ||
  !known.includes(topic) ||
  !Number.isSafeInteger(seed) ||
  [needs, cycles].some(wanted => wanted !== undefined && !(Number.isSafeInteger(wanted) && wanted > 0))
) {
  console.error(`Emploi : npm run chaos -- SUJET [--seed N] [--bookings N] [--cycles N]. Sujets : ${known.join(', ')}.`)
  process.exit(2)
}
await ensureSetup({ card: true, readers: true })
const { run } = await import(new URL(`${topic}.chaos.ts`, folder).href)
const { ok, rows } = await run({
  seed,
  json: values.json,
  ...(needs === undefined ? {} : { needs }),
  ...(cycles === undefined ? {} : { cycles }),
})
if (values.json) for (const row of rows) console.log(JSON.stringify({ topic, seed, ...row }))
else console.table(rows)
console.log(`chaos ${topic}: ${ok ? 'ok' : 'FAILED'}, seed ${seed}`)
process.exit(ok ? 0 : 1)
