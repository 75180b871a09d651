/**
 * A whole desk as a process of its own, playing calls until it is killed: what `SIGKILL` leaves in its folders is what a
 * machine that loses its power leaves. The platform lives with the parent.
 */
import path from 'node:path'
import { openLogFile } from '../../src/core/log-file.ts'
import type { Sandbox } from '../../src/sandbox/platform/index.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { pinBytes, startDesk } from '../stand/desk.ts'
import { playCall } from './canary-calls.ts'

export interface CanaryOrder {
  /** What of the sandbox is text: where it is, whom to trust, its cards. */
  sandbox: Pick<Sandbox, 'base' | 'sources'> & Record<'pki' | 'signIn' | 'psc' | 'cards', object>
  seed: number
  rows: number
  profileDir: string
  lrm: string
  site: { port: number; tokenFile: string }
  from: number
  to: number
  /** Milliseconds from the machine's time to that of the calls: a Tuesday morning, whatever the day of the test. */
  shift: number
}

/** `played`: a call is over; `done`: all of them are, and the desk was closed. */
export type FromCanary = { type: 'played'; n: number } | { type: 'done' }

const order = JSON.parse(process.argv[2] ?? '') as CanaryOrder
const tell = (message: FromCanary) => void process.send?.(message, () => {})
const { log, close } = openLogFile(path.join(order.profileDir, 'logs'))
const clock = { now: () => Date.now() + order.shift }
const territory = createTerritory({ seed: order.seed, rows: order.rows })
const desk = await startDesk({
  useSandbox: { ...order.sandbox, territory } as unknown as Sandbox,
  profileDir: order.profileDir,
  log,
  clock,
  settings: raw => ({
    ...raw,
    handOver: { folder: order.lrm },
    site: { listen: { port: order.site.port }, tokenFile: order.site.tokenFile },
    // One of the sources asks a community, so that each way of taking is played.
    sources: (raw['sources'] as Record<string, unknown>[]).map(source =>
      source['id'] === 'agenda-sas' ? { ...source, taking: 'marketplace' } : source,
    ),
  }),
})
await desk.ready()
await desk.call('session.signIn', { pin: pinBytes('0000'), lastTryAccepted: false })
const signedIn = await desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false })
if (!signedIn.ok) throw new Error(signedIn.error.kind)
for (let n = order.from; n < order.to; n += 1) {
  await playCall(desk, n, clock.now())
  tell({ type: 'played', n })
}
await desk.call('session.lock', null)
await desk.close()
close()
tell({ type: 'done' })
process.disconnect?.()
