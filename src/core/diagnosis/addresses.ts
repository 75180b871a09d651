/**
 * Asks each address of the settings one harmless question: is it there, trusted, how far, by which way, and what time is it
 * there.
 */
import { openHttp, readTls } from '../http.ts'
import type { DeskNetwork, Network } from '../network/index.ts'
import type { Clock } from '../ports.ts'
import { destinationsOf, type Settings, siteOf, type TlsSettings } from '../settings/index.ts'
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

export async function addressChecks(settings: Settings, clock: Clock, desk: DeskNetwork): Promise<Check[]> {
  const network = desk.of(settings.network, siteOf(settings)?.url)
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
  const answers = await Promise.all(asked.map(one => ask(one, clock, network)))
  const checks = answers.map(answer => answer.check)
  const skews = answers.map(answer => answer.skewS).filter(skew => skew !== null)
  // The kindest of them: one server whose clock is wrong does not make ours wrong.
  const [least] = skews.sort((a, b) => Math.abs(a) - Math.abs(b))
  if (least !== undefined) checks.push(clockCheck(least))
  checks.push(await proxyCheck(settings, desk, network))
  return checks
}

async function ask(
  { id, url, tls }: Asked,
  clock: Clock,
  network: Network,
): Promise<{ check: Check; skewS: number | null }> {
  const { origin } = new URL(url)
  let http: ReturnType<typeof openHttp> | null = null
  try {
    http = openHttp(readTls(tls), { connections: 1, network })
    const answer = await http.request({ method: 'GET', url, timeoutMs: ASK_MS, maxBytes: 5_000_000 })
    if (answer.kind !== 'answer') {
      const said =
        answer.kind === 'untrusted'
          ? `${origin} : certificat refusé (${answer.code}), ${await wayTo(network, url)}.`
          : answer.code === 'PROXY_407'
            ? `${origin} : le mandataire demande un compte et un mot de passe, ${await wayTo(network, url)}.`
            : `${origin} : ne répond pas (${answer.code}), ${await wayTo(network, url)}.`
      return { check: { id, state: 'fault', said }, skewS: null }
    }
    const server = Date.parse(answer.headers['date'] ?? '')
    return {
      check: {
        id,
        state: answer.status >= 500 ? 'attention' : 'ok',
        said: `${origin} : répond en ${answer.ms} ms (HTTP ${answer.status}), ${await wayTo(network, url)}.`,
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

/** « en direct », « par http://mandataire:3128 ». */
async function wayTo(network: Network, url: string): Promise<string> {
  const words = (await network.waysTo(url)).map(way =>
    way.kind === 'direct' ? 'en direct' : `par ${way.kind === 'proxy' ? way.url : way.said}`,
  )
  return words.join(', sinon ')
}

/** Which proxy serves which of all the addresses that the console may join, and what those proxies ask. */
async function proxyCheck(settings: Settings, desk: DeskNetwork, network: Network): Promise<Check> {
  const { ways, asking, account } = await desk.state(network, destinationsOf(settings))
  const byWay = new Map<string, string[]>()
  for (const { address, ways: words } of ways) {
    const way = words.map(word => (word === 'direct' ? 'en direct' : word)).join(', sinon ')
    byWay.set(way, [...(byWay.get(way) ?? []), address])
  }
  const lines = [
    `Réglage « ${settings.network.proxy} »${settings.network.pac ? ', fichier PAC des réglages' : ''}.`,
    ...[...byWay].map(([way, addresses]) => `${way} : ${addresses.join(', ')}`),
    ...(account
      ? [`Compte connu pour ${account.proxy}${account.kept ? '' : ', jusqu’à la fermeture seulement'}.`]
      : []),
    ...asking.map(proxy => `${proxy} demande un compte, ou refuse celui qui est connu : onglet « Réglages ».`),
  ]
  const unsupported = ways.some(({ ways: words }) => words.every(word => word.startsWith('?')))
  if (unsupported)
    lines.push('Un mandataire d’un genre inconnu (SOCKS, par exemple) est demandé : il ne sera pas pris.')
  const pacUnread = settings.network.pac !== undefined && process.versions['electron'] === undefined
  if (pacUnread) lines.push('Le fichier PAC n’est lu que par la console installée : ici ses adresses vont en direct.')
  const fault = unsupported || asking.length > 0
  return { id: 'proxy', state: fault ? 'fault' : pacUnread ? 'attention' : 'ok', said: lines.join('\n') }
}
