import { generateKeyPairSync } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { silentLog } from '../ports.ts'
import { openJournal } from './journal.ts'
import { fileKeyStore, keyStore } from './key-store.ts'
import { verifyJournal } from './verify.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
function newDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-journal-'))
  folders.push(folder)
  return path.join(folder, 'journal')
}

const { privateKey: key } = generateKeyPairSync('ed25519')
const START = Date.parse('2026-11-22T15:00:00Z')

function open(dir: string, more: { maxBytes?: number; now?: () => number } = {}) {
  return openJournal({
    dir,
    key,
    desk: 'poste 3',
    retentionMonths: 12,
    clock: { now: more.now ?? (() => START) },
    log: silentLog,
    ...(more.maxBytes === undefined ? {} : { maxBytes: more.maxBytes }),
  })
}

function written(acts: number, maxBytes?: number): string {
  const dir = newDir()
  const journal = open(dir, maxBytes === undefined ? {} : { maxBytes })
  for (let n = 0; n < acts; n += 1) {
    journal.write({
      what: 'orientation.direct',
      who: '810000000001',
      role: 'osnp',
      result: n % 2 ? 'sent' : 'confirmed',
    })
  }
  expect(journal.ready()).toBe(true)
  journal.close()
  return dir
}

const kinds = (dir: string) => verifyJournal(dir).findings.map(({ kind }) => kind)
const journals = (dir: string) =>
  readdirSync(dir)
    .filter(name => name.endsWith('.jsonl'))
    .sort()

describe('the journal', () => {
  it('writes one line an act, in files that follow each other, and finds nothing wrong with them', () => {
    const dir = written(60, 4_000)
    const { lines, findings, files, fingerprint } = verifyJournal(dir)
    expect(files).toBeGreaterThan(3)
    expect(findings).toEqual([])
    expect(lines).toBe(60 + files)
    expect(fingerprint).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/)
  })

  it('goes on where the last run ended, and says what a fall had torn', () => {
    const dir = written(3)
    const file = path.join(dir, 'journal-000001.jsonl')
    writeFileSync(file, '{"v":1,"n":5,"prev":"ha', { flag: 'a' })
    expect(kinds(dir)).toEqual(['torn'])
    const journal = open(dir)
    journal.write({ what: 'lock', who: null, role: null })
    journal.close()
    expect(kinds(dir)).toEqual([])
    expect(readFileSync(file, 'utf8')).toContain('"what":"journal.recovered"')
    expect(journals(dir)).toHaveLength(1)
  })

  it('finds every changed byte, every missing, moved or doubled line and every cut end, wherever it is', () => {
    const dir = written(24, 4_000)
    const files = journals(dir)
    const total = verifyJournal(dir).lines
    expect(files.length).toBeGreaterThan(1)
    const harm = fc.oneof(
      fc.record({ type: fc.constant('byte' as const), file: fc.nat(), at: fc.nat(), to: fc.nat(254) }),
      fc.record({ type: fc.constant('remove' as const), file: fc.nat(), line: fc.nat() }),
      fc.record({ type: fc.constant('swap' as const), file: fc.nat(), line: fc.nat(), with: fc.nat() }),
      fc.record({ type: fc.constant('double' as const), file: fc.nat(), line: fc.nat() }),
      fc.record({ type: fc.constant('truncate' as const), lines: fc.nat() }),
      fc.record({ type: fc.constant('file' as const), file: fc.nat() }),
    )
    fc.assert(
      fc.property(harm, wanted => {
        const copy = newDir()
        cpSync(dir, copy, { recursive: true })
        const name = 'file' in wanted ? (files[wanted.file % files.length] ?? '') : (files.at(-1) ?? '')
        const file = path.join(copy, name)
        const before = readFileSync(file)
        const lines = before.toString('utf8').trimEnd().split('\n')
        if (wanted.type === 'byte') {
          const bytes = Buffer.from(before)
          const at = wanted.at % bytes.length
          bytes[at] = ((bytes[at] ?? 0) + 1 + wanted.to) % 256
          writeFileSync(file, bytes)
        } else if (wanted.type === 'file') rmSync(file)
        else {
          if (wanted.type === 'remove') lines.splice(wanted.line % lines.length, 1)
          if (wanted.type === 'double')
            lines.splice(wanted.line % lines.length, 0, lines[wanted.line % lines.length] ?? '')
          if (wanted.type === 'truncate') lines.splice(wanted.lines % lines.length)
          if (wanted.type === 'swap') {
            const [a, b] = [wanted.line % lines.length, wanted.with % lines.length]
            ;[lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? '']
            if (a === b) return
          }
          writeFileSync(file, lines.map(line => `${line}\n`).join(''))
        }
        expect(verifyJournal(copy).findings.length).toBeGreaterThan(0)
        rmSync(path.dirname(copy), { recursive: true })
      }),
      { numRuns: 120 },
    )
    expect(verifyJournal(dir)).toMatchObject({ findings: [], lines: total })
  })

  it('names what was done to it', () => {
    const of = (harm: (lines: string[]) => string[], acts = 6) => {
      const dir = written(acts)
      const file = path.join(dir, 'journal-000001.jsonl')
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
      writeFileSync(
        file,
        harm(lines)
          .map(line => `${line}\n`)
          .join(''),
      )
      return verifyJournal(dir).findings.map(({ line, kind, detail }) => [line, kind, detail])
    }
    expect(of(lines => lines.map((line, n) => (n === 3 ? line.replace('osnp', 'arm') : line)))).toEqual([
      [4, 'altered', null],
    ])
    expect(of(lines => lines.filter((_, n) => n !== 2 && n !== 3))).toEqual([[3, 'removed', 2]])
    expect(of(lines => lines.slice(0, -2))).toEqual([[0, 'truncated', 2]])
    expect(of(([first = '', second = '', third = '', ...rest]) => [first, third, second, ...rest])).toContainEqual([
      3,
      'moved',
      null,
    ])
  })

  it('does not go on behind an altered end: a new file says what was found', () => {
    const dir = written(4)
    const file = path.join(dir, 'journal-000001.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(0, -3).join('\n').concat('\n'))
    open(dir).close()
    expect(journals(dir)).toHaveLength(2)
    expect(verifyJournal(dir).findings).toContainEqual({
      file: 'journal-000002.jsonl',
      line: 1,
      kind: 'told',
      detail: 'truncated',
    })
    expect(verifyJournal(dir).findings).toContainEqual(expect.objectContaining({ kind: 'removed', detail: 2 }))
  })

  it('says when another key has signed', () => {
    const dir = written(2)
    const other = written(2)
    const { privateKey } = generateKeyPairSync('ed25519')
    const forged = newDir()
    const journal = openJournal({
      dir: forged,
      key: privateKey,
      desk: 'poste 3',
      retentionMonths: 12,
      clock: { now: () => START },
      log: silentLog,
    })
    journal.close()
    copyFileSync(path.join(forged, 'journal-000001.jsonl'), path.join(dir, 'journal-000002.jsonl'))
    expect(kinds(dir)).toContain('other-key')
    expect(verifyJournal(forged).fingerprint).not.toBe(verifyJournal(other).fingerprint)
  })

  it('lets whole files go when they are older than the settings keep them, and says so', () => {
    const dir = written(60, 4_000)
    const before = journals(dir)
    const old = new Date(START - 400 * 86_400_000)
    for (const name of before.slice(0, 3)) utimesSync(path.join(dir, name), old, old)
    for (const name of before.slice(3)) utimesSync(path.join(dir, name), new Date(START), new Date(START))
    const journal = open(dir, { now: () => START + 31 * 86_400_000 })
    journal.write({ what: 'lock', who: null, role: null })
    journal.close()
    expect(journals(dir)).not.toContain(before[0])
    expect(journals(dir)).toContain(before[3])
    expect(kinds(dir)).toEqual([])
    rmSync(path.join(dir, before[3] ?? ''))
    expect(kinds(dir)).toContain('start-missing')
  })

  it('holds what the disk refuses and is not ready meanwhile', async () => {
    const dir = newDir()
    const parent = path.dirname(dir)
    writeFileSync(dir, 'a file where the folder should be')
    const journal = open(dir)
    journal.write({ what: 'signed-in', who: '810000000001', role: 'osnp' })
    expect(journal.ready()).toBe(false)
    rmSync(dir)
    for (let n = 0; n < 200 && !journal.ready(); n += 1) await new Promise(resolve => setTimeout(resolve, 25))
    expect(journal.ready()).toBe(true)
    journal.close()
    expect(verifyJournal(dir)).toMatchObject({ lines: 2, findings: [] })
    chmodSync(parent, 0o700)
  })
})

