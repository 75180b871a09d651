import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeWhole } from './write-whole.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-écrire '))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const held = (times: number, code: string) => {
  let left = times
  return (from: string, to: string) => {
    if (left-- > 0) throw Object.assign(new Error(code), { code })
    renameSync(from, to)
  }
}

test('a file held for a moment by an antivirus is written all the same', () => {
  const file = path.join(dir, 'a.json')
  writeFileSync(file, 'before')
  expect(writeWhole(file, 'after', { rename: held(3, 'EBUSY') })).toBeNull()
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(readdirSync(dir)).toEqual(['a.json'])
})

test('held for good, or the disk full: the old file stays, nothing is left aside, the code is told', () => {
  const file = path.join(dir, 'a.json')
  writeFileSync(file, 'before')
  expect(writeWhole(file, 'after', { rename: held(99, 'EPERM') })).toBe('EPERM')
  expect(writeWhole(file, 'after', { rename: held(1, 'ENOSPC') })).toBe('ENOSPC')
  expect(readFileSync(file, 'utf8')).toBe('before')
  expect(readdirSync(dir)).toEqual(['a.json'])
  expect(writeWhole(path.join(file, 'under', 'b.json'), 'x')).toBe('ENOTDIR')
})
