/** The virtual card seen through pcscd and OpenSC: what a real piece of plastic does to a desk. */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards } from '../../src/sandbox/card/index.ts'
import { context, type Desk, kindOf, startDesk, tempDir, until, whyNoModule } from './desk.ts'
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

  test('one process speaks to the card until the session is open; the second comes afterwards, and leaves the next sign-in alone', async () => {
    await readers.first.insert(createVirtualCard(await cards.issue('cpe')))
    // The daemon has noticed it: this desk has never seen an empty reader.
    await sleep(1_500)
    desk = await startDesk({ cards, settings: readers.settings, env: readers.env })
    await status('ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    // Another may stand ready; it has loaded no module.
    const opened = () => desk.logs.filter(({ code }) => code === 'card.module-open').length
    expect(opened()).toBe(1)
    await until('the witness', () => opened() === 2)
    const answers = { during: 0 }
    await desk.session.handlers['session.signOut'](null, context)
    // It has read the card meanwhile.
    await sleep(4_000)
    desk.processes[1]?.onMessage(() => answers.during++)
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(answers.during).toBe(0)
    expect(opened()).toBe(2)
  })

  test('a key that wants its PIN each time signs the sign-in, and asks the person for the next one', async () => {
    await start()
    const card = createVirtualCard(await cards.issue('cpe'), { place: '9c' })
    await readers.first.insert(card)
    await status('ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(card.signatures).toBe(1)
    expect(card.presented).toBe(2)
  })

  test('wrong PINs are counted by the card itself, wherever it is put; the last one needs a yes; then it is locked', async () => {
    await start()
    const card = createVirtualCard(await cards.issue('cpe'))
    await readers.first.insert(card)
    await status('ready')
    for (const pin of ['123', '12a4', '']) expect(kindOf(await desk.enter(pin))).toBe('pin-format')
    expect([card.presented, card.tries]).toEqual([0, 3])
    expect(kindOf(await desk.enter('0000'))).toBe('pin-wrong')
    expect(kindOf(await desk.enter('0000'))).toBe('pin-wrong')
    expect([card.presented, card.tries, desk.state().tries]).toEqual([2, 1, 'final'])
    await readers.first.remove()
    await status('absent')
    await readers.second.insert(card)
    await status('ready')
    expect(kindOf(await desk.enter('1234'))).toBe('pin-final-try')
    expect(card.presented).toBe(2)
    expect(kindOf(await desk.enter('0000', true))).toBe('pin-locked')
    expect(desk.state()).toMatchObject({ status: 'locked', tries: 'none' })
    expect(kindOf(await desk.enter('1234', true))).toBe('pin-locked')
    expect([card.presented, card.tries]).toEqual([3, 0])
  })

  test('two cards: the person chooses, by reader and kind; the other one is not touched', async () => {
    await start()
    const camille = createVirtualCard(await cards.issue('cpe'))
    const dominique = createVirtualCard(await cards.issue('cps'))
    await readers.first.insert(camille)
    await status('ready')
    await readers.second.insert(dominique)
    await until('both', () => desk.state().choice.length === 2)
    // The one that came last is in the hand of who stands there.
    expect(desk.state().kind).toBe('CPS')
    expect(JSON.stringify(desk.state())).not.toMatch(/CAMILLE|DOMINIQUE/i)
    const [mine] = desk.state().choice.filter(one => one.kind === 'CPE')
    await desk.card.handlers['card.choose']({ id: mine?.id ?? '' }, context)
    expect(desk.state().kind).toBe('CPE')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect([camille.presented, dominique.presented]).toEqual([1, 0])
  })
})
