/** Pro Santé Connect: a real OpenID provider, a real client of it at the site's server, and a desk that holds no secret. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import type { SessionState } from '../../src/shared/contract/session.ts'
import { type Desk, type DeskOptions, pinBytes, startDesk } from '../stand/desk.ts'

const DOCTOR = '8ANS20260001'

describe('Pro Santé Connect', { timeout: 120_000 }, () => {
  let sandbox: Sandbox
  let desk: Desk
  beforeAll(async () => {
    sandbox = await createSandbox({ seed: 7, rows: 300, tokenSeconds: 5 })
  }, 120_000)
  afterAll(() => sandbox.close())
  afterEach(() => desk.close())

  const open = async (psc: object = {}, options: DeskOptions = {}) => {
    const settings = (raw: Record<string, unknown>) => {
      const signIn = raw['signIn'] as { psc: object }
      return { ...raw, signIn: { ...signIn, psc: { ...signIn.psc, pollMs: 200, ...psc } } }
    }
    desk = await startDesk({ card: 'practice', useSandbox: sandbox, settings, ...options })
    await desk.ready()
  }
  const asked = async () => {
    for (let i = 0; i < 200; i++) {
      const [first] = sandbox.psc.phone.pending()
      if (first) return first
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    throw new Error('nobody was asked')
  }
  const ciba = (nationalId = DOCTOR) => desk.call('session.pscSignIn', { flow: 'ciba', nationalId })

  test('CIBA: the telephone shows the two digits of the desk, a yes opens the session, with a token of the site', async () => {
    await open()
    const shown = desk.until('session.changed', state => state.psc !== null)
    const result = ciba()
    const { psc, step } = await shown
    const request = await asked()
    expect(step).toBe('psc')
    expect(psc?.code).toMatch(/^\d{2}$/)
    expect(request).toMatchObject({ idnps: DOCTOR, code: psc?.code })
    await sandbox.psc.phone.answer(request.id, true)
    expect(await result).toMatchObject({
      ok: true,
      value: { status: 'signed-in', by: 'psc', psc: null, operator: { idnps: DOCTOR, role: 'regulator', card: null } },
    })
    // No card holds this session: taking one out changes nothing, and F12 still locks.
    await sandbox.cards.remove()
    await desk.until('card.changed', state => state.status === 'absent')
    expect(await desk.call('session.state', null)).toMatchObject({ value: { status: 'signed-in' } })
    expect(await desk.call('session.lock', null)).toMatchObject({ value: { status: 'locked' } })
    await sandbox.cards.insert(await sandbox.cards.issue('cpe'))
  })

  test('a no on the telephone, an unknown person, a desk that gives up: told, and nobody is signed in', async () => {
    await open()
    const refused = ciba()
    await sandbox.psc.phone.answer((await asked()).id, false)
    expect(await refused).toMatchObject({ ok: false, error: { kind: 'psc-refused' } })
    expect(await ciba('899700000000')).toMatchObject({ ok: false, error: { kind: 'refused-unknown-person' } })
    const given = ciba()
    const late = await asked()
    await desk.call('session.pscCancel', null)
    expect(await given).toMatchObject({ ok: false, error: { kind: 'psc-cancelled' } })
    expect(await desk.call('session.state', null)).toMatchObject({ value: { status: 'signed-out', psc: null } })
    // A yes that comes after all opens nothing.
    await sandbox.psc.phone.answer(late.id, true)
    expect(await desk.call('session.state', null)).toMatchObject({ value: { status: 'signed-out' } })
    // The card opens it as ever.
    expect(await desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false })).toMatchObject({
      ok: true,
    })
  })

  test('the browser: code and PKCE, by the site’s own page, in the system’s browser', async () => {
    await open()
    const result = desk.call('session.pscSignIn', { flow: 'browser' })
    await desk.until('session.changed', state => state.psc !== null)
    const page = desk.opened.at(-1) ?? ''
    expect(new URL(page).origin).toBe(sandbox.psc.pages[0])
    const authorize = await browse(page, DOCTOR)
    expect(authorize.searchParams.get('scope')).toBe('openid scope_all')
    expect(authorize.searchParams.get('acr_values')).toBe('eidas1')
    expect(authorize.searchParams.get('code_challenge_method')).toBe('S256')
    expect(await result).toMatchObject({ ok: true, value: { by: 'psc', operator: { idnps: DOCTOR } } })
  })

  test('PSC’s own session ends after minutes: ours is renewed by the site’s server, and the call goes on', async () => {
    await open()
    const result = ciba()
    await sandbox.psc.phone.answer((await asked()).id, true)
    expect(await result).toMatchObject({ ok: true })
    const call = await desk.call('call.current', null)
    const ends = (value: SessionState) => value.proof?.ends ?? ''
    const first = await desk.until('session.changed', state => state.proof?.state === 'fresh')
    // Each time by a renewal that serves once; PSC is not asked, whatever became of its own session.
    const second = await desk.until('session.changed', state => ends(state) > ends(first))
    await desk.until('session.changed', state => ends(state) > ends(second))
    expect(await desk.call('call.current', null)).toEqual(call)
    expect(sandbox.psc.phone.pending()).toEqual([])
  })

  test('a page of another origin is not opened; a way that the site does not offer is not there', async () => {
    await open({ pages: ['https://ailleurs.example'] })
    expect(await desk.call('session.pscSignIn', { flow: 'browser' })).toMatchObject({ error: { kind: 'psc-page' } })
    expect(desk.opened).toEqual([])
    await desk.close()
    await open({ flows: ['browser'] })
    expect(await ciba()).toMatchObject({ error: { kind: 'psc-unavailable' } })
    expect(await desk.call('session.state', null)).toMatchObject({ value: { pscFlows: ['browser'] } })
  })
})

/** A browser without a screen: follows the pages, says who it is, comes back. Answers the authorization address it went through. */
async function browse(from: string, idnps: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let authorize: URL | null = null
  let url = new URL(from)
  let body: string | null = null
  for (let i = 0; i < 12; i++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      method: body === null ? 'GET' : 'POST',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      body,
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const to = answer.headers.get('location')
    body = null
    if (to) {
      url = new URL(to, url)
      if (url.searchParams.has('code_challenge')) authorize = url
      continue
    }
    const text = await answer.text()
    if (text.includes('Qui êtes-vous')) {
      body = new URLSearchParams({ idnps }).toString()
      continue
    }
    if (!authorize) throw new Error(`nowhere: ${answer.status} ${text.slice(0, 200)}`)
    return authorize
  }
  throw new Error('round and round')
}
