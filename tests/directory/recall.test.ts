/**
 * Names as they are mistyped and misheard, with the commune given: who is meant stands among the first ten. The errors
 * are made by rules of their own and the pairs written by ear, neither by the search's code.
 */
import { expect, test } from 'vitest'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { search } from '../../src/core/directory/queries/search.ts'
import { norm } from '../../src/core/directory/text.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { HOMOPHONES } from './homophones.ts'
import { builtFrom } from './opened.ts'
import { dice, oneEdit, twoEdits } from './perturb.ts'
import { physician, testFolder } from './rows.ts'

const folder = testFolder()
const territory = createTerritory({ seed: 11, rows: 12_000 })
const bearers = HOMOPHONES.map(([name], at) => {
  const id = `1097${String(2_000_000 + at)}`
  return { id, row: physician({ 'Identifiant PP': id, "Nom d'exercice": name.toUpperCase() }) }
})
const db = await builtFrom(
  {
    rpps: folder.write(
      'register-20261120.txt',
      `${[...territory.lines(), ...bearers.map(each => each.row)].join('\n')}\n`,
    ),
  },
  folder.file('directory.sqlite'),
)

function firstTen(text: string, insee: string | null): string[] {
  const commune = insee === null ? undefined : communeByInsee(insee)
  const where = { near: commune?.position ?? null, departement: commune?.departement ?? null }
  return search(db, { text, ...where, limit: 10, needs: true }).hits.map(hit => hit.idnps)
}

/** Share of people found when their surname is spoilt so; `shortest` letters at least. */
function recall(spoil: (word: string) => string, shortest: number): { share: number; asked: number; missed: string[] } {
  const missed: string[] = []
  let asked = 0
  for (const person of territory.people) {
    const family = norm(person.family)
    const [activity] = person.activities
    if (!activity?.publicAddress || !/^[a-z]+$/.test(family) || family.length < shortest) continue
    asked++
    const text = `${spoil(family)} ${activity.city}`
    if (!firstTen(text, activity.insee).includes(`8${person.rpps}`)) missed.push(`${family}: ${text}`)
    if (asked === 2000) break
  }
  return { share: 1 - missed.length / asked, asked, missed }
}

test('99 in 100 of those one edit away', () => {
  const draw = dice(1)
  const { share, asked, missed } = recall(word => oneEdit(word, draw), 5)
  expect(asked).toBe(2000)
  expect(share, missed.slice(0, 20).join('\n')).toBeGreaterThanOrEqual(0.99)
})

test('9 in 10 of those two edits away, in names of seven letters or more', () => {
  const draw = dice(2)
  const { share, asked, missed } = recall(word => twoEdits(word, draw), 7)
  expect(asked).toBe(2000)
  expect(share, missed.slice(0, 20).join('\n')).toBeGreaterThanOrEqual(0.9)
})

test('9 in 10 of the names that sound the same', () => {
  expect(HOMOPHONES.length).toBeGreaterThanOrEqual(200)
  const missed = HOMOPHONES.filter(
    ([, heard], at) => !firstTen(`${heard} Chambray-lès-Tours`, '37050').includes(`8${bearers[at]?.id}`),
  )
  expect(1 - missed.length / HOMOPHONES.length, missed.join('\n')).toBeGreaterThanOrEqual(0.9)
})

test('what was found so is said to be approximate, and stands below what is as typed', () => {
  const found = search(db, {
    text: 'Lefèvre Chambray',
    near: communeByInsee('37050')?.position ?? null,
    departement: '37',
    limit: 10,
    needs: true,
  })
  const marks = found.hits.map(hit => hit.approximate)
  const names = found.hits.map(hit => norm(hit.displayName))
  expect(names.some(name => name.endsWith('lefebvre'))).toBe(true)
  expect(marks).toEqual(marks.toSorted((a, b) => Number(a) - Number(b)))
  for (const hit of found.hits) expect(hit.approximate).toBe(!/lefevre/.test(norm(hit.displayName)))
})
