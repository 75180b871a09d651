/** A doctor's card for a minute: with two readers and with one, and everything an approval must not become. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import type { Approval, SessionState } from '../../src/shared/contract/session.ts'
import { context, type Desk, type DeskOptions, kindOf, startDesk, tempDir, until, whyNoModule } from '../card/desk.ts'

const dir = tempDir()
let cards: PracticeCards
let desk: Desk
let acts: string[] = []

beforeAll(async () => {
  cards = await createPracticeCards({ dir })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))
beforeEach(() => {
  acts = []
})
afterEach(() => desk.close())

const record: NonNullable<DeskOptions['acts']> = {
  approval: (purpose, result, by) => acts.push(`${purpose} ${result} ${by}`),
  renewal: () => {},
}
const codes = (pin: string) => [...Buffer.from(pin, 'latin1')]
const begin = (purpose = 'override') => desk.session.handlers['session.approvalBegin']({ purpose }, context)
const approve = async (pin = '1234', purpose = 'override') =>
  desk.session.handlers['session.approve']({ pin: codes(pin), lastTryAccepted: false, purpose }, context)
const state = () => (desk.session.handlers['session.state'](null, context) as { value: SessionState }).value
const given = (result: Awaited<ReturnType<typeof approve>>): Approval => {
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}

describe('a second person, with one reader', { timeout: 60_000 }, () => {
  const open = async (more: Partial<DeskOptions> = {}) => {
    await cards.insert(await cards.issue('cpe'))
    desk = await startDesk({
      cards,
      settings: { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 },
      acts: record,
      ...more,
    })
    await until('the card', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
  }
  const insert = async (person: string) => {
    await cards.remove()
    await until('an empty reader', () => state().approving?.cardReady === false)
    await cards.insert(await cards.issue(person))
    await until(`the card of ${person}`, () => state().approving?.cardReady === true)
  }

  test('approves without becoming the one at the desk; the operator proves themselves again, and the yes still holds', async () => {
    await open()
    expect(kindOf(await begin())).toBe('ok')
    await insert('cps')
    // Their card is out: the desk shows what is to be approved and does nothing else.
    expect(state()).toMatchObject({ status: 'signed-in', approving: { held: true, purpose: 'override' } })
    expect(desk.session.gate('book')).toBe('locked')
    expect(desk.session.gate('signed-in')).toBe('locked')
    const approval = given(await approve())
    expect(approval).toMatchObject({ purpose: 'override', by: { idnps: '8ANS20260001', role: 'regulator' } })
    expect(state()).toMatchObject({ status: 'locked', lockReason: 'approval', operator: null, approving: null })
    expect(desk.session.approvals.use(approval.approvalId, 'override')).toMatchObject({ ok: false })
    await cards.insert(await cards.issue('cpe'))
    await until('the card back', () => desk.state().kind === 'CPE')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(desk.session.operator()?.role).toBe('osnp')
    expect(desk.session.approvals.use(approval.approvalId, 'second-booking')).toMatchObject({ ok: false })
    expect(desk.session.approvals.use(approval.approvalId, 'override')).toMatchObject({ ok: true, value: approval.by })
    expect(kindOf(desk.session.approvals.use(approval.approvalId, 'override'))).toBe('approval-unknown')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'unlocked'])
    expect(acts).toEqual(['override given 8ANS20260001'])
  })

  test('the doctor who stays after approving takes the desk, not the call nor the yes', async () => {
    await open()
    await begin()
    await insert('cps')
    const approval = given(await approve())
    await until('the card seen', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'shift'])
    expect(kindOf(desk.session.approvals.use(approval.approvalId, 'override'))).toBe('approval-unknown')
  })

  test('a wrong PIN, a card without the right, an unknown one: said, journalled, and nothing opened', async () => {
    await open()
    await begin()
    await insert('cps')
    expect(kindOf(await approve('9999'))).toBe('pin-wrong')
    expect(kindOf(await approve('12'))).toBe('pin-format')
    await insert('supervisor')
    expect(await approve()).toMatchObject({
      ok: false,
      error: { kind: 'approval-no-right', params: { roles: 'regulator' } },
    })
    await insert('stranger')
    expect(kindOf(await approve())).toBe('refused-unknown-person')
    expect(acts).toEqual([
      'override pin-wrong null',
      'override pin-format null',
      'override approval-no-right 3370ANS001/000000045',
      'override refused-unknown-person null',
    ])
    expect(acts.join()).not.toMatch(/9999|1234/)
  })

  test('nothing is approved that was not asked, for another purpose, or without a card other than the operator’s', async () => {
    await open()
    expect(kindOf(await approve())).toBe('approval-not-open')
    await begin('override')
    expect(kindOf(await begin('override'))).toBe('busy')
    expect(kindOf(await approve('1234', 'second-booking'))).toBe('approval-not-open')
    expect(state().approving).toMatchObject({ cardReady: false, held: false })
    expect(kindOf(await approve())).toBe('card-absent')
    desk.session.handlers['session.approvalCancel'](null, context)
    // The card never left: the desk goes on as it was.
    expect(state()).toMatchObject({ status: 'signed-in', approving: null })
    expect(desk.session.accessToken()).not.toBeNull()
  })

  test('two cards of one person are one person: they approve nothing for themselves', async () => {
    const identifiers = ['3370ANS001/000000018', '8ANS20260001']
    const operators = [{ name: 'Camille Exercice', role: 'regulator' as const, identifiers }]
    await open({ policy: { operators } })
    await begin()
    await insert('cps')
    expect(kindOf(await approve())).toBe('approval-same-person')
  })

  test('the time is bounded: nobody came, the desk locks because its card is out', async () => {
    await open({ policy: { approval: { swapSeconds: 1, validSeconds: 180, right: 'override' } } })
    await begin()
    await cards.remove()
    await until('the lock', () => state().status === 'locked')
    expect(state().lockReason).toBe('approval')
    expect(acts).toEqual(['override timeout null'])
  })

  test('a yes that is too old is no yes', async () => {
    let now = Date.now()
    await open({ clock: { now: () => now } })
    await begin()
    await insert('cps')
    const approval = given(await approve())
    await cards.insert(await cards.issue('cpe'))
    await until('the card back', () => desk.state().kind === 'CPE')
    await desk.enter('1234')
    now += 181_000
    expect(kindOf(desk.session.approvals.use(approval.approvalId, 'override'))).toBe('approval-ended')
  })

  test('F12 in the middle of it locks as ever', async () => {
    await open()
    await begin()
    desk.session.handlers['session.lock'](null, context)
    expect(state()).toMatchObject({ status: 'locked', lockReason: 'manual', approving: null })
    expect(kindOf(await approve())).toBe('approval-not-open')
  })
})

const reason = whyNoModule()
if (reason) console.log(`not run: a second person with two readers — ${reason}`)

describe.skipIf(reason !== null)('a second person, with two readers', { timeout: 60_000 }, () => {
  test('approves beside the operator, whose session and token go on', async () => {
    const layout = [
      { card: await cards.issue('cps'), pin: '1111' },
      { card: await cards.issue('cpe'), pin: '2222' },
    ]
    const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, 'hsm'), cards: layout })
    desk = await startDesk({
      cards,
      settings: { kind: 'pkcs11', module, pollMs: 200, timeoutMs: 8_000 },
      env: { SOFTHSM2_CONF: conf },
      signIn: { tokenSeconds: 4 },
      // Which of the two the desk speaks of first is the reader's order: either may sit, either may approve.
      policy: { approval: { swapSeconds: 60, validSeconds: 180, right: 'search' } },
      acts: record,
    })
    await until('the cards', () => desk.state().status === 'ready')
    const cpeFirst = kindOf(await desk.enter('2222')) === 'ok'
    if (!cpeFirst) expect(kindOf(await desk.enter('1111'))).toBe('ok')
    const seated = desk.session.operator()?.idnps
    await begin()
    expect(state().approving).toMatchObject({ cardReady: true, held: false })
    const approval = given(await approve(cpeFirst ? '1111' : '2222'))
    expect(approval.by.idnps).not.toBe(seated)
    expect(state()).toMatchObject({ status: 'signed-in', approving: null })
    expect(desk.session.operator()?.idnps).toBe(seated)
    expect(desk.session.approvals.use(approval.approvalId, 'override')).toMatchObject({ ok: true })
    // The operator's own card still signs: the token is renewed without a PIN.
    const token = desk.session.accessToken()
    await until('another token', () => desk.session.accessToken() !== token)
    expect(desk.signIn.operatorOf(desk.session.accessToken() ?? '')?.idnps).toBe(seated)
    expect(desk.changes).toEqual(['signed-in'])
  })
})
