import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Console } from '../core/console.ts'
import { silentLog, systemClock } from '../core/ports.ts'
import { joinFleet } from './fleet.ts'

let dir: string
beforeEach(() => {
  vi.useFakeTimers()
  dir = mkdtempSync(path.join(tmpdir(), 'relais-fleet-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dir, { recursive: true, force: true })
})

/** A console that somebody is in the middle of a call with, until `rest`. */
function consoleInCall() {
  let need: string | null = 'SM26'
  const answers: Record<string, () => unknown> = {
    'call.current': () => ({ need, place: null, drm: '', needText: '', placeText: '' }),
    'orientation.list': () => [],
    'settings.platform': () => ({ status: 'slow' }),
    'settings.view': () => ({ problems: [{ path: 'a' }, { path: 'b' }] }),
    'directory.status': () => ({ status: 'ready' }),
  }
  const console = {
    settings: { profile: 'production' },
    dispatch: async (name: string) => ({ ok: true, value: answers[name]?.() }),
  } as unknown as Console
  return {
    console,
    rest() {
      need = null
    },
  }
}

const join = () => {
  const events: [string, unknown][] = []
  const waiting: boolean[] = []
  let quits = 0
  const fleet = joinFleet({
    dir,
    version: '1.2.3',
    clock: systemClock,
    log: silentLog,
    writeEvent: (code, facts) => void events.push([code, facts]),
    quit: () => void quits++,
    onWaiting: one => void waiting.push(one),
  })
  const health = () => JSON.parse(readFileSync(path.join(dir, `health-${process.pid}.json`), 'utf8'))
  return { fleet, events, waiting, health, quits: () => quits }
}

test('a monitoring agent reads what state the console is in, how many settings are refused, whether somebody needs it', async () => {
  const { fleet, health } = join()
  expect(health()).toMatchObject({ version: '1.2.3', state: 'starting', profile: null, problems: 0 })
  fleet.ready(consoleInCall().console)
  await vi.advanceTimersByTimeAsync(12_000)
  expect(health()).toMatchObject({
    state: 'ready',
    profile: 'production',
    platform: 'slow',
    directory: 'ready',
    problems: 2,
    busy: true,
  })
  fleet.close()
  expect(health).toThrow('ENOENT')
})

test('an installer that asks is told to the screens and to the event log once; the console ends when the call has', async () => {
  const { fleet, events, waiting, quits } = join()
  const desk = consoleInCall()
  fleet.ready(desk.console)
  writeFileSync(path.join(dir, 'closing-request'), new Date().toISOString())
  await vi.advanceTimersByTimeAsync(6_500)
  expect(events).toEqual([['closing-asked', { busy: 1 }]])
  expect([waiting.at(-1), quits()]).toEqual([true, 0])
  desk.rest()
  await vi.advanceTimersByTimeAsync(2_000)
  expect([waiting.at(-1), quits()]).toEqual([false, 1])
  fleet.close()
})

test('an installer that gives up leaves the console as it was', async () => {
  const { fleet, waiting, quits } = join()
  fleet.ready(consoleInCall().console)
  writeFileSync(path.join(dir, 'closing-request'), new Date().toISOString())
  await vi.advanceTimersByTimeAsync(2_500)
  rmSync(path.join(dir, 'closing-request'))
  await vi.advanceTimersByTimeAsync(2_500)
  expect([waiting.at(-1), quits()]).toEqual([false, 0])
  fleet.close()
})
