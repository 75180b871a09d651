/** A page under measure: how it is opened on a desk, and on a slower processor. */
import type { CDPSession, Page } from '@playwright/test'
import type { Desk } from '../stand/desk.ts'

/** Opens the desk's screen and the session on it; fulfilled when the need can be typed. */
export async function signIn(page: Page, desk: Desk): Promise<void> {
  await page.goto(desk.host?.url ?? '')
  await page.getByLabel('Code porteur').waitFor()
  await page.keyboard.type(desk.pin)
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Besoin' }).waitFor()
}

/** Makes the page's processor so many times slower. */
export async function slowDown(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  return session
}

/** How a figure's name says it. */
export const slower = (rate: number): string => (rate === 1 ? '' : `, processor ${rate} times slower`)
