/**
 * Where the guide, its package 1.1.0, the test kit and the platform's own code say different things of the same matter:
 * thirteen, each read either way, and what the console writes itself written one way, the exact one.
 */
import { describe, expect, test } from 'vitest'
import { handOverMessage } from '../../src/core/call/rdv-message.ts'
import { appointmentBody, readAppointment } from '../../src/core/fhir/appointment.ts'
import { scheduleSearch, slotSearch } from '../../src/core/fhir/queries.ts'
import { readSlotBundle } from '../../src/core/fhir/slots.ts'
import type { FhirBundle, FhirSearchedResource } from '../../src/core/fhir/types.ts'
import { bundleOf, communityResources, type PersonSpec, resourcesOf, sosResources } from '../availability/bundles.ts'

const A = '810000000001'
const nine = { start: '2026-11-23T09:00:00.000+01:00', end: '2026-11-23T09:15:00.000+01:00' }
const window = { from: '2026-11-23T08:00:00.000+01:00', to: '2026-11-24T23:59:59.000+01:00' }
const people = (slot: Partial<PersonSpec['places'][number]['slots'][number]> = {}): PersonSpec[] => [
  { idnps: A, places: [{ place: { id: 'a' }, slots: [{ id: 's', ...nine, kind: 'SNP', reason: 'Suivi', ...slot }] }] },
]
const plain = (slot = {}) => bundleOf(resourcesOf(people(slot)))
const shared = () =>
  bundleOf([
    ...resourcesOf(people({ communities: ['c1'] })),
    ...communityResources([{ id: 'c1', finess: '370000001', name: 'CPTS' }]),
  ])
const sos = (kind = 'PUBLIC') =>
  bundleOf(sosResources('12345678900011', [{ place: { id: 'p' }, name: 'Point', slots: [{ id: 's', ...nine, kind }] }]))

async function read(bundle: FhirBundle | string) {
  const text = typeof bundle === 'string' ? bundle : JSON.stringify(bundle)
  const reading = await readSlotBundle(text, { seenAt: '2026-11-22T08:00:00.000Z' })
  if (reading.kind !== 'bundle') throw new Error('not a bundle')
  return reading
}
const slotOf = async (bundle: FhirBundle | string) => (await read(bundle)).slots[0]

/** The resource of that type, to be written another way. */
function of(bundle: FhirBundle, type: FhirSearchedResource['resourceType']): Record<string, unknown> {
  const found = bundle.entry?.find(one => one.resource.resourceType === type)?.resource
  if (!found) throw new Error(`no ${type}`)
  return found as unknown as Record<string, unknown>
}
const changed = (bundle: FhirBundle, type: FhirSearchedResource['resourceType'], change: object): FhirBundle => {
  Object.assign(of(bundle, type), change)
  return bundle
}

const draft = {
  identifier: '8a8f5f7e-9d53-4a3e-8f6e-0d8b6b6c2a11',
  ...nine,
  created: '2026-11-22T08:00:00Z',
  practitioner: A,
  operator: '3620100057/70326SR',
  slotReference: 'Slot/s',
}

