import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bundleOf,
  communityResources,
  locationOf,
  type PersonSpec,
  resourcesOf,
  slotOf,
  sosResources,
} from '../../../tests/availability/bundles.ts'
import { type BundleReading, readBookingUrl, readSlotBundle } from './slots.ts'
import type { FhirBundle, FhirSearchedResource } from './types.ts'

const SEEN = { seenAt: '2026-11-22T08:00:00.000Z' }
const A = '810000000001'
const B = '810000000002'
const nine = { start: '2026-11-23T09:00:00.000+01:00', end: '2026-11-23T09:15:00.000+01:00' }
const ten = { start: '2026-11-23T10:00:00.000+01:00', end: '2026-11-23T10:15:00.000+01:00' }

type Whole = Extract<BundleReading, { kind: 'bundle' }>
async function read(bundle: unknown): Promise<Whole> {
  const reading = await readSlotBundle(typeof bundle === 'string' ? bundle : JSON.stringify(bundle), SEEN)
  if (reading.kind !== 'bundle') throw new Error(`not a bundle: ${JSON.stringify(reading)}`)
  return reading
}
const ownerOf = (reading: Whole) =>
  Object.fromEntries(
    reading.slots.map(slot => [
      slot.reference,
      slot.who.kind === 'person' ? slot.who.person.idnps : slot.who.point.siret,
    ]),
  )

const twoPeople: PersonSpec[] = [
  {
    idnps: A,
    family: 'Aubin-Fictif',
    places: [
      {
        place: { id: 'a1', city: 'Tours', phone: '02 47 00 00 01' },
        slots: [{ id: 'a-1', ...nine, kind: 'SNP', reason: 'Suivi médical' }],
      },
      { place: { id: 'a2', city: 'Saint-Avertin', postalCode: '37550' }, slots: [{ id: 'a-2', ...ten }] },
    ],
  },
  {
    idnps: B,
    family: 'Brun-Fictif',
    places: [{ place: { id: 'b1' }, slots: [{ id: 'b-1', ...ten, comment: 'https://agenda.exemple/b?x=1' }] }],
  },
]
const plain = () => bundleOf(resourcesOf(twoPeople))
/** The resource of that type whose id ends so, to be spoiled. */
function pick<T extends FhirSearchedResource['resourceType']>(bundle: FhirBundle, type: T, id: string) {
  const entry = bundle.entry?.find(
    one => one.resource.resourceType === type && 'id' in one.resource && one.resource.id === id,
  )
  return entry as unknown as { fullUrl?: unknown; resource: Record<string, unknown> }
}

describe('a good answer', () => {
  test('gives each slot its professional, its place, its kind, its reason and its page', async () => {
    const reading = await read(plain())
    expect(reading.leftAside).toEqual([])
    expect(ownerOf(reading)).toEqual({ 'Slot/a-1': A, 'Slot/a-2': A, 'Slot/b-1': B })
    const [first, second, third] = reading.slots
    expect(first).toMatchObject({
      start: nine.start,
      kinds: ['SNP'],
      modes: ['AMB'],
      reason: 'Suivi médical',
      walkIn: false,
      bookingUrl: null,
      place: { city: 'Tours', postalCode: '37000', phones: ['+33247000001'] },
    })
    expect(first?.who).toMatchObject({ person: { displayName: 'Élodie AUBIN-FICTIF' } })
    expect(second?.place?.city).toBe('Saint-Avertin')
    expect(third?.bookingUrl).toBe('https://agenda.exemple/b?x=1')
    expect(reading.people.map(person => person.idnps)).toEqual([A, B])
  })

  test('may be empty', async () => {
    expect((await read({ resourceType: 'Bundle', type: 'searchset', total: 0 })).slots).toEqual([])
  })

  test('may start with a byte order mark', async () => {
    expect((await read(`\ufeff${JSON.stringify(plain())}`)).slots).toHaveLength(3)
  })

  test('of a community names the communities that share a slot', async () => {
    const people: PersonSpec[] = [
      {
        idnps: A,
        places: [{ place: { id: 'a1' }, slots: [{ id: 'a-1', ...nine, kind: 'CPTS', communities: ['c1', 'c2'] }] }],
      },
    ]
    const communities = [
      { id: 'c1', finess: '370000001', name: 'CPTS du Val' },
      { id: 'c2', finess: '370000002', name: 'CPTS des Coteaux' },
    ]
    const reading = await read(bundleOf([...resourcesOf(people), ...communityResources(communities)]))
    expect(reading.slots[0]).toMatchObject({
      kinds: ['CPTS'],
      communities: ['CPTS du Val', 'CPTS des Coteaux'],
      reason: null,
    })
    const without = await read(bundleOf([...resourcesOf(people), ...communityResources(communities.slice(0, 1))]))
    expect(without.slots[0]?.communities).toEqual(['CPTS du Val'])
    expect(without.leftAside).toEqual([{ where: 'Slot/a-1', why: 'community-missing', idnps: A }])
  })

  test('of SOS Médecins is known by the SIRET and the point', async () => {
    const reading = await read(
      bundleOf(
        sosResources('12345678900011', [
          { place: { id: 'nord' }, name: 'Point Nord', slots: [{ id: 'n-1', ...nine, walkIn: true }] },
          { place: { id: 'sud' }, name: 'Point Sud', slots: [{ id: 's-1', ...ten, comment: 'https://sos.exemple/' }] },
        ]),
      ),
    )
    expect(ownerOf(reading)).toEqual({ 'Slot/n-1': '312345678900011', 'Slot/s-1': '312345678900011' })
    expect(reading.points.map(point => point.name)).toEqual(['Point Nord', 'Point Sud'])
    expect(reading.slots.map(slot => slot.walkIn)).toEqual([true, false])
  })
})

