/** Bad input on purpose, over all three profiles: professionals, communities, SOS Médecins. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundleOf, communityResources, resourcesOf, sosResources } from '../../../tests/availability/bundles.ts'
import { spots } from '../../../tests/availability/spots.ts'
import { type BundleReading, readSlotBundle } from './slots.ts'
import type { FhirSearchedResource } from './types.ts'

const SEEN = { seenAt: '2026-11-22T08:00:00.000Z' }
const PEOPLE = ['810000000011', '810000000012', '810000000013']
const SIRETS = ['12345678900011', '12345678900029']
const at = (minutes: number) => new Date(Date.parse('2026-11-23T08:00:00Z') + minutes * 60_000).toISOString()
/** The id of every slot says whose it is: the truth that no spoiling may change. */
const slots = (owner: string, communities: string[] = []) =>
  [0, 30, 60].map(minutes => ({ id: `${owner}.${minutes}`, start: at(minutes), end: at(minutes + 15), communities }))

const professionals = resourcesOf(
  PEOPLE.map(idnps => ({ idnps, places: [{ place: { id: idnps }, slots: slots(idnps) }] })),
)
const communities = [
  ...resourcesOf(
    PEOPLE.map((idnps, n) => ({
      idnps,
      places: [{ place: { id: idnps }, slots: slots(idnps, ['c1', 'c2'].slice(0, n)) }],
    })),
  ),
  ...communityResources([
    { id: 'c1', finess: '370000001', name: 'CPTS Une' },
    { id: 'c2', finess: '370000002', name: 'CPTS Deux' },
  ]),
]
const sos = SIRETS.flatMap(siret =>
  sosResources(siret, [{ place: { id: `p${siret}` }, name: 'Point', slots: slots(siret) }]),
)

const junk = fc.constantFrom<unknown>(
  null,
  -1,
  1e308,
  true,
  [],
  {},
  [[[]]],
  '',
  '<img src=x onerror=alert(1)>',
  '\u202e\u0000‮abc',
  'é'.repeat(5_000),
  'javascript:alert(1)',
  'https://user:pass@agenda.exemple/',
  '2026-02-30T25:61:00Z',
  'urn:oid:1.2.250.1.71.4.2.1',
  'Schedule/inconnu',
  '#',
  '__proto__',
)
const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('drop', 'repeat', 'swap', 'junk', 'loop', 'reverse'),
  junk,
  other: fc.nat(),
})

function spoil(
  bundle: unknown,
  { at: index, how, junk: value, other }: { at: number; how: string; junk: unknown; other: number },
) {
  const all = spots(bundle)
  const [parent, key] = all[index % all.length] ?? [{}, '']
  // The id of a slot carries the truth; a whole entry moved about does not change whose it is.
  if (key === 'id' || key === 'fullUrl' || key === 'identifier' || key === 'value') return
  const [from, name] = all[other % all.length] ?? [{}, '']
  if (how === 'drop') delete parent[key]
  else if (how === 'repeat') parent[key] = [structuredClone(parent[key]), structuredClone(parent[key])]
  else if (how === 'swap' && name === key && !/"(reference|identifier)":/.test(JSON.stringify({ [name]: from[name] })))
    // What points at somebody is not exchanged: the bundle would say in truth that the slot is another's.
    parent[key] = structuredClone(from[name])
  else if (how === 'loop' && key === 'reference') parent[key] = 'Slot/810000000011.0'
  else if (how === 'reverse' && key === 'end') parent[key] = at(-60)
  else if (how === 'junk') parent[key] = structuredClone(value)
}

function judge(reading: Extract<BundleReading, { kind: 'bundle' }>): void {
  for (const slot of reading.slots) {
    const owner = /^(?:.*\/)?Slot\/([0-9]+)\.\d+$/.exec(slot.reference ?? '')?.[1]
    const known = slot.who.kind === 'person' ? slot.who.person.idnps : slot.who.point.siret.slice(1)
    if (owner) expect(known).toBe(owner)
    expect(slot.endMs).toBeGreaterThan(slot.startMs)
    if (slot.bookingUrl !== null) {
      const url = new URL(slot.bookingUrl)
      expect(['https:', 'http:']).toContain(url.protocol)
      expect(url.username + url.password).toBe('')
    }
    const said = [slot.reason, slot.place?.name, slot.place?.city, ...(slot.place?.address ?? []), ...slot.communities]
    for (const words of said) {
      expect((words ?? '').length).toBeLessThanOrEqual(200)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
      expect(words ?? '').not.toMatch(/[\u0000-\u001f\u202a-\u202e]/)
    }
  }
}

test.each([
  ['professionals', professionals],
  ['communities', communities],
  ['SOS Médecins', sos],
] as [string, FhirSearchedResource[]][])(
  '%s, spoiled in any way: no wrong owner, no unsafe page, nothing dropped in silence',
  async (_, resources) => {
    const whole = await readSlotBundle(JSON.stringify(bundleOf(resources)), SEEN)
    expect(whole).toMatchObject({ kind: 'bundle', leftAside: [] })
    let shown = 0
    let aside = 0
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async changes => {
        const bundle = bundleOf(structuredClone(resources))
        for (const one of changes) spoil(bundle, one)
        const reading = await readSlotBundle(JSON.stringify(bundle), SEEN)
        if (reading.kind !== 'bundle') return
        judge(reading)
        const entries = (Array.isArray(bundle.entry) ? bundle.entry : []) as { resource?: { resourceType?: unknown } }[]
        const sent = entries.filter(one => one?.resource?.resourceType === 'Slot').length
        expect(reading.slots.length + reading.leftAside.length).toBeGreaterThanOrEqual(sent)
        shown += reading.slots.length
        aside += reading.leftAside.length
      }),
      { numRuns: 700 },
    )
    expect(shown).toBeGreaterThan(500)
    expect(aside).toBeGreaterThan(50)
  },
)

test('references that go round in circles end, and give nobody anything', async () => {
  const bundle = bundleOf(structuredClone(professionals))
  for (const [parent, key] of spots(bundle)) {
    const written = parent[key]
    if (key !== 'reference' || typeof written !== 'string') continue
    if (written.startsWith('PractitionerRole/')) parent[key] = 'Schedule/s-810000000011'
    if (written.startsWith('Practitioner/')) parent[key] = 'Slot/810000000011.0'
  }
  const reading = await readSlotBundle(JSON.stringify(bundle), SEEN)
  expect(reading.kind === 'bundle' && [reading.slots.length, reading.leftAside.length]).toEqual([0, 9])
})
