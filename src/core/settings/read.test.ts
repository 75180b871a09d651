import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainSettingsProblem, readSettings, readSettingsFile } from './index.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'relais-settings-'))
  writeFileSync(path.join(folder, 'ca.pem'), 'x')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = () => ({
  profile: 'production',
  platform: { url: 'https://plateforme.invalid/fhir', tls: { ca: ['ca.pem'] } },
  signIn: { url: 'https://plateforme.invalid/sign-in', audience: 'relais' },
  card: { kind: 'pkcs11', module: 'module.so' },
  sources: [{ id: 'un', label: 'Un', url: 'https://un.invalid/fhir' }],
})

const read = (value: unknown) => readSettings(JSON.stringify(value), folder)

test('a right file is read, with defaults, and relative files start from its folder', () => {
  const { settings, problems } = read(good())
  expect(problems).toEqual([])
  expect(settings?.platform.tls.ca).toEqual([path.join(folder, 'ca.pem')])
  expect(settings?.card).toMatchObject({ module: path.join(folder, 'module.so'), pollMs: 700 })
  expect(settings?.availability.batch).toBe(25)
})

test('an unknown key of comfort is named, ignored, and the console starts', () => {
  const { settings, problems } = read({ ...good(), langage: 'fr', desk: { nam: 'P1' } })
  expect(settings).not.toBeNull()
  expect(problems.map(p => [p.path, p.kind]).sort()).toEqual([
    ['desk.nam', 'unknown-key'],
    ['langage', 'unknown-key'],
  ])
})

test('a wrong value of comfort is named and the default stands', () => {
  const { settings, problems } = read({ ...good(), availability: { batch: 900, parallel: 2 } })
  expect(settings?.availability).toMatchObject({ batch: 25, parallel: 2 })
  expect(problems).toMatchObject([{ path: 'availability.batch', kind: 'wrong-value' }])
})

test('a misspelt key where trust is decided refuses to start', () => {
  const wrong = good()
  const { settings, problems } = read({ ...wrong, platform: { ...wrong.platform, tls: { certficate: 'a.pem' } } })
  expect(settings).toBeNull()
  expect(problems).toMatchObject([{ path: 'platform.tls.certficate', kind: 'unknown-key' }])
})

test('a missing mandatory section is named as missing', () => {
  const { signIn: _, ...rest } = good()
  const { settings, problems } = read(rest)
  expect(settings).toBeNull()
  expect(problems).toMatchObject([{ path: 'signIn', kind: 'missing' }])
})

test('a wrong source is left out whole and named, the others serve', () => {
  const { settings, problems } = read({
    ...good(),
    sources: [
      { id: 'un', label: 'Un', url: 'https://un.invalid/fhir' },
      { id: 'deux', label: 'Deux', url: 'pas une adresse' },
    ],
  })
  expect(settings?.sources.map(source => source.id)).toEqual(['un'])
  expect(problems).toMatchObject([{ path: 'sources.1.url', kind: 'wrong-value' }])
})

test('a certificate file that cannot be read refuses to start and names the file', () => {
  const wrong = good()
  const { settings, problems } = read({ ...wrong, platform: { ...wrong.platform, tls: { ca: ['absent.pem'] } } })
  expect(settings).toBeNull()
  expect(problems).toMatchObject([{ path: 'platform.tls.ca.0', kind: 'unreadable-file' }])
})

test('a file that is not JSON, or is absent, is told in French', () => {
  const notJson = readSettings('{"profile": ', folder)
  expect(notJson.settings).toBeNull()
  expect(explainSettingsProblem(notJson.problems[0] as never)).toMatch(/^réglages : valeur refusée — JSON illisible/)
  const absent = readSettingsFile(path.join(folder, 'rien.json'))
  expect(absent.settings).toBeNull()
  expect(explainSettingsProblem(absent.problems[0] as never)).toMatch(/rien\.json : fichier illisible — ENOENT$/)
})

test('whatever JSON is given, reading ends with settings or with a named problem', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const result = read(value)
      expect(result.settings !== null || result.problems.length > 0).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('whatever is put in place of a right value, it is named or accepted, never thrown', () => {
  const paths = [
    ['profile'],
    ['platform', 'url'],
    ['platform', 'tls'],
    ['signIn', 'audience'],
    ['card'],
    ['card', 'kind'],
    ['sources'],
    ['sources', '0'],
    ['sources', '0', 'id'],
    ['desk'],
    ['availability'],
    ['orientation'],
    ['directory'],
  ]
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (keys, value) => {
      const raw = structuredClone(good()) as Record<string, unknown>
      let holder = raw as Record<string, unknown>
      for (const key of keys.slice(0, -1)) holder = holder[key] as Record<string, unknown>
      holder[keys.at(-1) as string] = value
      const result = read(raw)
      expect(result.settings !== null || result.problems.length > 0).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('a key of the site that cannot be is told, and changes nothing of the others', () => {
  const { settings, problems } = read({ ...good(), desk: { keys: ['switch=Ctrl+B', 'next-call=F6'] } })
  expect(settings?.desk.keys).toEqual(['switch=Ctrl+B', 'next-call=F6'])
  expect(problems).toMatchObject([{ path: 'desk.keys.1', kind: 'wrong-value' }])
})
