/** What a vendor's module may do to a desk: hang, crash, lose its card, lock its PIN. Real process, real PKCS#11 calls. */
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import { findSoftHsm } from '../../src/sandbox/card/softhsm.ts'
import { buildShim, context, type Desk, kindOf, startDesk, tempDir, until, whyNoModule } from './desk.ts'

const dir = tempDir()
const shim = whyNoModule() === null ? buildShim(dir) : null
const reason = whyNoModule() ?? (shim === null ? 'there is no C compiler' : null)
if (reason) console.log(`not run: tests/card/module-faults — ${reason}`)

/** Time-out of the module where it hangs on purpose, ms: longer than a slow machine takes to start a process. */
const HANGS = 3_000

describe.skipIf(reason !== null)('a module that misbehaves', { timeout: 120_000 }, () => {
  let cards: PracticeCards
  let conf = ''
  let desk: Desk
  const control = path.join(dir, 'control')
  const order = (...lines: string[]) => writeFileSync(control, lines.map(line => `${line}\n`).join(''))

  /** Patience enough for a loaded machine, except where the hang itself is tried. */
  const start = async (timeoutMs = 20_000) => {
    desk = await startDesk({
      cards,
      settings: { kind: 'pkcs11', module: shim ?? '', pollMs: 200, timeoutMs },
      env: { SOFTHSM2_CONF: conf, RELAIS_SHIM_CONTROL: control, RELAIS_SHIM_REAL: findSoftHsm() ?? '' },
    })
    await until('a first look', () => desk.state().status !== 'starting')
  }

  /** Every card process of the desk: a slow machine may have made it ask a second one. */
  const killAll = () => {
    for (const one of desk.processes) one.kill()
  }

  beforeAll(async () => {
    cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    const layout = [{ card: await cards.issue('cpe') }]
    conf = (await provisionSoftHsm({ dir: path.join(dir, 'hsm'), cards: layout })).conf
  })
  afterEach(async () => {
    await desk.close()
    order()
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  test('three wrong PINs lock the card; the last try is not used without a yes', async () => {
    order()
    await start()
    expect(await desk.enter('0000')).toMatchObject({
      ok: false,
      error: { kind: 'pin-wrong', params: { tries: 'low' } },
    })
    expect(await desk.enter('0000')).toMatchObject({
      ok: false,
      error: { kind: 'pin-wrong', params: { tries: 'final' } },
    })
    expect(desk.state().tries).toBe('final')
    // Even the right PIN: the person has to say yes first.
    expect(kindOf(await desk.enter('1234'))).toBe('pin-final-try')
    expect(desk.state()).toMatchObject({ status: 'ready', tries: 'final' })
    expect(kindOf(await desk.enter('0000', true))).toBe('pin-wrong')
    expect(desk.state()).toMatchObject({ status: 'locked', tries: 'none' })
    expect(kindOf(await desk.enter('1234', true))).toBe('pin-locked')
  })

  test('the last try, accepted, opens the session', async () => {
    order()
    await start()
    await desk.enter('0000')
    await desk.enter('0000')
    expect(kindOf(await desk.enter('1234', true))).toBe('ok')
    expect(desk.state().tries).toBe('normal')
  })

  test('a reader with keys of its own: nothing is typed at the desk, and what is typed there is not sent', async () => {
    order('pad 1234')
    await start()
    expect(desk.state()).toMatchObject({ status: 'ready', pinPad: true })
    expect(kindOf(await desk.enter(''))).toBe('ok')
    desk.session.handlers['session.signOut'](null, context)
    order('pad 9999')
    expect(kindOf(await desk.enter('1234'))).toBe('pin-wrong')
    order('pad 1234', 'rv C_Login 50')
    expect(kindOf(await desk.enter(''))).toBe('pin-cancelled')
  })

  test('a Cryptolib that is too old is named with its version, and used once it is replaced', async () => {
    order('old 2')
    await start()
    expect(desk.state()).toMatchObject({ status: 'module-too-old', detail: expect.stringContaining('2.9 < 3.1') })
    expect(kindOf(await desk.enter('1234'))).toBe('module-too-old')
    order('old 5')
    await until('the card', () => desk.state().status === 'ready')
  })

  test('the card leaves: the desk is locked at once, and says nothing of who was there', async () => {
    order()
    await start()
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    order('removed')
    await until('the lock', () => desk.session.gate('signed-in') === 'locked')
    expect(desk.state().status).toBe('absent')
    expect(desk.session.handlers['session.state'](null, context)).toMatchObject({
      value: { status: 'locked', operator: null, lockReason: 'card-removed' },
    })
    expect([desk.session.operator(), desk.session.accessToken()]).toEqual([null, null])
    expect(desk.changes).toEqual(['signed-in', 'locked'])
    order()
    await until('the card', () => desk.state().status === 'ready')
    // The card alone opens nothing: its PIN does.
    expect(desk.session.gate('signed-in')).toBe('locked')
    expect(kindOf(await desk.card.sign(Buffer.from('x')))).toBe('card-changed')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'unlocked'])
  })

  test('a card that left and came back between two looks has left all the same', async () => {
    order()
    await start()
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    order('blink 1')
    await until('the lock', () => desk.session.gate('signed-in') === 'locked')
    expect(desk.state().status).toBe('ready')
  })

  test('the card leaves while it signs: no session', async () => {
    order('rv C_Sign 32')
    await start()
    expect(kindOf(await desk.enter('1234'))).toBe('card-absent')
    expect(desk.session.gate('signed-in')).toBe('not-signed-in')
  })

  test.each([
    ['C_GetTokenInfo', '80000001', 'unreadable', 'card-unreadable'],
    ['C_GetTokenInfo', 'e1', 'unreadable', 'card-unreadable'],
    ['C_GetTokenInfo', 'e0', 'absent', 'card-absent'],
    ['C_OpenSession', '30', 'unreadable', 'card-unreadable'],
    ['C_FindObjectsInit', '5', 'unreadable', 'card-unreadable'],
    ['C_Login', 'a4', 'ready', 'pin-locked'],
    ['C_Login', '102', 'ready', 'card-contactless'],
    ['C_Login', '30', 'ready', 'card-unreadable'],
    ['C_SignInit', '101', 'ready', 'card-changed'],
    ['C_Sign', 'b3', 'ready', 'card-changed'],
    ['C_Initialize', '5', 'module-invalid', 'module-invalid'],
  ])('%s answers 0x%s: the card is %s, the sign-in says %s', async (name, rv, status, kind) => {
    order(`rv ${name} ${rv}`)
    await start()
    expect(desk.state().status).toBe(status)
    expect(kindOf(await desk.enter('1234'))).toBe(kind)
    order()
    // Whatever it was, the desk recovers by itself.
    await until('recovery', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
  })

  test('C_Initialize says «already»: the module is used', async () => {
    order('rv C_Initialize 191')
    await start()
    // The shim did not initialise SoftHSM, so every call fails; what counts is that the module was not given up.
    expect(desk.state().status).toBe('module-invalid')
    expect(desk.state().detail).toContain('CKR_CRYPTOKI_NOT_INITIALIZED')
  })

  test.each(['C_Sign', 'C_Login'])(
    'the module hangs in %s: told, killed, restarted; the console answers all along',
    async name => {
      order(`hang ${name}`)
      await start(HANGS)
      const [first] = desk.processes
      let answered = 0
      const pulse = setInterval(() => {
        if (kindOf(desk.card.handlers['card.state'](null, context) as { ok: boolean }) === 'ok') answered++
      }, 50)
      const result = await desk.enter('1234')
      clearInterval(pulse)
      expect(kindOf(result)).toBe('module-hung')
      expect(answered).toBeGreaterThan(5)
      order()
      await until('the card again', () => desk.state().status === 'ready')
      expect(kindOf(await desk.enter('1234'))).toBe('ok')
      expect(desk.atWork()?.pid).not.toBe(first?.pid)
    },
  )

  test('the module hangs while it is looked at: the state says so, and is right again when it answers', async () => {
    order()
    await start(HANGS)
    order('hang C_GetSlotList')
    await until('hung', () => desk.state().status === 'module-hung')
    order()
    await until('the card again', () => desk.state().status === 'ready')
  })

  test.each(['C_Sign', 'C_Login'])(
    'the module dies in %s: no session, no frozen desk, the next try works',
    async name => {
      order(`crash ${name}`)
      await start()
      expect(kindOf(await desk.enter('1234'))).toBe('module-hung')
      expect(desk.session.gate('signed-in')).toBe('not-signed-in')
      order()
      expect(kindOf(await desk.enter('1234'))).toBe('ok')
    },
  )

  test('the process is killed in the middle of a sign: the state is right again', async () => {
    order('hang C_Sign')
    await start(20_000)
    const entering = desk.enter('1234')
    await until('the signature step', () =>
      desk.events.some(e => (e.payload as { step?: string }).step === 'signature'),
    )
    killAll()
    order()
    expect(kindOf(await entering)).toBe('module-hung')
    await until('the card again', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
  })

  test('the process dies while somebody works: the session goes on, because the card is still there', async () => {
    order()
    await start()
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    const started = desk.processes.length
    killAll()
    await until('another process', () => desk.processes.length > started && desk.card.presence() === 'present')
    expect(desk.session.gate('book')).toBe('yes')
    expect(desk.changes).toEqual(['signed-in'])
    // What the new process sees is the same card; when it leaves, the desk locks as ever.
    order('removed')
    await until('the lock', () => desk.session.gate('signed-in') === 'locked')
  })

  test('a module that stays out of sight locks the desk: nobody is proven to be there', async () => {
    order()
    await start(HANGS)
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    order('hang C_GetSlotList')
    await until('the lock', () => desk.session.gate('signed-in') === 'locked')
  })

  test('a login that was left open accepts no other PIN', async () => {
    order()
    await start()
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    desk.session.handlers['session.lock'](null, context)
    expect(kindOf(await desk.enter('4321'))).toBe('pin-wrong')
    expect(desk.session.gate('signed-in')).toBe('locked')
    // Straight on the card, with no logout in between.
    expect(kindOf(await desk.card.login(Buffer.from('1234'), false))).toBe('ok')
    expect(kindOf(await desk.card.login(Buffer.from('4321'), false))).toBe('pin-wrong')
  })
})
