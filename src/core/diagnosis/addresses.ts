/** Asks each address of the settings one harmless question: is it there, trusted, how far, and what time is it there. */
import { openHttp, readTls } from '../http.ts'
import type { Clock } from '../ports.ts'
import type { Settings, TlsSettings } from '../settings/index.ts'
import type { Check } from './report.ts'

const ASK_MS = 8_000
/** The desk's clock signs and is signed for: beyond this, sign-in fails. */
const CLOCK_ATTENTION_S = 5
const CLOCK_FAULT_S = 60

interface Asked {
  id: string
  url: string
  tls: TlsSettings
}

export async function addressChecks(
  settings: Settings,
  clock: Clock,
  proxyOf?: (url: string) => Promise<string>,
): Promise<Check[]> {
  const { tls } = settings.platform
  const asked: Asked[] = [
    { id: 'platform', url: `${settings.platform.url.replace(/\/$/, '')}/metadata`, tls },
    { id: 'sign-in', url: settings.signIn.url, tls: settings.signIn.tls ?? tls },
    ...settings.sources.map(source => ({
      id: `source ${source.id}`,
      url: `${source.url.replace(/\/$/, '')}/metadata`,
      tls: source.tls ?? tls,
    })),
  ]
  const answers = await Promise.all(asked.map(one => ask(one, clock)))
  const checks = answers.map(answer => answer.check)
  const skews = answers.map(answer => answer.skewS).filter(skew => skew !== null)
  // The kindest of them: one server whose clock is wrong does not make ours wrong.
  const [least] = skews.sort((a, b) => Math.abs(a) - Math.abs(b))
  if (least !== undefined) checks.push(clockCheck(least))
  if (proxyOf) checks.push(await proxyCheck(settings, proxyOf))
  return checks
}

async function ask({ id, url, tls }: Asked, clock: Clock): Promise<{ check: Check; skewS: number | null }> {
  const { origin } = new URL(url)
  let http: ReturnType<typeof openHttp> | null = null
  try {
    http = openHttp(readTls(tls), { connections: 1 })
    const answer = await http.request({ method: 'GET', url, timeoutMs: ASK_MS, maxBytes: 5_000_000 })
    if (answer.kind !== 'answer') {
      const said =
        answer.kind === 'untrusted'
          ? `${origin} : certificat refusé (${answer.code}).`
          : `${origin} : ne répond pas (${answer.code}).`
      return { check: { id, state: 'fault', said }, skewS: null }
    }
    const server = Date.parse(answer.headers['date'] ?? '')
    return {
      check: {
        id,
        state: answer.status >= 500 ? 'attention' : 'ok',
        said: `${origin} : répond en ${answer.ms} ms (HTTP ${answer.status}).`,
      },
      skewS: Number.isNaN(server) ? null : Math.round((clock.now() - answer.ms / 2 - server) / 1000),
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'inconnu'
    return { check: { id, state: 'fault', said: `${origin} : matériel TLS illisible (${code}).` }, skewS: null }
  } finally {
    await http?.close()
  }
}

function clockCheck(skewS: number): Check {
  const off = Math.abs(skewS)
  const said =
    off <= CLOCK_ATTENTION_S
      ? 'Horloge du poste juste.'
      : `L’horloge du poste ${skewS > 0 ? 'avance' : 'retarde'} de ${off} s sur les serveurs.`
  return { id: 'clock', state: off > CLOCK_FAULT_S ? 'fault' : off > CLOCK_ATTENTION_S ? 'attention' : 'ok', said }
}

async function proxyCheck(settings: Settings, proxyOf: (url: string) => Promise<string>): Promise<Check> {
  try {
    const way = await proxyOf(settings.platform.url)
    return {
      id: 'proxy',
      state: 'ok',
      said: `Chemin vers la plateforme : ${way} (réglage « ${settings.network.proxy} »).`,
    }
  } catch {
    return { id: 'proxy', state: 'attention', said: 'Le mandataire du système n’a pas pu être lu.' }
  }
}
