/** The journal of sessions on a whole desk: who sat down, by what, what was refused and why, who left; when, at which desk; no code. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { type Desk, pinBytes, startDesk } from '../stand/desk.ts'

const CAMILLE = '3370ANS001/000000018'
const DOMINIQUE = '8ANS20260001'

let sandbox: Sandbox
let desk: Desk
// A desk for each try: a journal is only added to.
beforeEach(async () => {
  sandbox = await createSandbox({ seed: 7, rows: 300 })
  desk = await startDesk({
    card: 'practice',
    useSandbox: sandbox,
    settings: raw => ({
      ...raw,
      desk: { ...(raw['desk'] as object), name: 'REGUL-12' },
      signIn: {
        ...(raw['signIn'] as object),
        operators: [{ name: 'Camille du site', role: 'osnp', identifiers: [CAMILLE] }],
      },
    }),
  })
  await desk.ready()
}, 120_000)
afterEach(async () => {
  await desk.close()
  await sandbox.close()
})

const enter = (pin = desk.pin) => desk.call('session.signIn', { pin: pinBytes(pin), lastTryAccepted: false })
const insert = async (person: string, variant?: 'revoked') =>
  sandbox.cards.insert(await sandbox.cards.issue(person, variant))
const isLocked = () => desk.until('session.changed', state => state.status === 'locked')

interface Line {
  at: string
  desk: string
  what: string
  who: string | null
  result?: string | null
  reason?: string | null
  facts?: Record<string, unknown>
}
const text = () => {
  const dir = path.join(desk.profileDir, 'journal')
  return readdirSync(dir)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .map(name => readFileSync(path.join(dir, name), 'utf8'))
    .join('')
}
const lines = () =>
  text()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Line)
/** What a line says, short: what, by whom, with what result, why. */
const short = ({ what, who, result, reason, facts }: Line) =>
  [what, who ?? 'nobody', result, reason, facts?.['by'], facts?.['degraded'] === 1 ? 'degraded' : null]
    .filter(Boolean)
    .join(' ')

test('each act of a session has its line: the one who did it, the hour, the desk, the result; never the code that was typed', async () => {
  const begun = Date.now()
  await enter('7391')
  await enter()
  await desk.call('session.lock', null)
  await enter()
  const locked = isLocked()
  await sandbox.cards.remove()
  await locked
  await insert('cps')
  await enter()
  await desk.call('session.signOut', null)
  await insert('cps', 'revoked')
  await enter()
  await insert('cpe')
  await enter()
  // A doctor approves, with the only reader; the operator then comes back.
  await desk.call('session.approvalBegin', { purpose: 'override' })
  await insert('supervisor')
  await desk.call('session.approve', { purpose: 'override', pin: pinBytes(desk.pin), lastTryAccepted: false })
  await insert('cps')
  const approved = isLocked()
  await desk.call('session.approve', { purpose: 'override', pin: pinBytes(desk.pin), lastTryAccepted: false })
  await approved
  await insert('cpe')
  await enter()
  await desk.call('session.handOverCall', null)
  await insert('cps')
  await enter()
  await desk.call('session.signOut', null)
  await insert('cpe')
  sandbox.signIn.silence(true)
  await enter()
  sandbox.signIn.silence(false)
  await desk.until('session.changed', state => !state.degraded && state.proof?.state === 'fresh')

  const [first, ...acts] = lines()
  expect(first?.what).toBe('journal.begin')
  expect(acts.map(short)).toEqual([
    'sign-in-refused nobody pin-wrong',
    `signed-in ${CAMILLE} card`,
    `locked ${CAMILLE} manual`,
    `unlocked ${CAMILLE} card`,
    `locked ${CAMILLE} card-removed`,
    `shift-end ${CAMILLE} shift`,
    `shift-begin ${DOMINIQUE} shift card`,
    `signed-out ${DOMINIQUE}`,
    'sign-in-refused nobody refused-revoked',
    `signed-in ${CAMILLE} card`,
    `approval ${CAMILLE} approval-no-right override 3370ANS001/000000045`,
    `approval ${CAMILLE} given override ${DOMINIQUE}`,
    `locked ${CAMILLE} approval`,
    `unlocked ${CAMILLE} card`,
    `locked ${CAMILLE} handed-over`,
    `shift-end ${CAMILLE} relief`,
    `shift-begin ${DOMINIQUE} relief card`,
    `signed-out ${DOMINIQUE}`,
    `signed-in ${CAMILLE} card degraded`,
    `proof ${CAMILLE} service-back`,
  ])
  for (const line of acts) {
    expect(line.desk).toBe('REGUL-12')
    expect(Date.parse(line.at)).toBeGreaterThanOrEqual(begun - 1_000)
  }
  expect(text()).not.toMatch(/(?<!\d)(7391|1234)(?!\d)/)
  // Names are in the site's records, not in the journal.
  expect(text()).not.toMatch(/Camille|Dominique/)
}, 120_000)
