import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isConfigured, type Layer, mergeLayers, nest, onlyComfort } from './layers.ts'

const layer = (origin: Layer['origin'], raw: Layer['raw'], more: Partial<Layer> = {}): Layer => ({
  origin,
  raw,
  problems: [],
  ...more,
})
const desk: Layer['raw'] = {
  profile: 'production',
  platform: { url: 'https://fichier.invalid/fhir' },
  signIn: { url: 'https://fichier.invalid/s', audience: 'relais' },
  card: { kind: 'pkcs11' },
  language: 'fr',
}
const ORDER: Layer['origin'][] = ['machine-policy', 'user-policy', 'site', 'file', 'installation', 'user', 'practice']

test('machine policy, user policy, site, file, installation, user, default: each wins over all that follow', () => {
  for (const [i, origin] of ORDER.entries()) {
    const layers = ORDER.slice(i).map(one => layer(one, { ...desk, desk: { name: one } }))
    const read = mergeLayers(layers.reverse())
    expect(read.settings?.desk.name).toBe(origin)
    expect(read.origins.get('desk.name')).toBe(origin)
    expect(read.origins.has('availability.batch')).toBe(false)
  }
})

test('the order in which layers are read never matters', () => {
  const layers = ORDER.map(one => layer(one, { ...desk, desk: { name: one } }))
  fc.assert(
    fc.property(fc.shuffledSubarray(layers, { minLength: layers.length }), mixed => {
      expect(mergeLayers(mixed).settings?.desk.name).toBe('machine-policy')
    }),
  )
})

test('layers are put together key by key; a list replaces a list', () => {
  const { settings, origins } = mergeLayers([
    layer('machine-policy', { platform: { url: 'https://politique.invalid/fhir' }, launch: { origins: ['a'] } }),
    layer('file', {
      ...desk,
      platform: { url: 'https://fichier.invalid', appointmentSearch: true },
      launch: { origins: ['b', 'c'] },
    }),
  ])
  expect(settings?.platform).toMatchObject({ url: 'https://politique.invalid/fhir', appointmentSearch: true })
  expect(settings?.launch.origins).toEqual(['a'])
  expect([origins.get('platform.url'), origins.get('platform.appointmentSearch')]).toEqual(['machine-policy', 'file'])
})

test('a desk set by policy alone need not say that it is a real one with a real card', () => {
  const { settings, problems } = mergeLayers([
    layer(
      'installation',
      nest(
        new Map([
          ['platform.url', 'https://p.invalid'],
          ['signIn.url', 'https://s.invalid'],
          ['signIn.audience', 'a'],
          ['card.module', 'C:\\cps.dll'],
        ]),
        '/etc/relais',
      ),
    ),
  ])
  expect(problems).toEqual([])
  expect(settings).toMatchObject({ profile: 'production', card: { kind: 'pkcs11', module: 'C:\\cps.dll' } })
})

test('a wrong certificate with nothing below it refuses to start; with something below, that serves', () => {
  const wrong = new Set(['platform.tls.ca'])
  const policy = layer('machine-policy', {}, { wrong })
  expect(mergeLayers([policy, layer('file', desk)]).settings).toBeNull()
  expect(mergeLayers([policy, layer('file', desk)]).problems.at(-1)).toMatchObject({
    path: 'platform.tls.ca',
    kind: 'missing',
  })
  const module = layer('machine-policy', {}, { wrong: new Set(['card.pollMs']) })
  expect(mergeLayers([module, layer('file', desk)]).settings).not.toBeNull()
})

test('the card of an exercise and a real one are never mixed', () => {
  const { settings } = mergeLayers([
    layer('machine-policy', { card: { kind: 'pkcs11', module: '/m.so' } }),
    layer('file', { ...desk, card: { kind: 'practice', file: '/c.json' } }),
  ])
  expect(settings?.card).toMatchObject({ kind: 'pkcs11', module: '/m.so' })
})

test('a user file sets comfort only; the rest is named and left out', () => {
  const own = onlyComfort(
    layer('user', {
      language: 'en',
      platform: { url: 'https://moi.invalid' },
      availability: { refreshSeconds: 900 },
      x: 1,
    }),
    'mien',
  )
  expect(own.raw).toEqual({ language: 'en' })
  expect(own.problems.map(one => one.path)).toEqual(['mien platform.url', 'mien availability.refreshSeconds', 'mien x'])
})

test('a desk never falls into practice because its file or its policy cannot be read', () => {
  expect(isConfigured([])).toBe(false)
  expect(isConfigured([layer('user', desk)])).toBe(false)
  expect(isConfigured([layer('machine-policy', { language: 'fr' })])).toBe(false)
  expect(isConfigured([layer('file', {}, { broken: true })])).toBe(true)
  expect(isConfigured([layer('installation', { siteSettings: { url: 'x' } })])).toBe(true)
})
