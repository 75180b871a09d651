import { EventEmitter } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepPlace } from './place.ts'

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-place-'))
  file = path.join(dir, 'window.json')
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dir, { recursive: true, force: true })
})

class Window extends EventEmitter {
  bounds = { x: 1, y: 2, width: 700, height: 600 }
  maximized = false
  minimized = false
  getNormalBounds = () => this.bounds
  isMaximized = () => this.maximized
  isMinimized = () => this.minimized
  moveTo(x: number) {
    this.bounds = { ...this.bounds, x }
    this.emit('move')
  }
}

const area = { x: 0, y: 0, width: 1920, height: 1080 }
function kept() {
  const window = new Window()
  const from = { bounds: window.bounds, maximized: false }
  keepPlace(window as unknown as BrowserWindow, file, () => [{ bounds: area, workArea: area, primary: true }], from)
  return window
}
const places = () => (JSON.parse(readFileSync(file, 'utf8')) as { places: unknown[] }).places

test('a window that has been moved is remembered once it stands still, without being closed', () => {
  const window = kept()
  for (let x = 10; x <= 100; x += 10) window.moveTo(x)
  expect(existsSync(file)).toBe(false)
  vi.runAllTimers()
  expect(places()).toMatchObject([{ bounds: { x: 100 }, maximized: false }])
})

test.each(['close', 'session-end'])('at «%s» the place is written at once', event => {
  const window = kept()
  window.moveTo(30)
  window.bounds = { ...window.bounds, width: 900 }
  window.emit(event)
  expect(places()).toMatchObject([{ bounds: { x: 30, width: 900 } }])
  expect(vi.getTimerCount()).toBe(0)
})

test('a window gone without closing has its last place written, and is asked nothing more', () => {
  const window = kept()
  window.moveTo(40)
  window.getNormalBounds = () => {
    throw new Error('destroyed')
  }
  window.emit('closed')
  expect(places()).toMatchObject([{ bounds: { x: 40 } }])
  expect(vi.getTimerCount()).toBe(0)
})

test('a window as large as its screen stays so through the task bar', () => {
  const window = kept()
  window.maximized = true
  window.emit('maximize')
  window.maximized = false
  window.minimized = true
  window.emit('close')
  expect(places()).toMatchObject([{ maximized: true }])
})
