/**
 * Keeps in a file where a window is. While it moves, not only when it closes: at a log-off or a shutdown Windows ends a
 * program without closing its windows.
 */
import type { BrowserWindow } from 'electron'
import { type Place, rememberPlace, type ScreenArea } from './bounds.ts'
import { readWindowMemory, writeWindowMemory } from './window.ts'

/** From the last move to the writing, ms. */
const WRITE_AFTER = 500

/** `from`: where the window was opened. */
export function keepPlace(window: BrowserWindow, file: string, screens: () => ScreenArea[], from: Place): void {
  let place = from
  let timer: ReturnType<typeof setTimeout> | undefined

  function look() {
    // A window in the task bar is as large as it was.
    const maximized = window.isMinimized() ? place.maximized : window.isMaximized()
    place = { bounds: window.getNormalBounds(), maximized }
  }
  function write() {
    clearTimeout(timer)
    timer = undefined
    writeWindowMemory(file, rememberPlace(readWindowMemory(file), screens(), place))
  }
  function later() {
    look()
    clearTimeout(timer)
    timer = setTimeout(write, WRITE_AFTER)
  }
  function now() {
    look()
    write()
  }

  window.on('move', later)
  window.on('resize', later)
  window.on('maximize', later)
  window.on('unmaximize', later)
  window.on('close', now)
  window.on('session-end', now)
  window.on('closed', () => {
    if (timer !== undefined) write()
  })
}
