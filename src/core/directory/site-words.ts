/**
 * The words of a site: a JSON file that adds its own words to the needs, and its favourites. An entry that cannot be used is
 * told with its place; the others are used.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import tracksFile from '../../../assets/nomenclatures/tracks.json' with { type: 'json' }
import type { Need } from '../../shared/contract/directory.ts'
import { ENTRIES, type NeedEntry, type SiteSynonym } from './needs.ts'
import { norm } from './text.ts'

export interface SiteWords {
  synonyms: SiteSynonym[]
  favourites: Need[]
  refused: Refused[]
}

export interface Refused {
  /** Where in the file: «synonyms[2]»; '' for the file itself. */
  at: string
  why: 'unreadable' | 'not-json' | 'shape' | 'need-unknown' | 'no-word'
}

/** One need as the file names it: «structure:urgences-enfants», «speciality:SM42», «profession:60». */
const NeedKey = z.string().regex(/^(structure|speciality|profession):[\w-]+$/)
const Synonym = z.strictObject({ need: NeedKey, words: z.array(z.string().max(80)).min(1).max(200) })
const Favourite = z.strictObject({ need: NeedKey, label: z.string().max(80).optional() })
const File = z.strictObject({
  synonyms: z.array(z.unknown()).max(2000).default([]),
  favourites: z.array(z.unknown()).max(50).default([]),
})

const LARGEST = 1_000_000

/** Reads the file; never throws. */
export function readSiteWords(file: string | undefined): SiteWords {
  const words: SiteWords = { synonyms: [], favourites: [], refused: [] }
  const refuse = (at: string, why: Refused['why']) => words.refused.push({ at, why })
  if (file === undefined) return words
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    refuse('', 'unreadable')
    return words
  }
  let content: unknown
  try {
    content = text.length > LARGEST ? null : JSON.parse(text)
  } catch {
    refuse('', 'not-json')
    return words
  }
  const parsed = File.safeParse(content)
  if (!parsed.success) {
    refuse('', 'shape')
    return words
  }
  for (const [at, row] of parsed.data.synonyms.entries()) {
    const place = `synonyms[${at}]`
    const read = Synonym.safeParse(row)
    const entry = read.success ? entryOf(read.data.need) : null
    const said = read.success ? read.data.words.map(norm).filter(Boolean) : []
    if (!read.success) refuse(place, 'shape')
    else if (!entry) refuse(place, 'need-unknown')
    else if (said.length === 0) refuse(place, 'no-word')
    else words.synonyms.push({ kind: entry.kind, code: entry.code, words: said })
  }
  for (const [at, row] of parsed.data.favourites.entries()) {
    const place = `favourites[${at}]`
    const read = Favourite.safeParse(row)
    const entry = read.success ? entryOf(read.data.need) : null
    if (!read.success) refuse(place, 'shape')
    else if (!entry) refuse(place, 'need-unknown')
    else words.favourites.push({ ...needOf(entry), ...(read.data.label ? { label: read.data.label } : {}) })
  }
  return words
}

/** The need of a key: «speciality:SM42». */
export function entryOf(key: string): NeedEntry | null {
  const [kind, code] = key.split(':')
  return ENTRIES.find(entry => entry.kind === kind && entry.code === code) ?? null
}

const needOf = ({ kind, code, title }: NeedEntry): Need => ({ kind, code, label: title })

/** The speciality tracks that ship with the program. */
export const TRACKS: readonly { id: string; needs: Need[] }[] = tracksFile.tracks.map(({ id, needs }) => ({
  id,
  needs: needs.flatMap(key => {
    const entry = entryOf(key)
    return entry ? [needOf(entry)] : []
  }),
}))
