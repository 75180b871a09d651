import { expect, test } from 'vitest'
import { sectionWords, settingKeys } from './keys.ts'
import { Settings } from './schema.ts'

const byPath = new Map(settingKeys().map(key => [key.path, key]))

test('every setting of the schema is found, once, under a name that policies accept', () => {
  expect(settingKeys().length).toBeGreaterThan(50)
  const ids = settingKeys().map(key => key.id.toLowerCase())
  expect(new Set(ids).size).toBe(ids.length)
  for (const { id, path } of settingKeys()) expect(id, path).toMatch(/^[A-Z][A-Za-z0-9]*$/)
  expect([...new Set(settingKeys().map(key => key.section))].sort()).toEqual(Object.keys(Settings.shape).sort())
})

test('each says its form, its limits and its default', () => {
  expect(byPath.get('language')).toMatchObject({ form: { kind: 'choice', values: ['fr', 'en'] }, fallback: 'fr' })
  expect(byPath.get('availability.batch')).toMatchObject({ form: { kind: 'whole', min: 1, max: 25 }, fallback: 25 })
  expect(byPath.get('platform.tls.ca')?.form).toEqual({ kind: 'list', of: 'text' })
  expect(byPath.get('orientation.readBackSeconds')?.form).toEqual({ kind: 'list', of: 'number' })
  expect(byPath.get('sources')?.form).toEqual({ kind: 'list', of: 'json' })
  expect(byPath.get('card.kind')?.form).toEqual({ kind: 'choice', values: ['pkcs11', 'practice'] })
  expect(byPath.get('platform.url')?.required).toBe(true)
})

test('each judges one value alone, in French', () => {
  expect(byPath.get('availability.batch')?.fault(25)).toBeNull()
  expect(byPath.get('availability.batch')?.fault(26)).toMatch(/25/)
  expect(byPath.get('platform.url')?.fault('ftp://a')).not.toBeNull()
  expect(byPath.get('card.kind')?.fault('practice')).toBeNull()
  expect(byPath.get('card.kind')?.fault('autre')).not.toBeNull()
})

test('what decides whom to trust or to ask is for the machine only', () => {
  for (const path of [
    'platform.url',
    'platform.tls.ca',
    'signIn.url',
    'card.module',
    'sources',
    'siteSettings.publicKey',
    'orientation.reasonSuffices',
  ])
    expect(byPath.get(path)?.scope, path).toBe('machine')
  expect(byPath.get('language')?.scope).toBe('both')
})

test('each section has words', () => {
  for (const section of Object.keys(Settings.shape)) expect(sectionWords(section), section).not.toBe(section)
})
