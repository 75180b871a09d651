/** Each class of question, asked through the console's own door: to a reading thread and back. */
import type { Directory } from '../../../src/core/directory/index.ts'
import { norm } from '../../../src/core/directory/text.ts'
import type { TerritoryPerson } from '../../../src/sandbox/territory/index.ts'
import { HOMOPHONES } from '../../directory/homophones.ts'
import { dice, oneEdit, twoEdits } from '../../directory/perturb.ts'
import { percentiles, processorMs, type Row, round } from './figures.ts'
import { cityOf, placeOf, plainName } from './territory.ts'

const OPERATIONS = 500
const WARMING = 50
/** Goals of each class, ms. */
const GOAL = { p50: 2, p99: 16 }
const context = { clientId: 'bench' }

interface Class {
  /** What is typed to find this person; null: this person is not for this class. */
  text: (person: TerritoryPerson) => string | null
  /** Share of questions that must have their target in the answer; 0 where many answer. */
  found: number
  ask?: (directory: Directory, text: string, person: TerritoryPerson) => Promise<string[]>
}

/** Surnames spoilt by rule, with the commune. */
function spoilt(person: TerritoryPerson, spoil: typeof oneEdit, shortest: number): string | null {
  const name = plainName(person, shortest)
  return name === null ? null : `${spoil(name, dice(Number(person.rpps.slice(-8))))} ${cityOf(person)}`
}

const heard = new Map(HOMOPHONES.map(([name, sounds]) => [norm(name), sounds]))

const CLASSES: Record<string, Class> = {
  '1 letter': { text: person => norm(person.family).slice(0, 1), found: 0 },
  '2 letters': { text: person => norm(person.family).slice(0, 2), found: 0 },
  '3 letters': { text: person => norm(person.family).slice(0, 3), found: 0 },
  '5 letters': { text: person => norm(person.family).slice(0, 5), found: 0 },
  surname: { text: person => person.family, found: 0 },
  'surname given': { text: person => `${person.family} ${person.given}`, found: 0.97 },
  'surname given commune': {
    text: person => (cityOf(person) ? `${person.family} ${person.given} ${cityOf(person)}` : null),
    found: 0.99,
  },
  'one edit + commune': { text: person => spoilt(person, oneEdit, 5), found: 0.95 },
  'two edits + commune': { text: person => spoilt(person, twoEdits, 7), found: 0.85 },
  'one edit, no place': {
    text: person => {
      const name = plainName(person, 6)
      return name === null ? null : oneEdit(name, dice(Number(person.rpps.slice(-8))))
    },
    found: 0,
  },
  'as heard + commune': {
    text: person => {
      const sounds = heard.get(norm(person.family))
      return sounds === undefined || !cityOf(person) ? null : `${sounds} ${cityOf(person)}`
    },
    found: 0,
  },
  'given name': { text: person => person.given, found: 0 },
  'commune alone': { text: person => cityOf(person) || null, found: 0 },
  'kind of establishment, near': { text: () => 'pharmacie', found: 0 },
  'need, near': { text: person => person.speciality?.label ?? person.profession.label, found: 0 },
  'need + commune': {
    text: person => (cityOf(person) ? `${person.profession.label} ${cityOf(person)}` : null),
    found: 0,
  },
  phone: { text: person => placeOf(person)?.phone ?? null, found: 0 },
  RPPS: { text: person => person.rpps, found: 1 },
  FINESS: { text: person => placeOf(person)?.finess ?? null, found: 0 },
  'candidates 100': {
    text: () => '',
    found: 0,
    async ask(directory, _, person) {
      const need = person.speciality
        ? ({ kind: 'speciality', code: person.speciality.code, label: '' } as const)
        : ({ kind: 'profession', code: person.profession.code, label: '' } as const)
      const insee = placeOf(person)?.insee ?? null
      const answer = await directory.candidates({ need, near: null, insee, radiusKm: 20, limit: 100 })
      return answer.ok ? answer.value.map(hit => hit.idnps) : []
    },
  },
  'needs field': {
    text: person => norm(person.family).slice(0, 4),
    found: 0,
    async ask(directory, text, person) {
      const near = placeOf(person)?.insee ?? null
      const answer = await directory.handlers['directory.needs']({ text, near, limit: 12 }, context)
      return answer.ok ? answer.value.people.map(hit => hit.idnps) : []
    },
  },
  'place field': {
    text: person => norm(placeOf(person)?.city ?? '').slice(0, 4),
    found: 0,
    async ask(directory, text) {
      await directory.handlers['directory.places']({ text, limit: 12 }, context)
      return []
    },
  },
}

