/**
 * How an installer asks the consoles of a machine to end, whatever account they run under: it leaves a request beside their
 * health files; each sees it, ends when no booking is under way, and tells the person meanwhile. Nobody is ended by force.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../ports.ts'
import { runningConsoles } from './health.ts'

const REQUEST = 'closing-request'
/** A request that nobody took back (an installer that fell) is forgotten after this, ms. */
const FORGOTTEN_MS = 15 * 60_000
const LOOK_MS = 1_000

/** True while an installer waits for the consoles to end. */
export function closingAsked(dir: string, clock: Clock): boolean {
  try {
    const at = Date.parse(readFileSync(path.join(dir, REQUEST), 'utf8').trim())
    return clock.now() - at < FORGOTTEN_MS && at <= clock.now() + FORGOTTEN_MS
  } catch {
    return false
  }
}

export type ClosingAnswer = { kind: 'all-closed' } | { kind: 'still-running'; consoles: number; busy: number }

/** Asks, waits `waitMs` at most, and says who is still there. The request is taken back in every case. */
export async function askToClose(
  dir: string,
  waitMs: number,
  clock: Clock,
  sleep: (ms: number) => Promise<void> = ms => new Promise(done => setTimeout(done, ms)),
): Promise<ClosingAnswer> {
  if (runningConsoles(dir, clock).length === 0) return { kind: 'all-closed' }
  const request = path.join(dir, REQUEST)
  const until = clock.now() + waitMs
  try {
    mkdirSync(dir, { recursive: true })
    writeFileSync(request, new Date(clock.now()).toISOString())
    while (clock.now() < until) {
      await sleep(LOOK_MS)
      if (runningConsoles(dir, clock).length === 0) return { kind: 'all-closed' }
    }
  } catch {
    // A folder that cannot be written: the answer below says who is there.
  } finally {
    rmSync(request, { force: true })
  }
  const consoles = runningConsoles(dir, clock)
  return consoles.length === 0
    ? { kind: 'all-closed' }
    : { kind: 'still-running', consoles: consoles.length, busy: consoles.filter(one => one.busy).length }
}
