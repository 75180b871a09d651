/**
 * Vendor sign-ins. The national platform pushes accounts to vendors (INT_R02) and appends `origin=sas` to their pages; each vendor
 * wants its conditions accepted once, and some want a new sign-in. No public interface tells where a person stands: the sign-in
 * service of the site may (`GET {signIn.url}/vendors`, our own shape, docs/decisions.md), and this desk knows which bookings of theirs
 * a vendor has confirmed. What neither knows is said to be unknown.
 */
import { z } from 'zod'
import type { Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { VendorSignIn, VendorSignIns } from '../../shared/contract/vendor-sign-in.ts'
import type { Http } from '../http.ts'
import type { Clock, Log, Shell } from '../ports.ts'

export type VendorCalls = 'session.vendors' | 'session.openVendor'

const TIMEOUT_MS = 5_000
const MAX_BYTES = 100_000

/** What is not understood of one vendor costs no other: each field falls back on «unknown». */
const Told = z.object({
  source: z.string().regex(/^[a-z0-9-]{1,40}$/),
  label: z.string().min(1).max(60).optional().catch(undefined),
  account: z.enum(['known', 'pending', 'refused', 'unknown']).catch('unknown'),
  terms: z.enum(['accepted', 'to-accept', 'unknown']).catch('unknown'),
  signIn: z.enum(['valid', 'needed', 'unknown']).catch('unknown'),
  lastSignInAt: z.iso.datetime({ offset: true }).nullable().catch(null),
  page: z.string().max(2_000).nullable().catch(null),
})
type Told = z.infer<typeof Told>
const Answer = z.object({ vendors: z.array(z.unknown()).max(200) })

export interface VendorSource {
  id: string
  label: string
  simulated: boolean
}

export interface VendorsDeps {
  http: Http
  /** Base of the sign-in service. */
  url: string
  accessToken(): string | null
  idnps(): string | null
  /** Sources whose pages an operator signs in to. */
  sources: readonly VendorSource[]
  /** Last booking of this person that a source confirmed, from this desk: source, ms since the epoch. */
  confirmed(idnps: string): ReadonlyMap<string, number>
  /** The address that may be opened for a source; null: it may not. */
  pageOf(sourceId: string, address: string): string | null
  shell: Pick<Shell, 'openExternal'>
  clock: Clock
  log: Log
}

type Word = { service: 'told'; told: Map<string, Told> } | { service: 'not-told' | 'silent' }

/** Handlers of the panel. Nothing of an answer is kept: the next person asks anew. */
export function createVendorSignIns(deps: VendorsDeps): Pick<Handlers, VendorCalls> {
  const ask = async (): Promise<Word> => {
    const token = deps.accessToken()
    if (token === null) return { service: 'silent' }
    const answer = await deps.http.request({
      method: 'GET',
      url: `${deps.url.replace(/\/+$/, '')}/vendors`,
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    })
    if (answer.kind !== 'answer') return { service: 'silent' }
    if (answer.status !== 200) return { service: answer.status === 404 ? 'not-told' : 'silent' }
    const parsed = Answer.safeParse(jsonOf(answer.text))
    if (!parsed.success) {
      deps.log.warn('session.vendors', { why: 'answer' })
      return { service: 'silent' }
    }
    const told = parsed.data.vendors.flatMap(one => Told.safeParse(one).data ?? [])
    return { service: 'told', told: new Map(told.map(one => [one.source, one])) }
  }

  const vendorOf = (source: VendorSource, told: Told | undefined, booked: number | undefined): VendorSignIn => {
    const said = told?.lastSignInAt ? Date.parse(told.lastSignInAt) : Number.NEGATIVE_INFINITY
    const mine = booked ?? Number.NEGATIVE_INFINITY
    const at = Math.max(said, mine)
    return {
      sourceId: source.id,
      label: source.label,
      simulated: source.simulated,
      account: told?.account ?? 'unknown',
      terms: told?.terms ?? 'unknown',
      signIn: told?.signIn ?? 'unknown',
      // A date ahead of the clock proves nothing.
      worked:
        Number.isFinite(at) && at <= deps.clock.now() + 600_000
          ? { at: new Date(at).toISOString(), by: mine >= said ? 'booking' : 'service' }
          : null,
      page: told?.page != null && deps.pageOf(source.id, told.page) !== null,
    }
  }

  return {
    'session.vendors': async () => {
      const idnps = deps.idnps()
      if (idnps === null) return problem('not-signed-in')
      const word = await ask()
      // Somebody else may have sat down meanwhile: what was asked for one is not told to another.
      if (deps.idnps() !== idnps) return problem('not-signed-in')
      const booked = deps.confirmed(idnps)
      const told = word.service === 'told' ? word.told : null
      // A platform that stands for its vendors is one source here; the service may name them all the same.
      const others = [...(told?.values() ?? [])].flatMap(({ source: id, label = id }) =>
        deps.sources.some(source => source.id === id) ? [] : [{ id, label, simulated: false }],
      )
      const vendors = [...deps.sources, ...others]
      const value: VendorSignIns = {
        service: word.service,
        vendors: vendors.map(source => vendorOf(source, told?.get(source.id), booked.get(source.id))),
      }
      return ok(value)
    },
    'session.openVendor': async ({ sourceId }) => {
      const word = await ask()
      const page = word.service === 'told' ? word.told.get(sourceId)?.page : null
      const url = page == null ? null : deps.pageOf(sourceId, page)
      if (url === null) return problem('vendor-page-unknown')
      try {
        await deps.shell.openExternal(url)
        return ok(null)
      } catch {
        return problem('vendor-page-unknown')
      }
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
