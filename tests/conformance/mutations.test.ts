/** The checker proves itself: each document is spoilt in every place, and what goes unnoticed is known by name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Checker,
  checkAppointment,
  checkBundle,
  closureOf,
  createChecker,
  type Finding,
  type Json,
  type MutationKind,
  mutantsOf,
  NOT_RUN,
  openGuide,
} from './checker/index.ts'
import { appointments, gather, type Samples } from './samples.ts'

/**
 * What cannot be noticed, because the guide leaves it open: elements 0..1 that may be missing, free words, numbers of
 * one's own, lists that may hold a thing twice. A path that is not here must be noticed.
 */
const OPEN: Partial<Record<MutationKind, string>> = {
  drop: `
    Slot.serviceType[].coding[].display Slot.serviceType[].text Slot.appointmentType.coding[].display
    Slot.specialty Slot.specialty[].coding[].system Slot.specialty[].coding[].code Slot.specialty[].coding[].display
    Practitioner.active Practitioner.name Practitioner.name[].text Practitioner.name[].family
    Practitioner.name[].given Practitioner.name[].prefix Practitioner.telecom
    Location.identifier[].type.coding[].system Location.identifier[].type.coding[].code Location.name
    Location.telecom Location.address.country Location.position
    PractitionerRole.active PractitionerRole.organization PractitionerRole.organization.identifier
    PractitionerRole.organization.identifier.type PractitionerRole.organization.identifier.system
    PractitionerRole.organization.identifier.value PractitionerRole.organization.display
    PractitionerRole.specialty PractitionerRole.specialty[].coding[].system PractitionerRole.specialty[].coding[].code
    PractitionerRole.specialty[].coding[].display PractitionerRole.telecom Organization.name
    Appointment.slot Appointment.created Appointment.participant[].type[].coding[].system
    Appointment.participant[].type[].coding[].code
    sos:Appointment.participant[].actor.identifier.type sos:Appointment.participant[].actor.identifier.system
    sos:Appointment.participant[].actor.identifier.type.coding[].system
    sos:Appointment.participant[].actor.identifier.type.coding[].code
    sos:Appointment.participant[].actor.identifier.value`,
  change: `
    Slot.serviceType[].coding[].display Slot.serviceType[].text Slot.appointmentType.coding[].display Slot.comment
    Slot.specialty[].coding[].system Slot.specialty[].coding[].code Slot.specialty[].coding[].display
    Practitioner.active Practitioner.name[].text Practitioner.name[].family Practitioner.name[].given[]
    Practitioner.name[].prefix[] Location.identifier[].type.coding[].system Location.identifier[].type.coding[].code
    Location.identifier[].system Location.identifier[].value Location.name Location.address.line[]
    Location.address.city Location.address.country Location.position.longitude Location.position.latitude
    PractitionerRole.active PractitionerRole.organization.identifier.value PractitionerRole.organization.display
    PractitionerRole.specialty[].coding[].system PractitionerRole.specialty[].coding[].code
    PractitionerRole.specialty[].coding[].display Organization.name
    Appointment.extension[].valueReference.identifier.value Appointment.identifier[].system
    Appointment.identifier[].value Appointment.slot[].reference Appointment.participant[].type[].coding[].system
    Appointment.participant[].type[].coding[].code
    sos:Appointment.participant[].actor.identifier.type.coding[].system
    sos:Appointment.participant[].actor.identifier.type.coding[].code
    sos:Appointment.participant[].actor.identifier.system sos:Appointment.participant[].actor.identifier.value`,
  double: `
    Bundle.meta.profile Slot.meta.profile Slot.meta.security Slot.serviceType Slot.serviceType[].coding Slot.specialty
    Slot.specialty[].coding Slot.appointmentType.coding Schedule.meta.profile Practitioner.meta.profile
    Practitioner.identifier Practitioner.name Practitioner.name[].given Practitioner.name[].prefix Practitioner.telecom
    PractitionerRole.meta.profile PractitionerRole.contained Location.identifier Location.identifier[].type.coding
    Location.telecom Location.meta.profile PractitionerRole.organization.identifier.type.coding
    PractitionerRole.specialty PractitionerRole.specialty[].coding PractitionerRole.telecom
    HealthcareService.meta.profile Organization.meta.profile Organization.identifier[].type.coding
    Appointment.meta.profile Appointment.slot Appointment.participant Appointment.participant[].type
    Appointment.participant[].type[].coding sos:Appointment.participant[].actor.identifier.type.coding`,
}

