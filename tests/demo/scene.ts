/** One scripted call: what is heard on the phone, when it rings, and the hand that answers it. */
import type { Locator, Page } from '@playwright/test'
import type { World } from '../e2e/world.ts'
import type { Desk } from '../stand/desk.ts'
import type { Hand } from './keyboard.ts'

/** Most keystrokes of a call beyond the words typed, from the first need to the next call. */
export const BUDGET = 12

export interface Scene {
  id: string
  /** As the person in charge of the centre wrote it. */
  heard: string
  /** When it rings, in the desk's time. */
  at: string
  /** How many calls are answered in it; one when absent. */
  calls?: number
  play(call: Call): Promise<void>
}

/** The desk under the hand during one call. */
export interface Call {
  world: World
  desk: Desk
  page: Page
  hand: Hand
  need: Locator
  place: Locator
  grid: Locator
  primary: Locator
  outcome: Locator
  /** Says need and place, and waits for the sources unless told not to. */
  ask(need: string, place: string, wait?: boolean): Promise<void>
  /** Walks by arrows to the first offer taken in this way, and fixes it. */
  choose(way: Way): Promise<void>
  /** Waits until the outcome says these words. */
  says(words: string | RegExp): Promise<void>
  /** Copies for the LRM, then the next call. */
  close(): Promise<void>
  /** The moment worth a picture. */
  moment(): Promise<void>
}

/** How an offer is taken, as its slot says it to who listens. */
export const WAYS = {
  booked: /réservation par la console/,
  page: /réservation sur la page/,
  walkIn: /sans rendez-vous/,
} as const
export type Way = keyof typeof WAYS

/** The call under a hand on this page. */
export function callOn(
  page: Page,
  hand: Hand,
  { world, desk, onMoment }: { world: World; desk: Desk; onMoment: () => Promise<void> },
): Call {
  const call: Call = {
    world,
    desk,
    page,
    hand,
    need: page.getByRole('combobox', { name: 'Besoin' }),
    place: page.getByRole('combobox', { name: 'Lieu' }),
    grid: page.getByRole('grid', { name: 'Offres' }),
    primary: page.locator('[data-zone="primary"]').first(),
    outcome: page.locator('.outcome__status'),
    moment: onMoment,
    async ask(need, place, wait = true) {
      await focused(call.need)
      await hand.type(need)
      await hand.press('Enter')
      await focused(call.place)
      await hand.type(place)
      const answered = wait ? desk.until('availability.updated', update => update.done, 60_000) : null
      await hand.press('Enter')
      await focused(call.grid)
      await answered
    },
    async choose(way) {
      const picked = call.grid.locator('.row--current .chip--picked')
      for (let row = 0; row < 60; row++) {
        const heard = ((await picked.count()) > 0 && (await picked.getAttribute('aria-label'))) || ''
        if (WAYS[way].test(heard)) {
          await hand.press('Enter')
          await focused(call.primary)
          return
        }
        await hand.press('ArrowDown')
      }
      throw new Error(`no offer of the first sixty is taken this way: ${way}`)
    },
    says: words => call.outcome.filter({ hasText: words }).waitFor(),
    async close() {
      await hand.press('F7')
      await page.getByText('Copié pour le LRM').first().waitFor()
      await hand.press('F2')
      await focused(call.need)
    },
  }
  return call
}

/** Waits until this has the focus. Bounded by Playwright's own patience. */
export async function focused(locator: Locator): Promise<void> {
  await locator.waitFor()
  const handle = await locator.elementHandle()
  await locator.page().waitForFunction('element => element === document.activeElement', handle)
}
