/**
 * Who is meant stands among the first ten, their commune given: surnames spoilt by rule, by one edit and by two, and pairs
 * written by ear. Neither comes from the search's own code.
 */
import type { Directory } from '../../../src/core/directory/index.ts'
import type { Territory } from '../../../src/sandbox/territory/index.ts'
import { dice, oneEdit, twoEdits } from '../../directory/perturb.ts'
import { type Row, round } from './figures.ts'
import { bearers, cityOf, placeOf, plainName } from './territory.ts'

const NAMES = 2000
const FIRST = 10
const context = { clientId: 'bench' }

export async function benchRecall(directory: Directory, size: number, territory: Territory): Promise<Row[]> {
  const isFound = async (text: string, near: string, idnps: string) => {
    const answer = await directory.handlers['directory.search']({ text, near, limit: FIRST }, context)
    return answer.ok && answer.value.hits.some(hit => hit.idnps === idnps)
  }
  const rows: Row[] = []
  for (const [name, spoil, shortest, goal] of [
    ['one edit', oneEdit, 5, 99],
    ['two edits, 7 letters or more', twoEdits, 7, 90],
  ] as const) {
    const draw = dice(shortest)
    const people = territory.people.filter(person => plainName(person, shortest) !== null)
    const step = Math.max(1, Math.floor(people.length / NAMES))
    let asked = 0
    let found = 0
    for (let at = 0; at < people.length && asked < NAMES; at += step) {
      const person = people[at]
      const near = person && placeOf(person)?.insee
      if (!near) continue
      asked++
      const text = `${spoil(plainName(person, shortest) ?? '', draw)} ${cityOf(person)}`
      if (await isFound(text, near, `8${person.rpps}`)) found++
    }
    rows.push({
      rows: size,
      class: `recall: ${name}`,
      ops: asked,
      'recall %': percent(found, asked),
      note: `≥ ${goal}`,
    })
  }
  let found = 0
  for (const { heard, city, insee, idnps } of bearers) if (await isFound(`${heard} ${city}`, insee, idnps)) found++
  const share = percent(found, bearers.length)
  rows.push({ rows: size, class: 'recall: as heard', ops: bearers.length, 'recall %': share, note: '≥ 90' })
  return rows
}

const percent = (found: number, asked: number): number => round((100 * found) / Math.max(1, asked))