describe('references', () => {
  test('are followed by universal names, whatever the ids', async () => {
    const bundle = plain()
    const names = new Map<string, string>()
    for (const [index, entry] of (bundle.entry ?? []).entries()) {
      const { resourceType } = entry.resource
      if ('id' in entry.resource)
        names.set(
          `${resourceType}/${entry.resource.id}`,
          `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        )
    }
    const text = JSON.stringify(bundle, (key, value) => {
      if (key === 'fullUrl') return names.get(String(value).replace('https://agenda.exemple/fhir/', ''))
      return key === 'reference' ? (names.get(value) ?? value) : value
    })
    expect(ownerOf(await read(text))).toEqual({ 'Slot/a-1': A, 'Slot/a-2': A, 'Slot/b-1': B })
  })

  test('are followed by address, with a version, and to a place that is not contained', async () => {
    const bundle = plain()
    const text = JSON.stringify(bundle, (key, value) =>
      key === 'reference' && !value.startsWith('#') ? `https://agenda.exemple/fhir/${value}/_history/3` : value,
    )
    expect((await read(text)).slots).toHaveLength(3)
    const role = pick(bundle, 'PractitionerRole', 'r-b1').resource
    role['contained'] = []
    role['location'] = [{ reference: 'Location/apart' }]
    bundle.entry?.push({
      fullUrl: 'https://agenda.exemple/fhir/Location/apart',
      resource: locationOf({ id: 'apart', city: 'Joué' }, false),
    })
    expect((await read(bundle)).slots.find(slot => slot.reference === 'Slot/b-1')?.place?.city).toBe('Joué')
  })

  test('of two servers under the same ids never cross', async () => {
    const one = resourcesOf([
      { idnps: A, places: [{ place: { id: 'x', city: 'Tours' }, slots: [{ id: '1', ...nine }] }] },
    ])
    const two = resourcesOf([
      { idnps: B, places: [{ place: { id: 'x', city: 'Blois' }, slots: [{ id: '1', ...ten }] }] },
    ])
    const first = bundleOf(one, 'https://un.exemple/fhir')
    const second = bundleOf(two, 'https://deux.exemple/fhir')
    const reading = await read({ ...first, entry: [...(first.entry ?? []), ...(second.entry ?? [])] })
    expect(reading.leftAside).toEqual([])
    expect(ownerOf(reading)).toEqual({
      'https://un.exemple/fhir/Slot/1': A,
      'https://deux.exemple/fhir/Slot/1': B,
    })
    expect(reading.slots.map(slot => slot.place?.city)).toEqual(['Tours', 'Blois'])
    // Without addresses the same answer could mean either: both are left aside.
    const blind = { ...first, entry: [...one, ...two].map(resource => ({ resource })) }
    const unsure = await read(blind)
    expect(unsure.slots).toEqual([])
    expect(unsure.leftAside.map(aside => aside.why)).toEqual(['schedule-ambiguous', 'schedule-ambiguous'])
  })
})

describe('what cannot be trusted is left aside, named, and costs the others nothing', () => {
  const cases: [string, (bundle: FhirBundle) => void, { where: string; why: string }][] = [
    [
      'a schedule that is not there',
      b => (pick(b, 'Slot', 'a-1').resource['schedule'] = { reference: 'Schedule/none' }),
      { where: 'Slot/a-1', why: 'schedule-missing' },
    ],
    [
      'no schedule',
      b => delete pick(b, 'Slot', 'a-1').resource['schedule'],
      { where: 'Slot/a-1', why: 'schedule-missing' },
    ],
    [
      'a schedule without actor',
      b => (pick(b, 'Schedule', 's-a1').resource['actor'] = []),
      { where: 'Slot/a-1', why: 'actor-missing' },
    ],
    [
      'a schedule without role',
      b => (pick(b, 'Schedule', 's-a1').resource['actor'] = [{ reference: `Practitioner/p-${A}` }]),
      { where: 'Slot/a-1', why: 'role-missing' },
    ],
    [
      'a schedule of two people',
      b =>
        (pick(b, 'Schedule', 's-a1').resource['actor'] = [
          { reference: 'PractitionerRole/r-a1' },
          { reference: `Practitioner/p-${B}` },
        ]),
      { where: 'Slot/a-1', why: 'practitioner-ambiguous' },
    ],
    [
      'a schedule that names somebody absent',
      b =>
        (pick(b, 'Schedule', 's-a1').resource['actor'] = [
          { reference: 'PractitionerRole/r-a1' },
          { reference: 'Practitioner/absent' },
        ]),
      { where: 'Slot/a-1', why: 'practitioner-missing' },
    ],
    [
      'a schedule of two roles',
      b =>
        (pick(b, 'Schedule', 's-a1').resource['actor'] = [
          { reference: 'PractitionerRole/r-a1' },
          { reference: 'PractitionerRole/r-b1' },
        ]),
      { where: 'Slot/a-1', why: 'role-ambiguous' },
    ],
    [
      'a role of somebody absent',
      b => (pick(b, 'PractitionerRole', 'r-a1').resource['practitioner'] = { reference: 'Practitioner/absent' }),
      { where: 'Slot/a-1', why: 'practitioner-missing' },
    ],
    [
      'a role without its place',
      b => (pick(b, 'PractitionerRole', 'r-a1').resource['location'] = [{ reference: '#other' }]),
      { where: 'Slot/a-1', why: 'location-missing' },
    ],
    ['no end', b => delete pick(b, 'Slot', 'a-1').resource['end'], { where: 'Slot/a-1', why: 'time-missing' }],
    [
      'a time without offset',
      b => (pick(b, 'Slot', 'a-1').resource['start'] = '2026-11-23T09:00:00.000'),
      { where: 'Slot/a-1', why: 'time-unreadable' },
    ],
    [
      'a day that does not exist',
      b => (pick(b, 'Slot', 'a-1').resource['start'] = '2026-02-30T09:00:00.000+01:00'),
      { where: 'Slot/a-1', why: 'time-unreadable' },
    ],
    [
      'times reversed',
      b => (pick(b, 'Slot', 'a-1').resource['end'] = '2026-11-23T08:00:00.000+01:00'),
      { where: 'Slot/a-1', why: 'times-reversed' },
    ],
    [
      'a slot that is busy',
      b => (pick(b, 'Slot', 'a-1').resource['status'] = 'busy'),
      { where: 'Slot/a-1', why: 'not-free' },
    ],
    [
      'an entry that is no resource',
      b => (pick(b, 'Slot', 'a-1').resource = 5 as never),
      { where: 'entry[0]', why: 'not-a-resource' },
    ],
    [
      'a type of our prototype',
      b => (pick(b, 'Slot', 'a-1').resource['resourceType'] = 'constructor'),
      { where: 'entry[0]', why: 'type-unknown' },
    ],
  ]
  for (const [name, spoil, expected] of cases) {
    test(name, async () => {
      const bundle = plain()
      spoil(bundle)
      const reading = await read(bundle)
      expect(reading.leftAside).toContainEqual(expect.objectContaining(expected))
      expect(ownerOf(reading)).toEqual({ 'Slot/a-2': A, 'Slot/b-1': B })
    })
  }

  test('an identifier that is no IDNPS, or two, costs that person only', async () => {
    const bundle = plain()
    pick(bundle, 'Practitioner', `p-${A}`).resource['identifier'] = [
      { system: 'urn:oid:1.2.250.1.71.4.2.1', value: 'x' },
    ]
    expect((await read(bundle)).leftAside.map(aside => aside.why)).toEqual(['identifier-missing', 'identifier-missing'])
    const several = plain()
    pick(several, 'Practitioner', `p-${A}`).resource['identifier'] = [A, B].map(value => ({
      system: 'urn:oid:1.2.250.1.71.4.2.1',
      value,
    }))
    const reading = await read(several)
    expect(reading.leftAside.map(aside => aside.why)).toEqual(['identifier-ambiguous', 'identifier-ambiguous'])
    expect(ownerOf(reading)).toEqual({ 'Slot/b-1': B })
  })

  test('two different slots of one name are both left aside; the same sent twice is not', async () => {
    const bundle = plain()
    const entry = pick(bundle, 'Slot', 'b-1')
    bundle.entry?.push(structuredClone(entry) as never)
    expect((await read(bundle)).leftAside).toEqual([])
    bundle.entry?.push({
      ...structuredClone(entry),
      resource: { ...structuredClone(entry.resource), start: nine.start, end: nine.end },
    } as never)
    const reading = await read(bundle)
    expect(new Set(reading.leftAside.map(aside => `${aside.where} ${aside.why}`))).toEqual(
      new Set(['Slot/b-1 slot-contradicted']),
    )
    expect(ownerOf(reading)).toEqual({ 'Slot/a-1': A, 'Slot/a-2': A })
  })

  test('a page that leads to another is named, for the rest did not come', async () => {
    const reading = await read({ ...plain(), link: [{ relation: 'next', url: 'https://agenda.exemple/fhir?page=2' }] })
    expect(reading.slots).toHaveLength(3)
    expect(reading.leftAside).toEqual([{ where: 'Bundle.link', why: 'next-page-not-followed' }])
  })

  test('issues in the answer are kept beside the slots', async () => {
    const bundle = plain()
    bundle.entry?.push({
      fullUrl: 'urn:x',
      resource: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', code: 'timeout', diagnostics: 'Maiia' }],
      },
    })
    const reading = await read(bundle)
    expect(reading.slots).toHaveLength(3)
    expect(reading.issues).toEqual([{ severity: 'error', code: 'timeout', text: 'Maiia' }])
  })
})

