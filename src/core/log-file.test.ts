import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogFile } from './log-file.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-log-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const linesOf = (name: string) =>
  readFileSync(path.join(dir, 'logs', name), 'utf8')
    .trim()
    .split('\n')

test('one JSON line an entry: code and facts, no host name, readable by its owner only', () => {
  const { log, close } = openLogFile(path.join(dir, 'logs'))
  log.info('console.started', { profile: 'sandbox' })
  log.error('card.hung', { ms: 8000, name: 'level' })
  close()
  const entries = linesOf('console.log').map(line => JSON.parse(line) as Record<string, unknown>)
  expect(entries).toMatchObject([
    { level: 30, code: 'console.started', facts: { profile: 'sandbox' } },
    { level: 50, code: 'card.hung', facts: { ms: 8000, name: 'level' } },
  ])
  expect(Object.keys(entries[0] ?? {}).sort()).toEqual(['code', 'facts', 'level', 'pid', 'time'])
  expect(statSync(path.join(dir, 'logs', 'console.log')).mode & 0o077).toBe(0)
})

test('never grows past its size, keeps the last files, loses no line but the oldest', () => {
  const { log, close } = openLogFile(path.join(dir, 'logs'), { maxBytes: 1000, keep: 2 })
  for (let i = 0; i < 100; i++) log.info('n', { i })
  close()
  const names = readdirSync(path.join(dir, 'logs')).sort()
  expect(names).toEqual(['console.1.log', 'console.2.log', 'console.log'])
  for (const name of names) expect(statSync(path.join(dir, 'logs', name)).size).toBeLessThanOrEqual(1000)
  const numbers = ['console.2.log', 'console.1.log', 'console.log']
    .flatMap(linesOf)
    .map(line => (JSON.parse(line) as { facts: { i: number } }).facts.i)
  expect(numbers.at(-1)).toBe(99)
  numbers.forEach((number, at) => void expect(number).toBe((numbers[0] ?? 0) + at))
})

test('goes on after the last file when reopened', () => {
  for (let i = 0; i < 2; i++) {
    const { log, close } = openLogFile(path.join(dir, 'logs'))
    log.info('start')
    close()
  }
  expect(linesOf('console.log')).toHaveLength(2)
})

test('a folder that cannot be had costs the log, not the console', () => {
  writeFileSync(path.join(dir, 'file'), '')
  const { log, close } = openLogFile(path.join(dir, 'file', 'logs'))
  expect(() => {
    log.warn('lost')
    close()
  }).not.toThrow()
})
