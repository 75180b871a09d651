/** How a typed text was understood, part by part, with what would remain of it without each part. */
import type { Chip } from '../../../shared/contract/directory.ts'
import { communeByInsee, departementByCode, departementNames } from '../geography.ts'
import type { Needs } from '../needs.ts'
import { isStreetWord } from '../store/document.ts'
import { norm, words } from '../text.ts'
import type { Query } from './parse.ts'

const LONGEST_PHRASE = 9
const CHIP_KINDS = { profession: 'profession', speciality: 'speciality', structure: 'structure-kind' } as const

/** The first answer: who it is, and where. */
export interface FirstAnswer {
  name: string
  city: string | null
  address: readonly string[]
}

/**
 * Needs, départements, postcodes and streets after their kind are known by their words; a commune or the name of a street
 * alone only by the first answer, as most of their words are names too.
 */
export function chipsOf(text: string, query: Query, first: FirstAnswer | null, table: Needs): Chip[] {
  const parts = partsOf(text)
  const chips: Chip[] = []
  const chip = (kind: Chip['kind'], label: string, from: number, to: number) => {
    const taken = parts.slice(from, to)
    const [start, end] = [taken[0]?.start ?? 0, taken.at(-1)?.end ?? text.length]
    const without = `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim()
    chips.push({ kind, label, text: text.slice(start, end), without })
  }
  if (query.typed.length === 0) {
    const kind =
      query.phone !== null ? 'phone' : query.rpps !== null ? 'rpps' : query.structure !== null ? 'structure' : null
    if (kind) chip(kind, text.trim(), 0, parts.length)
    return chips
  }
  const city = first?.city ? words(first.city).join(' ') : null
  const street = streetWords(first)
  for (let at = 0; at < parts.length; ) {
    const way = streetOf(query, at)
    if (way > 0) {
      const end = at + way + more(parts, at + way, street)
      const said = text.slice(parts[at]?.start ?? 0, parts[end - 1]?.end ?? text.length)
      chip('street', said, at, end)
      at = end
      continue
    }
    const length = longest(parts.length - at, size => {
      const phrase = parts
        .slice(at, at + size)
        .map(part => part.folded)
        .join(' ')
      const needs = table.ofPhrase(phrase)
      const departement = departementNames.get(phrase)
      const commune = communeOf(query, at, size)
      if (commune) chip('commune', commune, at, at + size)
      else if (words(phrase).join(' ') === city) chip('commune', first?.city ?? '', at, at + size)
      else if (needs[0]) chip(CHIP_KINDS[needs[0].kind], needs.map(need => need.title).join(' ou '), at, at + size)
      else if (departement !== undefined)
        chip('departement', `${departementByCode(departement)?.name} (${departement})`, at, at + size)
      else if (size === 1 && /^\d{5}$/.test(phrase)) chip('postcode', phrase, at, at + 1)
      else if (size === more(parts, at, street) && size > 0)
        chip('street', text.slice(parts[at]?.start, parts[at + size - 1]?.end), at, at + size)
      else return false
      return true
    })
    at += Math.max(1, length)
  }
  return chips
}

/** Words that tell the street of the first answer, and nothing else of it. */
function streetWords(first: FirstAnswer | null): ReadonlySet<string> {
  const told = new Set(words(`${first?.name ?? ''} ${first?.city ?? ''}`))
  return new Set(words((first?.address ?? []).join(' ')).filter(word => isStreetWord(word) && !told.has(word)))
}

/** How many words from `at` are those of the street. */
function more(parts: readonly { folded: string }[], at: number, street: ReadonlySet<string>): number {
  let end = at
  while (street.has(parts[end]?.folded ?? '')) end++
  return end - at
}

/** Words of the street that begins at this place, said with its kind; 0 when none does. */
function streetOf(query: Query, from: number): number {
  let at = 0
  for (const part of query.parts) {
    if (at === from) return part.street ? part.length : 0
    at += part.length
  }
  return 0
}

/** The name of the commune that the part of this place and size was understood as; null when it was something else. */
function communeOf(query: Query, from: number, size: number): string | null {
  let at = 0
  for (const part of query.parts) {
    if (at === from && part.length === size) {
      const [code] = part.codes
      return code?.startsWith('I') ? (communeByInsee(code.slice(1))?.name ?? null) : null
    }
    at += part.length
  }
  return null
}

/** The longest size that `says` something. */
function longest(most: number, says: (size: number) => boolean): number {
  for (let size = Math.min(LONGEST_PHRASE, most); size > 0; size--) if (says(size)) return size
  return 0
}

/** The words of a text, folded, and where they stand in it. */
function partsOf(text: string): { folded: string; start: number; end: number }[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), match => ({
    folded: norm(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  })).filter(part => part.folded !== '')
}
