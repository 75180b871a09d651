/** Searching a practice territory: what is found, in which order, and that no class of question walks a whole table. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceKm } from '../../src/core/directory/distance.ts'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { codesOfNeed } from '../../src/core/directory/needs.ts'
import { SQL as NUMBER_SQL } from '../../src/core/directory/queries/by-number.ts'
import { SQL as WORDS_SQL } from '../../src/core/directory/queries/by-words.ts'
import { SQL as HOURS_SQL } from '../../src/core/directory/queries/hours.ts'
import { SQL as NEARBY_SQL, nearby } from '../../src/core/directory/queries/nearby.ts'
import { SQL as DUTY_SQL } from '../../src/core/directory/queries/on-duty.ts'
import { byIdnps, SQL as PEOPLE_SQL } from '../../src/core/directory/queries/people.ts'
import { search } from '../../src/core/directory/queries/search.ts'
import { SQL as SITE_SQL } from '../../src/core/directory/queries/site-lines.ts'
import { SQL as SPOTS_SQL } from '../../src/core/directory/queries/spots.ts'
import { SQL as STRUCTURES_SQL } from '../../src/core/directory/queries/structures.ts'
import { SQL as TERMS_SQL } from '../../src/core/directory/queries/terms.ts'
import { SQL as WEIGH_SQL } from '../../src/core/directory/queries/weigh.ts'
import { editsWithin, typedWord } from '../../src/core/directory/store/edits.ts'
import { SQL as LEXICON_SQL } from '../../src/core/directory/store/lexicon.ts'
import { norm } from '../../src/core/directory/text.ts'
import { createTerritory, type TerritoryPerson } from '../../src/sandbox/territory/index.ts'
import { type Need, PersonHit } from '../../src/shared/contract/directory.ts'
import { builtFrom } from './opened.ts'
import { testFolder } from './rows.ts'

const folder = testFolder()
const territory = createTerritory({ seed: 3, rows: 5000 })
const db = await builtFrom(
  {
    rpps: folder.write('register-20261120.txt', `${[...territory.lines()].join('\n')}\n`),
  },
  folder.file('directory.sqlite'),
)

const tours = communeByInsee('37261')?.position ?? null
const chambray = communeByInsee('37050')?.position ?? null
const inTours = { near: tours, departement: '37', limit: 20, needs: true }
const anywhere = { near: null, departement: null, limit: 20, needs: true }
const hits = (text: string, where: Omit<Parameters<typeof search>[1], 'text'> = inTours) =>
  search(db, { text, ...where }).hits

/** Somebody with a place of work that the register publishes. */
const published = territory.people.filter(
  person =>
    person.activities[0]?.publicAddress &&
    person.activities[0].genre === 'GENR01' &&
    /^\p{L}{5,}$/u.test(person.family),
)
const some = (n: number): TerritoryPerson[] => published.filter((_, at) => at % Math.floor(published.length / n) === 0)

