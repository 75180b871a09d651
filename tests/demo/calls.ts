/** Plays the twelve calls one after the other on one desk, counts keys and time, and keeps pictures of each. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { beforeAnything } from '../e2e/in-page.ts'
import type { World } from '../e2e/world.ts'
import type { Desk } from '../stand/desk.ts'
import { handOn } from './keyboard.ts'
import { BUDGET, callOn, type Scene } from './scene.ts'
import { TWELVE } from './twelve.ts'

export interface PlayedRow {
  id: string
  heard: string
  keystrokes: number
  /** Most that it may take. */
  budget: number
  seconds: number
  /** Words of what went wrong; null when the call ended as it must. */
  failed: string | null
}

export interface PlayOptions {
  world: World
  browser: Browser
  /** Folder of the pictures. */
  out: string
  /** Only what goes wrong is pictured. */
  quiet?: boolean
  only?: string
  say(line: string): void
  /** Called at the moment of each call that is worth a picture. */
  onMoment?(page: Page, scene: Scene): Promise<void>
}

const SIZES = [
  { suffix: '1366-clair', width: 1366, height: 768, dark: false },
  { suffix: '1366-sombre', width: 1366, height: 768, dark: true },
  { suffix: '480-clair', width: 480, height: 768, dark: false },
  { suffix: '480-sombre', width: 480, height: 768, dark: true },
]

/** Plays them all, whatever becomes of each. */
export async function playTwelve(options: PlayOptions): Promise<PlayedRow[]> {
  const { world, browser, out, only, say } = options
  mkdirSync(out, { recursive: true })
  const scenes = TWELVE.filter(({ id }) => only === undefined || id.includes(only))
  const [first] = scenes
  if (!first) throw new Error(`no call is named «${only}»`)
  world.setTime(first.at)
  const desk = await world.desk()
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const rows: PlayedRow[] = []
  try {
    await desk.ready()
    let address = desk.host?.url ?? ''
    for (const scene of scenes) {
      const row = await playScene(scene, { ...options, desk, context, address })
      address = new URL('/', address).href
      rows.push(row)
      const verdict = row.failed ? 'échec' : row.keystrokes > row.budget ? 'trop de touches' : 'ok'
      say(
        `${row.id.padEnd(26)} ${String(row.keystrokes).padStart(3)} touches sur ${row.budget} ${row.seconds.toFixed(1).padStart(6)} s  ${verdict}`,
      )
      if (row.failed) say(`  ${row.failed}`)
    }
  } finally {
    await context.close()
    await desk.close()
    world.sandbox.faults.clear()
  }
  return rows
}

async function playScene(
  scene: Scene,
  options: PlayOptions & { desk: Desk; context: BrowserContext; address: string },
): Promise<PlayedRow> {
  const { world, desk, context, address, out, quiet, onMoment } = options
  // Another hour, another shift: the desk is closed and opened again, as it would have been.
  await desk.call('session.signOut', null)
  world.setTime(scene.at)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.addInitScript({ content: beforeAnything(world.shift()) })
  let keystrokes = 0
  let started = performance.now()
  let aside = 0
  try {
    await page.goto(address)
    await page.locator('input[type="password"]:enabled').waitFor()
    await page.keyboard.type(desk.pin)
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'Besoin' }).waitFor()
    const hand = handOn(page)
    started = performance.now()
    const moment = async () => {
      const before = performance.now()
      if (!quiet) await pictures(page, path.join(out, scene.id))
      await onMoment?.(page, scene)
      aside += performance.now() - before
    }
    const call = callOn(page, hand, { world, desk, onMoment: moment })
    try {
      await scene.play(call)
    } finally {
      keystrokes = hand.keystrokes
    }
    if (complaints.length > 0) throw new Error(complaints.join(' ; '))
    return { ...named(scene), keystrokes, seconds: secondsOf(started, aside), failed: null }
  } catch (error) {
    await page.screenshot({ path: path.join(out, `${scene.id}-echec.png`) }).catch(() => {})
    const words = error instanceof Error ? error.message : String(error)
    return { ...named(scene), keystrokes, seconds: secondsOf(started, aside), failed: words }
  } finally {
    world.sandbox.faults.clear()
    await page.close()
  }
}

const named = ({ id, heard, calls = 1 }: Scene) => ({ id, heard, budget: calls * BUDGET })
const secondsOf = (started: number, aside: number) => (performance.now() - started - aside) / 1000

async function pictures(page: Page, file: string): Promise<void> {
  for (const { suffix, width, height, dark } of SIZES) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
    await page.screenshot({ path: `${file}-${suffix}.png` })
  }
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}
