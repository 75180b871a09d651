/** From the text of an answer to the resources in it, each parsed on its own: one bad resource never costs the others. */
import { CLOSE_LIST, COMMA, listUnder, OPEN_OBJECT, past, pastValue } from './json-bytes.ts'
import { issuesOf, type OutcomeIssue, parseJson } from './outcome.ts'
import { type Entry, entryOf } from './references.ts'
import { BundleEnvelope, OperationOutcomeResource, SEARCHED, type Searched, type SearchedType } from './schemas.ts'
import { slotReader } from './slot-bytes.ts'
import { usual } from './usual.ts'

/** Why something a source sent could not be used. Codes: the screen has the words. */
export type WhyLeftAside =
  | 'not-a-resource'
  | 'type-unknown'
  | 'next-page-not-followed'
  | 'not-free'
  | 'time-missing'
  | 'time-unreadable'
  | 'times-reversed'
  | 'slot-contradicted'
  | 'schedule-missing'
  | 'schedule-ambiguous'
  | 'actor-missing'
  | 'actor-ambiguous'
  | 'role-missing'
  | 'role-ambiguous'
  | 'practitioner-missing'
  | 'practitioner-ambiguous'
  | 'identifier-missing'
  | 'identifier-ambiguous'
  | 'location-missing'
  | 'location-ambiguous'
  | 'organization-missing'
  | 'organization-ambiguous'
  /** The slot is kept without its link. */
  | 'booking-address-unsafe'
  | 'booking-address-unreadable'
  /** The slot is kept without that community. */
  | 'community-missing'

export interface Aside {
  /** `Slot/123`, or `entry[17]` when it has no name. */
  where: string
  why: WhyLeftAside
  /** Whose it was, when that much is certain: their row must not say «nothing free». */
  idnps?: string
}

export type Resources =
  | {
      kind: 'bundle'
      entries: Entry[]
      issues: OutcomeIssue[]
      leftAside: Aside[]
      total: number | null
      /** Address of the question as the server understood it. */
      self: string | null
    }
  /** The server answered with its refusal where a bundle was due. */
  | { kind: 'outcome'; issues: OutcomeIssue[] }
  | { kind: 'malformed'; why: 'empty' | 'html' | 'not-json' | 'not-a-bundle' }

/** Entries parsed between two breaths, so that a big bundle does not hold the console. */
const ENTRIES_A_BREATH = 250

/** True every so many entries: then everything that waits goes first. Asked before awaiting, which costs at each entry. */
export const breathDue = (index: number): boolean => index > 0 && index % ENTRIES_A_BREATH === 0

export const breathe = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Reads the resources of a search answer, from its text or its bytes (UTF-8). Never rejects, whatever they are. */
export async function readResources(answer: string | Uint8Array): Promise<Resources> {
  const bytes =
    typeof answer === 'string' ? Buffer.from(answer) : Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
  return (await readInPieces(bytes)) ?? (await readWhole(typeof answer === 'string' ? answer : bytes.toString('utf8')))
}

/** Parses the text at once: for answers that are not written as most are, and to prove the other way of reading by. */
export async function readWhole(text: string): Promise<Resources> {
  const json = parseJson(text)
  if (json === undefined) return { kind: 'malformed', why: whatText(text) }
  const envelope = readEnvelope(json)
  if (envelope.kind !== 'envelope') return envelope
  const reading = readings()
  for (const [index, raw] of envelope.bundle.entry.entries()) {
    if (breathDue(index)) await breathe()
    reading.take(readEntry(raw, index))
  }
  return reading.end(envelope.bundle)
}

/**
 * Parses entry by entry, and plain slots from their bytes (`slot-bytes.ts`): of 20 MB no tree is ever built whole.
 * Null when the text is not that of an object with its entries in a list, or when a part of it is no JSON.
 */
