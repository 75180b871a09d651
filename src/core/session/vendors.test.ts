import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Http, HttpAnswer } from '../http.ts'
import { silentLog } from '../ports.ts'
import { createVendorSignIns, type VendorsDeps } from './vendors.ts'

const NOW = Date.parse('2026-11-29T08:00:00Z')
const context = { clientId: 'test' }
const answer = (text: string, status = 200): HttpAnswer => ({ kind: 'answer', status, headers: {}, text, ms: 1 })

function panel(heard: HttpAnswer | (() => HttpAnswer), more: Partial<VendorsDeps> = {}) {
  const opened: string[] = []
  const asked: { url: string; headers: Record<string, string> }[] = []
  const http: Pick<Http, 'request'> = {
    async request({ url, headers = {} }) {
      asked.push({ url, headers })
      return typeof heard === 'function' ? heard() : heard
    },
  }
  const handlers = createVendorSignIns({
    http: http as Http,
    url: 'https://service.example/sign-in/',
    accessToken: () => 'jeton-de-seize-lettres',
    idnps: () => '8ANS20260001',
    sources: [{ id: 'maiia', label: 'Maiia', simulated: false }],
    confirmed: () => new Map(),
    pageOf: (_source, address) => (address.startsWith('https://maiia.example/') ? `${address}?origin=sas` : null),
    shell: { openExternal: async url => void opened.push(url) },
    clock: { now: () => NOW },
    log: silentLog,
    ...more,
  })
  const see = async () => {
    const seen = await handlers['session.vendors'](null, context)
    return seen.ok ? seen.value : seen.error
  }
  return { see, open: (sourceId: string) => handlers['session.openVendor']({ sourceId }, context), opened, asked }
}

const vendor = (more: object) => JSON.stringify({ vendors: [{ source: 'maiia', ...more }] })
const UNKNOWN = { account: 'unknown', terms: 'unknown', signIn: 'unknown', worked: null, page: false }

test('what the service tells is shown, asked for with the person’s own token', async () => {
  const full = { account: 'known', terms: 'accepted', signIn: 'needed', lastSignInAt: '2026-11-20T10:00:00Z' }
  const { see, asked } = panel(answer(vendor({ ...full, page: 'https://maiia.example/compte' })))
  expect(await see()).toEqual({
    service: 'told',
    vendors: [
      {
        ...{ sourceId: 'maiia', label: 'Maiia', simulated: false },
        ...{ account: 'known', terms: 'accepted', signIn: 'needed' },
        worked: { at: '2026-11-20T10:00:00.000Z', by: 'service' },
        page: true,
      },
    ],
  })
  expect(asked).toMatchObject([
    { url: 'https://service.example/sign-in/vendors', headers: { authorization: 'Bearer jeton-de-seize-lettres' } },
  ])
})

test('a booking of theirs that the vendor confirmed later is the day it last worked', async () => {
  const { see } = panel(answer(vendor({ lastSignInAt: '2026-11-20T10:00:00Z' })), {
    confirmed: idnps => new Map(idnps === '8ANS20260001' ? [['maiia', NOW - 60_000]] : []),
  })
  expect(await see()).toMatchObject({ vendors: [{ worked: { at: '2026-11-29T07:59:00.000Z', by: 'booking' } }] })
})

test.each<[string, HttpAnswer, string]>([
  ['that does not keep it', answer('{"error":"refused"}', 404), 'not-told'],
  ['that is not there', { kind: 'refused', sent: false, code: 'ECONNREFUSED', ms: 1 }, 'silent'],
  ['with an unknown certificate', { kind: 'untrusted', sent: false, code: 'X', ms: 1 }, 'silent'],
  ['that answers HTML', answer('<!doctype html><title>Proxy</title>'), 'silent'],
  ['that wants another token', answer('{}', 401), 'silent'],
  ['that tells another shape', answer('{"vendors":{"maiia":true}}'), 'silent'],
])('a service %s leaves what the desk itself knows', async (_name, heard, service) => {
  const { see } = panel(heard, { confirmed: () => new Map([['maiia', NOW]]) })
  expect(await see()).toMatchObject({ service, vendors: [{ ...UNKNOWN, worked: { by: 'booking' } }] })
})

test('without a token nobody is asked; with nobody at the desk, or somebody else by now, nothing is told', async () => {
  const degraded = panel(answer(vendor({})), { accessToken: () => null })
  expect(await degraded.see()).toMatchObject({ service: 'silent' })
  expect(degraded.asked).toEqual([])
  expect(await panel(answer(vendor({})), { idnps: () => null }).see()).toMatchObject({ kind: 'not-signed-in' })
  let who = '8ANS20260001'
  const heard = () => {
    who = '8ANS20260002'
    return answer(vendor({ account: 'known' }))
  }
  expect(await panel(heard, { idnps: () => who }).see()).toMatchObject({ kind: 'not-signed-in' })
})

test('vendors that a platform stands for are named by the service; one badly told costs no other', async () => {
  const text = JSON.stringify({
    vendors: [
      null,
      { source: '../x' },
      { source: 'keldoc', label: 'Keldoc', account: 'king', terms: 'accepted', lastSignInAt: 'yesterday' },
    ],
  })
  expect(await panel(answer(text)).see()).toEqual({
    service: 'told',
    vendors: [
      { sourceId: 'maiia', label: 'Maiia', simulated: false, ...UNKNOWN },
      { sourceId: 'keldoc', label: 'Keldoc', simulated: false, ...UNKNOWN, terms: 'accepted' },
    ],
  })
})

test('only a page that the settings allow is opened, whatever the service names', async () => {
  const good = panel(answer(vendor({ page: 'https://maiia.example/compte' })))
  expect(await good.open('maiia')).toMatchObject({ ok: true })
  expect(good.opened).toEqual(['https://maiia.example/compte?origin=sas'])
  for (const page of ['javascript:alert(1)', 'https://maiia.example.evil.test/', 'file:///etc/passwd', '', 7]) {
    const bad = panel(answer(vendor({ page })))
    expect(await bad.see()).toMatchObject({ vendors: [{ page: false }] })
    expect(await bad.open('maiia')).toMatchObject({ ok: false, error: { kind: 'vendor-page-unknown' } })
    expect(bad.opened).toEqual([])
  }
  expect(await good.open('inconnu')).toMatchObject({ ok: false })
})

test('a day ahead of the clock proves nothing; no answer makes the panel throw', async () => {
  expect(await panel(answer(vendor({ lastSignInAt: '2027-01-01T00:00:00Z' }))).see()).toMatchObject({
    vendors: [{ worked: null }],
  })
  await fc.assert(
    fc.asyncProperty(fc.json(), async text => {
      expect(await panel(answer(text)).see()).toHaveProperty('vendors')
    }),
    { numRuns: 200 },
  )
})
