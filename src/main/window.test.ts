import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { afterFall, readWindowMemory, windowOptions, writeWindowMemory } from './window.ts'

const facts = {
  place: { bounds: { x: 1, y: 2, width: 900, height: 600 }, maximized: false },
  preload: '/out/preload/index.cjs',
  icon: '/out/icon.png',
  packaged: true,
  dark: false,
}

describe('options of the window', () => {
  test('the page is sandboxed, isolated, without Node, and keeps time in the background', () => {
    expect(windowOptions(facts).webPreferences).toMatchObject({
      preload: '/out/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      backgroundThrottling: false,
      spellcheck: false,
    })
    expect(windowOptions(facts).webPreferences).not.toHaveProperty('enableBlinkFeatures')
  })

  test('developer tools only when run from the sources', () => {
    expect(windowOptions(facts).webPreferences?.devTools).toBe(false)
    expect(windowOptions({ ...facts, packaged: false }).webPreferences?.devTools).toBe(true)
  })

  test('dark at night: no white flash before the page', () => {
    expect(windowOptions({ ...facts, dark: true }).backgroundColor).not.toBe(windowOptions(facts).backgroundColor)
  })
})

describe('the memory of the window', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'relais-window-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const memory = { places: [{ screens: 's', bounds: { x: 0, y: 0, width: 1, height: 1 }, maximized: false }] }

  test('is read back as written', () => {
    writeWindowMemory(path.join(dir, 'window.json'), memory)
    expect(readWindowMemory(path.join(dir, 'window.json'))).toEqual(memory)
  })

  test.each(['', '{', '[]', '{"places":[{"bounds":{"x":"1"}}]}', 'null'])(
    'damaged (%j): as if there were none',
    text => {
      writeFileSync(path.join(dir, 'window.json'), text)
      expect(readWindowMemory(path.join(dir, 'window.json'))).toBeNull()
    },
  )

  test('a file that cannot be written does not stop the window from closing', () => {
    mkdirSync(path.join(dir, 'window.json.new'))
    expect(() => writeWindowMemory(path.join(dir, 'window.json'), memory)).not.toThrow()
  })
})

test('a screen that falls is loaded again; one that falls and falls is not', () => {
  expect(afterFall([1000], 1000)).toBe('reload')
  expect(afterFall([1000, 2000, 3000], 3000)).toBe('reload')
  expect(afterFall([1000, 2000, 3000, 4000], 4000)).toBe('give-up')
  expect(afterFall([1000, 2000, 3000, 90_000], 90_000)).toBe('reload')
})
