/** `npm run directory`: what IT staff see, and the exit code that their scripts read. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readRoster } from '../../src/core/directory/rosters/read.ts'
import { TEMPLATES } from '../../src/core/directory/rosters/templates.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { physician, registerFile, testFolder } from './rows.ts'

const folder = testFolder()
const script = fileURLToPath(new URL('../../scripts/directory.mjs', import.meta.url))

function command(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  // Thousands and French signs stand after spaces of several kinds.
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
  return { status, out: plain(stdout), err: plain(stderr) }
}

const number = (out: string, word: string) =>
  Number(new RegExp(`${word}\\s+([\\d ]+?) (?:lignes|activités)`).exec(out)?.[1]?.replaceAll(' ', ''))

describe('import', () => {
  test('prints counts that add up, the day of the content and the seconds', () => {
    const rows = [...createTerritory({ seed: 9, rows: 3000 }).lines()]
    rows.splice(5, 0, 'ligne coupée')
    const file = folder.write('ps-202611200815.txt', `${rows.join('\n')}\n`)
    const { status, out } = command('import', '--rpps', file, '--into', folder.file('cli.sqlite'))
    expect(status).toBe(0)
    expect(out).toContain('contenu du 20/11/2026')
    expect(number(out, 'Lus')).toBe(3001)
    expect(number(out, 'Gardés') + number(out, 'Fusionnés') + number(out, 'Refusés')).toBe(3001)
    expect(out).toContain('  ligne 6 : nombre de colonnes inattendu')
    expect(out).toMatch(/Durée\s+\d+,\d s/)
  })

  test('tells the first twenty refused lines, then how many others', () => {
    const file = folder.write('bad-lines.txt', registerFile([physician(), ...Array.from({ length: 30 }, () => 'a|b')]))
    const { status, out } = command('import', '--rpps', file, '--into', folder.file('bad-lines.sqlite'))
    expect(status).toBe(0)
    expect(out.match(/^ {2}ligne \d+ :/gm)).toHaveLength(20)
    expect(out).toContain('et 10 autres (nombre de colonnes inattendu : 30)')
  })

  test('refused whole, says why in French and ends with an error code', () => {
    const file = folder.write('wrong.txt', 'Identifiant PP|autre\n1|2\n')
    const refused = command('import', '--rpps', file, '--into', folder.file('wrong.sqlite'))
    expect(refused.status).toBe(1)
    expect(refused.err).toContain("Import refusé : colonne absente : Nom d'exercice")
    expect(refused.err).toContain('est resté tel quel')
    expect(command('import', '--rpps', folder.file('absent.txt'), '--into', folder.file('x.sqlite'))).toMatchObject({
      status: 1,
    })
    expect(command('import', '--rpps', file, '--into', folder.file('no/where/x.sqlite')).err).toContain('n’existe pas')
  })
})

describe('return', () => {
  test('goes back to the directory before the last import; an older file is refused with the way to insist', () => {
    const database = folder.file('return.sqlite')
    const older = folder.write('ps-20261120.txt', registerFile([physician()]))
    const newer = folder.write('ps-20261121.txt', registerFile([physician(), physician()]))
    expect(command('return', '--into', database).err).toContain('Retour impossible')
    command('import', '--rpps', older, '--into', database)
    command('import', '--rpps', newer, '--into', database)
    const refused = command('import', '--rpps', older, '--into', database)
    expect(refused.status).toBe(1)
    expect(refused.err).toContain('son contenu est du 20/11/2026, celui de l’annuaire en place du 21/11/2026')
    expect(refused.err).toContain('--force')
    const back = command('return', '--into', database)
    expect(back.status).toBe(0)
    expect(back.out).toContain('contenu du 20/11/2026, 1 activité')
  })
})

describe('search', () => {
  test('prints people, one a line, and says when there is nobody', () => {
    const database = folder.file('search.sqlite')
    command('import', '--rpps', folder.write('one.txt', registerFile([physician()])), '--into', database)
    const found = command('search', 'mg', 'chambray', '--in', database, '--near', '37261')
    expect(found.status).toBe(0)
    expect(found.out).toContain(
      'Dr Élodie TESTARD-FICTIF | Médecine générale | 12 bis rue des "Tilleuls" 37170 Chambray-lès-Tours',
    )
    expect(found.out).toMatch(/\d(,\d)? km/)
    expect(command('search', 'personne', '--in', database).out).toContain('Personne ne répond')
  })

  test('without a directory, or with another file, says what to do', () => {
    expect(command('search', 'x', '--in', folder.file('none.sqlite'))).toMatchObject({ status: 1 })
    const other = command(
      'search',
      'x',
      '--in',
      folder.write('other.sqlite', 'pas une base de données, mais du texte'.repeat(100)),
    )
    expect(other).toMatchObject({ status: 1 })
    expect(other.err).toContain('refaire l’import')
  })
})

test('the templates of the rosters are written as CSV and as workbooks that read back', async () => {
  const into = folder.file('modeles')
  const { status, out } = command('templates', '--into', into)
  expect(status).toBe(0)
  expect(out).toContain('Horaires d’ouverture')
  for (const template of TEMPLATES) {
    const of = async (kind: string) => readRoster(readFileSync(path.join(into, `${template.kind}.${kind}`)))
    const [csv, xlsx] = [await of('csv'), await of('xlsx')]
    expect(xlsx).toMatchObject({ ok: true, value: { kind: template.kind, read: 1, faults: 0 } })
    expect(xlsx).toEqual(csv)
  }
  expect(command('templates', '--into', folder.write('un-fichier', ''))).toMatchObject({ status: 1 })
})

test('anything else prints the usage', () => {
  for (const words of [[], ['import'], ['import', '--rpps', 'x'], ['search', 'x'], ['--nope']]) {
    const { status, err } = command(...words)
    expect(status, words.join(' ')).toBe(2)
    expect(err).toContain('npm run directory -- import')
  }
})
