import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { SourceSettings } from '../core/settings/schema.ts'

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/sandbox.mjs')
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** What whoever starts a sandbox may count on in its JSON line. */
const Ready = z.object({
  base: z.url(),
  pageBase: z.url(),
  ca: z.string(),
  certificate: z.string(),
  key: z.string(),
  signIn: z.object({ url: z.url(), audience: z.string() }),
  sources: z.array(SourceSettings).min(10),
  practiceCard: z.object({ file: z.string(), pin: z.string().regex(/^\d{4}$/) }),
  territory: z.string(),
  contentDate: z.iso.date(),
})

function start(...args: string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  started.push(child)
  let out = ''
  let error = ''
  child.stdout.on('data', data => {
    out += data
  })
  child.stderr.on('data', data => {
    error += data
  })
  const ended = new Promise<{ code: number | null; out: string; error: string }>(resolve =>
    child.on('close', code => resolve({ code, out, error })),
  )
  const line = new Promise<string>(resolve => createInterface({ input: child.stdout }).once('line', resolve))
  return { child, ended, line }
}

test('one JSON line says all that a console needs, in the very form of its settings', async () => {
  const { child, ended, line } = start('--json', '--rows', '60')
  const ready = Ready.parse(JSON.parse(await line))
  for (const file of [ready.ca, ready.certificate, ready.key, ready.practiceCard.file, ready.territory])
    expect(existsSync(file), file).toBe(true)
  expect(readFileSync(ready.territory, 'utf8').trimEnd().split('\n')).toHaveLength(61)
  expect(path.basename(ready.territory)).toMatch(/^PS_LibreAcces_Personne_activite_\d{12}\.txt$/)
  expect((await fetch(ready.pageBase)).status).toBe(200)
  child.kill('SIGTERM')
  expect((await ended).code).toBe(0)
  expect(existsSync(ready.ca)).toBe(false)
})

test('with its parent gone, it goes too', async () => {
  const { child, ended, line } = start('--json', '--rows', '60', '--with-parent')
  await line
  child.stdin.end()
  expect((await ended).code).toBe(0)
})

test('a folder that is given is kept, and its certificates serve again', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-cli-'))
  const authorities: string[] = []
  for (let i = 0; i < 2; i++) {
    const { child, ended, line } = start('--json', '--rows', '60', '--dir', dir)
    authorities.push(readFileSync(Ready.parse(JSON.parse(await line)).ca, 'utf8'))
    child.kill('SIGINT')
    expect((await ended).code).toBe(0)
  }
  expect(authorities[0]).toBe(authorities[1])
  rmSync(dir, { recursive: true, force: true })
})

test('a territory is written alone, the same for the same seed', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-cli-'))
  const texts: string[] = []
  for (const seed of ['4', '4', '5']) {
    const { code, out } = await start('--write-territory', dir, '--rows', '40', '--seed', seed).ended
    expect(code).toBe(0)
    texts.push(readFileSync(/écrit\s: (\S+)/.exec(out)?.[1] ?? '', 'utf8'))
  }
  expect(texts[0]).toBe(texts[1])
  expect(texts[0]).not.toBe(texts[2])
  rmSync(dir, { recursive: true, force: true })
})

test.each([
  [['--rows', 'beaucoup'], '--rows'],
  [['--port', '70000'], '--port'],
  [['--inconnu'], '--inconnu'],
])('%j is refused in French, by its name', async (args, named) => {
  const { code, error } = await start(...args).ended
  expect(code).toBe(2)
  expect(error.split('\n')[0]).toContain(named)
})
