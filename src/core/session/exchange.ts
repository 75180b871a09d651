/** One question to a service of the sign-in, in JSON. Every way in which it may answer badly is a named problem. */
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Http } from '../http.ts'

export type ExchangeProblem = 'server-untrusted' | 'server-expired' | 'server-unreachable' | 'server-answer'
export type Exchange = (
  path: string,
  body: unknown,
) => Promise<Result<{ status: number; json: unknown }, ExchangeProblem>>

const TIMEOUT_MS = 8_000
const MAX_BYTES = 100_000
/** TLS found a certificate of the chain, wherever it stands, out of its dates. */
const DATES = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/** `url`: base of the service, before `/` and the path. `heard`: told of every answer: its `Date`, and how long it took, ms. */
export function createExchange(deps: {
  http: Http
  url: string
  heard?: ((date: string | undefined, ms: number) => void) | undefined
}): Exchange {
  const base = deps.url.replace(/\/+$/, '')
  return async (path, body) => {
    const answer = await deps.http.request({
      method: 'POST',
      url: `${base}/${path}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    })
    if (answer.kind === 'untrusted')
      return problem(DATES.has(answer.code) ? 'server-expired' : 'server-untrusted', { code: answer.code })
    if (answer.kind === 'too-large') return problem('server-answer', { why: 'too-large' })
    if (answer.kind !== 'answer') return problem('server-unreachable', { code: answer.code })
    deps.heard?.(answer.headers['date'], answer.ms)
    try {
      return ok({ status: answer.status, json: JSON.parse(answer.text) })
    } catch {
      return problem('server-answer', { why: 'not-json', status: answer.status })
    }
  }
}
