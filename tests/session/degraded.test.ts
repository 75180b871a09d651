/** The service is silent: the same checks on the desk, said, journalled, without a token; and no way in that it would refuse. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { type Desk, type DeskOptions, pinBytes, startDesk } from '../stand/desk.ts'

describe('degraded mode', { timeout: 120_000 }, () => {
  let sandbox: Sandbox
  let desk: Desk
  beforeAll(async () => {
    sandbox = await createSandbox({ seed: 7, rows: 300 })
  }, 120_000)
  afterAll(() => sandbox.close())
  afterEach(async () => {
    sandbox.signIn.silence(false)
    await desk.close()
    await sandbox.cards.insert(await sandbox.cards.issue('cpe'))
  })

  const open = async (options: DeskOptions = {}) => {
    desk = await startDesk({ card: 'practice', useSandbox: sandbox, ...options })
    await desk.ready()
    return desk
  }
  const enter = () => desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false })
  const policy = (signIn: object) => (raw: Record<string, unknown>) => ({
    ...raw,
    signIn: { ...(raw['signIn'] as object), ...signIn },
  })
  const camille = { name: 'Camille du site', role: 'osnp', identifiers: ['3370ANS001/000000018'] }
  type Card = Awaited<ReturnType<Sandbox['cards']['issue']>>
  /** In place of the one that is there; the desk looks again before it sends a PIN. */
  const insert = async (card: Card | Promise<Card>) => sandbox.cards.insert(await card)
  const journal = () => {
    const dir = path.join(desk.profileDir, 'journal')
    return readdirSync(dir)
      .filter(name => name.endsWith('.jsonl') || name.endsWith('.log') || name.includes('journal'))
      .map(name => readFileSync(path.join(dir, name), 'utf8'))
      .join('\n')
  }

  test('somebody of the site’s records gets in, is told so, looks things up and books nothing; the service back, all is well again', async () => {
    await open({ settings: policy({ operators: [camille] }) })
    sandbox.signIn.silence(true)
    const opened = await enter()
    expect(opened).toMatchObject({
      ok: true,
      value: {
        status: 'signed-in',
        degraded: true,
        operator: { displayName: 'Camille du site', role: 'osnp' },
        proof: { state: 'ended', problem: 'server-unreachable' },
      },
    })
    expect(await desk.call('directory.needs', { text: 'médecin', near: null, limit: 3 })).toMatchObject({ ok: true })
    sandbox.signIn.silence(false)
    const back = await desk.until('session.changed', state => !state.degraded && state.proof?.state === 'fresh')
    expect(back.status).toBe('signed-in')
    expect(journal()).toContain('"degraded":1')
    expect(journal()).toContain('service-back')
  })

  test('somebody the service knew here is known; a memory that was touched is not believed', async () => {
    const profileDir = mkdtempSync(path.join(tmpdir(), 'relais-degraded-'))
    await open({ profileDir })
    expect(await enter()).toMatchObject({ ok: true, value: { degraded: false } })
    await desk.call('session.signOut', null)
    sandbox.signIn.silence(true)
    expect(await enter()).toMatchObject({ ok: true, value: { degraded: true, operator: { role: 'osnp' } } })
    await desk.close()

    const file = path.join(profileDir, 'known-people.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('osnp', 'regulator'))
    await open({ profileDir })
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'refused-unknown-person' } })
    await desk.close()
    writeFileSync(file, text)
    await open({ profileDir })
    expect(await enter()).toMatchObject({ ok: true, value: { degraded: true } })
    rmSync(profileDir, { recursive: true, force: true })
  })

  test('no way in that the service would refuse: revoked, of another root, unknown, or where the site forbids it', async () => {
    // On the list before the desk reads it.
    const revoked = await sandbox.cards.issue('cpe', 'revoked')
    await open({ settings: policy({ operators: [camille] }) })
    sandbox.signIn.silence(true)
    await insert(revoked)
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'refused-revoked' } })
    await insert(sandbox.cards.issue('cpe', 'other-root'))
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'refused-chain' } })
    await insert(sandbox.cards.issue('cps'))
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'refused-unknown-person' } })
    await desk.close()
    await insert(sandbox.cards.issue('cpe'))
    await open({ settings: policy({ operators: [camille], degraded: { allowed: false } }) })
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'server-unreachable' } })
  })

  test('a list that cannot be had says nothing: refused, unless the site accepts not to know', async () => {
    const lists = (revocationRequired: boolean) => (raw: Record<string, unknown>) => ({
      ...policy({ operators: [camille] })(raw),
      trust: { ...(raw['trust'] as object), crls: [], revocationRequired },
    })
    sandbox.signIn.silence(true)
    await open({ settings: lists(true) })
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'refused-status-unknown' } })
    await desk.close()
    await open({ settings: lists(false) })
    expect(await enter()).toMatchObject({ ok: true, value: { degraded: true } })
  })

  test('a service that answers no, or nonsense, is not a silent one', async () => {
    await open({ settings: policy({ operators: [camille], url: `${sandbox.pageBase}/nulle-part` }) })
    expect(await enter()).toMatchObject({ ok: false, error: { kind: 'server-answer' } })
  })
})
