/**
 * No patient identity at rest: a hundred calls full of invented names, numbers and addresses are played on a real desk
 * that is ended and started again on the way; then they are looked for in every byte of the profile, the logs and the
 * temporary files. The journal of the same calls is whole.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyJournal } from '../../src/core/activity/verify.ts'
import { openLogFile } from '../../src/core/log-file.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import type { AskState } from '../../src/shared/contract/availability.ts'
import { type Desk, pinBytes, startDesk } from '../stand/desk.ts'

const CALLS = 100
const RESTART_EVERY = 25
const NAMES = ['ZORBECK', 'QUIRNALD', 'VAXTHOME', 'JYRPELLE']
const canary = (n: number) => `${NAMES[n % NAMES.length]}kanarix${n}`
/** Not of the ranges kept for fiction: the directory of the territory holds numbers of these. */
const phone = (n: number) => `01234567${String(n).padStart(2, '0')}`
const street = (n: number) => `${n} impasse du Wombatkanarix`
const drm = (n: number) => `DRMkanarix${n}`

let sandbox: Sandbox
const temp = mkdtempSync(path.join(tmpdir(), 'relais-calls-'))
const profileDir = path.join(temp, 'profile')
/** Where the LRM reads: the one place that may know the number of a medical file. */
const lrm = mkdtempSync(path.join(tmpdir(), 'relais-lrm-'))
const tempBefore = process.env['TMPDIR']

beforeAll(async () => {
  sandbox = await createSandbox({ seed: 11, rows: 2_000 })
  // Whatever the console or SQLite puts aside goes where it is searched.
  process.env['TMPDIR'] = temp
}, 180_000)
afterAll(async () => {
  if (tempBefore === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = tempBefore
  await sandbox?.close()
  rmSync(temp, { recursive: true, force: true })
  rmSync(lrm, { recursive: true, force: true })
})

function value<V>(result: { ok: true; value: V } | { ok: false; error: { kind: string } }): V {
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}

async function playCall(desk: Desk, n: number): Promise<void> {
  const call = value(await desk.call('call.current', null))
  const [place] = value(await desk.call('directory.places', { text: 'tours', limit: 1 }))
  const { needs } = value(await desk.call('directory.needs', { text: 'médecin gén', near: null, limit: 4 }))
  const [need] = needs
  if (!place || !need) throw new Error('no question')
  await desk.call('call.save', {
    id: call.id,
    draft: { needText: `fièvre de Mme ${canary(n)} ${phone(n)}`, placeText: street(n), drm: drm(n), need, place },
  })
  // Typed into the search fields too, and sent as bad input: a log line may not quote it.
  await desk.call('directory.places', { text: street(n), limit: 5 })
  await desk.call('directory.needs', { text: canary(n), near: null, limit: 4 })
  await desk.call('directory.search', { text: `${canary(n)} ${phone(n)}`, near: null, limit: 5 } as never)
  await desk.call('call.save', { id: canary(n), draft: { drm: { phone: phone(n) } } } as never)
  await desk.call(canary(n) as never, { text: street(n) } as never)
  if (n % 4 === 0) await takeSomething(desk, n, { need, place })
  await desk.call('call.next', { id: call.id })
}

async function takeSomething(
  desk: Desk,
  n: number,
  asked: Pick<AskState['question'], 'need' | 'place'>,
): Promise<void> {
  const now = Date.now()
  let askId = ''
  const done = desk.until('availability.updated', update => update.askId === askId && update.done, 30_000)
  const question = {
    radiusKm: null,
    from: new Date(now).toISOString(),
    to: new Date(now + 86_400_000).toISOString(),
    modes: [],
    limit: null,
  }
  askId = value(await desk.call('availability.ask', { ...asked, ...question })).askId
  await done
  const { offers } = value(await desk.call('availability.snapshot', { askId }))
  const wanted = n % 8 === 0 ? 'direct' : 'vendor-page'
  for (const offer of offers) {
    const slot = offer.slots.find(one => one.taking === wanted)
    if (!slot) continue
    // A screen careless enough to make the key of the need from what was typed.
    const needKey = canary(n)
    const intentId = crypto.randomUUID()
    await desk.call('orientation.take', {
      intentId,
      askId,
      offerId: offer.id,
      slotId: slot.id,
      needKey,
      evenIfPending: n % 16 === 0,
    })
    await desk.call('orientation.handOver', { id: intentId, language: 'fr' })
    return
  }
}

function* filesUnder(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name)
    if (entry.isDirectory()) yield* filesUnder(file)
    else if (entry.isFile()) yield file
  }
}

/** Canaries found, and how many files were looked into. */
function searched(): { found: string[]; files: number } {
  const found: string[] = []
  let files = 0
  for (const file of filesUnder(temp)) {
    files += 1
    const bytes = readFileSync(file)
    const text = bytes.toString('latin1').toLowerCase()
    const wide = bytes.toString('utf16le').toLowerCase()
    for (const word of ['kanarix', 'wombat', '01234567', '331234567', ...NAMES.map(name => name.toLowerCase())]) {
      if (text.includes(word) || wide.includes(word)) found.push(`${path.relative(temp, file)}: ${word}`)
    }
  }
  return { found, files }
}

test(`${CALLS} calls leave nothing of the callers in profile, logs or temporary files`, async () => {
  for (let from = 0; from < CALLS; from += RESTART_EVERY) {
    const logFile = openLogFile(path.join(profileDir, 'logs'))
    const desk = await startDesk({
      useSandbox: sandbox,
      profileDir,
      log: logFile.log,
      settings: raw => ({ ...raw, handOver: { folder: lrm } }),
    })
    await desk.ready()
    await desk.call('session.signIn', { pin: pinBytes('0000'), lastTryAccepted: false })
    value(await desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false }))
    for (let n = from; n < from + RESTART_EVERY; n += 1) await playCall(desk, n)
    expect(searched().found).toEqual([])
    await desk.call('session.lock', null)
    await desk.close()
    logFile.close()
  }
  const { found, files } = searched()
  expect(found).toEqual([])
  expect(files).toBeGreaterThan(4)
  const dropped = readdirSync(lrm).map(name => readFileSync(path.join(lrm, name), 'utf8'))
  expect(dropped.length).toBeGreaterThan(5)
  for (const text of dropped) expect(text).toMatch(/"drm":"DRMkanarix\d+"/)

  const acts: string[] = []
  const results: string[] = []
  const { findings } = verifyJournal(path.join(profileDir, 'journal'), line => {
    acts.push(line.what)
    if (line.result) results.push(line.result)
  })
  expect(findings).toEqual([])
  const count = (what: string) => acts.filter(act => act === what).length
  expect(count('signed-in')).toBe(4)
  expect(count('locked')).toBe(4)
  expect(count('sign-in-refused')).toBe(4)
  expect(count('orientation.direct')).toBeGreaterThan(20)
  expect(count('orientation.vendor-page')).toBeGreaterThan(10)
  expect(count('hand-over')).toBeGreaterThan(5)
  expect(count('override')).toBeGreaterThan(3)
  expect(results).toEqual(expect.arrayContaining(['pin-wrong', 'intended', 'sent', 'confirmed', 'waiting']))
}, 300_000)

test('the search finds a canary where there is one, however it is written', () => {
  const file = path.join(profileDir, 'logs', 'left.txt')
  for (const encoding of ['utf8', 'utf16le'] as const) {
    writeFileSync(file, `Mme ${canary(3)}`, encoding)
    expect(searched().found).toContain('profile/logs/left.txt: kanarix')
  }
})