describe('the desk’s key', () => {
  it('is made once, in a file for its owner alone', () => {
    const dir = newDir()
    const store = fileKeyStore()
    const made = store.deskKey(dir)?.export({ type: 'pkcs8', format: 'pem' })
    expect(made).toBeTruthy()
    expect(store.deskKey(dir)?.export({ type: 'pkcs8', format: 'pem' })).toBe(made)
    if (process.platform !== 'win32') expect(statSync(path.join(dir, 'desk.key')).mode & 0o777).toBe(0o600)
  })

  it('is not replaced when it cannot be opened, nor kept in clear when it cannot be sealed', () => {
    const dir = newDir()
    expect(keyStore({ name: 'desk.sealed', seal: () => null, open: () => null }).deskKey(dir)).toBeNull()
    expect(() => readdirSync(dir)).toThrow()
    fileKeyStore().deskKey(dir)
    writeFileSync(path.join(dir, 'desk.key'), 'not a key')
    expect(fileKeyStore().deskKey(dir)).toBeNull()
    expect(readFileSync(path.join(dir, 'desk.key'), 'utf8')).toBe('not a key')
  })

  it('without it nothing is written, and the journal is not ready', () => {
    const dir = newDir()
    const journal = openJournal({
      dir,
      key: null,
      desk: 'x',
      retentionMonths: 12,
      clock: { now: () => START },
      log: silentLog,
    })
    journal.write({ what: 'signed-in', who: null, role: null })
    expect(journal.ready()).toBe(false)
    journal.close()
    expect(() => readdirSync(dir)).toThrow()
  })
})
