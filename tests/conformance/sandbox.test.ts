import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bookingOf, slotQuery } from './ask.ts'
import {
  type Checker,
  checkAppointment,
  checkBundle,
  createChecker,
  type Finding,
  NOT_RUN,
  openGuide,
} from './checker/index.ts'
import { appointments, gather, NOW, type Samples, someSlot } from './samples.ts'

const guide = openGuide()
if (!guide) console.log(NOT_RUN)

/** The first findings as text: what a person who must mend them reads. */
const told = (findings: readonly Finding[]) =>
  findings.slice(0, 8).map(({ rule, path, detail }) => `${rule} ${path} ${detail}`)

describe.skipIf(!guide)(`the national guide 1.1.0 (${guide ? 'present' : NOT_RUN})`, () => {
  let samples: Samples
  let checker: Checker

  beforeAll(async () => {
    if (!guide) return
    checker = createChecker(guide)
    samples = await gather(900)
  })
  afterAll(async () => samples?.close())

  test('every search answer of every source fits its profiles and the guide’s rules', () => {
    let slots = 0
    const counted = new Map<string, number>()
    for (const { name, bundle, expectation } of samples.bundles) {
      expect(told(checkBundle(checker, bundle, expectation)), name).toEqual([])
      for (const { resource } of bundle.entry ?? []) {
        counted.set(resource.resourceType, (counted.get(resource.resourceType) ?? 0) + 1)
        if (resource.resourceType === 'Slot') slots++
      }
    }
    console.log(
      `${samples.bundles.length} bundles checked: ${[...counted].map(([type, n]) => `${n} ${type}`).join(', ')}`,
    )
    expect(slots).toBeGreaterThan(500)
    for (const type of ['HealthcareService', 'Organization', 'Location', 'PractitionerRole'])
      expect(counted.get(type)).toBeGreaterThan(0)
  })

  test('what could not be decided here is known by name, and nothing else', () => {
    console.log(`not decided: ${checker.unchecked().join('; ')}`)
    expect(checker.unchecked()).toEqual(['value set http://interopsante.org/fhir/ValueSet/fr-practitioner-specialty'])
  })

  test('appointments written by the console and by the vendors fit FrAppointmentSAS or sas-sos-appointment', () => {
    for (const { name, body } of appointments(samples)) expect(told(checkAppointment(checker, body)), name).toEqual([])
  })

  test('an appointment as the platform gives it back, alone or found, fits too', async () => {
    const slot = someSlot(samples, 'keldoc')
    const { origin, base } = samples.sandbox
    const uuid = randomUUID()
    const created = await samples.desk.send(
      'POST',
      `${origin}/vendors/keldoc/fhir/Appointment`,
      bookingOf(samples.sandbox, slot.id, uuid),
    )
    expect(created.status).toBe(201)
    expect(told(checkAppointment(checker, created.body))).toEqual([])
    const found = await samples.desk.get(`${base}/Appointment?identifier=urn:ietf:rfc3986%7Curn:uuid:${uuid}`)
    expect(told(checker.check(found.body, 'http://sas.fr/fhir/StructureDefinition/BundleAgregateur'))).toEqual([])
  })

  test('every refusal carries an OperationOutcome that is one', async () => {
    const { sandbox, desk } = samples
    const source = `${sandbox.origin}/vendors/keldoc/fhir`
    const slot = someSlot(samples, 'keldoc')
    const uuid = randomUUID()
    const body = bookingOf(sandbox, slot.id, uuid)
    await desk.send('POST', `${source}/Appointment`, body)
    const refusals = [
      await desk.get(`${source}/Slot?inconnu=1`),
      await desk.get(`${source}/${slotQuery(['x'], NOW).replace('start=ge', 'start=')}`),
      await desk.get(`${source}/Patient/1`),
      await desk.get(`${source}/Slot/absent`),
      await desk.send('POST', `${source}/Appointment`, '{'),
      await desk.send('POST', `${source}/Appointment`, { ...body, participant: [], start: null }),
      await desk.send('POST', `${source}/Appointment`, body),
      await desk.send('POST', `${source}/Appointment`, bookingOf(sandbox, slot.id, randomUUID())),
      await desk.send('PUT', `${source}/Appointment?identifier=x`, body),
      await desk.send('PUT', `${source}/Appointment/absent`, body),
    ]
    expect(refusals.map(each => each.status)).toEqual([400, 400, 404, 404, 400, 422, 409, 409, 400, 404])
    for (const { body: outcome } of refusals) {
      expect(outcome.resourceType).toBe('OperationOutcome')
      expect(told(checker.check(outcome))).toEqual([])
    }
  })

  test('every capability statement is one', async () => {
    for (const url of [samples.sandbox.base, ...samples.sandbox.sources.map(source => source.url)])
      expect(told(checker.check((await samples.desk.get(`${url}/metadata`)).body)), url).toEqual([])
  })
})
