/**
 * Tolerance to one typo (SymSpell): two words are one edit apart only if they share a form with at most one letter
 * taken out. Sized by distinct surnames, asked by a handful of exact look-ups.
 */
import type { Db } from '../../sqlite.ts'

/** The word and every form of it with one letter taken out. */
export function deletionsOf(word: string): string[] {
  const forms = new Set([word])
  for (let at = 0; at < word.length; at++) forms.add(word.slice(0, at) + word.slice(at + 1))
  return [...forms]
}

/** One edit at most: a letter added, dropped, changed, or two neighbours swapped. */
export function withinOneEdit(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const leftA = a.slice(start, endA)
  const leftB = b.slice(start, endB)
  if (leftA.length <= 1 && leftB.length <= 1) return true
  return leftA.length === 2 && leftB.length === 2 && leftA[0] === leftB[1] && leftA[1] === leftB[0]
}

/** Writes the lexicon of the surnames met. */
export function writeLexicon(db: Db, surnames: Iterable<string>): void {
  db.exec('CREATE TEMP TABLE unsorted (part TEXT, surname_id INTEGER)')
  const insertWord = db.prepare('INSERT INTO surnames (id, word) VALUES (?, ?)')
  const insertPart = db.prepare('INSERT INTO temp.unsorted (part, surname_id) VALUES (?, ?)')
  let id = 0
  for (const word of surnames) {
    insertWord.run(++id, word)
    for (const part of deletionsOf(word)) insertPart.run(part, id)
  }
  // Sorted first: a B-tree written in order is written once.
  db.exec('INSERT INTO deletions SELECT part, surname_id FROM temp.unsorted ORDER BY part, surname_id')
  db.exec('DROP TABLE temp.unsorted')
}
