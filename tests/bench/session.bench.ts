/**
 * `npm run bench -- session`: from the PIN to the open session, with its parts, on a token of SoftHSM2 (when installed) and
 * on the practice card, and on a virtual card in a real pcscd (each command as slow as on plastic). Peer in the same run: the same signature made by Node's own crypto, without card or server.
 */
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import type { SessionState } from '../../src/shared/contract/session.ts'
import { context, type Desk, startDesk, until, whyNoModule } from '../card/desk.ts'
import { createVirtualCard, startVirtualReaders, whyNoReaders } from '../card/virtual/index.ts'
import { type Figure, figureOf, round } from './figures.ts'

const TIMES = 500
/** A card in a reader takes the better part of a second. */
const TIMES_IN_READER = 60
/** The promise: whoever has typed a PIN has proven who they are this much later, ms, however busy the desk. */
const PROVEN_MS = 3_000

const WHOLE = 'PIN → session'

export async function run(): Promise<{ ok: boolean; rows: Figure[] }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-bench-session-'))
  try {
    const cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    const peer = peerFigure()
    const rows: Figure[] = [peer]
    const missing = whyNoModule()
    if (missing === null) {
      const layout = [{ card: await cards.issue('cpe') }]
      const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, 'hsm'), cards: layout })
      const settings = { kind: 'pkcs11', module, pollMs: 300, timeoutMs: 20_000 } as const
      rows.push(
        ...(await measured('SoftHSM2', await startDesk({ cards, settings, env: { SOFTHSM2_CONF: conf } }), peer)),
      )
    } else {
      console.log(`not run: SoftHSM2 (${missing})`)
    }
    const practice = { kind: 'practice', file: cards.practiceCard.file, pollMs: 300 } as const
    rows.push(...(await measured('practice card', await startDesk({ cards, settings: practice }), peer)))
    const noReaders = missing ?? whyNoReaders()
    if (noReaders === null) {
      const readers = await startVirtualReaders()
      await readers.first.insert(createVirtualCard(await cards.issue('cpe')))
      const desk = await startDesk({ cards, settings: readers.settings, env: readers.env })
      rows.push(...(await measured('card in a reader', desk, peer, TIMES_IN_READER)))
      await readers.close()
    } else {
      console.log(`not run: card in a reader (${noReaders})`)
    }
    const kept = rows.every(({ figure, p95 }) => !figure.endsWith(WHOLE) || p95 <= PROVEN_MS)
    return { ok: kept && rows.every(row => row.n >= TIMES_IN_READER), rows }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function peerFigure(): Figure {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const data = Buffer.alloc(600, 7)
  const series = Array.from({ length: TIMES }, () => {
    const started = performance.now()
    sign('sha256', data, privateKey)
    return performance.now() - started
  })
  return figureOf('peer: RS256 by Node, no card, no server', series)
}

async function measured(name: string, desk: Desk, peer: Figure, times = TIMES): Promise<Figure[]> {
  const whole: number[] = []
  const parts = { pin: [] as number[], challenge: [] as number[], signature: [] as number[], server: [] as number[] }
  try {
    await until('the card', () => desk.state().status === 'ready')
    for (let index = 0; index < times; index++) {
      desk.events.length = 0
      const marks: { step: SessionState['step']; at: number }[] = []
      const push = desk.events.push.bind(desk.events)
      desk.events.push = (...items) => {
        for (const { name: event, payload } of items) {
          if (event === 'session.changed') marks.push({ step: (payload as SessionState).step, at: performance.now() })
        }
        return push(...items)
      }
      const started = performance.now()
      const result = await desk.enter('1234')
      const ended = performance.now()
      desk.events.push = push
      if (!result.ok) throw new Error(result.error.kind)
      whole.push(ended - started)
      for (const [at, mark] of marks.entries()) {
        if (mark.step && mark.step in parts)
          parts[mark.step as keyof typeof parts].push((marks[at + 1]?.at ?? ended) - mark.at)
      }
      await desk.session.handlers['session.signOut'](null, context)
      desk.said.length = 0
    }
  } finally {
    await desk.close()
  }
  const total = figureOf(`${name}: ${WHOLE}`, whole)
  return [
    { ...total, note: `${round(total.p50 / peer.p50)} × the bare signature` },
    figureOf(`${name}: of which PIN checked by the card`, parts.pin),
    figureOf(`${name}: of which nonce from the server`, parts.challenge),
    figureOf(`${name}: of which signature`, parts.signature),
    figureOf(`${name}: of which the server’s checks`, parts.server),
  ]
}
