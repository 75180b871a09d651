import fc from 'fast-check'
import { expect, test } from 'vitest'
import { settingKeys } from '../keys.ts'
import { type RegistryKey, type RegistryValue, readRegistryFile } from './registry-file.ts'
import { policyValues } from './values.ts'

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
const HEAD = 'Windows Registry Editor Version 5.00\r\n\r\n'
const KEY = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Relais]\r\n'
const hex = (text: string) =>
  [...Buffer.from(text, 'utf16le')].map(byte => byte.toString(16).padStart(2, '0')).join(',')

const export_ = (lines: string) => readRegistryFile(utf16(`${HEAD}${KEY}${lines}\r\n`))
const read = (lines: string, holder: 'machine' | 'user' = 'machine') =>
  policyValues(export_(lines), 'HKLM\\SOFTWARE\\Policies\\Relais', holder)

test('every kind of value of an export is read, accents, quotes, folded lines and line breaks too', () => {
  const [key] = export_(
    [
      '"DeskSite"="SAMU de l\'Hérault \\"34\\" C:\\\\Relais"',
      '"AvailabilityBatch"=dword:0000000a',
      `"PlatformTlsCa"=hex(7):${hex('C:\\a.pem\0D:\\b.pem\0\0').replace(/(.{40})/, '$1\\\r\n  ')}`,
      `"CardModule"=hex(2):${hex('%SystemRoot%\\x.dll\0')}`,
      '"Big"=hex(b):01,00,00,00,00,00,00,00',
      '"Bytes"=hex:01,02',
      '"Folded"="two\r\nlines"',
      '@="own"',
    ].join('\r\n'),
  )
  expect(key?.key).toBe('HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Relais')
  expect(Object.fromEntries(key?.values ?? [])).toEqual({
    DeskSite: { type: 'text', data: 'SAMU de l\'Hérault "34" C:\\Relais' },
    AvailabilityBatch: { type: 'number', data: 10 },
    PlatformTlsCa: { type: 'lines', data: ['C:\\a.pem', 'D:\\b.pem'] },
    CardModule: { type: 'text', data: '%SystemRoot%\\x.dll' },
    Big: { type: 'number', data: 1 },
    Bytes: { type: 'other', data: 'hex()' },
    Folded: { type: 'text', data: 'two\r\nlines' },
    '': { type: 'text', data: 'own' },
  })
})

test('right values become settings', () => {
  const { values, problems } = read(
    [
      '"PlatformUrl"="https://plateforme.invalid/fhir"',
      '"platformappointmentsearch"=dword:00000001',
      '"AvailabilityBatch"=dword:00000005',
      `"OrientationReadBackSeconds"=hex(7):${hex('1\x002,5\0\0')}`,
      `"Sources"=hex(7):${hex('{"id":"un","label":"Un","url":"https://un.invalid/fhir"}\0\0')}`,
    ].join('\r\n'),
  )
  expect(problems).toEqual([])
  expect(Object.fromEntries(values)).toEqual({
    'platform.url': 'https://plateforme.invalid/fhir',
    'platform.appointmentSearch': true,
    'availability.batch': 5,
    'orientation.readBackSeconds': [1, 2.5],
    sources: [{ id: 'un', label: 'Un', url: 'https://un.invalid/fhir' }],
  })
})

test.each([
  ['of the wrong type', '"PlatformUrl"=dword:00000001', /REG_SZ attendu, REG_DWORD trouvé/],
  ['a number given as text', '"AvailabilityBatch"="5"', /REG_DWORD attendu, REG_SZ trouvé/],
  ['out of its limits', '"AvailabilityBatch"=dword:00000384', /25/],
  ['empty', '"PlatformUrl"=""', /vide/],
  ['of 100 kB', `"PlatformUrl"="https://${'a'.repeat(100_000)}"`, /trop longue \(100008 caractères\)/],
  ['not JSON in a list of objects', `"Sources"=hex(7):${hex('{"id"\0\0')}`, /ligne 1 : objet JSON attendu/],
  ['neither yes nor no', '"PlatformAppointmentSearch"=dword:00000002', /0 ou 1/],
  ['binary', '"Language"=hex:01', /type inconnu/],
])('a value %s is named with its place, ignored, and said to be', (_what, line, words) => {
  const { values, problems, wrong } = read(line)
  expect(values.size).toBe(0)
  expect(problems).toHaveLength(1)
  expect(problems[0]?.path).toMatch(/^HKLM\\SOFTWARE\\Policies\\Relais\\\w+$/)
  expect(problems[0]?.detail).toMatch(words)
  expect(problems[0]?.detail).toMatch(/ignorée$/)
  expect(wrong.size).toBe(1)
})

test('an unknown value and an unknown key are named and ignored', () => {
  const keys = export_('"Langage"="fr"')
  keys.push({ key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Relais\\Autre', values: new Map() })
  const { values, problems } = policyValues(keys, 'HKLM\\SOFTWARE\\Policies\\Relais', 'machine')
  expect(values.size).toBe(0)
  expect(problems.map(({ path, kind }) => [path, kind])).toEqual([
    ['HKLM\\SOFTWARE\\Policies\\Relais\\Langage', 'unknown-key'],
    ['HKLM\\SOFTWARE\\Policies\\Relais\\Autre', 'unknown-key'],
  ])
})

test('a user policy may not say whom to trust', () => {
  const { values, problems } = read('"PlatformUrl"="https://ailleurs.invalid"\r\n"Language"="en"', 'user')
  expect(Object.fromEntries(values)).toEqual({ language: 'en' })
  expect(problems[0]?.detail).toMatch(/que pour l’ordinateur/)
})

test('whatever an export holds, reading it ends', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('"', '\\', '=', '\r\n', '[', ']', '"A"=', 'hex(7):', 'dword:', '@=', ',\\\r\n'),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
      const keys = readRegistryFile(utf16(HEAD + KEY + pieces.join('')))
      expect(keys.length).toBeGreaterThan(0)
      policyValues(keys, 'HKLM', 'machine')
    }),
    { numRuns: 500 },
  )
})

test('whatever value stands at whatever setting, it is taken right or named', () => {
  const value = fc.oneof(
    fc.string().map(data => ({ type: 'text', data }) as RegistryValue),
    fc.nat(2 ** 32 - 1).map(data => ({ type: 'number', data }) as RegistryValue),
    fc.array(fc.string(), { maxLength: 3 }).map(data => ({ type: 'lines', data }) as RegistryValue),
  )
  fc.assert(
    fc.property(fc.constantFrom(...settingKeys()), value, (key, given) => {
      const keys: RegistryKey[] = [{ key: 'K', values: new Map([[key.id, given]]) }]
      const { values, problems } = policyValues(keys, 'K', 'machine')
      expect(values.size + problems.length).toBe(1)
      for (const [path, taken] of values) expect(key.fault(taken), path).toBeNull()
    }),
    { numRuns: 500 },
  )
})