describe('answers that are not what was asked', () => {
  test.each([
    ['', 'empty'],
    ['<!doctype html><title>502</title>', 'html'],
    ['{"resourceType":"Bundle","entry":[', 'not-json'],
    ['[]', 'not-a-bundle'],
    ['null', 'not-a-bundle'],
    ['{"resourceType":"Patient"}', 'not-a-bundle'],
    [`"${'x'.repeat(10_000_000)}"`, 'not-a-bundle'],
    ['['.repeat(1_000_000), 'not-json'],
  ])('are named for what they are (case %#)', async (text, why) => {
    expect(await readSlotBundle(text, SEEN)).toEqual({ kind: 'malformed', why })
  })

  test('a refusal in place of a bundle is heard', async () => {
    const text = JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'throttled' }] })
    expect(await readSlotBundle(text, SEEN)).toEqual({
      kind: 'outcome',
      issues: [{ severity: 'error', code: 'throttled', text: null }],
    })
  })

  test('ten megabytes in every text of a slot are cut, and the slot is shown', async () => {
    const bundle = plain()
    const slot = pick(bundle, 'Slot', 'a-1').resource
    slot['serviceType'] = [{ text: 'm'.repeat(10_000_000) }]
    slot['comment'] = `https://agenda.exemple/${'x'.repeat(10_000_000)}`
    pick(bundle, 'Practitioner', `p-${A}`).resource['name'] = [{ family: 'F'.repeat(10_000_000) }]
    const reading = await read(bundle)
    const found = reading.slots.find(one => one.reference === 'Slot/a-1')
    expect(found?.reason?.length).toBe(120)
    expect(found?.bookingUrl).toBeNull()
    expect(reading.people[0]?.displayName.length).toBe(80)
  })
})

