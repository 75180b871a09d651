/**
 * The practice territory: fictitious people in real communes, written as an RPPS file and read by the sandbox platform.
 * Everything is drawn from the seed and a person's number, so that a territory of any size streams without being held,
 * and a larger one begins with the smaller.
 */
import { createCommunities, sosPoints } from './community.ts'
import { indexOf, makePerson, type WrittenPerson } from './person.ts'
import { HEADER, linesOf } from './row.ts'
import type { Community, CreateTerritory, Territory, TerritoryPerson } from './types.ts'

export type { Territory, TerritoryPerson } from './types.ts'

/** Day of the content when the caller gives none: a territory is the same on every day. */
export const TERRITORY_DATE = '2026-11-20'

/** Same seed and rows, same territory. `people` is built when first read; `lines()` holds one person at a time. */
export const createTerritory: CreateTerritory = ({
  seed,
  rows,
  contentDate = TERRITORY_DATE,
  trailingField = false,
}) => {
  let people: TerritoryPerson[] | null = null
  let communities: Community[] | null = null
  let count: number | null = null

  /** Each person with the lines they have in the file; the last one is cut to fit. */
  function* written(): Generator<{ person: WrittenPerson; lines: string[] }> {
    let left = rows
    for (let index = 0; left > 0; index++) {
      const person = makePerson(seed, index)
      let lines = linesOf(person)
      if (lines.length > left) {
        person.activities = person.activities.slice(0, 1)
        person.secondSpeciality = null
        lines = linesOf(person)
        lines = Array.from({ length: left }, (_, at) => lines[Math.min(at, lines.length - 1)] ?? '')
      }
      left -= lines.length
      yield { person, lines }
    }
  }

  function counted(): number {
    if (people) return people.length
    if (count === null) {
      count = 0
      for (const _ of written()) count++
    }
    return count
  }

  const territory: Territory = {
    seed,
    rows,
    contentDate,
    sosPoints,
    get people() {
      people ??= Array.from(written(), ({ person }) => person)
      return people
    },
    get communities() {
      communities ??= createCommunities(seed, counted())
      return communities
    },
    byRpps(rpps) {
      const index = indexOf(rpps)
      if (index < 0) return undefined
      if (people) return people[index]
      return index < counted() ? territory.people[index] : undefined
    },
    *workplaces() {
      for (const { person } of written()) yield* person.activities
    },
    *lines() {
      const end = trailingField ? '|' : ''
      yield HEADER
      for (const { lines } of written()) for (const line of lines) yield `${line}${end}`
    },
  }
  return territory
}

/** Name that the register gives to the file of one day, lower case as on the public mirror. */
export function territoryFileName(territory: Territory): string {
  return `ps-libreacces-personne-activite-${territory.contentDate.replaceAll('-', '')}0815.txt`
}
