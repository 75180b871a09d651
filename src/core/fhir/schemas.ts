/**
 * Liberal reading of the resources that the console uses. Nothing here refuses a resource for an element it does not
 * need: a wrong element reads as absent, one object where a list is due reads as a list of one. What an absence means
 * is decided where the element is used. Only a wrong `resourceType` refuses.
 */
import { z } from 'zod'

const Text = z.string().optional().catch(undefined)
const Num = z.number().optional().catch(undefined)

/** Each item on its own: a wrong one costs itself only. */
function listOf<T extends z.ZodType>(item: T) {
  return z
    .unknown()
    .optional()
    .transform((value): z.output<T>[] => {
      if (value === undefined || value === null) return []
      const read: z.output<T>[] = []
      for (const one of Array.isArray(value) ? value : [value]) {
        const parsed = item.safeParse(one)
        if (parsed.success) read.push(parsed.data)
      }
      return read
    })
}

function maybe<T extends z.ZodType>(item: T) {
  return item.optional().catch(undefined)
}

const Coding = z.object({ system: Text, code: Text, display: Text })
export type Coding = z.infer<typeof Coding>

const Concept = z.object({ coding: listOf(Coding), text: Text })

const Identifier = z.object({ system: Text, value: Text, type: maybe(Concept) })
export type Identifier = z.infer<typeof Identifier>

const Reference = z.object({ reference: Text, identifier: maybe(Identifier) })
export type Reference = z.infer<typeof Reference>

const Telecom = z.object({ system: Text, value: Text })
export type Telecom = z.infer<typeof Telecom>

const Name = z.object({ family: Text, given: listOf(z.string()), text: Text })
const Address = z.object({ line: listOf(z.string()), city: Text, postalCode: Text, text: Text })

export const SlotResource = z.object({
  resourceType: z.literal('Slot'),
  id: Text,
  meta: maybe(z.object({ security: listOf(Coding) })),
  serviceType: listOf(
    z.object({
      coding: listOf(Coding),
      text: Text,
      extension: listOf(z.object({ url: Text, valueReference: maybe(Reference) })),
    }),
  ),
  specialty: listOf(Concept),
  appointmentType: maybe(Concept),
  schedule: maybe(Reference),
  status: Text,
  start: Text,
  end: Text,
  comment: Text,
})
export type SlotResource = z.infer<typeof SlotResource>

const ScheduleResource = z.object({
  resourceType: z.literal('Schedule'),
  id: Text,
  actor: listOf(Reference),
})

const PractitionerResource = z.object({
  resourceType: z.literal('Practitioner'),
  id: Text,
  identifier: listOf(Identifier),
  name: listOf(Name),
  telecom: listOf(Telecom),
})

export const LocationResource = z.object({
  resourceType: z.literal('Location'),
  id: Text,
  identifier: listOf(Identifier),
  name: Text,
  address: maybe(Address),
  telecom: listOf(Telecom),
  position: maybe(z.object({ longitude: Num, latitude: Num })),
  managingOrganization: maybe(Reference),
})
export type LocationResource = z.infer<typeof LocationResource>

const PractitionerRoleResource = z.object({
  resourceType: z.literal('PractitionerRole'),
  id: Text,
  contained: listOf(LocationResource),
  practitioner: maybe(Reference),
  organization: maybe(Reference),
  location: listOf(Reference),
  telecom: listOf(Telecom),
})

const HealthcareServiceResource = z.object({
  resourceType: z.literal('HealthcareService'),
  id: Text,
  providedBy: maybe(Reference),
  name: Text,
})

const OrganizationResource = z.object({
  resourceType: z.literal('Organization'),
  id: Text,
  identifier: listOf(Identifier),
  name: Text,
  telecom: listOf(Telecom),
})

export const OperationOutcomeResource = z.object({
  resourceType: z.literal('OperationOutcome'),
  issue: listOf(z.object({ severity: Text, code: Text, diagnostics: Text, details: maybe(Concept) })),
})

export const AppointmentResource = z.object({
  resourceType: z.literal('Appointment'),
  id: Text,
  extension: listOf(z.object({ url: Text, valueReference: maybe(Reference) })),
  identifier: listOf(Identifier),
  status: Text,
  start: Text,
  end: Text,
  created: Text,
  slot: listOf(Reference),
  participant: listOf(z.object({ actor: maybe(Reference) })),
})

export const CapabilityResource = z.object({
  resourceType: z.literal('CapabilityStatement'),
  fhirVersion: Text,
  software: maybe(z.object({ name: Text, version: Text })),
  format: listOf(z.string()),
  rest: listOf(
    z.object({
      mode: Text,
      resource: listOf(
        z.object({
          type: z.string(),
          interaction: listOf(z.object({ code: z.string() })),
          searchParam: listOf(z.object({ name: z.string() })),
        }),
      ),
    }),
  ),
})

/** The envelope of a search. Entries are read one by one elsewhere. */
export const BundleEnvelope = z.object({
  resourceType: z.literal('Bundle'),
  type: Text,
  total: Num,
  link: listOf(z.object({ relation: Text, url: Text })),
  entry: z
    .unknown()
    .optional()
    .transform((value): unknown[] =>
      Array.isArray(value) ? value : value === undefined || value === null ? [] : [value],
    ),
})
export type BundleEnvelope = z.infer<typeof BundleEnvelope>

/** The resources that a slot search may hold, by type. */
export const SEARCHED = {
  Slot: SlotResource,
  Schedule: ScheduleResource,
  Practitioner: PractitionerResource,
  PractitionerRole: PractitionerRoleResource,
  Location: LocationResource,
  HealthcareService: HealthcareServiceResource,
  Organization: OrganizationResource,
  OperationOutcome: OperationOutcomeResource,
  Appointment: AppointmentResource,
} as const
export type SearchedType = keyof typeof SEARCHED
export type Searched<T extends SearchedType = SearchedType> = z.infer<(typeof SEARCHED)[T]>