// The contradictions of the guide: tests/conformance/contradictions.test.ts.
describe('what is written oddly is read', () => {
  const oneSlot = (change: (slot: Record<string, unknown>) => void) => {
    const bundle = plain()
    change(pick(bundle, 'Slot', 'a-1').resource)
    return read(bundle).then(reading => reading.slots.find(slot => slot.reference === 'Slot/a-1'))
  }

  test('unknown codes of kind and mode are nobody’s harm', async () => {
    expect(
      await oneSlot(slot =>
        Object.assign(slot, {
          meta: { security: [{ code: 'NEUF' }, { code: 'snp' }] },
          serviceType: [{ coding: [{ code: 'ZZ' }] }, { coding: [{ code: 'VR' }] }],
        }),
      ),
    ).toMatchObject({ kinds: ['SNP'], modes: ['VR'] })
  })
  test('a remote slot needs no place', async () => {
    const bundle = plain()
    pick(bundle, 'Slot', 'a-1').resource['serviceType'] = [{ coding: [{ code: 'VR' }] }]
    pick(bundle, 'PractitionerRole', 'r-a1').resource['contained'] = []
    expect((await read(bundle)).slots.find(slot => slot.reference === 'Slot/a-1')).toMatchObject({ place: null })
  })
  test('a time in universal time is told in the practice’s own, summer and winter, overseas too', async () => {
    const told = async (start: string, postalCode: string) => {
      const end = start.replace(':00:00', ':20:00')
      const bundle = bundleOf(
        resourcesOf([{ idnps: A, places: [{ place: { id: 'a', postalCode }, slots: [{ id: '1', start, end }] }] }]),
      )
      return (await read(bundle)).slots[0]?.start
    }
    expect(await told('2026-11-23T08:00:00Z', '37000')).toBe('2026-11-23T09:00:00.000+01:00')
    expect(await told('2026-07-23T08:00:00Z', '37000')).toBe('2026-07-23T10:00:00.000+02:00')
    expect(await told('2026-11-23T08:00:00Z', '97400')).toBe('2026-11-23T12:00:00.000+04:00')
    // Written with an offset, it stays as it was written.
    expect(await told('2026-11-23T08:00:00.000+02:00', '37000')).toBe('2026-11-23T08:00:00.000+02:00')
  })
})

