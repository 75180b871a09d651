import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packed, unpacked } from './packing.ts'
import type { ReadPlace, ReadSlot } from './read-types.ts'

/** Half of a pair of surrogates too: JSON may hold one. */
const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('\ud83d', '\udc08', '\0\n'))
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
const maybe = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: null })

const place: fc.Arbitrary<ReadPlace> = fc.record({
  name: maybe(words),
  address: some(words),
  postalCode: maybe(words),
  city: maybe(words),
  phones: some(words),
  position: fc.constant(null),
  organization: maybe(words),
})
const who: fc.Arbitrary<ReadSlot['who']> = fc.oneof(
  fc.record({
    kind: fc.constant('person' as const),
    person: fc.record({
      idnps: words,
      family: maybe(words),
      given: maybe(words),
      displayName: words,
      phones: some(words),
    }),
  }),
  fc.record({
    kind: fc.constant('point' as const),
    point: fc.record({ siret: words, location: words, name: words, phones: some(words) }),
  }),
)

/** Slots of a few agendas, most of them alike. */
const slots = fc
  .record({
    owners: fc.array(who, { minLength: 1, maxLength: 3 }),
    places: fc.array(place, { minLength: 1, maxLength: 2 }),
  })
  .chain(({ owners, places }) =>
    fc.array(
      fc.record<ReadSlot>({
        reference: maybe(words),
        start: words,
        end: words,
        startMs: fc.integer(),
        endMs: fc.integer(),
        kinds: some(fc.constantFrom('PUBLIC', 'SNP', 'CPTS')),
        modes: some(fc.constantFrom('AMB', 'VR')),
        reason: fc.constantFrom(null, '', 'x'),
        specialities: some(fc.record({ code: fc.constantFrom('a', 'b'), label: fc.constantFrom('a', 'b') })),
        walkIn: fc.boolean(),
        who: fc.constantFrom(...owners),
        place: fc.constantFrom(null, ...places),
        communities: some(fc.constantFrom('a', 'b')),
        communityIds: some(fc.constantFrom('a', 'b')),
        bookingUrl: fc.constantFrom(null, 'https://a.exemple/'),
        seenAt: fc.constantFrom('1', '2'),
      }),
      { maxLength: 40 },
    ),
  )

test('slots come out as they went in, whatever is written in them', () => {
  fc.assert(
    fc.property(slots, all => {
      expect(unpacked(structuredClone(packed(all)))).toEqual(all)
    }),
  )
})

test('an agenda of slots alike travels as one', () => {
  const [one] = fc.sample(slots, 50).flat()
  if (!one) throw new Error('no slot drawn')
  const all = Array.from({ length: 200 }, (_, i) => ({ ...one, kinds: [...one.kinds], reference: `Slot/${i}` }))
  expect(packed(all).shared).toHaveLength(1)
})
