/**
 * Finding a caller's address on line. Off unless the site configures a service; one agreement a desk and a service, as an
 * address goes out. What is asked is the address and nothing else; neither it nor the answer is logged or kept.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { AddressPlace } from '../../../shared/contract/directory-address.ts'
import type { CallsOf, Handlers } from '../../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import { type Http, openHttp, readTls } from '../../http.ts'
import type { Network } from '../../network/index.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Settings } from '../../settings/schema.ts'
import { allCommunes } from '../geography.ts'
import { addressesOf } from './answer.ts'

export type GeocodingSettings = NonNullable<Settings['directory']['geocoding']>

export type GeocodingProblem =
  | 'not-configured'
  | 'consent-needed'
  | 'source-unreachable'
  | 'source-refused'
  | 'source-untrusted'
  | 'source-busy'

export interface Geocoding {
  handlers: Pick<Handlers, Extract<CallsOf<'directory'>, 'directory.geocoding' | 'directory.geocode'>>
  close(): Promise<void>
}

const Agreement = z.object({ host: z.string(), at: z.string() })

/** A caller waits: beyond, the commune will do. */
const TIMEOUT_MS = 5_000
const MAX_BYTES = 500_000
const MOST = 6

export function createGeocoding(deps: {
  /** Where the agreement of this desk is kept. */
  file: string
  settings: GeocodingSettings | undefined
  /** Département of the desk: addresses near it come first. */
  home: string | null
  network?: Network | undefined
  clock: Clock
  log: Log
}): Geocoding {
  const { file, settings, clock, log } = deps
  const host = settings ? new URL(settings.url).host : null
  let http: Http | null = null
  let agreed = host !== null && agreementIn(file) === host

  function agree(): void {
    agreed = true
    try {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify({ host, at: new Date(clock.now()).toISOString() }))
    } catch (error) {
      // It will be asked again at the next start.
      log.warn('directory.geocoding-agreement', { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' })
    }
  }

  async function geocode(text: string): Promise<Result<AddressPlace[], GeocodingProblem>> {
    if (!settings || host === null) return problem('not-configured')
    const url = addressOf(settings.url, text, deps.home)
    if (url === null) return problem('source-untrusted', { host, code: 'HTTP' })
    try {
      http ??= openHttp(readTls(settings.tls ?? { ca: [] }), {
        connections: 1,
        ...(deps.network ? { network: deps.network } : {}),
      })
    } catch (error) {
      return problem('source-untrusted', { host, code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' })
    }
    const headers = { accept: 'application/json' }
    const answer = await http.request({ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES })
    if (answer.kind === 'untrusted') return problem('source-untrusted', { host, code: answer.code })
    if (answer.kind !== 'answer') return problem('source-unreachable', { host, code: answer.code })
    if (answer.status === 429 || answer.status === 503) return problem('source-busy', { host, status: answer.status })
    if (answer.status !== 200) return problem('source-refused', { host, status: answer.status })
    const places = addressesOf(answer.text)
    return places === null ? problem('source-refused', { host, code: 'JSON' }) : ok(places.slice(0, MOST))
  }

  return {
    handlers: {
      'directory.geocoding': () => ok({ host, agreed }),
      'directory.geocode': async ({ text, agree: agreeing }) => {
        if (host === null) return problem('not-configured')
        if (!agreed && !agreeing) return problem('consent-needed', { host })
        if (!agreed) agree()
        const started = clock.now()
        const found = await geocode(text)
        log.info('directory.geocoded', {
          ms: clock.now() - started,
          found: found.ok ? found.value.length : null,
          kind: found.ok ? null : found.error.kind,
        })
        return found
      },
    },
    async close() {
      await http?.close()
    },
  }
}

/** Null: the address would go out in clear. */
function addressOf(base: string, text: string, home: string | null): string | null {
  const url = new URL(base)
  if (url.protocol !== 'https:' && !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return null
  // The service wants a letter or a digit first.
  const asked = text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trim()
    .slice(0, 200)
  const params = { q: asked, limit: '8', autocomplete: '0', index: 'address' }
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  const near = home === null ? null : middleOf(home)
  if (near) {
    url.searchParams.set('lat', near.lat.toFixed(2))
    url.searchParams.set('lon', near.lon.toFixed(2))
  }
  return url.href
}

/** The most populated commune of a département: nothing of where the caller is. */
function middleOf(departement: string) {
  let largest: { population: number; position: { lat: number; lon: number } | null } | null = null
  for (const commune of allCommunes())
    if (commune.departement === departement && commune.population > (largest?.population ?? -1)) largest = commune
  return largest?.position ?? null
}

function agreementIn(file: string): string | null {
  try {
    return Agreement.parse(JSON.parse(readFileSync(file, 'utf8'))).host
  } catch {
    return null
  }
}