describe('a person is found', () => {
  test.each<[string, (person: TerritoryPerson) => string]>([
    ['by surname, first name and commune', p => `${p.family} ${p.given} ${p.activities[0]?.city}`],
    ['in another order', p => `${p.activities[0]?.city} ${p.given} ${p.family}`],
    ['in small letters, without accents', p => norm(`${p.given} ${p.family}`)],
    [
      'by the beginnings of the words',
      p => `${p.given.slice(0, 3)} ${p.family.slice(0, 4)} ${p.activities[0]?.city.slice(0, 4)}`,
    ],
    ['by surname and postcode', p => `${p.family} ${p.given} ${p.activities[0]?.postalCode}`],
    ['by surname, first name and profession', p => `${p.profession.label} ${p.family} ${p.given}`],
    ['by RPPS number', p => p.rpps],
    ['by national identifier', p => `8${p.rpps}`],
    ['with a title before', p => `Dr ${p.family} ${p.given}`],
  ])('%s', (_, say) => {
    for (const person of some(60)) {
      const text = say(person)
      // A CEDEX row publishes another postcode than the street's.
      if (/\d{5}$/.test(text) && !text.includes(person.rpps) && hits(text).length === 0) continue
      expect(
        hits(text, { ...inTours, limit: 50 }).map(hit => hit.idnps),
        text,
      ).toContain(`8${person.rpps}`)
    }
  })

  test('by phone, however it is typed', () => {
    const person = published.find(each => each.activities[0]?.phone?.startsWith('+33'))
    const national = `0${person?.activities[0]?.phone?.slice(3)}`
    for (const text of [
      national,
      national.replace(/(..)(?=.)/g, '$1 '),
      national.replace(/(..)(?=.)/g, '$1.'),
      `+33${national.slice(1)}`,
    ]) {
      expect(
        hits(text, { ...inTours, limit: 50 }).map(hit => hit.idnps),
        text,
      ).toContain(`8${person?.rpps}`)
    }
    expect(hits(`${person?.family} ${national}`).map(hit => hit.idnps)).toEqual([`8${person?.rpps}`])
  })

  test('with one letter wrong, when nobody has the name as typed, and it is said to be approximate', () => {
    let found = 0
    const people = some(80).filter(person => person.family.length >= 6)
    for (const person of people) {
      const wrong = `${person.family.slice(0, 3)}${person.family.slice(4)}`
      const list = hits(`${wrong} ${person.given}`, { ...anywhere, limit: 50 })
      const hit = list.find(each => each.idnps === `8${person.rpps}`)
      if (hit) {
        found++
        expect(hit.approximate || norm(person.family).startsWith(norm(wrong))).toBe(true)
      }
    }
    expect(found / people.length).toBeGreaterThan(0.9)
    expect(hits('zzqxw').length).toBe(0)
  })
})

describe('the order', () => {
  test('exact surnames come before those that only begin so, and surnames before given names', () => {
    const names = hits('martin', anywhere).map(hit => hit.displayName)
    const family = names.findLastIndex(name => / MARTIN$/.test(name))
    const given = names.findIndex(name => /^(Dr )?Martin /.test(name))
    expect(family).toBeGreaterThanOrEqual(0)
    if (given >= 0) expect(given).toBeGreaterThan(family)
  })

  test('replacements and activities that are not care come after', () => {
    const category = db.prepare<[string], { category: string }>('SELECT category FROM people WHERE idnps = ?')
    // Students and the retired stand last whatever they do.
    const practising = hits('m', { ...inTours, limit: 200 }).filter(({ idnps }) =>
      ['C', 'M'].includes(category.get(idnps)?.category ?? ''),
    )
    const ranks = practising.map(({ activity }) => (!activity?.care ? 2 : activity.replacement ? 1 : 0))
    expect(ranks).toContain(0)
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
  })

  test('a need alone gives the nearest first', () => {
    const distances = hits('kiné').map(hit => hit.distanceKm)
    expect(distances.length).toBe(20)
    expect(distances).toEqual(distances.toSorted((a, b) => (a ?? 1e9) - (b ?? 1e9)))
  })

  test('a need and a commune give people of that commune, shown at their place there', () => {
    for (const hit of hits('kiné chambray')) {
      expect(hit.profession.code).toBe('70')
      const says = `${hit.activity?.city} ${hit.activity?.structure}`.toUpperCase()
      expect(says).toContain('CHAMBRAY')
    }
    expect(hits('kiné chambray').length).toBeGreaterThan(3)
  })
})