/** What the guide makes mandatory, from its pages (notes on the guide, §3.2 and §3.3): never unnoticed when it goes. */
const MANDATORY = `
  Bundle.type Bundle.total Bundle.link Bundle.link[].relation Bundle.link[].url
  Slot.meta.profile Slot.meta.security Slot.serviceType Slot.serviceType[].coding[].system Slot.serviceType[].coding[].code
  Slot.appointmentType Slot.schedule Slot.schedule.reference Slot.status Slot.start Slot.end Slot.comment Slot.id
  Slot.serviceType[].extension Slot.serviceType[].extension[].url Slot.serviceType[].extension[].valueReference
  Schedule.actor Schedule.actor[].reference Schedule.id
  Practitioner.identifier Practitioner.identifier[].type Practitioner.identifier[].type.coding
  Practitioner.identifier[].system Practitioner.identifier[].value
  PractitionerRole.contained PractitionerRole.location PractitionerRole.location[].reference PractitionerRole.practitioner
  Location.identifier Location.identifier[].system Location.identifier[].value Location.identifier[].type Location.address
  Location.address.line Location.address.city Location.address.postalCode sos:Location.name
  Location.managingOrganization Location.managingOrganization.reference
  HealthcareService.id HealthcareService.providedBy Organization.identifier Organization.identifier[].type
  Organization.identifier[].system Organization.identifier[].value
  Appointment.meta.profile Appointment.extension Appointment.extension[].url Appointment.extension[].valueReference
  Appointment.extension[].valueReference.identifier Appointment.extension[].valueReference.identifier.type
  Appointment.extension[].valueReference.identifier.type.coding
  Appointment.extension[].valueReference.identifier.type.coding[].code
  Appointment.extension[].valueReference.identifier.system Appointment.extension[].valueReference.identifier.value
  Appointment.identifier Appointment.identifier[].system Appointment.identifier[].value Appointment.status
  Appointment.start Appointment.end Appointment.participant Appointment.participant[].status
  Appointment.participant[].actor.identifier.type Appointment.participant[].actor.identifier.system
  Appointment.participant[].actor.identifier.value`

const words = (text: string | undefined) => new Set((text ?? '').split(/\s+/).filter(Boolean))

const guide = openGuide()
if (!guide) console.log(NOT_RUN)

interface Document {
  name: string
  /** Before the path of what is open or mandatory in the SOS profiles only. */
  sos: boolean
  body: Json
  check: (body: unknown) => Finding[]
}

