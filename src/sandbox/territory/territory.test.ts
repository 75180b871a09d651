import { describe, expect, test } from 'vitest'
import { createTerritory, territoryFileName } from './index.ts'

const territory = createTerritory({ seed: 7, rows: 5000 })
const lines = [...territory.lines()]
const rows = lines.slice(1).map(line => line.split('|'))
const share = (holds: (row: string[]) => boolean) => rows.filter(holds).length / rows.length

/** Luhn's sum over the digits, check digit included: a multiple of ten for a real number. */
function luhn(number: string): number {
  return [...number].reverse().reduce((sum, character, at) => {
    const doubled = Number(character) * (at % 2 === 1 ? 2 : 1)
    return sum + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
}

describe('a practice territory', () => {
  test('is the same for the same seed, and another for another', () => {
    expect([...createTerritory({ seed: 7, rows: 300 }).lines()]).toEqual([
      ...createTerritory({ seed: 7, rows: 300 }).lines(),
    ])
    expect([...createTerritory({ seed: 8, rows: 300 }).lines()]).not.toEqual([
      ...createTerritory({ seed: 7, rows: 300 }).lines(),
    ])
  })

  test('has as many lines as asked, all of 56 columns, after a header of the same width', () => {
    for (const asked of [1, 2, 17, 5000]) {
      const written = [...createTerritory({ seed: 7, rows: asked }).lines()]
      expect(written).toHaveLength(asked + 1)
      expect(new Set(written.map(line => line.split('|').length))).toEqual(new Set([56]))
    }
  })

  test('ends each line with a bar when a copy with a 57th field is asked for', () => {
    const [, line = ''] = [...createTerritory({ seed: 7, rows: 5, trailingField: true }).lines()]
    expect(line.split('|')).toHaveLength(57)
    expect(line.endsWith('|')).toBe(true)
  })

  test('begins with the smaller one of the same seed', () => {
    const larger = createTerritory({ seed: 7, rows: 9000 }).lines()[Symbol.iterator]()
    const first = Array.from({ length: 4900 }, () => larger.next().value)
    expect(first).toEqual(lines.slice(0, 4900))
  })

  test('has the quirks of the real file at their rates', () => {
    expect(share(row => row[35] === '')).toBeGreaterThan(0.38)
    expect(share(row => row[35] === '')).toBeLessThan(0.48)
    expect(share(row => row[40] !== '')).toBeGreaterThan(0.4)
    expect(share(row => row[40] !== '')).toBeLessThan(0.5)
    expect(share(row => row[34]?.includes('CEDEX') ?? false)).toBeGreaterThan(0.01)
    expect(share(row => /GENR0[23]/.test(row[54] ?? ''))).toBeGreaterThan(0.05)
    expect(rows.some(row => row[32]?.includes('"'))).toBe(true)
    expect(rows.some(row => row[30] === '' && /^(R|RUE|AV|BD|PL) /.test(row[32] ?? ''))).toBe(true)
    expect(rows.some(row => row[36] === '75056')).toBe(true)
    expect(rows.some(row => row[11] === 'E')).toBe(true)
    expect(new Set(lines).size).toBeLessThan(lines.length)
    expect(rows.length / territory.people.length).toBeGreaterThan(1.3)
    expect(rows.length / territory.people.length).toBeLessThan(1.5)
  })

  test('is of nobody: numbers of an unused range that fail Luhn, phones kept for fiction', () => {
    for (const person of territory.people) {
      expect(person.rpps).toMatch(/^109\d{8}$/)
      expect(luhn(person.rpps) % 10).not.toBe(0)
      for (const { phone } of person.activities) {
        if (phone) expect(phone).toMatch(/^\+(33(19900|26191|35301|46571|53649)\d{4}|26263998\d{4})$/)
      }
    }
    expect(new Set(territory.people.map(person => person.rpps)).size).toBe(territory.people.length)
  })

  test('gathers half of its people around Tours, with tens of each common speciality', () => {
    const home = territory.people.filter(person => person.activities[0]?.departement === '37')
    expect(home.length / territory.people.length).toBeGreaterThan(0.45)
    const around = (code: string) =>
      home.filter(person => person.speciality?.code === code || person.profession.code === code).length
    for (const code of ['SM54', 'SM42', 'SM40', 'SM04', '60', '70', '40', '50', '21']) {
      expect(around(code), code).toBeGreaterThanOrEqual(20)
    }
  })

  test('finds its people by number and nobody else', () => {
    const person = territory.people[42]
    expect(territory.byRpps(person?.rpps ?? '')).toBe(person)
    expect(territory.byRpps('10999999901')).toBeUndefined()
    expect(territory.byRpps('10003456789')).toBeUndefined()
    expect(territory.byRpps('')).toBeUndefined()
  })

  test('has SOS points where the vendors of the sandbox cover, and communities with members of its own', () => {
    expect(territory.sosPoints.map(point => point.departement)).toEqual(
      expect.arrayContaining(['37', '69', '21', '33', '75', '974']),
    )
    for (const point of territory.sosPoints) {
      expect(point.siret).toMatch(/^0000\d{10}$/)
      expect(point.position).not.toBeNull()
    }
    for (const community of territory.communities) {
      expect(community.finess).toMatch(/^[0-9AB]{9}$/)
      expect(community.members.length).toBeGreaterThan(5)
      expect(community.members.every(rpps => territory.byRpps(rpps))).toBe(true)
    }
  })

  test('names its file as the register does, with the day of its content', () => {
    expect(territoryFileName(createTerritory({ seed: 1, rows: 1, contentDate: '2026-03-09' }))).toBe(
      'ps-libreacces-personne-activite-202603090815.txt',
    )
  })
})
