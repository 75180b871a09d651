/** The module hangs at the very moment of a removal, or a little before: its desk must be locked as soon as any other. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PracticeCards } from '../../../src/sandbox/card/index.ts'
import { became, kindOf, startDesk } from '../../card/desk.ts'
import { HANGS, hang } from '../../card/hang.ts'
import { createVirtualCard, startVirtualReaders } from '../../card/virtual/index.ts'

/** Nobody waits for the process that hangs: what locks the desk is what another one sees. */
const PATIENCE_MS = 600_000

/** `lockMs`: the promise. `shim`: null where there is no compiler; then processes are only stopped. */
export async function hangAtRemoval(
  cards: PracticeCards,
  dir: string,
  shim: string | null,
  times: number,
  lockMs: number,
  draw: () => number,
): Promise<{ ok: boolean; rows: { what: string; count: number | string }[] }> {
  const control = path.join(dir, 'hang-control')
  const order = (text = '') => writeFileSync(control, text)
  order()
  const readers = await startVirtualReaders()
  const reader = readers.first
  const desk = await startDesk({
    cards,
    settings: { ...readers.settings, ...(shim === null ? {} : { module: shim }), timeoutMs: PATIENCE_MS },
    env: { ...readers.env, RELAIS_SHIM_CONTROL: control, RELAIS_SHIM_REAL: readers.module },
  })
  const plastic = createVirtualCard(await cards.issue('cpe'))
  const isReady = () => desk.state().status === 'ready'
  const isLocked = () => desk.session.gate('signed-in') === 'locked'
  const locks: number[] = []
  const counts = { stopped: 0, C_WaitForSlotEvent: 0, C_GetSlotList: 0, early: 0, open: 0, notOpened: 0, replaced: 0 }
  for (let turn = 0; turn < times; turn++) {
    await reader.insert(plastic)
    await became(isReady, 20_000)
    if (kindOf(await desk.enter('1234')) !== 'ok') counts.notOpened++
    else {
      // The witness may not be there yet, be reading the card, or know it.
      await sleep(draw() * 3_000)
      const how = shim === null ? 'stopped' : (HANGS[Math.floor(draw() * HANGS.length)] ?? 'stopped')
      counts[how]++
      hang(desk, how, order)
      // At the very moment; one time in three it has hung a while already, with the card in.
      await sleep(draw() * (draw() < 0.33 ? 1_500 : 20))
      if (isLocked()) counts.early++
      const pulled = performance.now()
      const locked = became(isLocked, 10_000, 5)
      await reader.remove()
      if (await locked) locks.push(performance.now() - pulled)
      else counts.open++
      order()
    }
    await reader.remove()
    await became(() => !isReady(), 10_000)
    counts.replaced += desk.logs.filter(({ code }) => code === 'card.module-replaced').length
    desk.said.length = desk.events.length = desk.proofs.length = desk.logs.length = 0
    await sleep(500)
  }
  await desk.close()
  await readers.close()
  locks.sort((a, b) => a - b)
  const late = locks.filter(ms => ms > lockMs).length
  return {
    ok: late + counts.early + counts.open + counts.notOpened === 0 && locks.length === times,
    rows: [
      { what: 'modules that hung at a removal', count: locks.length + counts.open },
      {
        what: 'of which stopped, in C_WaitForSlotEvent, in C_GetSlotList',
        count: HANGS.map(how => counts[how]).join(' '),
      },
      { what: 'replaced by their witness', count: counts.replaced },
      { what: 'lock after such a removal, p50 ms', count: Math.round(locks[Math.floor(locks.length / 2)] ?? 0) },
      { what: 'lock after such a removal, longest ms', count: Math.round(locks.at(-1) ?? 0) },
      { what: `such locks later than ${lockMs} ms`, count: late },
      { what: 'desks that stayed open, or locked before the card left', count: counts.open + counts.early },
      { what: 'right PINs that did not open before one', count: counts.notOpened },
    ],
  }
}
