import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import tracksFile from '../../../assets/nomenclatures/tracks.json' with { type: 'json' }
import { createNeeds } from './needs.ts'
import { readSiteWords, TRACKS } from './site-words.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'relais-words-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (content: string) => {
  const file = path.join(folder, 'words.json')
  writeFileSync(file, content)
  return readSiteWords(file)
}

test('a site adds its own words to a need, and its favourites', () => {
  const { synonyms, favourites, refused } = read(
    JSON.stringify({
      synonyms: [{ need: 'structure:urgences-enfants', words: ['Clocheville', 'Urg. péd.'] }],
      favourites: [{ need: 'speciality:SM42', label: 'Psychiatre de garde' }, { need: 'structure:msp' }],
    }),
  )
  expect(refused).toEqual([])
  expect(favourites).toEqual([
    { kind: 'speciality', code: 'SM42', label: 'Psychiatre de garde' },
    { kind: 'structure', code: 'msp', label: 'Maison de santé pluriprofessionnelle (MSP)' },
  ])
  const needs = createNeeds(synonyms)
  expect(needs.search('clochev', 1)).toEqual([
    { kind: 'structure', code: 'urgences-enfants', label: 'Urgences pédiatriques' },
  ])
  expect(needs.phrases.get('urg ped')).toEqual(['Semergency-children'])
  expect(createNeeds().search('clochev', 1)).toEqual([])
})

test('what cannot be used is told with its place, and the rest is used', () => {
  const { synonyms, refused } = read(
    JSON.stringify({
      synonyms: [
        { need: 'structure:urgences', words: ['les urg'] },
        { need: 'structure:nowhere', words: ['x'] },
        { need: 'urgences', words: ['x'] },
        { need: 'structure:smur', words: ['!!'] },
        'kiné',
      ],
      favourites: [{ need: 'profession:999' }],
    }),
  )
  expect(synonyms).toHaveLength(1)
  expect(refused).toEqual([
    { at: 'synonyms[1]', why: 'need-unknown' },
    { at: 'synonyms[2]', why: 'shape' },
    { at: 'synonyms[3]', why: 'no-word' },
    { at: 'synonyms[4]', why: 'shape' },
    { at: 'favourites[0]', why: 'need-unknown' },
  ])
})

test.each([
  ['{"synonyms": [', 'not-json'],
  ['[]', 'shape'],
  ['{"synonymes": []}', 'shape'],
  ['null', 'shape'],
])('a file that is no such file is told: %s', (content, why) => {
  expect(read(content).refused).toEqual([{ at: '', why }])
})

test('no file is nothing; one that is not there is told', () => {
  expect(readSiteWords(undefined).refused).toEqual([])
  expect(readSiteWords(path.join(folder, 'absent.json')).refused).toEqual([{ at: '', why: 'unreadable' }])
})

test('every need of a track is one of the table', () => {
  for (const [at, track] of tracksFile.tracks.entries()) expect(TRACKS[at]?.needs).toHaveLength(track.needs.length)
})
