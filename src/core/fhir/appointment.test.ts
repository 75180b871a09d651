import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appointmentBody, appointmentText, readAppointment } from './appointment.ts'

const draft = {
  identifier: '8a8f5f7e-9d53-4a3e-8f6e-0d8b6b6c2a11',
  start: '2026-11-23T09:00+01:00',
  end: '2026-11-23T09:15:00.5+01:00',
  created: '2026-11-22T08:00:00Z',
  practitioner: '810000000001',
  operator: '3620100057/70326SR',
  slotReference: 'Slot/a-1',
}

describe('a booking', () => {
  test('is written as FrAppointmentSAS wants it', () => {
    expect(appointmentBody(draft)).toEqual({
      resourceType: 'Appointment',
      meta: { profile: ['http://sas.fr/fhir/StructureDefinition/FrAppointmentSAS'] },
      extension: [
        {
          url: 'http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator',
          valueReference: {
            identifier: {
              type: { coding: [{ system: 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203', code: 'IDNPS' }] },
              system: 'urn:oid:1.2.250.1.71.4.2.1',
              value: '3620100057/70326SR',
            },
          },
        },
      ],
      identifier: [{ system: 'urn:ietf:rfc3986', value: 'urn:uuid:8a8f5f7e-9d53-4a3e-8f6e-0d8b6b6c2a11' }],
      status: 'booked',
      slot: [{ reference: 'Slot/a-1' }],
      start: '2026-11-23T09:00:00.000+01:00',
      end: '2026-11-23T09:15:00.500+01:00',
      created: '2026-11-22T08:00:00.000+00:00',
      participant: [
        {
          actor: {
            identifier: {
              type: { coding: [{ system: 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203', code: 'IDNPS' }] },
              system: 'urn:oid:1.2.250.1.71.4.2.1',
              value: '810000000001',
            },
          },
          status: 'accepted',
        },
      ],
    })
  })

  test('of a regulator without national identifier names their technical one', () => {
    const { identifier } = appointmentBody({ ...draft, operator: draft.identifier }).extension[0]?.valueReference ?? {}
    expect(identifier).toMatchObject({ system: 'urn:oid:1.2.250.1.213.3.6', type: { coding: [{ code: 'INTRN' }] } })
  })

  test('of a structure has the profile of SOS Médecins and nobody to name', () => {
    const body = appointmentBody({ ...draft, practitioner: null, slotReference: null })
    expect(body.meta.profile).toEqual([
      'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-appointment',
    ])
    expect(body.participant).toEqual([{ type: expect.anything(), status: 'accepted' }])
    expect(body).not.toHaveProperty('slot')
  })

  test('without an offset is a defect, not a guess', () => {
    expect(() => appointmentBody({ ...draft, start: '2026-11-23T09:00:00' })).toThrow(RangeError)
  })

  test('is read back as it was written, whatever the draft', () => {
    const written = fc.record({
      identifier: fc.uuid(),
      practitioner: fc.stringMatching(/^8[0-9A-Z]{11}$/),
      operator: fc.oneof(
        fc.stringMatching(/^8[0-9A-Z]{11}$/),
        fc.stringMatching(/^3[0-9]{9}\/[0-9A-Z]{1,8}$/),
        fc.uuid(),
      ),
      minute: fc.integer({ min: 0, max: 10_000_000 }),
      offset: fc.constantFrom('+01:00', '+02:00', '-04:00', '+04:00'),
    })
    fc.assert(
      fc.property(written, ({ identifier, practitioner, operator, minute, offset }) => {
        const at = `${new Date(1_700_000_000_000 + minute * 60_000).toISOString().slice(0, 23)}${offset}`
        const read = readAppointment(
          JSON.parse(appointmentText({ ...draft, identifier, practitioner, operator, start: at, end: at })),
        )
        expect(read).toMatchObject({
          practitioner,
          operator,
          start: at,
          status: 'booked',
          slotReferences: ['Slot/a-1'],
        })
        expect(read?.identifiers[0]?.value).toBe(`urn:uuid:${identifier}`)
      }),
    )
  })

  test('has no patient, nor any element that could hold one', () => {
    const text = appointmentText(draft)
    expect(text).not.toMatch(/patient|comment|description|reasonCode|supportingInformation|contained/i)
  })
})

const snapshot = new URL(
  '../../../../shared/reference/ans.fhir.fr.sas-1.1.0/StructureDefinition-FrAppointmentSAS.json',
  import.meta.url,
)

test.skipIf(!existsSync(snapshot))(
  'has every element that the snapshot of 1.1.0 demands (not run where the guide is not there)',
  () => {
    interface Element {
      path: string
      min: number
      max: string
      patternUri?: string
      patternCode?: string
      sliceName?: string
    }
    const {
      snapshot: { element },
    } = JSON.parse(readFileSync(snapshot, 'utf8')) as { snapshot: { element: Element[] } }
    const at = (node: unknown, name: string): unknown[] => {
      const value = (node as Record<string, unknown>)[name === 'value[x]' ? 'valueReference' : name]
      return value === undefined ? [] : Array.isArray(value) ? value : [value]
    }
    let checked = 0
    for (const { path, min, max, patternUri, patternCode } of element) {
      const steps = path.split('.').slice(1)
      const name = steps.pop()
      if (!name) continue
      let parents: unknown[] = [appointmentBody(draft)]
      for (const step of steps) parents = parents.flatMap(parent => at(parent, step))
      for (const parent of parents) {
        const values = at(parent, name)
        checked++
        expect(values.length, path).toBeGreaterThanOrEqual(min)
        if (max !== '*') expect(values.length, path).toBeLessThanOrEqual(Number(max))
        const pattern = patternUri ?? patternCode
        if (pattern) for (const value of values) expect(value, path).toBe(pattern)
      }
    }
    expect(checked).toBeGreaterThan(60)
  },
)