describe.skipIf(!guide)(`the checker, spoilt documents in hand (${guide ? 'present' : NOT_RUN})`, () => {
  let samples: Samples
  let checker: Checker
  let documents: Document[]

  beforeAll(async () => {
    if (!guide) return
    checker = createChecker(guide)
    samples = await gather(900)
    const pick = (flow: string, keep: (resource: Json) => boolean): Document => {
      const sample = samples.bundles.find(
        ({ bundle, expectation }) =>
          expectation.flow === flow &&
          bundle.entry?.some(({ resource }) => resource.resourceType === 'Slot' && keep(resource)),
      )
      if (!sample) throw new Error(`no bundle of ${flow}`)
      const body = closureOf(sample.bundle, keep)
      return { name: flow, sos: flow === 'sos', body, check: each => checkBundle(checker, each, sample.expectation) }
    }
    documents = [
      pick('professionals', slot => 'specialty' in slot),
      pick('cpts', slot => JSON.stringify(slot).includes('"604"')),
      pick('sos', slot => 'comment' in slot),
      ...appointments(samples).map(
        ({ name, body }): Document => ({
          name,
          sos: JSON.stringify(body).includes('sas-sos-appointment'),
          body: body as Json,
          check: each => checkAppointment(checker, each),
        }),
      ),
    ]
  })
  afterAll(async () => samples?.close())

  test('every mutant of every document is noticed, but for what the guide leaves open', () => {
    const mandatory = words(MANDATORY)
    const met = new Set<string>()
    for (const { name, sos, body, check } of documents) {
      expect(check(body), `${name}, unspoilt`).toEqual([])
      let mutants = 0
      let noticed = 0
      const unnoticed: string[] = []
      for (const mutant of mutantsOf(body)) {
        mutants++
        const open = words(OPEN[mutant.kind])
        const names = [mutant.path, ...(sos ? [`sos:${mutant.path}`] : [])]
        if (mutant.kind === 'drop') for (const each of names) met.add(each)
        if (check(mutant.document).length > 0) noticed++
        else if (!names.some(each => open.has(each))) unnoticed.push(`${mutant.kind} ${mutant.path}`)
      }
      expect(unnoticed, name).toEqual([])
      console.log(`${name}: ${mutants} mutants, ${noticed} noticed, ${mutants - noticed} that the guide leaves open`)
    }
    // A list of mandatory elements that no document holds would prove nothing.
    expect([...mandatory].filter(path => !met.has(path))).toEqual([])
    const open = words(OPEN.drop)
    expect([...mandatory].filter(path => open.has(path))).toEqual([])
  })

  test.each<[string, string, (body: Json) => Json, string]>([
    [
      'a reason of cancellation on a booked one',
      'vendor',
      body => ({ ...body, cancelationReason: { text: 'x' } }),
      'app-4',
    ],
    ['neither type nor actor', 'vendor', body => ({ ...body, participant: [{ status: 'accepted' }] }), 'app-1'],
    [
      'a period that ends before it starts',
      'vendor',
      body => ({ ...body, requestedPeriod: [{ start: '2026-11-25', end: '2026-11-24' }] }),
      'per-1',
    ],
    [
      'something contained that nothing refers to',
      'vendor',
      body => ({ ...body, contained: [{ resourceType: 'Location', id: 'x' }] }),
      'dom-3',
    ],
    [
      'an extension without value',
      'vendor',
      body => ({ ...body, extension: [...(body['extension'] as object[]), { url: 'urn:x' }] }),
      'ext-1',
    ],
    ['the 30th of February', 'vendor', body => ({ ...body, created: '2026-02-30T10:00:00.000+01:00' }), 'format'],
    [
      'a patient',
      'vendor',
      body => ({
        ...body,
        participant: [...(body['participant'] as object[]), { actor: { reference: 'Patient/1' }, status: 'accepted' }],
      }),
      'patient',
    ],
    [
      'a second operator',
      'vendor',
      body => ({ ...body, extension: [body['extension'], body['extension']].flat() }),
      'cardinality',
    ],
    [
      'two extensions under the SOS profile',
      'vendor, SOS Médecins',
      body => ({ ...body, extension: [...(body['extension'] as object[]), { url: 'urn:x', valueString: 'x' }] }),
      'cardinality',
    ],
    [
      'a postcode of six digits',
      'sos',
      body => JSON.parse(JSON.stringify(body).replace(/("postalCode":")/g, '$10')),
      'max-length',
    ],
    [
      'a SIRET of thirteen digits',
      'sos',
      body => JSON.parse(JSON.stringify(body).replace(/("value":"3\d{13})\d"/g, '$1"')),
      'SIRET-invariant',
    ],
    [
      'a FINESS without its prefix',
      'cpts',
      body => JSON.parse(JSON.stringify(body).replace(/("value":")1(\d{9}")/g, '$1$2')),
      'FINESS-invariant',
    ],
    [
      'a doctor’s role elsewhere than in its own place',
      'professionals',
      body => JSON.parse(JSON.stringify(body).replaceAll('"#lieu"', '"#ailleurs"')),
      'ref-1',
    ],
    [
      'a second link',
      'cpts',
      body => ({ ...body, link: [body['link'], { relation: 'next', url: 'x' }].flat() }),
      'cardinality',
    ],
  ])('%s: noticed by its own rule', (_what, name, spoil, rule) => {
    const document = documents.find(each => each.name === name)
    expect(document?.check(spoil(document.body)).map(each => each.rule)).toContain(rule)
  })

  test('an empty answer is right in every flow, and a false total is not', () => {
    const link = [{ relation: 'self', url: 'https://x/Slot' }]
    const profile = ['http://sas.fr/fhir/StructureDefinition/BundleAgregateur']
    for (const flow of ['professionals', 'cpts', 'sos'] as const) {
      const empty = { resourceType: 'Bundle', meta: { profile }, type: 'searchset', total: 0, link }
      expect(checkBundle(checker, empty, { flow })).toEqual([])
      expect(checkBundle(checker, { ...empty, total: 3 }, { flow }).length).toBeGreaterThan(0)
    }
  })

  test('nonsense is told, never thrown', () => {
    for (const body of [
      null,
      3,
      'x',
      [],
      {},
      { resourceType: 'Bundle' },
      { resourceType: 'Bundle', entry: 'x', total: 'y' },
    ]) {
      expect(checkBundle(checker, body, { flow: 'professionals' }).length).toBeGreaterThan(0)
      expect(checkAppointment(checker, body).length).toBeGreaterThan(0)
    }
  })
})