describe('what a line shows', () => {
  test('is valid for the contract, and its lit parts are what was typed', () => {
    for (const person of some(20)) {
      for (const hit of hits(`${person.family.slice(0, 5)} ${person.given}`)) {
        expect(PersonHit.safeParse(hit).error?.issues).toBeUndefined()
        if (!hit.approximate) expect(hit.highlights.length).toBeGreaterThan(0)
      }
    }
  })

  test('counts the other places of somebody who has several', () => {
    const person = published.find(each => new Set(each.activities.map(({ structureId }) => structureId)).size >= 3)
    const hit = hits(person?.rpps ?? '')[0]
    expect(hit?.otherActivities).toBeGreaterThanOrEqual(1)
  })

  test('tells when there is more', () => {
    expect(search(db, { text: 'm', ...inTours, limit: 5 })).toMatchObject({ more: true })
    expect(search(db, { text: published[0]?.rpps ?? '', ...inTours, limit: 5 })).toMatchObject({ more: false })
  })
})

describe('who answers a need around a place', () => {
  const wanted = (need: Exclude<Need, { kind: 'person' | 'establishment' }>, radiusKm: number, limit = 100) => ({
    codes: codesOfNeed(need.kind, need.code),
    near: chambray,
    departement: '37',
    radiusKm,
    limit,
    maxRank: 1,
  })
  const generalist = { kind: 'speciality', code: 'SM54', label: '' } as const

  test('is nearest first, within the radius, of the right speciality, without those who do not practise', () => {
    const found = nearby(db, wanted(generalist, 20, 1000))
    const placed = found.filter(hit => hit.distanceKm !== null)
    expect(placed.length).toBeGreaterThan(50)
    expect(placed.map(hit => hit.distanceKm)).toEqual(
      placed.map(hit => hit.distanceKm).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
    )
    for (const hit of found) {
      expect(['SM54', 'SM53', 'SM26']).toContain(hit.speciality?.code)
      if (hit.distanceKm !== null) expect(hit.distanceKm).toBeLessThanOrEqual(20.1)
      expect(hit.activity?.care).toBe(true)
    }
    expect(new Set(found.map(hit => hit.idnps)).size).toBe(found.length)
    // Those without a known place stand last.
    expect(found.findLastIndex(hit => hit.distanceKm !== null)).toBe(placed.length - 1)
  })

  test('misses nobody: the same people as a plain walk over the territory', () => {
    const found = new Set(
      nearby(db, wanted(generalist, 15, 10_000))
        .filter(hit => hit.distanceKm !== null)
        .map(hit => hit.idnps),
    )
    const expected = territory.people
      .filter(person => ['SM54', 'SM53', 'SM26'].includes(person.speciality?.code ?? ''))
      .filter(person =>
        person.activities.some(activity => {
          const position = communeByInsee(activity.insee)?.position
          const receives = ['GENR01', 'GENR02', 'GENR03'].includes(activity.genre)
          return activity.publicAddress && receives && position && chambray && distanceKm(chambray, position) <= 15
        }),
      )
      .map(person => `8${person.rpps}`)
    // Students and the retired have published addresses too; they are not asked for slots.
    const missed = expected.filter(idnps => !found.has(idnps))
    for (const idnps of missed) {
      const line = [...territory.lines()].find(row => row.includes(`|${idnps}|`))
      expect(['E', 'R']).toContain(line?.split('|')[11])
    }
    expect([...found].filter(idnps => !expected.includes(idnps))).toEqual([])
  })

  test('of some départements only, when asked so: the same as the others left out of everybody', () => {
    const everybody = nearby(db, wanted(generalist, 150, 100_000))
    const theirs = everybody.filter(hit => ['41', '49'].includes(hit.activity?.departement ?? ''))
    const asked = { ...wanted(generalist, 150, 100_000), departements: ['41', '49'] }
    const placed = nearby(db, asked).filter(hit => hit.distanceKm !== null)
    expect(placed.length).toBeGreaterThan(20)
    for (const hit of placed) expect(['41', '49']).toContain(hit.activity?.departement)
    // Somebody nearer elsewhere too is shown there when everybody is asked for, and here in the département asked for.
    for (const hit of theirs) if (hit.distanceKm !== null) expect(placed.map(one => one.idnps)).toContain(hit.idnps)
  })

  test('stops at the limit with the nearest', () => {
    const few = nearby(db, wanted(generalist, 20, 7)).map(hit => hit.distanceKm)
    const many = nearby(db, wanted(generalist, 20, 70)).map(hit => hit.distanceKm)
    expect(few).toEqual(many.slice(0, 7))
  })

  test('known identifiers give their lines, others nothing', () => {
    const [a, b] = published
    const found = new Map(byIdnps(db, { ids: [`8${a?.rpps}`, '810000000000', `8${b?.rpps}`], near: tours }))
    expect([...found.keys()]).toEqual([`8${a?.rpps}`, `8${b?.rpps}`])
  })
})