export async function readInPieces(bytes: Buffer): Promise<Resources | null> {
  const list = listUnder(bytes, 'entry')
  if (list < 0) return null
  const slots = slotReader(bytes)
  const reading = readings()
  let at = past(bytes, list + 1)
  for (let index = 0; bytes[at] !== CLOSE_LIST; index++) {
    if (breathDue(index)) await breathe()
    if (bytes[at] !== OPEN_OBJECT) return null
    const slot = slots.read(at, index)
    const end = slot ? slots.end() : pastValue(bytes, at)
    if (slot) reading.take({ kind: 'entry', entry: slot })
    else {
      const raw = end < 0 ? undefined : parseJson(bytes.toString('utf8', at, end))
      if (raw === undefined) return null
      reading.take(readEntry(raw, index))
    }
    at = past(bytes, end)
    if (bytes[at] === CLOSE_LIST) break
    if (bytes[at] !== COMMA) return null
    at = past(bytes, at + 1)
    // A comma with nothing after it.
    if (bytes[at] === CLOSE_LIST) return null
  }
  const after = bytes.toString('utf8', at + 1)
  // The last one of two lists of entries counts: not looked for further, nor under a name written with an escape.
  if (after.includes('"entry"') || after.includes('\\')) return null
  const json = parseJson(`${bytes.toString('utf8', 0, list)}[]${after}`)
  if (json === undefined) return null
  const envelope = readEnvelope(json)
  return envelope.kind === 'envelope' ? reading.end(envelope.bundle) : envelope
}

type Envelope = { kind: 'envelope'; bundle: BundleEnvelope } | Exclude<Resources, { kind: 'bundle' }>

function readEnvelope(json: unknown): Envelope {
  const outcome = OperationOutcomeResource.safeParse(json)
  if (outcome.success) return { kind: 'outcome', issues: issuesOf(outcome.data) }
  const bundle = BundleEnvelope.safeParse(json)
  return bundle.success ? { kind: 'envelope', bundle: bundle.data } : { kind: 'malformed', why: 'not-a-bundle' }
}

type EntryReading = { kind: 'entry'; entry: Entry } | { kind: 'aside'; aside: Aside }

/** What the entries of one bundle give, one after the other. */
function readings() {
  const entries: Entry[] = []
  const issues: OutcomeIssue[] = []
  const leftAside: Aside[] = []
  return {
    take(read: EntryReading) {
      if (read.kind === 'aside') leftAside.push(read.aside)
      else if (read.entry.type === 'OperationOutcome') {
        issues.push(...issuesOf(read.entry.resource as Searched<'OperationOutcome'>))
      } else entries.push(read.entry)
    },
    end({ link, total }: BundleEnvelope): Resources {
      // The guide has no paging: a server that pages sends a part, and that part must not pass for the whole.
      if (link.some(({ relation }) => relation === 'next')) {
        leftAside.push({ where: 'Bundle.link', why: 'next-page-not-followed' })
      }
      const self = link.find(({ relation }) => relation === 'self')?.url ?? null
      return { kind: 'bundle', entries, issues, leftAside, total: total ?? null, self }
    },
  }
}

function readEntry(raw: unknown, index: number): EntryReading {
  const where = `entry[${index}]`
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { kind: 'aside', aside: { where, why: 'not-a-resource' } }
  }
  const { resource, fullUrl: written } = raw as { resource?: unknown; fullUrl?: unknown }
  const fullUrl = typeof written === 'string' ? written : undefined
  const type = typeOf(resource)
  if (type === null) return { kind: 'aside', aside: { where, why: 'not-a-resource' } }
  if (!isSearched(type)) return { kind: 'aside', aside: { where, why: 'type-unknown' } }
  const plain = usual(type, resource as object)
  if (plain) return { kind: 'entry', entry: entryOf(type, plain, fullUrl, index) }
  const parsed = SEARCHED[type].safeParse(resource)
  if (!parsed.success) return { kind: 'aside', aside: { where, why: 'not-a-resource' } }
  return { kind: 'entry', entry: entryOf(type, parsed.data as Searched, fullUrl, index) }
}

function typeOf(resource: unknown): string | null {
  if (typeof resource !== 'object' || resource === null) return null
  const type = (resource as { resourceType?: unknown }).resourceType
  return typeof type === 'string' ? type : null
}

// `hasOwn`: a type from the wire may be 'constructor'.
const isSearched = (type: string): type is SearchedType => Object.hasOwn(SEARCHED, type)

function whatText(text: string): 'empty' | 'html' | 'not-json' {
  const head = text.slice(0, 1_000).trim().toLowerCase()
  if (head === '') return 'empty'
  return head.startsWith('<') ? 'html' : 'not-json'
}