describe('the address of the booking page', () => {
  test.each([
    ['https://agenda.exemple/rdv?id=1', 'https://agenda.exemple/rdv?id=1', null],
    [' http://agenda.exemple/ ', 'http://agenda.exemple/', null],
    ['javascript:alert(1)', null, 'booking-address-unsafe'],
    ['JaVaScRiPt:alert(1)', null, 'booking-address-unsafe'],
    ['data:text/html,<script>', null, 'booking-address-unsafe'],
    ['file:///C:/Windows', null, 'booking-address-unsafe'],
    ['ms-msdt:/id', null, 'booking-address-unsafe'],
    ['https://qui@agenda.exemple/', null, 'booking-address-unsafe'],
    ['appeler le secrétariat', null, 'booking-address-unreadable'],
    ['//agenda.exemple/x', null, 'booking-address-unreadable'],
    ['', null, null],
  ])('%s', (comment, url, why) => {
    expect(readBookingUrl(comment)).toEqual({ url, why })
  })

  test('an unsafe one is dropped and named, and its slot is kept', async () => {
    const bundle = bundleOf(
      resourcesOf([
        { idnps: A, places: [{ place: { id: 'a' }, slots: [{ id: '1', ...nine, comment: 'javascript:alert(1)' }] }] },
      ]),
    )
    const reading = await read(bundle)
    expect(reading.slots[0]?.bookingUrl).toBeNull()
    expect(reading.leftAside).toEqual([{ where: 'Slot/1', why: 'booking-address-unsafe', idnps: A }])
  })
})

