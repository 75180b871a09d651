/** A desk whose settings change while it runs: the language at once, the rest when nobody is at work, nothing in a call. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileKeyStore } from '../../src/core/activity/index.ts'
import { isBusy } from '../../src/core/busy.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { forkProcesses } from '../../src/core/fork.ts'
import { silentLog } from '../../src/core/ports.ts'
import { type Started, startConsole } from '../../src/core/start.ts'
import type { EventEnvelope } from '../../src/shared/contract/kit.ts'
import type { SettingsState } from '../../src/shared/contract/settings.ts'

let dir: string
let started: Started | null
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-live-'))
  started = null
})
afterEach(async () => {
  await started?.close()
  rmSync(dir, { recursive: true, force: true })
})

const settings = (more: Record<string, unknown> = {}) => ({
  profile: 'sandbox',
  platform: { url: 'http://127.0.0.1:1/fhir' },
  signIn: { url: 'http://127.0.0.1:1/s', audience: 'relais' },
  card: { kind: 'practice', file: 'card.json' },
  desk: { name: 'P1' },
  ...more,
})
const publish = (name: string, value: unknown) => writeFileSync(path.join(dir, name), JSON.stringify(value))
const start = async () => {
  const result = await startConsole({
    settingsFile: null,
    profileDir: path.join(dir, 'profil'),
    version: '1.2.3',
    entryUrl: sourceEntry,
    startProcess: forkProcesses(sourceEntry),
    startPractice: () => {
      throw new Error('a desk with settings never practises')
    },
    shell: { openExternal: async () => {} },
    keyStore: () => fileKeyStore(),
    log: silentLog,
    places: { machineDir: dir, reg: null },
  })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  started = result.value
  return result.value.console
}
const value = async (name: string, input: unknown = null) => {
  const answer = await started?.console.dispatch(name, input, { clientId: 'test' })
  return (answer?.ok ? answer.value : answer) as Record<string, unknown>
}
const shown = async (dotted: string) =>
  ((await value('settings.all')) as unknown as SettingsState).keys.find(key => key.path === dotted)

test('a policy that changes is seen; nobody being signed in, the console is built again behind the same screens', async () => {
  publish('settings.json', settings())
  const console = await start()
  const heard: EventEnvelope[] = []
  console.subscribe(envelope => heard.push(envelope))
  expect(await shown('desk.name')).toMatchObject({ value: 'P1', origin: 'file', managed: true })
  publish('policy.json', { desk: { name: 'P2' } })
  const replaced = new Promise<void>(done => {
    console.subscribe(({ name, payload }) => {
      if (name === 'settings.changed' && !(payload as { pending: boolean }).pending) done()
    })
  })
  await started?.woke()
  await replaced
  expect(await shown('desk.name')).toMatchObject({ value: 'P2', origin: 'machine-policy' })
  expect((await value('settings.view'))['desk']).toBe('P2')
  // A number is left out: a screen that counts knows that it has to read everything again.
  const seqs = heard.map(envelope => envelope.seq)
  expect(seqs.some((seq, i) => i > 0 && seq > (seqs[i - 1] ?? 0) + 1)).toBe(true)
  expect(await isBusy(console)).toBe(false)
})

test('a wrong policy under way is named and changes nothing; a broken one too', async () => {
  publish('settings.json', settings())
  await start()
  publish('policy.json', { availability: { batch: 900 } })
  await started?.woke()
  expect((await value('settings.view'))['problems']).toMatchObject([{ path: 'availability.batch' }])
  writeFileSync(path.join(dir, 'policy.json'), '{')
  await started?.woke()
  expect(JSON.stringify((await value('settings.view'))['problems'])).toContain('policy.json')
  expect((await value('settings.view'))['desk']).toBe('P1')
})

test('what is managed cannot be chosen on screen, and nobody chooses before signing in', async () => {
  publish('settings.json', settings({ language: 'fr' }))
  await start()
  expect(await shown('language')).toMatchObject({ managed: true, choices: [] })
  expect(await value('settings.choose', { path: 'language', value: 'en' })).toMatchObject({
    error: { kind: 'not-signed-in' },
  })
})

test('an installer that waits is told on the screens, then forgotten', async () => {
  publish('settings.json', settings())
  await start()
  started?.closing(true)
  expect((await value('settings.view'))['closing']).toBe(true)
  started?.closing(false)
  expect((await value('settings.view'))['closing']).toBe(false)
})

test('a machine file that cannot be read never becomes a practice mode', async () => {
  writeFileSync(path.join(dir, 'settings.json'), '{ "profile": ')
  await expect(start()).rejects.toThrow(/settings-refused/)
})