describe('the thirteen contradictions of the guide', () => {
  test('1: canonicals of either family, or none, in meta.profile', async () => {
    const families = [
      ['http://sas.fr/fhir/StructureDefinition/FrSlotAgregateur'],
      ['https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-cpts-slot-aggregator'],
      [],
    ]
    for (const profile of families)
      expect(await slotOf(changed(plain(), 'Slot', { meta: { profile, security: [{ code: 'SNP' }] } }))).toMatchObject({
        kinds: ['SNP'],
      })
    expect(await slotOf(changed(plain(), 'Slot', { meta: undefined }))).toMatchObject({ kinds: [] })
  })

  test('2: SOS by 1 to 10 SIRET on one page and 1 to 25 on another: ten at most are asked, any number is read', async () => {
    const sirets = Array.from({ length: 25 }, (_, n) => `3123456789000${String(n).padStart(2, '0')}`)
    expect(scheduleSearch({ sirets: sirets.slice(0, 10), window }).split('%7C3')).toHaveLength(11)
    expect(() => scheduleSearch({ sirets, window })).toThrow(RangeError)
    const points = sirets.flatMap((siret, n) =>
      sosResources(siret.slice(1), [{ place: { id: `p${n}` }, name: 'P', slots: [{ id: `s${n}`, ...nine }] }]),
    )
    expect((await read(bundleOf(points))).slots).toHaveLength(25)
  })

  test('3: the identifier type of a CPTS under any of its three systems', async () => {
    for (const system of [
      'http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type',
      'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203',
      'http://interopsante.org/fhir/CodeSystem/fr-v2-0203',
    ]) {
      const bundle = shared()
      const [identifier] = of(bundle, 'Organization')['identifier'] as { type: unknown }[]
      if (identifier) identifier.type = { coding: [{ system, code: 'IDNST' }] }
      expect(await slotOf(bundle), system).toMatchObject({ communities: ['CPTS'], communityIds: ['1370000001'] })
    }
  })

  test('4: TRE_R66 with or without its suffix', async () => {
    const text = JSON.stringify(shared())
    const long = text.replace(
      'TRE_R66-CategorieEtablissement"',
      'TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement"',
    )
    expect(long).not.toBe(text)
    for (const written of [text, long]) expect((await slotOf(written))?.communities).toEqual(['CPTS'])
  })

  test('5: WALKIN whatever its words, «à domicile» included', async () => {
    for (const display of ['Créneau sans prise de RDV possible', 'Consultation sans RDV à domicile', undefined]) {
      const appointmentType = { coding: [{ code: 'WALKIN', display }] }
      // The words say nothing of how the patient is seen: the mode does.
      expect(await slotOf(changed(plain(), 'Slot', { appointmentType }))).toMatchObject({
        walkIn: true,
        modes: ['AMB'],
      })
    }
  })

  test('6: SOS slots of kind PRO, which one page lists and the value set does not', async () => {
    for (const kind of ['PUBLIC', 'SNP', 'PRO']) expect(await slotOf(sos(kind))).toMatchObject({ kinds: [kind] })
  })

  test('7: the reason is in serviceType.text; free words in specialty stay a speciality', async () => {
    const specialty = [{ text: 'Médecine du sport' }, { coding: [{ code: 'SM54' }] }]
    expect(await slotOf(changed(plain(), 'Slot', { specialty }))).toMatchObject({
      reason: 'Suivi',
      specialities: [
        { code: '', label: 'Médecine du sport' },
        { code: 'SM54', label: 'SM54' },
      ],
    })
  })

  test('8: no address on a walk-in, identifiers without prefix, ADELI as well as RPPS', async () => {
    expect(await slotOf(plain({ walkIn: true }))).toMatchObject({ walkIn: true, bookingUrl: null })
    expect(await slotOf(plain({ comment: '' }))).toMatchObject({ bookingUrl: null })
    for (const [value, meant] of [
      [A, A],
      ['10000000001', A],
      ['0370000012', '0370000012'],
      ['370000012', '0370000012'],
    ] as const) {
      const identifier = [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value }]
      expect((await slotOf(changed(plain(), 'Practitioner', { identifier })))?.who).toMatchObject({
        person: { idnps: meant },
      })
    }
  })

  test('9: self links with a stray apostrophe or a slash before the question are read; ours are written without', async () => {
    for (const url of [
      'https://agenda.exemple/fhir/Slot/?status=free',
      'https://agenda.exemple/fhir/Slot?status=free',
      'https://agenda.exemple/fhir/Schedule?actor:Location.organization.identifier=urn:oid:1.2%27C31234',
      'not an address',
    ])
      expect((await read({ ...plain(), link: [{ relation: 'self', url }] })).slots, url).toHaveLength(1)
    expect(slotSearch({ idnps: [A], window, cpts: false })).toMatch(/^Slot\?/)
    expect(scheduleSearch({ sirets: ['312345678900011'], window })).not.toContain('%27')
  })

  test('10: an appointment under any of the profile’s addresses is read; ours bears the package’s', () => {
    const body = appointmentBody(draft)
    expect(body.meta?.profile).toEqual(['http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS'])
    for (const profile of [
      'http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS',
      'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/FrAppointmentSAS',
      'http://interopsante.org/fhir/StructureDefinition/FrAppointment',
    ])
      expect(readAppointment({ ...body, id: '1', meta: { profile: [profile] } })).toMatchObject({
        appointmentId: '1',
        practitioner: A,
      })
  })

  test('11: a bar between system and value, escaped or not in a self link; always escaped in our questions', async () => {
    for (const bar of ['|', '%7C']) {
      const url = `https://agenda.exemple/fhir/Slot?schedule.actor:Practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1${bar}${A}`
      expect((await read({ ...plain(), link: [{ relation: 'self', url }] })).slots).toHaveLength(1)
    }
    const asked = slotSearch({ idnps: [A], window, cpts: true })
    expect(asked).toContain(`1.2.250.1.71.4.2.1%7C${A}`)
    expect(asked).not.toContain('|')
  })

  test('12: «createAppointment» in an example, «CreateAppointment» in the schema: we write the schema’s', () => {
    const written = (revision: number) => {
      const { appointment } = JSON.parse(
        handOverMessage({
          orientation: {
            id: 'x',
            status: 'confirmed',
            taking: 'direct',
            simulated: true,
            appointmentId: 'a1',
            createdAt: '2026-11-22T08:00:00Z',
            practitioner: { idnps: A, displayName: 'Dr Élodie ESSAI' },
            slot: nine,
          },
          operator: { idnps: '3620100057/70326SR', displayName: 'Camille EXERCICE' },
          email: 'x@example.org',
          sentAt: 0,
          drm: '',
          text: '',
          revision,
        } as unknown as Parameters<typeof handOverMessage>[0]),
      ) as { appointment: { method: string } }
      return appointment.method
    }
    expect([written(1), written(2)]).toEqual(['CreateAppointment', 'UpdateAppointment'])
  })

  test('13: participants accepted in the package, of any status in the later guide: read; ours is accepted', () => {
    const body = appointmentBody(draft)
    expect(body.participant.map(one => one.status)).toEqual(['accepted'])
    for (const status of ['accepted', 'needs-action', 'declined', 'tentative'])
      for (const state of ['booked', 'pending', 'fulfilled', 'noshow', 'cancelled']) {
        const participant = body.participant.map(one => ({ ...one, status }))
        expect(readAppointment({ ...body, id: '1', status: state, participant })).toMatchObject({
          status: state,
          practitioner: A,
        })
      }
  })
})
