import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeContents } from '../../../packaging/contents.mjs'
import { installationCheck } from './installation.ts'

let dir: string
const file = (name: string) => path.join(dir, name)
const list = () => file('resources/contents.json')
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-installation-é '))
  mkdirSync(file('resources/données'), { recursive: true })
  writeFileSync(file('Relais.exe'), 'programme')
  writeFileSync(file('resources/app.asar'), 'x'.repeat(3_000_000))
  writeFileSync(file('resources/données/annuaire é.txt'), 'a')
  writeContents(dir, '1.2.3')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('an installation as it shipped is said so, with its version and how many files', () => {
  const said = 'Installation de la version 1.2.3 conforme : 3 fichiers, empreintes vérifiées.'
  expect(installationCheck(list(), true)).toEqual({ id: 'installation', state: 'ok', said })
  expect(installationCheck(list(), false).said).not.toContain('empreintes')
})

test('a file cut short by a full disk, one that an antivirus took, one that was altered: each is named', () => {
  truncateSync(file('resources/app.asar'), 1_000)
  rmSync(file('resources/données/annuaire é.txt'))
  writeFileSync(file('Relais.exe'), 'progrAmme')
  const { state, said } = installationCheck(list(), true)
  expect(state).toBe('fault')
  expect(said).toContain('resources/app.asar (1000 octets au lieu de 3000000)')
  expect(said).toContain('resources/données/annuaire é.txt (absent)')
  expect(said).toContain('Relais.exe (contenu modifié)')
  // What only its content betrays is seen when files are read whole.
  expect(installationCheck(list(), false).said).not.toContain('Relais.exe')
})

test('a list that is missing or spoilt is a fault, not a silence', () => {
  appendFileSync(list(), '}')
  expect(installationCheck(list(), true)).toMatchObject({ state: 'fault' })
  rmSync(list())
  expect(installationCheck(list(), true)).toMatchObject({ state: 'fault', said: expect.stringContaining('ENOENT') })
  expect('noAsar' in process).toBe(false)
})
