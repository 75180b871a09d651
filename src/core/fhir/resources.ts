/** From the text of an answer to the resources in it, each parsed on its own: one bad resource never costs the others. */
import { issuesOf, type OutcomeIssue, parseJson } from './outcome.ts'
import { type Entry, entryOf } from './references.ts'
import { BundleEnvelope, OperationOutcomeResource, SEARCHED, type Searched, type SearchedType } from './schemas.ts'
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

/** Reads the resources of a search answer. Never rejects, whatever the text. */
export async function readResources(text: string): Promise<Resources> {
  const json = parseJson(text)
  if (json === undefined) return { kind: 'malformed', why: whatText(text) }
  const outcome = OperationOutcomeResource.safeParse(json)
  if (outcome.success) return { kind: 'outcome', issues: issuesOf(outcome.data) }
  const bundle = BundleEnvelope.safeParse(json)
  if (!bundle.success) return { kind: 'malformed', why: 'not-a-bundle' }

  const entries: Entry[] = []
  const issues: OutcomeIssue[] = []
  const leftAside: Aside[] = []
  for (const [index, raw] of bundle.data.entry.entries()) {
    if (breathDue(index)) await breathe()
    const read = readEntry(raw, index)
    if (read.kind === 'aside') leftAside.push(read.aside)
    else if (read.entry.type === 'OperationOutcome') {
      issues.push(...issuesOf(read.entry.resource as Searched<'OperationOutcome'>))
    } else entries.push(read.entry)
  }
  // The guide has no paging: a server that pages sends a part, and that part must not pass for the whole.
  if (bundle.data.link.some(link => link.relation === 'next')) {
    leftAside.push({ where: 'Bundle.link', why: 'next-page-not-followed' })
  }
  const self = bundle.data.link.find(link => link.relation === 'self')?.url ?? null
  return { kind: 'bundle', entries, issues, leftAside, total: bundle.data.total ?? null, self }
}

function readEntry(raw: unknown, index: number): { kind: 'entry'; entry: Entry } | { kind: 'aside'; aside: Aside } {
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
