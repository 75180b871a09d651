/** What changed for somebody since the generation before: it is still beside the directory, and is asked the same question. */
import type { Person } from '../../shared/contract/directory.ts'
import type { Db } from '../sqlite.ts'
import { person as personIn } from './queries/people.ts'
import { previousName } from './replace.ts'
import { openDirectory } from './store/open.ts'

export interface Change {
  /** `new`, `name`, `profession`, `specialities`, `place-left`, `place-new`, `phone-left`, `phone-new`. */
  field: string
  before: string
  after: string
}

export interface History {
  /** Null when there is no generation before. */
  of(person: Person): { since: string; changes: Change[] } | null
  /** The generations have changed. */
  forget(): void
}

export function createHistory(database: string): History {
  let opened: { db: Db; contentDate: string } | null | undefined
  const previous = () => {
    if (opened === undefined) {
      const found = openDirectory(previousName(database))
      opened = found.kind === 'ready' ? { db: found.db, contentDate: found.facts.contentDate } : null
    }
    return opened
  }
  return {
    of(person) {
      const before = previous()
      if (!before) return null
      try {
        const known = personIn(before.db, { idnps: person.idnps })
        return { since: before.contentDate, changes: changesOf(known, person) }
      } catch (error) {
        // A previous generation that cannot be read any more says nothing; the present one is not concerned.
        if (typeof (error as { code?: unknown }).code !== 'string') throw error
        return null
      }
    },
    forget() {
      opened?.db.close()
      opened = undefined
    },
  }
}

/** From one telling to the next, in the order in which they matter. */
export function changesOf(before: Person | null, after: Person): Change[] {
  if (!before) return [{ field: 'new', before: '', after: '' }]
  const changes: Change[] = []
  const tell = (field: string, old: string, now: string) => {
    if (old !== now) changes.push({ field, before: old, after: now })
  }
  tell('name', `${before.given} ${before.family}`, `${after.given} ${after.family}`)
  tell('profession', before.profession.label, after.profession.label)
  tell('specialities', labels(before), labels(after))
  for (const [field, read] of [
    ['place', placesOf],
    ['phone', (person: Person) => person.activities.flatMap(activity => activity.phones)],
  ] as const) {
    const [old, now] = [new Set(read(before)), new Set(read(after))]
    for (const each of old) if (!now.has(each)) changes.push({ field: `${field}-left`, before: each, after: '' })
    for (const each of now) if (!old.has(each)) changes.push({ field: `${field}-new`, before: '', after: each })
  }
  return changes
}

const labels = (person: Person): string =>
  person.specialities
    .map(each => each.label)
    .toSorted()
    .join(', ')

const placesOf = (person: Person): string[] =>
  person.activities
    .map(({ structure, address, postalCode, city }) =>
      [structure, address[0], postalCode, city].filter(Boolean).join(', '),
    )
    .filter(place => place !== '')
