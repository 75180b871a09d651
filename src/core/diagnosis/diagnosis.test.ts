import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { silentLog, systemClock } from '../ports.ts'
import { askToClose, closingAsked } from './closing.ts'
import { runDiagnosis } from './command.ts'
import { certificateChecks, diskCheck, logCheck } from './desk.ts'
import { EVENTS, openEventLog } from './event-log.ts'
import { keepHealth, runningConsoles, STALE_MS } from './health.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-diagnostic-é '))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const at = (...parts: string[]) => path.join(dir, ...parts)

describe('--diagnose', () => {
  const diagnose = async (settings: unknown) => {
    const lines: string[] = []
    mkdirSync(at('machine'), { recursive: true })
    if (settings !== null) writeFileSync(at('machine', 'settings.json'), JSON.stringify(settings))
    const code = await runDiagnosis({
      settingsFile: null,
      profileDir: at('profil'),
      version: '1.2.3',
      reportFile: at('rapport.txt'),
      log: silentLog,
      say: text => lines.push(text),
      places: { machineDir: at('machine'), reg: null },
    })
    return { code, text: lines.join('\n') }
  }
  const production = {
    profile: 'production',
    platform: { url: 'https://127.0.0.1:1/fhir' },
    signIn: { url: 'https://127.0.0.1:1/s', audience: 'relais' },
    card: { kind: 'pkcs11', module: '/absent/cps.so' },
  }

  test('a desk without settings is said to practise', async () => {
    const { code, text } = await diagnose(null)
    expect(code).toBeLessThan(20)
    expect(text).toContain('Mode exercice')
  })

  test('a desk whose platform, directory and card are missing says each, and answers 20', async () => {
    const { code, text } = await diagnose(production)
    expect(code).toBe(20)
    expect(text).toMatch(/\[KO {2}\] directory : L’annuaire de ce poste est vide/)
    expect(text).toMatch(/\[KO {2}\] card : Module de carte introuvable. Cherché : \/absent\/cps\.so/)
    expect(text).toMatch(/\[KO {2}\] platform : https:\/\/127\.0\.0\.1:1 : ne répond pas \(ECONNREFUSED\)/)
    expect(text).toContain('platform.url = https://127.0.0.1:1/fhir  [file]')
    const machine = JSON.parse(readFileSync(at('rapport.txt.json'), 'utf8')) as { checks: { id: string }[] }
    expect(machine.checks.map(check => check.id)).toContain('disk')
  })

  test('refused settings answer 30 and are named', async () => {
    const { code, text } = await diagnose({ ...production, platform: { ulr: 'x' } })
    expect(code).toBe(30)
    expect(text).toMatch(/platform\.ulr : clé inconnue/)
  })

  test('a report that cannot be written answers 40', async () => {
    mkdirSync(at('rapport.txt'))
    expect((await diagnose(null)).code).toBe(40)
  })

  test('secrets and names of folders of people stay out', async () => {
    const { text } = await diagnose({
      ...production,
      platform: { ...production.platform, tls: { key: path.join(homedir(), 'secret.key') } },
    })
    expect(text).not.toContain(homedir())
    expect(text).not.toContain('secret.key  [')
  })
})

test('a certificate near its end, one past it, one unreadable: each is said', () => {
  const make = (days: number, name: string) => {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        String(days),
        '-subj',
        '/CN=x',
        '-keyout',
        at('k.pem'),
        '-out',
        at(name),
      ],
      { stdio: 'pipe' },
    )
    return at(name)
  }
  writeFileSync(at('faux.pem'), 'rien')
  const tls = { ca: [make(10, 'bientôt.pem'), make(400, 'loin.pem'), at('faux.pem')] }
  const settings = { platform: { tls }, signIn: {}, sources: [] } as never
  const states = (clock: { now(): number }) => certificateChecks(settings, clock).map(check => check.state)
  expect(states(systemClock)).toEqual(['attention', 'ok', 'fault'])
  expect(states({ now: () => Date.now() + 20 * 86_400_000 })).toEqual(['fault', 'ok', 'fault'])
})

test('errors of the last day are counted by their code, older ones are not', () => {
  mkdirSync(at('logs'))
  const line = (hours: number, code: string) =>
    JSON.stringify({ level: 50, time: new Date(Date.now() - hours * 3_600_000).toISOString(), code })
  writeFileSync(at('logs', 'console.log'), [line(1, 'a'), line(2, 'a'), line(30, 'b'), '{"level":50,broken'].join('\n'))
  expect(logCheck(dir, systemClock).said).toBe('Erreurs depuis 24 h : a × 2.')
})

test('a profile that cannot be written is a fault, said with its code', () => {
  writeFileSync(at('fichier'), '')
  expect(diskCheck(at('fichier'))).toMatchObject({ state: 'fault', said: expect.stringMatching(/EEXIST|ENOTDIR/) })
  expect(diskCheck(at('profil')).state).not.toBe('fault')
})

