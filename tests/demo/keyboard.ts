/** A hand on the keyboard that counts: letters of the words typed are free, every other key is one keystroke. */
import type { Page } from '@playwright/test'

export interface Hand {
  /** Types words, as fast as a person who knows them; not counted. */
  type(text: string): Promise<void>
  /** Presses one key, or a chord; counted. */
  press(key: string): Promise<void>
  readonly keystrokes: number
}

export function handOn(page: Page): Hand {
  let keystrokes = 0
  return {
    type: text => page.keyboard.type(text, { delay: 15 }),
    async press(key) {
      keystrokes += 1
      await page.keyboard.press(key)
    },
    get keystrokes() {
      return keystrokes
    },
  }
}
