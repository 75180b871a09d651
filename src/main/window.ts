/** A window: its options, what it remembers, what happens when its page falls. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { BrowserWindowConstructorOptions } from 'electron'
import { MINIMUM_SIZE, type Place, WindowMemory } from './bounds.ts'
import type { Language } from './menu.ts'

export interface WindowFacts {
  place: Place
  preload: string
  icon: string
  packaged: boolean
  dark: boolean
}

/** Background of the theme, so that the window never flashes white at night. */
const BACKGROUND = { light: '#f7f8f8', dark: '#14191a' }

/** Options of a window. The page is sandboxed, isolated, without Node; timers run on when it is hidden. */
export function windowOptions({ place, preload, icon, packaged, dark }: WindowFacts): BrowserWindowConstructorOptions {
  return {
    ...place.bounds,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Relais',
    icon,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: dark ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      enableWebSQL: false,
      devTools: !packaged,
      // A slot that goes, a phone that rings: the screen keeps time when it is behind the LRM.
      backgroundThrottling: false,
      disableDialogs: true,
    },
  }
}

/** Reads what was remembered; null when there is nothing, or nothing readable. */
export function readWindowMemory(file: string): WindowMemory | null {
  try {
    return WindowMemory.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Writes it whole or not at all; a full disk costs the memory of a place, nothing more. */
export function writeWindowMemory(file: string, memory: WindowMemory): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(memory), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch {
    // Told nowhere: it is tried again at the next move.
  }
}

const FALLS_ALLOWED = 3
const FALLS_WINDOW_MS = 60_000

/** After the page's process fell: load it again, or give up when it falls again and again. `falls`: times, ms. */
export const afterFall = (falls: readonly number[], now: number): 'reload' | 'give-up' =>
  falls.filter(at => now - at < FALLS_WINDOW_MS).length <= FALLS_ALLOWED ? 'reload' : 'give-up'

/** Said when the desk's page falls again and again. */
export const FALL_WORDS: Record<Language, string> = {
  fr: 'L’écran s’arrête sans cesse. Ce qui était envoyé est gardé et sera repris au prochain démarrage.',
  en: 'The screen keeps stopping. What was sent is kept and will be taken up again at the next start.',
}
