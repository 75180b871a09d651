/**
 * The Annuaire Santé in FHIR (v2): one page after another by its own opaque links, waiting when it says «too many
 * requests». Read only; what is asked for is a professional's number or a date, never anything of a caller.
 */
import { z } from 'zod'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import type { Http } from '../../http.ts'

export type AnnuaireProblem = 'source-unreachable' | 'source-refused' | 'source-untrusted' | 'source-busy'

/** Systems of identifiers and codes, as the public profiles name them; the older address of the register is still met. */
export const RPPS_SYSTEMS = ['https://rpps.esante.gouv.fr', 'http://rpps.fr']
export const FINESS_SYSTEM = 'https://finess.esante.gouv.fr'

const Text = z.string().nullish().catch(null)
const Coding = z.object({ system: Text, code: Text }).nullable().catch(null)
const Concept = z
  .object({ coding: z.array(Coding).nullish().catch(null) })
  .nullable()
  .catch(null)
const Identifier = z.object({ system: Text, value: Text }).nullable().catch(null)
const Reference = z.object({ reference: Text }).nullish().catch(null)

/** The few fields that are read of a resource; the rest is left alone. */
export const Resource = z.object({
  resourceType: z.string(),
  id: Text,
  active: z.boolean().nullish().catch(null),
  identifier: z.array(Identifier).nullish().catch(null),
  // A list for somebody, a text for a structure.
  name: z.unknown().optional(),
  qualification: z
    .array(z.object({ code: Concept }).nullable().catch(null))
    .nullish()
    .catch(null),
  code: z.array(Concept).nullish().catch(null),
  practitioner: Reference,
  organization: Reference,
  address: z
    .array(z.object({ postalCode: Text, city: Text }).nullable().catch(null))
    .nullish()
    .catch(null),
  telecom: z
    .array(z.object({ system: Text, value: Text }).nullable().catch(null))
    .nullish()
    .catch(null),
})
export type Resource = z.infer<typeof Resource>

// Neither list is given up for one of its elements: an entry that is none is counted, a link that is none might be the next page.
const Bundle = z.object({
  resourceType: z.literal('Bundle'),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).nullish(),
  entry: z.array(z.unknown()).nullish(),
})
const Entry = z.object({ resource: Resource })

export interface Page {
  resources: Resource[]
  /** Entries that are no resource. */
  unreadable: number
  next: string | null
}

export interface AnnuaireClient {
  /** First page of a search: `Practitioner`, `{ identifier: '…' }`. */
  search(type: string, query: Record<string, string>): Promise<Result<Page, AnnuaireProblem>>
  /** The page behind a link of the one before, as it is. */
  follow(url: string): Promise<Result<Page, AnnuaireProblem>>
}

const TIMEOUT_MS = 30_000
const MAX_BYTES = 50_000_000
const TRIES = 5
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

export function createAnnuaireClient(deps: {
  http: Http
  base: string
  key: string
  wait?: (ms: number) => Promise<void>
}): AnnuaireClient {
  const base = deps.base.replace(/\/$/, '')
  const { origin } = new URL(base)
  const wait = deps.wait ?? (ms => new Promise<void>(resolve => setTimeout(resolve, ms).unref()))

  async function get(url: string): Promise<Result<Page, AnnuaireProblem>> {
    const { host } = new URL(base)
    // A page may only be where the search was asked: the key goes to nobody else.
    if (!URL.canParse(url) || new URL(url).origin !== origin) return problem('source-refused', { host, code: 'LINK' })
    for (let attempt = 0; ; attempt++) {
      const headers = { accept: 'application/fhir+json', 'esante-api-key': deps.key }
      const answer = await deps.http.request({
        method: 'GET',
        url,
        headers,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_BYTES,
      })
      if (answer.kind === 'untrusted') return problem('source-untrusted', { host, code: answer.code })
      if (answer.kind !== 'answer') return problem('source-unreachable', { host, code: answer.code })
      if (answer.status === 429 || answer.status === 503) {
        if (attempt + 1 >= TRIES) return problem('source-busy', { host, status: answer.status })
        const asked = Number(answer.headers['retry-after'])
        const ms = Number.isFinite(asked) && asked > 0 ? asked * 1000 : FIRST_WAIT_MS * 2 ** attempt
        await wait(Math.min(ms, LONGEST_WAIT_MS))
        continue
      }
      if (answer.status !== 200) return problem('source-refused', { host, status: answer.status })
      return readPage(answer.text, host, url)
    }
  }

  return {
    search: (type, query) => get(`${base}/${type}?${new URLSearchParams(query)}`),
    follow: get,
  }
}

function readPage(text: string, host: string, from: string): Result<Page, AnnuaireProblem> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return problem('source-refused', { host, code: 'JSON' })
  }
  const bundle = Bundle.safeParse(json)
  if (!bundle.success) return problem('source-refused', { host, code: 'BUNDLE' })
  const page: Page = { resources: [], unreadable: 0, next: null }
  for (const entry of bundle.data.entry ?? []) {
    const read = Entry.safeParse(entry)
    if (read.success) page.resources.push(read.data.resource)
    else page.unreadable++
  }
  const next = bundle.data.link?.find(link => link.relation === 'next')?.url
  // A link to itself would never end.
  page.next = next === undefined || next === from ? null : next
  return ok(page)
}

/** RPPS number of a practitioner, eleven digits; null when it says none. */
export function rppsOf(resource: Resource): string | null {
  for (const identifier of resource.identifier ?? []) {
    if (!identifier || !RPPS_SYSTEMS.includes(identifier.system ?? '')) continue
    const digits = (identifier.value ?? '').trim()
    if (/^\d{11}$/.test(digits)) return digits
  }
  return null
}
