/** Is the platform there? Asked at the start and then seldom: the searches themselves say the rest. */
import type { Handlers } from '../../shared/contract/index.ts'
import { ok } from '../../shared/contract/kit.ts'
import type { PlatformState } from '../../shared/contract/settings.ts'
import type { Http, HttpAnswer } from '../http.ts'
import type { Events } from '../ports.ts'

/** Between two questions to a platform that nobody searches, ms. */
const PERIOD_MS = 60_000
/** Beyond this round trip the platform is called slow, ms. */
const SLOW_MS = 1_500

export interface PlatformWatch {
  handlers: Pick<Handlers, 'settings.platform'>
  close(): void
}

/** Watches the platform at `base` by its CapabilityStatement. */
export function watchPlatform(deps: { http: Http; base: string; timeoutMs: number; events: Events }): PlatformWatch {
  let state: PlatformState = { status: 'unknown', ms: null, detail: null }
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const look = async () => {
    const answer = await deps.http.request({
      method: 'GET',
      url: `${deps.base.replace(/\/$/, '')}/metadata`,
      headers: { accept: 'application/fhir+json' },
      timeoutMs: deps.timeoutMs,
      maxBytes: 5_000_000,
    })
    if (closed) return
    const next = platformState(answer)
    if (next.status !== state.status || next.ms !== state.ms) deps.events.emit('settings.platformChanged', next)
    state = next
    timer = setTimeout(look, PERIOD_MS)
    timer.unref()
  }
  void look()

  return {
    handlers: { 'settings.platform': () => ok(state) },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

/** What an exchange says of the platform. Any answer of a server, even a refusal, means that it is there. */
export function platformState(answer: HttpAnswer): PlatformState {
  if (answer.kind === 'answer') {
    const status = answer.status >= 500 ? 'down' : answer.ms > SLOW_MS ? 'slow' : 'up'
    return { status, ms: answer.ms, detail: answer.status >= 400 ? `HTTP ${answer.status}` : null }
  }
  return { status: answer.kind === 'untrusted' ? 'untrusted' : 'down', ms: null, detail: answer.code }
}
