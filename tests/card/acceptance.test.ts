/** The protocol of `docs/card-acceptance.md`: it takes the time it says, and the words that it tells IT to look for are those that Relais says. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fr } from '../../src/renderer/i18n/fr/index.ts'

const root = path.resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(path.join(root, name), 'utf8')
/** Every space is a space, whatever its width. */
const plain = (text: string) => text.replaceAll(/\s+/gu, ' ')

const protocol = plain(read('docs/card-acceptance.md'))
const rows = read('docs/card-acceptance.md')
  .split('\n')
  .map(line => line.split('|').map(cell => cell.trim()))
  .filter(([, number = '']) => /^\d+$/.test(number))

/** Windows says it, or whoever fills the table in. */
const OTHERS = ['Carte à puce', 'sans objet']
const isSetting = (words: string) => /^[a-z0-9]+(\.?[a-zA-Z]+)*$/.test(words)

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
const said = plain([...textsOf(fr), read('src/shared/card/diagnosis-words.ts')].join('\n'))

test('thirteen lines, numbered in order, twenty minutes in all', () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 13 }, (_, index) => index + 1))
  expect(rows.reduce((sum, [, , minutes]) => sum + Number(minutes), 0)).toBe(20)
  for (const row of rows) for (const cell of row.slice(3, 5)) expect(cell.length).toBeGreaterThan(10)
})

test('what is quoted is what the screen or the diagnosis says', () => {
  const quoted = [...protocol.matchAll(/« ([^»]+?) »/g)].map(([, words = '']) => words)
  const ours = quoted.filter(words => !OTHERS.includes(words) && !isSetting(words))
  expect(ours.length).toBeGreaterThan(15)
  // «…» stands for what a machine fills in.
  const unknown = ours.filter(words => !words.split(/ ?… ?/).every(part => said.includes(part)))
  expect(unknown).toEqual([])
})
