/**
 * Free slots in an answer of the guide (INT_R01, INT_R04, SOS Médecins). Liberal: what the guide's own pages contradict
 * is tolerated; what would send a caller to the wrong person, place or time is left aside and named.
 */
import type { Mode, SlotKind } from '../../shared/contract/availability.ts'
import type { Coded } from '../../shared/contract/identifiers.ts'
import { SERVICE_TYPE_EXTENSION_END } from './codes.ts'
import { readIdnst } from './identifiers.ts'
import type { OutcomeIssue } from './outcome.ts'
import type { ReadBundle, ReadPerson, ReadPoint, ReadSlot } from './read-types.ts'
import { type Entry, indexReferences, type References } from './references.ts'
import { type Aside, breathDue, breathe, type Resources, readResources, type WhyLeftAside } from './resources.ts'
import type { Coding, SlotResource } from './schemas.ts'
import { cleanText } from './text.ts'
import { atPractice, readTime } from './times.ts'
import { type Who, whoOf } from './who.ts'

export type BundleReading =
  | ({ kind: 'bundle' } & ReadBundle)
  | { kind: 'outcome'; issues: OutcomeIssue[] }
  | { kind: 'malformed'; why: 'empty' | 'html' | 'not-json' | 'not-a-bundle' | 'unreadable' }

/** Written on every slot of an answer. */
export interface Provenance {
  /** When it came, ISO. */
  seenAt: string
}

/** Takes slots as they are read, some hundreds at a time; they are then not in the reading. */
export interface SlotSink {
  size: number
  take(slots: ReadSlot[]): void
}

/** Reads a `Slot` or `Schedule` search answer, from its text or its bytes (UTF-8). Never rejects. */
export async function readSlotBundle(
  answer: string | Uint8Array,
  provenance: Provenance,
  sink: SlotSink | null = null,
): Promise<BundleReading> {
  return readSlots(await readResources(answer), provenance, sink)
}

/** Reads the slots among the resources of an answer. */
export async function readSlots(
  resources: Resources,
  provenance: Provenance,
  sink: SlotSink | null = null,
): Promise<BundleReading> {
  if (resources.kind !== 'bundle') return resources
  const references = indexReferences(resources.entries)
  const owners = ownersBySchedule(references)
  const reading: ReadBundle = {
    slots: [],
    people: [],
    points: [],
    leftAside: resources.leftAside,
    issues: resources.issues,
    total: resources.total,
  }
  const people = new Map<string, ReadPerson>()
  const points = new Map<string, ReadPoint>()
  for (const [index, entry] of resources.entries.entries()) {
    if (breathDue(index)) await breathe()
    if (entry.type !== 'Slot') continue
    const slot = readSlot(entry as Entry<'Slot'>, references, owners, provenance, reading.leftAside)
    if (!slot) continue
    reading.slots.push(slot)
    if (sink && reading.slots.length >= sink.size) sink.take(reading.slots.splice(0))
    if (slot.who.kind === 'person') people.set(slot.who.person.idnps, slot.who.person)
    else points.set(`${slot.who.point.siret} ${slot.who.point.location}`, slot.who.point)
  }
  reading.people = [...people.values()]
  reading.points = [...points.values()]
  return { kind: 'bundle', ...reading }
}

type OwnerOf = (slot: Entry<'Slot'>) => Who

/** Many slots share a schedule: its owner is worked out once. */
function ownersBySchedule(references: References): OwnerOf {
  /** By server, then by the reference as it is written. */
  const known = new Map<string | null, Map<string, Who>>()
  return slot => {
    const written = slot.resource.schedule?.reference
    if (written === undefined) return { kind: 'aside', why: 'schedule-missing' }
    const here = known.get(slot.base) ?? new Map<string, Who>()
    known.set(slot.base, here)
    const before = here.get(written)
    if (before) return before
    const schedule = references.resolve('Schedule', slot.resource.schedule, slot)
    const who: Who =
      schedule.kind === 'found'
        ? whoOf(schedule.entry, references)
        : { kind: 'aside', why: schedule.kind === 'missing' ? 'schedule-missing' : 'schedule-ambiguous' }
    here.set(written, who)
    return who
  }
}

/** What a slot says besides who, when and under which name. */
type Words = Pick<ReadSlot, 'kinds' | 'modes' | 'reason' | 'specialities' | 'walkIn'>

