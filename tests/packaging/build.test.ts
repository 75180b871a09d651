/** The build's own decisions: what is stale, what is listed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFresh, writeManifest } from '../../scripts/build.mjs'
import { ScreenManifest, screenFiles } from '../../src/shared/screen-files.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-build-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const write = (name: string, seconds: number) => {
  const file = path.join(dir, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, name)
  utimesSync(file, seconds, seconds)
  return file
}

test('a screen is built again when a source is younger than its list, and only then', () => {
  const source = write('src/app/deep/a.ts', 100)
  const made = path.join(dir, 'manifest.json')
  const fresh = () => isFresh(made, path.join(dir, 'src'), path.join(dir, 'absent'))
  expect(fresh()).toBe(false)
  write('manifest.json', 200)
  expect(fresh()).toBe(true)
  write('src/app/deep/a.test.ts', 300)
  expect(fresh()).toBe(true)
  utimesSync(source, 300, 300)
  expect(fresh()).toBe(false)
})

test('the list holds every file but itself, and is one that the carriers accept', () => {
  write('index.html', 1)
  write('assets/app-1.js', 1)
  writeManifest(dir)
  writeManifest(dir)
  const manifest = ScreenManifest.parse(JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8')))
  expect(manifest.files.map(file => file.path)).toEqual(['assets/app-1.js', 'index.html'])
  expect(screenFiles(manifest)('/assets/app-1.js')?.type).toBe('text/javascript; charset=utf-8')
})
