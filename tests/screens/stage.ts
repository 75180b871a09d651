/** A page over the scripted console: opened in a scene, driven by keys, judged by the policy, the contract and axe. */
import { test as base, expect, type Page } from '@playwright/test'
import { violations } from '../axe.ts'
import type { Scene, Script } from './scriptedConsole.ts'

/** Every picture and test happens at this moment, so that they can be compared. */
export const NOW = '2026-11-22T16:05:00+01:00'

export interface Stage {
  page: Page
  /** Opens the page in a scene, at {@link NOW} unless told otherwise; `map`: as the second screen. */
  open(scene?: Partial<Scene>, at?: string, view?: 'desk' | 'map'): Promise<void>
  resize(size: { width: number; height: number; dark: boolean }): Promise<void>
  /** Presses keys one after the other and counts them. */
  keys(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
  /** Makes the console do something: the method of `Script` and its arguments. */
  script<K extends keyof Script>(method: K, ...args: unknown[]): Promise<unknown>
  /** The question most calls ask. */
  askForDoctor(): Promise<void>
  axe(): Promise<void>
  readonly pressed: number
}

export const test = base.extend<{ stage: Stage }>({
  // Served once for all workers, on a port of the system's choice (tests/browser-setup.ts).
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs here
  baseURL: async ({}, use) => use(process.env['RELAIS_SCREENS_URL']),
  stage: async ({ page, context }, use) => {
    const complaints: string[] = []
    let pressed = 0
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    const stage: Stage = {
      page,
      get pressed() {
        return pressed
      },
      async open(scene = {}, at = NOW, view = 'desk') {
        await stage.resize({ width: 1366, height: 768, dark: false })
        await page.clock.setFixedTime(new Date(at))
        const search = view === 'map' ? '?view=map' : ''
        await page.goto(`${process.env['RELAIS_SCREENS_URL']}${search}#${encodeURIComponent(JSON.stringify(scene))}`)
        await page.locator('main').first().waitFor()
      },
      async resize({ width, height, dark }) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
      },
      async keys(...keys) {
        for (const key of keys) {
          await page.keyboard.press(key)
          pressed += 1
        }
      },
      type: text => page.keyboard.type(text),
      script: (method, ...args) =>
        page.evaluate(
          ([name, given]) => {
            const { script } = globalThis as unknown as { script: Record<string, unknown> }
            const part = script[name as string]
            return typeof part === 'function' ? part(...(given as unknown[])) : part
          },
          [method, args] as const,
        ),
      async askForDoctor() {
        await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
        await stage.type('médecine')
        await stage.keys('Enter')
        await expect(page.getByRole('combobox', { name: 'Lieu' })).toBeFocused()
        await stage.type('chambray')
        await stage.keys('Enter')
        await expect(page.getByRole('grid', { name: 'Offres' })).toBeFocused()
      },
      async axe() {
        expect(await violations(page)).toEqual([])
      },
    }
    await use(stage)
    // What the browser's policy refused, what broke, and what the contract would not have let through.
    expect(complaints).toEqual([])
    expect(await stage.script('faults')).toEqual([])
  },
})

export { expect, violations }
