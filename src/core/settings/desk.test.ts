import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../ports.ts'
import { openSettingsDesk } from './desk.ts'
import { siteFiles } from './site/signed.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-desk-é '))
  mkdirSync(path.join(dir, 'machine'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

let now = Date.parse('2026-11-22T03:00:00Z')
const key = siteFiles.makeKey()
const share = () => path.join(dir, 'partage.json')
const machine = (name: string, value: unknown) => writeFileSync(path.join(dir, 'machine', name), JSON.stringify(value))
const publish = (serial: number, settings: unknown) =>
  writeFileSync(
    share(),
    siteFiles.sign('settings', { serial, issuedAt: '2026-11-20T09:00:00Z', settings }, key.privateKey),
  )
const open = () =>
  openSettingsDesk({
    places: { machineDir: path.join(dir, 'machine'), reg: null },
    profileDir: path.join(dir, 'profil'),
    settingsFile: null,
    version: '1.2.3',
    clock: { now: () => now },
    log: silentLog,
  })
const site = {
  platform: { url: 'https://site.invalid/fhir' },
  signIn: { url: 'https://site.invalid/s', audience: 'a' },
  desk: { site: 'SAMU 37' },
}

test('a desk that knows only where its site signs gets the rest from there, and keeps it when the share goes', async () => {
  machine('policy.json', {
    profile: 'production',
    card: { kind: 'pkcs11' },
    siteSettings: { url: share(), publicKey: key.publicKey },
  })
  publish(1, site)
  const desk = await open()
  expect(desk.current().settings?.platform.url).toBe('https://site.invalid/fhir')
  expect(desk.current().origins.get('platform.url')).toBe('site')
  rmSync(share())
  const later = await open()
  expect(later.current().settings?.desk.site).toBe('SAMU 37')
  now += 60 * 60_000
  expect(await later.look()).toBe(false)
  expect(later.site()).toMatchObject({ status: 'unreachable', serial: 1 })
  publish(2, { ...site, desk: { site: 'SAMU 41' } })
  now += 60 * 60_000
  expect(await later.look()).toBe(true)
  expect(later.current().settings?.desk.site).toBe('SAMU 41')
})

test('the machine’s policy wins over the site, the site over the file of the desk', async () => {
  machine('policy.json', { siteSettings: { url: share(), publicKey: key.publicKey }, desk: { name: 'stratégie' } })
  machine('settings.json', {
    profile: 'production',
    card: { kind: 'pkcs11' },
    ...site,
    desk: { name: 'fichier', site: 'fichier' },
  })
  publish(1, { desk: { name: 'site', site: 'site' } })
  const { settings } = (await open()).current()
  expect(settings?.desk).toMatchObject({ name: 'stratégie', site: 'site' })
})

test('a choice is written, survives, and goes back to the default; what is managed or unknown is refused', async () => {
  machine('settings.json', { profile: 'production', card: { kind: 'pkcs11' }, ...site })
  const desk = await open()
  expect(desk.choose('language', 'en')).toBeNull()
  await desk.look()
  expect(desk.current()).toMatchObject({ settings: { language: 'en' } })
  expect(desk.current().origins.get('language')).toBe('user')
  expect(desk.choose('language', 'de')?.kind).toBe('setting-refused')
  expect(desk.choose('platform.url', 'https://moi.invalid')?.kind).toBe('setting-refused')
  expect(desk.choose('language', null)).toBeNull()
  expect(readFileSync(path.join(dir, 'profil', 'user-settings.json'), 'utf8')).toBe('{}')
  machine('policy.json', { language: 'fr' })
  await desk.look()
  expect(desk.choose('language', 'en')?.kind).toBe('setting-managed')
})

test('a disk that takes no more refuses the choice with its code', async () => {
  machine('settings.json', { profile: 'production', card: { kind: 'pkcs11' }, ...site })
  const desk = await open()
  writeFileSync(path.join(dir, 'profil'), 'a file where the folder should be')
  expect(desk.choose('language', 'en')).toMatchObject({
    kind: 'disk-write-failed',
    params: { code: expect.any(String) },
  })
})
