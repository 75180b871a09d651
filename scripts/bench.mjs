/**
 * `npm run bench -- [TOPIC…] [--json]`, `npm run bench -- availability --fleet DESKS`, `npm run bench -- directory --rows 2310000
 * [--cache FOLDER]`: figures, as percentiles and as ratios against a named peer in the same run.
 * A topic is a word of `core/`, or `screen`, `start`, `memory`; its bench stands in `tests/bench/TOPIC.bench.ts`.
 */
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()
const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    fleet: { type: 'string' },
    rows: { type: 'string' },
    cache: { type: 'string' },
  },
  allowPositionals: true,
})
const folder = new URL('../tests/bench/', import.meta.url)
const known = readdirSync(folder)
  .filter(name => name.endsWith('.bench.ts'))
  .map(name => name.replace('.bench.ts', ''))
const fleet = values.fleet === undefined ? null : Number(values.fleet)
if (fleet !== null && !(Number.isInteger(fleet) && fleet > 0 && positionals.join() === 'availability')) {
  console.error('Emploi : npm run bench -- availability --fleet POSTES')
  process.exit(2)
}
const size = values.rows === undefined ? null : Number(values.rows)
const cache = values.cache ?? null
if ((size !== null || cache !== null) && positionals.join() !== 'directory') {
  console.error('Emploi : npm run bench -- directory [--rows LIGNES] [--cache DOSSIER]')
  process.exit(2)
}
if (size !== null && !(Number.isInteger(size) && size > 0)) {
  console.error('--rows : un nombre entier de lignes.')
  process.exit(2)
}
const unknown = positionals.filter(topic => !known.includes(topic))
if (unknown.length > 0) {
  console.error(`Sujet inconnu : ${unknown.join(', ')}. Sujets : ${known.join(', ')}.`)
  process.exit(2)
}
await ensureSetup({ browser: true, card: true, readers: true })

let failed = 0
for (const topic of positionals.length > 0 ? positionals : known) {
  const started = performance.now()
  const { run } = await import(new URL(`${topic}.bench.ts`, folder).href)
  const { ok, rows } = await run({ json: values.json, fleet, rows: size, cache })
  if (values.json) for (const row of rows) console.log(JSON.stringify({ topic, ...row }))
  else console.table(rows)
  if (!ok) failed++
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`bench ${topic}: ${ok ? 'ok' : 'goal missed'}, ${rows.length} rows, ${seconds} s`)
}
process.exit(failed === 0 ? 0 : 1)
