/** The virtual card seen through pcscd and OpenSC: what a real piece of plastic does to a desk. */
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards } from '../../src/sandbox/card/index.ts'
import { type Desk, kindOf, startDesk, tempDir, until, whyNoModule } from './desk.ts'
import { createVirtualCard, startVirtualReaders, type VirtualReaders, whyNoReaders } from './virtual/index.ts'

const reason = whyNoModule() ?? whyNoReaders()
if (reason) console.log(`not run: tests/card/virtual — ${reason}`)

describe.skipIf(reason !== null)('a true card in a true reader', { timeout: 120_000 }, () => {
  const dir = tempDir()
  let cards: PracticeCards
  let readers: VirtualReaders
  let desk: Desk

  const start = async () => {
    desk = await startDesk({ cards, settings: readers.settings, env: readers.env })
    await until('a first look', () => desk.state().status !== 'starting')
  }
  const status = (wanted: string) => until(wanted, () => desk.state().status === wanted)

  beforeAll(async () => {
    cards = await createPracticeCards({ dir })
    readers = await startVirtualReaders()
  })
  afterEach(async () => {
    await desk?.close()
    await readers.first.remove()
    await readers.second.remove()
  })
  afterAll(async () => {
    await readers?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  test('put in, PIN, session; pulled, the desk locks; put back, only its PIN opens again', async () => {
    await start()
    expect(desk.state().status).toBe('absent')
    const camille = createVirtualCard(await cards.issue('cpe'))
    await readers.first.insert(camille)
    await status('ready')
    expect(desk.state()).toMatchObject({ kind: 'CPE', practice: false, reader: expect.stringContaining('Lecteur') })
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(camille.signatures).toBe(1)
    await readers.first.remove()
    await until('the lock', () => desk.session.gate('signed-in') === 'locked')
    await status('absent')
    await readers.first.insert(camille)
    await status('ready')
    expect(desk.session.gate('signed-in')).toBe('locked')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'unlocked'])
  })
})