/** One row a class; `goals`: how many reach them. `ok`: those looked for are found; times are printed, never judged. */
export async function benchClasses(
  directory: Directory,
  size: number,
  people: readonly TerritoryPerson[],
): Promise<{ rows: Row[]; goals: Row; ok: boolean }> {
  const rows: Row[] = []
  let ok = true
  let fast = 0
  for (const [name, asked] of Object.entries(CLASSES)) {
    const { row, found } = await benchClass(directory, size, name, people, asked)
    rows.push(row)
    ok &&= found >= asked.found
    if ((row['p50'] as number) <= GOAL.p50 && (row['p99'] as number) <= GOAL.p99) fast++
  }
  const note = `${fast} of ${rows.length}`
  return { rows, goals: { rows: size, class: `p50 ≤ ${GOAL.p50} ms and p99 ≤ ${GOAL.p99} ms`, note }, ok }
}

async function benchClass(
  directory: Directory,
  size: number,
  name: string,
  people: readonly TerritoryPerson[],
  { text, ask = askSearch }: Class,
): Promise<{ row: Row; found: number }> {
  const asked = questions(people, text)
  const times: number[] = []
  // What a question takes of the processor, whatever else runs on the machine: all threads of this process.
  const processor: number[] = []
  let found = 0
  for (const [at, { typed, target }] of asked.entries()) {
    // The first questions fill the page cache, as they do on a desk.
    const before = processorMs()
    const started = performance.now()
    const ids = await ask(directory, typed, target)
    if (at >= WARMING) {
      times.push(performance.now() - started)
      processor.push(processorMs() - before)
    }
    if (ids.includes(`8${target.rpps}`)) found++
  }
  const share = found / asked.length
  const cpu = percentiles(processor)
  return {
    row: {
      rows: size,
      class: name,
      ops: times.length,
      ...percentiles(times),
      'cpu p50': cpu.p50,
      'cpu p99': cpu.p99,
      found: round(share),
    },
    found: share,
  }
}

async function askSearch(directory: Directory, text: string, person: TerritoryPerson): Promise<string[]> {
  const near = placeOf(person)?.insee ?? null
  const answer = await directory.handlers['directory.search']({ text, near, limit: 20 }, context)
  return answer.ok ? answer.value.hits.map(hit => hit.idnps) : []
}

/** Enough questions of a class: the sample turned over as often as needed. */
function questions(
  people: readonly TerritoryPerson[],
  text: (person: TerritoryPerson) => string | null,
): { typed: string; target: TerritoryPerson }[] {
  const all = people.flatMap(target => {
    const typed = text(target)
    return typed === null ? [] : [{ typed, target }]
  })
  return Array.from({ length: OPERATIONS + WARMING }, (_, at) => all[at % all.length]).filter(one => one !== undefined)
}

/** A question of each kind in turn, for whoever measures something else meanwhile: answers the milliseconds it took. */
export function mixOf(people: readonly TerritoryPerson[]): (directory: Directory, at: number) => Promise<number> {
  const kinds = ['2 letters', 'surname', 'surname given commune', 'one edit + commune', 'need + commune', 'phone']
  const lists = kinds.map(kind => questions(people, CLASSES[kind]?.text ?? (() => null)))
  return async (directory, at) => {
    const list = lists[at % lists.length] ?? []
    const one = list[Math.floor(at / lists.length) % list.length]
    if (!one) return 0
    const started = performance.now()
    await askSearch(directory, one.typed, one.target)
    return performance.now() - started
  }
}
