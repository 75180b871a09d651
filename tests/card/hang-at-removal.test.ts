/**
 * The card is pulled, and at that very moment the module never answers again: OpenSC does so with true cards, now and then. The process
 * that holds the login says nothing any more; the witness beside it sees the empty reader, and the desk locks.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards } from '../../src/sandbox/card/index.ts'
import { buildShim, context, type Desk, kindOf, startDesk, tempDir, until, whyNoModule } from './desk.ts'
import { HANGS, hang } from './hang.ts'
import { createVirtualCard, startVirtualReaders, type VirtualReaders, whyNoReaders } from './virtual/index.ts'

const dir = tempDir()
const able = whyNoModule() ?? whyNoReaders()
const shim = able === null ? buildShim(dir) : null
const reason = able ?? (shim === null ? 'there is no C compiler' : null)
if (reason) console.log(`not run: tests/card/hang-at-removal — ${reason}`)

/** Nothing but the witness can tell: the desk would wait longer than the test for its process. */
const PATIENCE_MS = 600_000

describe.skipIf(reason !== null)('a module that hangs when its card is pulled', { timeout: 240_000 }, () => {
  const control = path.join(dir, 'control')
  const order = (text = '') => writeFileSync(control, text)
  let cards: PracticeCards
  let readers: VirtualReaders
  let desk: Desk

  beforeAll(async () => {
    cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    readers = await startVirtualReaders()
  })
  afterEach(async () => {
    await desk?.close()
    await readers.first.remove()
  })
  afterAll(async () => {
    await readers?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  test.each(HANGS)('%s: the witness locks the desk, each time, and the same card opens it again', async how => {
    order()
    desk = await startDesk({
      cards,
      settings: { ...readers.settings, module: shim ?? '', timeoutMs: PATIENCE_MS },
      env: { ...readers.env, RELAIS_SHIM_CONTROL: control, RELAIS_SHIM_REAL: readers.module },
    })
    const camille = createVirtualCard(await cards.issue('cpe'))
    const signIn = async () => {
      await readers.first.insert(camille)
      await until('the card', () => desk.state().status === 'ready')
      expect(kindOf(await desk.enter('1234'))).toBe('ok')
    }
    const took: number[] = []
    await signIn()
    for (let turn = 0; turn < 3; turn++) {
      const stuck = desk.atWork()
      desk.logs.length = 0
      rmSync(`${control}.hung`, { force: true })
      hang(desk, how, order)
      // Not a moment too early either: a look that had begun would see the removal by itself.
      await until('the hang', () => how === 'stopped' || existsSync(`${control}.hung`))
      const pulled = performance.now()
      await readers.first.remove()
      await until('the lock', () => desk.session.gate('signed-in') === 'locked')
      took.push(Math.round(performance.now() - pulled))
      expect(desk.session.handlers['session.state'](null, context)).toMatchObject({
        value: { status: 'locked', operator: null, lockReason: 'card-removed' },
      })
      // By the witness, which has taken the place of the process that hangs: nobody waited for that one, nor gave it up.
      const said = desk.logs.map(({ code }) => code)
      expect(said).toContain('card.module-replaced')
      expect(said).not.toContain('card.module-hung')
      order()
      await until('an empty reader', () => desk.state().status === 'absent')
      await signIn()
      expect(desk.changes.at(-1)).toBe('unlocked')
      expect(desk.atWork()?.pid).not.toBe(stuck?.pid)
    }
    console.log(`${how}: locked ${took.join(', ')} ms after the card left`)
  })
})
