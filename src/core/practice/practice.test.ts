import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSettingsFile } from '../settings/index.ts'
import { type PracticeProcess, practiceSettings, type SandboxLine, startPractice } from './index.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-practice-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** What the sandbox says of itself, with files that exist. */
function line(): SandboxLine {
  const file = (name: string) => {
    const full = path.join(dir, name)
    writeFileSync(full, 'x')
    return full
  }
  return {
    base: 'https://127.0.0.1:4433/fhir',
    ca: file('ca.pem'),
    certificate: file('client.pem'),
    key: file('client.key'),
    signIn: { url: 'https://127.0.0.1:4433/sign-in', audience: 'relais' },
    sources: [{ id: 'keldoc', label: 'Keldoc', url: 'https://127.0.0.1:4433/keldoc/fhir', simulated: true }],
    practiceCard: { file: file('card.json'), pin: '1234' },
    territory: file('territory.txt'),
    contentDate: '2026-11-20',
  }
}

/** A sandbox whose words and end the test decides. */
function fakeProcess() {
  const lines: ((line: string) => void)[] = []
  const exits: ((code: number | null) => void)[] = []
  const asked: string[][] = []
  let stopped = 0
  const process: PracticeProcess = {
    onLine: listener => void lines.push(listener),
    onExit: listener => void exits.push(listener),
    stop: () => void stopped++,
  }
  return {
    start: (args: string[]) => {
      asked.push(args)
      return process
    },
    asked,
    say: (text: string) => lines.forEach(listener => void listener(text)),
    end: (code: number | null) => exits.forEach(listener => void listener(code)),
    stopped: () => stopped,
  }
}

test('the settings of a first run are settings like others, and say that all is simulated', () => {
  const file = path.join(dir, 'settings.json')
  writeFileSync(file, JSON.stringify(practiceSettings(line())))
  const { settings, problems } = readSettingsFile(file)
  expect(problems).toEqual([])
  expect(settings?.profile).toBe('sandbox')
  expect(settings?.practice?.pin).toBe('1234')
  expect(settings?.sources.every(source => source.simulated)).toBe(true)
})

test('starts the sandbox in the profile and writes settings only its owner reads', async () => {
  const sandbox = fakeProcess()
  const starting = startPractice(sandbox.start, dir)
  sandbox.say('Territoire : 5000 lignes…')
  sandbox.say('{"progress":')
  sandbox.say(JSON.stringify(line()))
  const practice = await starting
  if (!practice.ok) throw new Error(practice.error.kind)
  expect(sandbox.asked).toEqual([['--json', '--dir', path.join(dir, 'sandbox')]])
  expect(JSON.parse(readFileSync(practice.value.settingsFile, 'utf8'))).toMatchObject({ profile: 'sandbox' })
  expect(statSync(practice.value.settingsFile).mode & 0o077).toBe(0)
  practice.value.stop()
  expect(sandbox.stopped()).toBe(1)
})

test('a sandbox that ends before it is ready is told with its code', async () => {
  const sandbox = fakeProcess()
  const starting = startPractice(sandbox.start, dir)
  sandbox.end(3)
  expect(await starting).toEqual({ ok: false, error: { kind: 'practice-failed', params: { code: 3 } } })
})

test('a silent sandbox is stopped and told', async () => {
  const sandbox = fakeProcess()
  expect(await startPractice(sandbox.start, dir, { timeoutMs: 20 })).toMatchObject({
    error: { kind: 'practice-silent' },
  })
  expect(sandbox.stopped()).toBe(1)
})

test('a sandbox that announces something else is stopped, and the missing word named', async () => {
  const sandbox = fakeProcess()
  const starting = startPractice(sandbox.start, dir)
  const { signIn: _, ...rest } = line()
  sandbox.say(JSON.stringify(rest))
  expect(await starting).toEqual({ ok: false, error: { kind: 'practice-unreadable', params: { path: 'signIn' } } })
  expect(sandbox.stopped()).toBe(1)
})

test('a sandbox that ends later is told once to whoever asked', async () => {
  const sandbox = fakeProcess()
  const ends: unknown[] = []
  const starting = startPractice(sandbox.start, dir, { onEnd: code => ends.push(code) })
  sandbox.say(JSON.stringify(line()))
  await starting
  sandbox.end(0)
  expect(ends).toEqual([0])
})
