/**
 * Peers on the same people, fields and questions, one after the other so that the memory of each is its own: a `LIKE` scan of the
 * directory's own file, MiniSearch (prefix, fuzzy 0.2, all words), FlexSearch (beginnings, suggestions), Orama (tolerance 1).
 * None of them knows distance, activities nor needs; what they are compared on is names and communes.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { create, insertMultiple, search as searchOrama } from '@orama/orama'
import { Index } from 'flexsearch'
import MiniSearch from 'minisearch'
import { openDirectory } from '../../../src/core/directory/store/open.ts'
import { norm } from '../../../src/core/directory/text.ts'
import type { TerritoryPerson } from '../../../src/sandbox/territory/index.ts'
import { dice, oneEdit } from '../../directory/perturb.ts'
import { percentiles, type Row, round } from './figures.ts'
import { cityOf, plainName } from './territory.ts'

const QUESTIONS = 200
/** Scans are slow and steady: fewer suffice. */
const SCANS = 40
const FIRST = 10

export interface Question {
  kind: 'surname' | 'one edit + commune'
  text: string
  /** RPPS of who is meant. */
  target: string
}

/** The same questions for all: surnames as they are, surnames one edit away with their commune. */
export function peerQuestions(people: readonly TerritoryPerson[]): Question[] {
  const named = people.filter(person => plainName(person, 5) !== null).slice(0, QUESTIONS)
  return named.flatMap(person => {
    const name = plainName(person, 5) ?? ''
    const wrong = oneEdit(name, dice(Number(person.rpps.slice(-8))))
    return [
      { kind: 'surname', text: name, target: person.rpps },
      { kind: 'one edit + commune', text: `${wrong} ${norm(cityOf(person))}`, target: person.rpps },
    ] satisfies Question[]
  })
}

interface Peer {
  name: string
  most: number
  build(people: readonly TerritoryPerson[]): Promise<(text: string) => Promise<string[]> | string[]>
}

const fieldsOf = (person: TerritoryPerson) => ({
  id: person.rpps,
  family: norm(person.family),
  given: norm(person.given),
  city: norm(cityOf(person)),
})

const PEERS: readonly Peer[] = [
  {
    name: 'MiniSearch',
    most: QUESTIONS,
    async build(people) {
      const index = new MiniSearch({
        fields: ['family', 'given', 'city'],
        idField: 'id',
        searchOptions: { prefix: true, fuzzy: 0.2, combineWith: 'AND' },
      })
      index.addAll(people.map(fieldsOf))
      return text =>
        index
          .search(text)
          .slice(0, FIRST)
          .map(hit => String(hit['id']))
    },
  },
  {
    name: 'FlexSearch',
    most: QUESTIONS,
    async build(people) {
      const index = new Index({ tokenize: 'forward' })
      for (const [at, person] of people.entries()) {
        const { family, given, city } = fieldsOf(person)
        index.add(at, `${family} ${given} ${city}`)
      }
      return text => index.search(text, { limit: FIRST, suggest: true }).flatMap(at => people[Number(at)]?.rpps ?? [])
    },
  },
  {
    name: 'Orama',
    most: QUESTIONS,
    async build(people) {
      const index = create({ schema: { family: 'string', given: 'string', city: 'string' } })
      await insertMultiple(index, people.map(fieldsOf), 5000)
      return async text => {
        const found = await searchOrama(index, { term: text, tolerance: 1, threshold: 0, limit: FIRST })
        return found.hits.map(hit => String(hit.id))
      }
    },
  },
]

/** One row for each peer and kind of question; `ours`: our own p50 of each kind, by which theirs are divided. */
export async function benchPeers(
  database: string,
  size: number,
  people: readonly TerritoryPerson[],
  questions: readonly Question[],
  ours: ReadonlyMap<Question['kind'], number>,
): Promise<Row[]> {
  const rows: Row[] = []
  const kinds = ['surname', 'one edit + commune'] as const
  const measure = async (
    peer: string,
    most: number,
    ask: (text: string) => Promise<string[]> | string[],
    more: Row,
  ) => {
    for (const kind of kinds) {
      const times: number[] = []
      let found = 0
      for (const { text, target } of questions.filter(one => one.kind === kind).slice(0, most)) {
        const started = performance.now()
        const ids = await ask(text)
        times.push(performance.now() - started)
        if (ids.includes(target)) found++
      }
      const figures = percentiles(times)
      const recall = round((100 * found) / Math.max(1, times.length))
      const ratio = round(figures.p50 / (ours.get(kind) ?? Number.NaN))
      const name = `peer: ${peer}, ${kind}`
      rows.push({
        rows: size,
        class: name,
        ops: times.length,
        ...figures,
        'p50 / ours': ratio,
        'recall %': recall,
        ...more,
      })
    }
  }
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') throw new Error(opened.kind)
  const scan = opened.db.prepare<[string, number], { idnps: string }>(
    'SELECT idnps FROM people WHERE family LIKE ? LIMIT ?',
  )
  await measure('LIKE scan', SCANS, text => scan.all(`%${text}%`, FIRST).map(row => row.idnps.slice(1)), {
    'heap MB': 0,
  })
  opened.db.close()
  // Each in a call of its own: what one holds is let go before the next is weighed.
  const weigh = async ({ name, most, build }: Peer) => {
    const before = await held()
    const started = performance.now()
    const ask = await build(people)
    const seconds = round((performance.now() - started) / 1000)
    await measure(name, most, ask, { 'build s': seconds, 'heap MB': Math.round((await held()) - before) })
  }
  for (const peer of PEERS) await weigh(peer)
  return rows
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is held once the garbage is gone, MB. */
async function held(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    await new Promise(resolve => setImmediate(resolve))
    collect()
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}