describe('fuzzed answers', () => {
  /** Every slot carries its owner's identifier in its id: the truth that no spoiling may change. */
  const truth = fc
    .array(
      fc.record({
        person: fc.integer({ min: 0, max: 5 }),
        place: fc.integer({ min: 0, max: 2 }),
        minute: fc.integer({ min: 0, max: 2_000 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map(draws => {
      const people = new Map<string, PersonSpec>()
      for (const [index, { person, place, minute }] of draws.entries()) {
        const idnps = `8100000000${10 + person}`
        const known = people.get(idnps) ?? { idnps, places: [] }
        people.set(idnps, known)
        const id = `${idnps}-${place}`
        let spot = known.places.find(one => one.place.id === id)
        if (!spot) {
          spot = { place: { id }, slots: [] }
          known.places.push(spot)
        }
        const start = Date.parse('2026-11-23T08:00:00Z') + minute * 60_000
        spot.slots.push({
          id: `${idnps}.${index}`,
          start: new Date(start).toISOString(),
          end: new Date(start + 900_000).toISOString(),
        })
      }
      return bundleOf(resourcesOf([...people.values()]))
    })
  const junk = fc.oneof(
    fc.constant(null),
    fc.integer(),
    fc.boolean(),
    fc.string({ maxLength: 20 }),
    fc.constant([]),
    fc.constant({}),
    fc.constant([[[]]]),
    fc.constant('<script>alert(1)</script>'),
    fc.constant('x'.repeat(2_000)),
  )
  const spoiling = fc.record({ at: fc.nat(), how: fc.constantFrom('drop', 'repeat', 'retype', 'wrap', 'loop'), junk })

  /** Changes one element anywhere in the tree. */
  function spoil(bundle: unknown, { at, how, junk: value }: { at: number; how: string; junk: unknown }): void {
    const spots: { parent: Record<string, unknown> | unknown[]; key: string | number }[] = []
    const walk = (node: unknown) => {
      if (typeof node !== 'object' || node === null) return
      for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
        spots.push({ parent: node as Record<string, unknown>, key })
        walk((node as Record<string | number, unknown>)[key])
      }
    }
    walk(bundle)
    const spot = spots[at % spots.length]
    if (!spot) return
    const parent = spot.parent as Record<string | number, unknown>
    if (how === 'drop' && Array.isArray(spot.parent)) spot.parent.splice(Number(spot.key), 1)
    else if (how === 'drop') delete parent[spot.key]
    else if (how === 'repeat' && Array.isArray(spot.parent)) spot.parent.push(structuredClone(parent[spot.key]))
    else if (how === 'repeat') parent[spot.key] = [structuredClone(parent[spot.key]), structuredClone(parent[spot.key])]
    else if (how === 'wrap') parent[spot.key] = { [spot.key]: parent[spot.key] }
    else if (how === 'loop' && spot.key === 'reference') parent[spot.key] = 'Slot/810000000010.0'
    else parent[spot.key] = structuredClone(value)
  }

  test('never give a slot to the wrong professional, never crash, and name or show every slot', async () => {
    let shown = 0
    let aside = 0
    await fc.assert(
      fc.asyncProperty(truth, fc.array(spoiling, { minLength: 1, maxLength: 6 }), async (bundle, spoilings) => {
        const spoiled = structuredClone(bundle)
        for (const one of spoilings) spoil(spoiled, one)
        const reading = await readSlotBundle(JSON.stringify(spoiled), SEEN)
        if (reading.kind !== 'bundle') return
        for (const slot of reading.slots) {
          const named = /^Slot\/(8\d{11})\./.exec(slot.reference ?? '')?.[1]
          // A slot whose own name was spoiled carries no truth to check against.
          if (named && slot.who.kind === 'person') expect(slot.who.person.idnps).toBe(named)
          expect(slot.endMs).toBeGreaterThan(slot.startMs)
        }
        const entries = (spoiled as { entry?: unknown }).entry
        const sent = (Array.isArray(entries) ? entries : [entries]).filter(
          one => (one as { resource?: { resourceType?: unknown } } | undefined)?.resource?.resourceType === 'Slot',
        )
        expect(reading.slots.length + reading.leftAside.length).toBeGreaterThanOrEqual(sent.length)
        shown += reading.slots.length
        aside += reading.leftAside.length
      }),
      { numRuns: 1_500 },
    )
    // The property means nothing if spoiling spares everything or kills everything.
    expect(shown).toBeGreaterThan(500)
    expect(aside).toBeGreaterThan(200)
  })

  test('never throw on any text, nor on any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async text => void (await readSlotBundle(text, SEEN))),
      { numRuns: 500 },
    )
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async entry => {
        await readSlotBundle(JSON.stringify({ resourceType: 'Bundle', entry }), SEEN)
        await readSlotBundle(JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: entry }] }), SEEN)
      }),
      { numRuns: 500 },
    )
  })

  test('a hundred thousand slots under one name are read in a time that grows with their number', async () => {
    const slot = slotOf({ id: '1', ...nine }, 'Schedule/none')
    const entry = Array.from({ length: 100_000 }, (_, i) => ({
      fullUrl: `https://${i}.exemple/fhir/Slot/1`,
      resource: { ...slot, comment: `${i}` },
    }))
    const reading = await read({ resourceType: 'Bundle', entry })
    expect(reading.slots).toEqual([])
    expect(reading.leftAside).toHaveLength(100_000)
  })
})