const wordsOf = (slot: SlotResource): Words => ({
  kinds: kindsOf(slot),
  modes: modesOf(slot),
  reason: reasonOf(slot),
  specialities: specialitiesOf(slot),
  walkIn: isWalkIn(slot),
})

/** What the parts that slots share say, worked out once for each: nothing writes into it. */
const said = {
  kinds: new WeakMap<object, SlotKind[]>(),
  type: new WeakMap<object, Pick<Words, 'modes' | 'reason'>>(),
  specialities: new WeakMap<object, Coded[]>(),
}

function once<T>(known: WeakMap<object, T>, part: object, read: () => T): T {
  const before = known.get(part)
  if (before !== undefined) return before
  const value = read()
  known.set(part, value)
  return value
}

function wordsOfEntry({ resource: slot, shares }: Entry<'Slot'>): Words {
  if (!shares) return wordsOf(slot)
  const { modes, reason } = once(said.type, slot.serviceType, () => ({ modes: modesOf(slot), reason: reasonOf(slot) }))
  return {
    kinds: slot.meta ? once(said.kinds, slot.meta.security, () => kindsOf(slot)) : [],
    modes,
    reason,
    specialities: once(said.specialities, slot.specialty, () => specialitiesOf(slot)),
    walkIn: isWalkIn(slot),
  }
}

function readSlot(
  entry: Entry<'Slot'>,
  references: References,
  ownerOf: OwnerOf,
  provenance: Provenance,
  leftAside: Aside[],
): ReadSlot | null {
  const { resource: slot, where } = entry
  const who = ownerOf(entry)
  const put = (why: WhyLeftAside): null => {
    leftAside.push(who.kind === 'person' ? { where, why, idnps: who.person.idnps } : { where, why })
    return null
  }
  if (who.kind === 'aside') return put(who.why)
  // Two different slots under one name: booking one could take the other.
  if (references.contradicted(entry)) return put('slot-contradicted')
  // Unavailability is never sent (guide); a slot that does not say that it is free is not shown as free.
  if (slot.status !== 'free') return put('not-free')

  const start = readTime(slot.start)
  const end = readTime(slot.end)
  if (!start || !end) return put(slot.start && slot.end ? 'time-unreadable' : 'time-missing')
  if (end.ms <= start.ms) return put('times-reversed')

  const { kinds, modes, reason, specialities, walkIn } = wordsOfEntry(entry)
  const elsewhere = modes.length > 0 && !modes.includes('AMB')
  if (who.kind === 'person' && who.placeWhy && !elsewhere) return put(who.placeWhy)

  const communities = communitiesOf(entry, references)
  if (communities.missing) put('community-missing')
  const link = readBookingUrl(slot.comment)
  if (link.why) put(link.why)
  return {
    reference: entry.id === null ? null : (references.shared(entry) && entry.fullUrl) || `Slot/${entry.id}`,
    start: atPractice(start, who.place?.postalCode ?? null),
    end: atPractice(end, who.place?.postalCode ?? null),
    startMs: start.ms,
    endMs: end.ms,
    kinds,
    modes,
    reason,
    specialities,
    walkIn,
    who: who.kind === 'person' ? { kind: 'person', person: who.person } : { kind: 'point', point: who.point },
    place: who.place,
    communities: communities.names,
    communityIds: communities.ids,
    bookingUrl: link.url,
    seenAt: provenance.seenAt,
  }
}

const KINDS: readonly SlotKind[] = ['PUBLIC', 'PRO', 'SNP', 'CPTS']
const MODES: readonly Mode[] = ['AMB', 'VR', 'HH']

/** Codes are enough: the systems of these lists are written in several ways. Unknown codes are not ours to show. */
function pick<C extends string>(codes: readonly C[], codings: readonly Coding[]): C[] {
  const [only, ...others] = codings
  if (only === undefined) return []
  if (others.length === 0) {
    const written = only.code as C
    // As nearly all are written; another way of writing it is looked at below.
    if (codes.includes(written)) return [written]
  }
  const written = codings.map(coding => coding.code?.trim().toUpperCase())
  return codes.filter(code => written.includes(code))
}

const kindsOf = (slot: SlotResource) => pick(KINDS, slot.meta?.security ?? [])

