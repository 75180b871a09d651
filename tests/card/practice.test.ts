/** The practice card: the same console, the same server, no PKCS#11. Runs everywhere. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPracticeCards, type PracticeCards } from '../../src/sandbox/card/index.ts'
import { context, type Desk, type DeskOptions, kindOf, startDesk, tempDir, until } from './desk.ts'

describe('the practice card', { timeout: 60_000 }, () => {
  const dir = tempDir()
  let cards: PracticeCards
  let desk: Desk

  const start = async (more: Partial<DeskOptions> = {}) => {
    desk = await startDesk({
      cards,
      settings: { kind: 'practice', file: cards.practiceCard.file, pollMs: 200 },
      ...more,
    })
    await until('a first look', () => desk.state().status !== 'starting')
  }

  beforeAll(async () => {
    cards = await createPracticeCards({ dir })
  })
  afterEach(async () => {
    await desk.close()
    await cards.insert(await cards.issue('cpe'))
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  test('signs in as the OSNP of the sandbox, by the proof that a real card gives', async () => {
    await start()
    expect(desk.state()).toMatchObject({ status: 'ready', practice: true, kind: 'CPE', reader: 'Lecteur d’exercice' })
    expect(await desk.enter(cards.practiceCard.pin)).toMatchObject({ ok: true, value: { operator: { role: 'osnp' } } })
    const { x5c } = JSON.parse(Buffer.from(desk.proofs[0]?.split('.')[0] ?? '', 'base64url').toString()) as {
      x5c: string[]
    }
    expect(x5c).toHaveLength(2)
    // No process was started for it.
    expect(desk.processes).toEqual([])
  })

  test('three wrong PINs lock it, and taking it out gives no new tries', async () => {
    await start()
    expect(kindOf(await desk.enter('0000'))).toBe('pin-wrong')
    expect(kindOf(await desk.enter('0000'))).toBe('pin-wrong')
    expect(kindOf(await desk.enter('0000'))).toBe('pin-final-try')
    const text = readFileSync(cards.practiceCard.file, 'utf8')
    await cards.remove()
    await until('absent', () => desk.state().status === 'absent')
    writeFileSync(cards.practiceCard.file, text)
    await until('back', () => desk.state().status === 'ready')
    expect(desk.state().tries).toBe('final')
    expect(kindOf(await desk.enter('0000', true))).toBe('pin-locked')
    expect(desk.state()).toMatchObject({ status: 'locked', tries: 'none' })
    expect(kindOf(await desk.enter('1234', true))).toBe('pin-locked')
  })

  test('the PIN is in the file in no form, and opens the key: another PIN does not', async () => {
    await start()
    const text = readFileSync(cards.practiceCard.file, 'utf8')
    const words = JSON.parse(text) as { pin: object; keys: { pem: string }[] }
    expect(JSON.stringify(words.pin)).not.toMatch(/"1234"|MTIzNA/)
    for (const { pem } of words.keys) expect(pem).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    // A file whose hash says yes to another PIN still has a key that says no.
    const forged = await cards.issue('cpe')
    await cards.insert(forged, '4321')
    const other = JSON.parse(readFileSync(cards.practiceCard.file, 'utf8')) as { pin: object }
    writeFileSync(cards.practiceCard.file, JSON.stringify({ ...words, pin: other.pin }))
    await until('the forged card', () => desk.logs.length > 0 && desk.state().status === 'ready')
    expect(kindOf(await desk.enter('4321'))).toBe('card-failed')
  })

  test('outside the sandbox it is no card at all', async () => {
    await start({ profile: 'production' })
    expect(desk.state()).toMatchObject({ status: 'module-missing', detail: 'practice-card-refused' })
    expect(kindOf(await desk.enter('1234'))).toBe('module-missing')
    expect(desk.proofs).toEqual([])
  })

  test.each(['', '{', '[]', '{"format":"relais-practice-card"}', 'é'.repeat(300_000)])(
    'a damaged file is an unreadable card',
    async text => {
      writeFileSync(cards.practiceCard.file, text)
      await start()
      expect(desk.state().status).toBe('unreadable')
      expect(kindOf(await desk.enter('1234'))).toBe('card-unreadable')
    },
  )

  test('card out: locked, call kept; the same person unlocks, another one gets a fresh desk', async () => {
    await start()
    await desk.enter('1234')
    const text = readFileSync(cards.practiceCard.file, 'utf8')
    await cards.remove()
    await until('the lock', () => desk.session.gate('book') === 'locked')
    expect(desk.said.at(-1)).not.toContain('Camille')
    writeFileSync(cards.practiceCard.file, text)
    await until('back', () => desk.state().status === 'ready')
    expect(kindOf(await desk.enter('1234'))).toBe('ok')
    await cards.insert(await cards.issue('cps'))
    await until('the lock', () => desk.session.gate('book') === 'locked')
    expect(await desk.enter('1234')).toMatchObject({ ok: true, value: { operator: { role: 'regulator' } } })
    expect(desk.changes).toEqual(['signed-in', 'locked', 'unlocked', 'locked', 'shift'])
  })

  test('the card is swapped while the PIN is typed and checked: nobody is signed in', async () => {
    const cps = await cards.issue('cps')
    let swapped: Promise<void> | null = null
    await start({
      intercept: url => {
        if (url === '/sign-in/challenge') swapped ??= cards.insert(cps)
        return undefined
      },
    })
    const result = await desk.enter('1234')
    await swapped
    // Either the signature fails or, when it was quicker, the lock follows; never a session that stays.
    if (!result.ok) expect(kindOf(result)).toBe('card-changed')
    await until('no session', () => desk.session.gate('signed-in') !== 'yes')
  })

  test('F12 locks, the desk forgets the token, signing out forgets the person', async () => {
    await start()
    await desk.enter('1234')
    expect(desk.session.handlers['session.lock'](null, context)).toMatchObject({
      value: { status: 'locked', lockReason: 'manual', operator: null },
    })
    expect(desk.session.accessToken()).toBeNull()
    await desk.enter('1234')
    desk.session.handlers['session.signOut'](null, context)
    expect(desk.session.gate('signed-in')).toBe('not-signed-in')
    expect(desk.changes).toEqual(['signed-in', 'locked', 'unlocked', 'signed-out'])
  })

  test('a session that is open asks for no PIN and spends none', async () => {
    await start()
    await desk.enter('1234')
    expect(kindOf(await desk.enter('0000'))).toBe('busy')
    expect(desk.state().tries).toBe('normal')
    expect(desk.session.gate('signed-in')).toBe('yes')
  })

  const answered = (text: string, status = 200) => ({ status, text })
  const NONCE = 'abcdefghijklmnop'
  test.each<[string, string, { status: number; text: string }, string]>([
    ['HTML instead of a challenge', 'challenge', answered('<html>'), 'server-answer'],
    [
      'another audience',
      'challenge',
      answered(`{"nonce":"${NONCE}","audience":"urn:other","expiresIn":60}`),
      'server-answer',
    ],
    [
      'a nonce that is too short',
      'challenge',
      answered('{"nonce":"abc","audience":"https://relais.test/sign-in","expiresIn":60}'),
      'server-answer',
    ],
    [
      'a nonce that lives an hour',
      'challenge',
      answered(`{"nonce":"${NONCE}","audience":"https://relais.test/sign-in","expiresIn":3600}`),
      'server-answer',
    ],
    [
      'another nonce than the server’s',
      'challenge',
      answered(`{"nonce":"${NONCE}","audience":"https://relais.test/sign-in","expiresIn":60}`),
      'refused-nonce',
    ],
    ['a fault of the server', 'challenge', answered('{"error":"x"}', 500), 'server-answer'],
    ['ten megabytes', 'challenge', answered(`{"x":"${'y'.repeat(10_000_000)}"}`), 'server-answer'],
    ['a session without a token', 'token', answered('{"operator":{}}'), 'server-answer'],
    [
      'a role that does not exist',
      'token',
      answered(
        '{"accessToken":"0123456789abcdef","expiresIn":60,"operator":{"idnps":"8ANS20260001","displayName":"X","role":"king"}}',
      ),
      'server-answer',
    ],
    ['a refusal of its own words', 'token', answered('{"error":"because"}', 403), 'server-answer'],
  ])('a server that answers %s opens nothing', async (_name, where, answer, kind) => {
    await start({ intercept: url => (url === `/sign-in/${where}` ? answer : undefined) })
    expect(kindOf(await desk.enter('1234'))).toBe(kind)
    expect(desk.session.handlers['session.state'](null, context)).toMatchObject({
      value: { status: 'signed-out', operator: null, step: null },
    })
    expect(desk.session.gate('signed-in')).toBe('not-signed-in')
  })

  test('a server that is not there is told from one that is not trusted', async () => {
    await start({ url: 'http://127.0.0.1:9/sign-in' })
    expect(kindOf(await desk.enter('1234'))).toBe('server-unreachable')
    expect(desk.state().tries).toBe('normal')
  })

  test('a listener that is told of a shift hears it before any screen does', async () => {
    await start()
    let screensBefore = -1
    desk.session.onChange(change => {
      if (change === 'signed-in')
        screensBefore = desk.events.filter(e => (e.payload as { status?: string }).status === 'signed-in').length
    })
    await desk.enter('1234')
    expect(screensBefore).toBe(0)
    expect(path.basename(cards.practiceCard.file)).toBe('practice-card.json')
  })
})
