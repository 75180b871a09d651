/** A real desk and a hand on its keyboard: what every whole-call test stands on. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { violations } from '../axe.ts'
import { type Hand, handOn } from '../demo/keyboard.ts'
import type { Desk, DeskOptions } from '../stand/desk.ts'
import { ALL_WORDS, beforeAnything, CLIPBOARD, FOCUS } from './in-page.ts'
import { createTestWorld, type World } from './world.ts'

export const PICTURES = path.resolve(import.meta.dirname, '../../out/e2e')

/** Words of the button, and of the slot that has it. */
const TAKEN_BY = {
  Réserver: /réservation par la console/,
  'Ouvrir la page': /réservation sur la page/,
  Demander: /demande à accepter/,
} as const
type Act = keyof typeof TAKEN_BY

export interface StageOptions extends Pick<DeskOptions, 'card' | 'reader' | 'settings'> {
  width?: number
  height?: number
  dark?: boolean
}

export interface Stage {
  world: World
  desk: Desk
  page: Page
  hand: Hand
  need: Locator
  place: Locator
  grid: Locator
  /** The one button of the detail. */
  primary: Locator
  /** Words of the outcome in the detail. */
  outcome: Locator
  /** Starts a desk and opens its page, on the sign-in screen. The default card is the practice card. */
  start(options?: StageOptions): Promise<Stage>
  /** Types the PIN and waits for the open desk. */
  signIn(): Promise<void>
  /** Says need and place and waits until every source has answered, unless told not to wait. */
  ask(options?: { need?: string; place?: string; wait?: boolean }): Promise<void>
  /** Walks the list by arrows to the first offer whose button says `words`, and fixes it there. */
  choose(words: Act): Promise<void>
  /** The words of the whole page, hidden ones and fields included. */
  words(): Promise<string>
  /** What stands in the clipboard. */
  copied(): Promise<string>
  /** Where the focus is, and whether it can be seen. */
  focus(): Promise<{ at: string; seen: boolean }>
  picture(name: string): Promise<void>
  /** WCAG 2.2 A and AA and best practices, as axe judges them; only some rules when they are named. */
  axe(rules?: string[]): Promise<void>
  /** Complaints of the page that this test brings about itself. */
  expectComplaint(words: RegExp): void
}

export const test = base.extend<{ stage: Stage }, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs here
    async ({}, use) => {
      const world = await createTestWorld()
      await use(world)
      await world.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  stage: async ({ world, page, context }, use) => {
    mkdirSync(PICTURES, { recursive: true })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const complaints: string[] = []
    const expected: RegExp[] = []
    listen(page, complaints)
    const started: Desk[] = []
    const hand = handOn(page)
    const primary = page.locator('[data-zone="primary"]').first()
    world.rewind()

    const stage: Stage = {
      world,
      get desk() {
        const desk = started.at(-1)
        if (!desk) throw new Error('no desk yet: call start() first')
        return desk
      },
      page,
      hand,
      need: page.getByRole('combobox', { name: 'Besoin' }),
      place: page.getByRole('combobox', { name: 'Lieu' }),
      grid: page.getByRole('grid', { name: 'Offres' }),
      primary,
      outcome: page.locator('.outcome__status'),

      async start({ width = 1366, height = 768, dark = false, ...options } = {}) {
        const desk = await world.desk(options)
        started.push(desk)
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
        await page.addInitScript({ content: beforeAnything(world.shift()) })
        await page.goto(desk.host?.url ?? '')
        await expect(page.getByLabel('Code porteur')).toBeEnabled()
        await expect(page.getByText(/annuaire du \d\d\/\d\d/)).toBeAttached()
        return stage
      },
      async signIn() {
        await expect(page.getByLabel('Code porteur')).toBeFocused()
        await hand.type(stage.desk.pin)
        await hand.press('Enter')
        await expect(stage.need).toBeFocused()
      },
      async ask({ need = 'médecin gén', place = 'chambray l', wait = true } = {}) {
        await expect(stage.need).toBeFocused()
        await hand.type(need)
        await hand.press('Enter')
        await expect(stage.place).toBeFocused()
        await hand.type(place)
        const answered = wait ? stage.desk.until('availability.updated', update => update.done) : null
        await hand.press('Enter')
        await expect(stage.grid).toBeFocused()
        await answered
      },
      async choose(words) {
        const picked = stage.grid.locator('.row--current .chip--picked')
        for (let row = 0; row < 60; row++) {
          // What a screen reader hears on the slot, and the detail shows: how it is taken.
          const heard = ((await picked.count()) > 0 && (await picked.getAttribute('aria-label'))) || ''
          if (TAKEN_BY[words].test(heard)) {
            await hand.press('Enter')
            await expect(primary).toBeFocused()
            await expect(primary).toContainText(words)
            return
          }
          await hand.press('ArrowDown')
        }
        throw new Error(`no offer of the first sixty says «${words}»`)
      },
      words: () => page.evaluate<string>(ALL_WORDS),
      copied: () => page.evaluate<string>(CLIPBOARD),
      focus: () => page.evaluate<{ at: string; seen: boolean }>(FOCUS),
      picture: async name => {
        await page.screenshot({ path: path.join(PICTURES, `${name}.png`) })
      },
      async axe(rules) {
        expect(await violations(page, rules)).toEqual([])
      },
      expectComplaint: words => void expected.push(words),
    }

    await use(stage)
    // What the policy refused and what broke, in any test.
    expect(complaints.filter(words => !expected.some(one => one.test(words)))).toEqual([])
    await page.close()
    for (const desk of started) await desk.close()
    world.sandbox.faults.clear()
  },
})

export { expect }

/** Hears everything that a page complains about, in its console, by a throw, or by its policy. */
function listen(page: Page, complaints: string[]): void {
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
}