function modesOf({ serviceType }: SlotResource): Mode[] {
  const [only] = serviceType
  return pick(MODES, serviceType.length === 1 && only ? only.coding : serviceType.flatMap(type => type.coding))
}

function isWalkIn(slot: SlotResource): boolean {
  const codes = pick(['ROUTINE', 'WALKIN'], slot.appointmentType?.coding ?? [])
  return codes.includes('WALKIN') && !codes.includes('ROUTINE')
}

function reasonOf(slot: SlotResource): string | null {
  if (!slot.serviceType.some(type => type.text !== undefined)) return null
  const reasons = slot.serviceType.filter(type => !isCommunity(type)).map(type => cleanText(type.text, 120))
  const distinct = [...new Set(reasons.filter(reason => reason !== null))].slice(0, 4)
  return distinct.length > 0 ? distinct.join(', ') : null
}

function specialitiesOf(slot: SlotResource): Coded[] {
  const read: Coded[] = []
  for (const concept of slot.specialty.slice(0, 10)) {
    const coding = concept.coding.find(one => one.code)
    const code = cleanText(coding?.code, 40) ?? ''
    const label = cleanText(coding?.display, 120) ?? cleanText(concept.text, 120) ?? code
    if (label !== '' && !read.some(one => one.code === code && one.label === label)) read.push({ code, label })
  }
  return read
}

type ServiceType = SlotResource['serviceType'][number]

const communityLinks = (type: ServiceType) =>
  type.extension.filter(extension => extension.url?.endsWith(SERVICE_TYPE_EXTENSION_END))

const isCommunity = (type: ServiceType) => type.extension.length > 0 && communityLinks(type).length > 0

/** Shared by all the slots without one: nothing writes into it. */
const NO_COMMUNITY = { names: [], ids: [], missing: false }

/** n communities on a slot = n references to a `HealthcareService`, each provided by one `Organization`. */
function communitiesOf(
  slot: Entry<'Slot'>,
  references: References,
): { names: string[]; ids: string[]; missing: boolean } {
  if (!slot.resource.serviceType.some(isCommunity)) return NO_COMMUNITY
  const names: string[] = []
  const ids: string[] = []
  let missing = false
  for (const link of slot.resource.serviceType.flatMap(communityLinks)) {
    const service = references.resolve('HealthcareService', link.valueReference, slot)
    const owner =
      service.kind === 'found'
        ? references.resolve('Organization', service.entry.resource.providedBy, service.entry)
        : service
    const name = owner.kind === 'found' ? cleanText(owner.entry.resource.name, 120) : null
    const identifier = owner.kind === 'found' ? owner.entry.resource.identifier[0]?.value : undefined
    const shown = name ?? cleanText(identifier, 40)
    if (shown === null) missing = true
    else if (!names.includes(shown)) names.push(shown)
    const number = owner.kind === 'found' ? readIdnst(owner.entry.resource.identifier) : { kind: 'none' as const }
    if (number.kind === 'one' && !ids.includes(number.value)) ids.push(number.value)
  }
  return { names, ids, missing }
}

/** `Slot.comment` is the address of the booking page: kept only when it is an address that a browser may be given. */
export function readBookingUrl(comment: string | undefined): BookingUrl {
  const written = comment?.trim() ?? ''
  if (written === '') return NO_URL
  const known = urls.get(written)
  if (known) return known
  const read = parseBookingUrl(written)
  if (urls.size >= URLS_AT_MOST) urls.clear()
  if (written.length <= 500) urls.set(written, read)
  return read
}

interface BookingUrl {
  url: string | null
  why: 'booking-address-unsafe' | 'booking-address-unreadable' | null
}

const NO_URL: BookingUrl = { url: null, why: null }

/** Addresses already read: the slots of an agenda share theirs (guide, FAQ: the practitioner's page). */
const urls = new Map<string, BookingUrl>()
const URLS_AT_MOST = 2_048

function parseBookingUrl(written: string): BookingUrl {
  if (written.length > 4_000 || !URL.canParse(written)) return { url: null, why: 'booking-address-unreadable' }
  const url = new URL(written)
  const safe = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  return safe ? { url: url.href, why: null } : { url: null, why: 'booking-address-unsafe' }
}