test('whatever is typed, search answers within its limit and never throws', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          'martin',
          'le',
          "d'",
          'st',
          '37',
          '02 61',
          '"',
          '*',
          'AND',
          'NOT',
          'NEAR(',
          ')',
          'kiné',
          'é',
          '-',
          ':',
          '^',
          '8',
          '10999',
          "'; --",
        ),
      )
      .map(words => words.join(' ')),
  )
  fc.assert(
    fc.property(typed, fc.integer({ min: 1, max: 50 }), fc.boolean(), (text, limit, needs) => {
      const found = search(db, { text, near: tours, departement: '37', limit, needs })
      expect(found.hits.length).toBeLessThanOrEqual(limit)
      expect(new Set(found.hits.map(hit => hit.idnps)).size).toBe(found.hits.length)
    }),
    { numRuns: 300 },
  )
})

/** Told again the plain way, over the whole table and without any cut. */
function editsOf(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  )
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const costs = [at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), at(i - 1, j) + 1, at(i, j - 1) + 1]
      const row = rows[i]
      if (row) row[j] = Math.min(...costs, swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY)
    }
  }
  return at(a.length, b.length)
}

test('edits are letters more, less, other, or two swapped, counted up to a limit', () => {
  const edits = (a: string, b: string, most: number) =>
    editsWithin(Buffer.from(`__${a}`), 2, a.length, typedWord(b), most)
  expect(edits('lefevre', 'lefebvre', 2)).toBe(1)
  expect(edits('martin', 'matrin', 2)).toBe(1)
  expect(edits('martin', 'matrine', 2)).toBe(2)
  expect(edits('renault', 'renaud', 1)).toBe(2)
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 })
  fc.assert(
    fc.property(word, word, fc.constantFrom(1, 2), (a, b, most) => {
      expect(edits(a, b, most)).toBe(Math.min(editsOf(a, b), most + 1))
    }),
    { numRuns: 2000 },
  )
})

describe('no question walks a table', () => {
  const statements = Object.entries({
    ...WORDS_SQL,
    ...NUMBER_SQL,
    ...TERMS_SQL,
    ...STRUCTURES_SQL,
    ...DUTY_SQL,
    ...SITE_SQL,
    ...HOURS_SQL,
    ...NEARBY_SQL,
    ...PEOPLE_SQL,
    ...LEXICON_SQL,
    ...SPOTS_SQL,
    ...WEIGH_SQL,
  }).filter(
    // The labels of unknown codes: a handful of rows, read once.
    ([name]) => name !== 'labels',
  )

  test.each(statements)('%s', (_, sql) => {
    const parameters = (sql.match(/\?/g) ?? []).map(() => null)
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)
    expect(plan.length).toBeGreaterThan(0)
    // Virtual tables (full text, JSON) show as SCAN … VIRTUAL TABLE INDEX: their own index.
    const walks = plan
      .map(step => step.detail)
      .filter(detail => /^SCAN/.test(detail) && !/VIRTUAL TABLE INDEX|^SCAN found/.test(detail))
    expect(walks).toEqual([])
  })

  test('and the check sees a walk when there is one', () => {
    const plan = db
      .prepare<[], { detail: string }>("EXPLAIN QUERY PLAN SELECT * FROM people WHERE family LIKE '%x%'")
      .all()
    expect(plan.some(step => /^SCAN people/.test(step.detail))).toBe(true)
  })
})