describe('health and closing', () => {
  const facts = (busy = false) => ({
    version: '1.2.3',
    startedAt: new Date().toISOString(),
    state: 'ready' as const,
    profile: 'production' as const,
    platform: 'up',
    directory: 'ready',
    problems: 0,
    busy,
  })

  test('a running console is seen, one that fell is not, and its file is cleared at the next start', () => {
    const health = keepHealth({ dir, clock: systemClock, facts })
    expect(runningConsoles(dir, systemClock)).toMatchObject([{ pid: process.pid, state: 'ready', busy: false }])
    const old = {
      ...JSON.parse(readFileSync(at(`health-${process.pid}.json`), 'utf8')),
      pid: 1,
      at: new Date(Date.now() - STALE_MS - 1).toISOString(),
    }
    writeFileSync(at('health-1.json'), JSON.stringify(old))
    writeFileSync(at('health-2.json'), 'abîmé')
    expect(runningConsoles(dir, systemClock)).toHaveLength(1)
    keepHealth({ dir, clock: systemClock, facts }).close()
    expect(existsSync(at('health-1.json')) || existsSync(at('health-2.json'))).toBe(false)
    health.close()
    expect(runningConsoles(dir, systemClock)).toEqual([])
  })

  test('an installer that finds nobody goes on at once', async () => {
    expect(await askToClose(at('absent'), 60_000, systemClock)).toEqual({ kind: 'all-closed' })
  })

  test('an installer asks, waits, and goes on when the console has ended', async () => {
    const health = keepHealth({ dir, clock: systemClock, facts })
    let seen = false
    const answer = await askToClose(dir, 60_000, systemClock, async () => {
      seen ||= closingAsked(dir, systemClock)
      health.close()
    })
    expect([seen, answer]).toEqual([true, { kind: 'all-closed' }])
    expect(closingAsked(dir, systemClock)).toBe(false)
  })

  test('in the middle of a call the console stays, the installer is told, and its request is taken back', async () => {
    const health = keepHealth({ dir, clock: systemClock, facts: () => facts(true) })
    let now = Date.now()
    const clock = { now: () => now }
    const answer = await askToClose(dir, 3_000, clock, async ms => {
      now += ms
    })
    expect(answer).toEqual({ kind: 'still-running', consoles: 1, busy: 1 })
    expect(closingAsked(dir, systemClock)).toBe(false)
    health.close()
  })

  test('a request left by an installer that fell is forgotten', () => {
    writeFileSync(at('closing-request'), new Date(Date.now() - 16 * 60_000).toISOString())
    expect(closingAsked(dir, systemClock)).toBe(false)
    writeFileSync(at('closing-request'), new Date().toISOString())
    expect(closingAsked(dir, systemClock)).toBe(true)
    writeFileSync(at('closing-request'), 'bientôt')
    utimesSync(at('closing-request'), 1, 1)
    expect(closingAsked(dir, systemClock)).toBe(false)
  })
})

describe('the event log', () => {
  test('is written by the system’s own program, in words, with codes and numbers only', () => {
    const runs: [string, readonly string[]][] = []
    const write = openEventLog('win32', (program, args) => void runs.push([program, args]))
    write('settings-problem', { count: 2, kind: 'a"b\r\nc' })
    expect(runs[0]?.[0]).toMatch(/System32\\eventcreate\.exe$/)
    expect(runs[0]?.[1]).toEqual([
      '/L',
      'APPLICATION',
      '/SO',
      'Relais',
      '/T',
      'WARNING',
      '/ID',
      '300',
      '/D',
      'Une stratégie ou un réglage est refusé et ignoré. count=2 kind=a b  c',
    ])
    openEventLog('darwin', () => expect.unreachable())('started')
  })

  const logger = existsSync('/usr/bin/logger')
  if (!logger) console.log('not run: entrée de syslog par « logger » (absent de ce poste)')
  test.skipIf(!logger)('on Linux the system’s « logger » sends each entry: weight, tag, number first', async () => {
    const heard: string[] = []
    const syslog = createSocket('udp4', message => void heard.push(message.toString('utf8').trim()))
    await new Promise<void>(ready => syslog.bind(0, '127.0.0.1', ready))
    const to = ['--server', '127.0.0.1', '--port', String(syslog.address().port), '--udp', '--rfc3164']
    const write = openEventLog('linux', (program, args) => void execFileSync(program, [...to, ...args]))
    write('started', { version: '1.2.3' })
    write('settings-problem', { count: 2 })
    write('refused', { kind: '-p kern.emerg' })
    await vi.waitFor(() => expect(heard).toHaveLength(3), 10_000)
    syslog.close()
    // Weight: facility «user» (1) times eight, and notice (5), warning (4), error (3).
    expect(heard).toEqual([
      expect.stringMatching(/^<13>.* relais: 100 Relais a démarré\. version=1\.2\.3$/),
      expect.stringMatching(/^<12>.* relais: 300 Une stratégie .* count=2$/),
      expect.stringMatching(/^<11>.* relais: 200 Relais n’a pas démarré\. kind=-p kern\.emerg$/),
    ])
  })

  test('its numbers are within what eventcreate takes, each used once', () => {
    const ids = Object.values(EVENTS).map(event => event.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id >= 1 && id <= 1000).toBe(true)
  })
})
