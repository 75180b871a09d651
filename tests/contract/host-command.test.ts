/** `src/host/cli.ts` as a command: real processes, the real sandbox, words and exit codes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { runHost } from '../../src/host/run.ts'
import { SOCKET_PATH } from '../../src/shared/channels.ts'
import { writeScreen } from './screen.ts'
import { enter } from './transports.ts'

const cli = fileURLToPath(new URL('../../src/host/cli.ts', import.meta.url))
let dir: string
const children: ChildProcess[] = []

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-host-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

interface Command {
  child: ChildProcess
  out: string[]
  err: string[]
  /** Exit code. */
  ended: Promise<number | null>
}

function command(...args: string[]): Command {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const out: string[] = []
  const err: string[] = []
  createInterface({ input: child.stdout }).on('line', line => out.push(line))
  createInterface({ input: child.stderr }).on('line', line => err.push(line))
  return { child, out, err, ended: new Promise(resolve => child.once('close', resolve)) }
}

const production = {
  profile: 'production',
  platform: { url: 'https://127.0.0.1:1/fhir' },
  signIn: { url: 'https://127.0.0.1:1/sign-in', audience: 'a' },
  card: { kind: 'pkcs11' },
}
const settingsFile = (settings: unknown) => {
  const file = path.join(dir, 'settings.json')
  writeFileSync(file, JSON.stringify(settings))
  return file
}

describe('refused, with words and an exit code', () => {
  test.each([
    [['--setings', 'x.json'], 2, '--setings'],
    [['--settings'], 2, '--settings'],
  ])('%j', async (args, code, word) => {
    const refused = command(...args)
    expect(await refused.ended).toBe(code)
    expect(refused.err.join('\n')).toContain(word)
  })

  test('a settings file with a typo: every key is named', async () => {
    const file = settingsFile({ ...production, profile: 'sandbox', platform: { ulr: 'https://127.0.0.1/' } })
    const refused = command('--settings', file, '--profile', path.join(dir, 'p'), '--json')
    expect(await refused.ended).toBe(1)
    expect(refused.err.join('\n')).toContain('platform.ulr')
    expect(refused.err.join('\n')).toContain('platform.url')
    expect(JSON.parse(refused.out.at(-1) ?? '')).toEqual({ ok: false, problem: 'settings-refused' })
  })

  test('a settings file that is not there', async () => {
    const refused = command('--settings', path.join(dir, 'none.json'), '--profile', path.join(dir, 'p'))
    expect(await refused.ended).toBe(1)
    expect(refused.err.join('\n')).toContain('none.json')
  })

  test('a production profile, before anything is opened for it', async () => {
    const refused = command('--settings', settingsFile(production), '--profile', path.join(dir, 'p'))
    expect(await refused.ended).toBe(1)
    expect(refused.err.join('\n')).toContain('host.allowProduction')
  })

  test('a profile that is a file', async () => {
    writeFileSync(path.join(dir, 'p'), '')
    const refused = command('--settings', settingsFile(production), '--profile', path.join(dir, 'p'))
    expect(await refused.ended).toBe(1)
    expect(refused.err.join('\n')).toContain('--profile')
  })
})

describe('practice, on the real sandbox', () => {
  const start = async () => {
    const running = await runHost({
      settingsFile: null,
      profileDir: path.join(dir, 'profile'),
      rendererDir: writeScreen(),
      openPages: false,
    })
    if (!running.ok) throw new Error(`${running.error.kind} ${JSON.stringify(running.error.params)}`)
    return running.value
  }

  test('a whole console answers over the socket, and a second one on the profile is told so', async () => {
    const running = await start()
    try {
      expect(running.started.practice).toBe(true)
      const cookie = await enter(running.host)
      const socket = new WebSocket(`${running.host.origin.replace('http', 'ws')}${SOCKET_PATH}`, {
        headers: { Cookie: cookie, Origin: running.host.origin },
      })
      await new Promise((ready, failed) => socket.once('open', ready).once('error', failed))
      const answer = new Promise<string>(resolve =>
        socket.on('message', data => {
          if (data.toString().includes('"id":1')) resolve(data.toString())
        }),
      )
      socket.send(JSON.stringify({ id: 1, name: 'settings.view', input: null }))
      expect(JSON.parse(await answer)).toMatchObject({
        result: {
          ok: true,
          value: { profile: 'sandbox', territory: '37', practicePin: expect.stringMatching(/^\d{4}$/) },
        },
      })

      const second = command('--profile', path.join(dir, 'profile'))
      expect(await second.ended).toBe(1)
      expect(second.err.join('\n')).toContain('déjà ouvert')
      expect(second.out).toEqual([])
    } finally {
      await running.close()
    }
    // The lock is given back: the profile opens again.
    const again = await start()
    await again.close()
    const log = readFileSync(path.join(dir, 'profile', 'logs', 'console.log'), 'utf8')
    expect(log).toContain('console.started')
    expect(log).toContain('console.ended')
  }, 60_000)
})
