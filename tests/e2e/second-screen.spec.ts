/** The second screen: the map of the call in progress, the same choice on both, nothing behind a lock. */
import { beforeAnything } from './in-page.ts'
import { expect, test } from './stage.ts'

test('the map on a second screen follows the call, shares the choice, and empties with the lock', async ({
  stage,
  context,
}) => {
  const { page, hand, desk } = await stage.start()
  await stage.signIn()
  await stage.ask()
  const second = await context.newPage()
  await second.addInitScript({ content: beforeAnything(stage.world.shift()) })
  await second.setViewportSize({ width: 1920, height: 1080 })
  const complaints: string[] = []
  second.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await second.goto(`${new URL('/', desk.host?.url).href}?view=map`)
  await expect(second.getByRole('heading', { name: /Appel 1 Médecin généraliste · Chambray/ })).toBeVisible()
  await expect(second.locator('.map__offer').first()).toBeVisible()
  await expect(second.locator('.map__name', { hasText: 'Tours' }).first()).toBeAttached()

  await page.bringToFront()
  await hand.press('ArrowDown')
  await hand.press('ArrowDown')
  const name = (await page.locator('.row--current .row__name').textContent()) ?? ''
  await expect(second.locator('.map__plate')).toContainText(name)
  await second.screenshot({ path: 'out/e2e/second-ecran.png' })

  // Chosen on the map, under the hand on the desk.
  await second.locator('.map__offer:not(.map__offer--current)').last().dispatchEvent('click')
  await expect(page.locator('.row--current .row__name')).not.toHaveText(name)

  await hand.press('F12')
  await expect(second.getByText('Ouvrir la session sur le poste')).toBeVisible()
  expect(await second.locator('body').textContent()).not.toMatch(/Chambray|Médecin/)
  expect(complaints).toEqual([])
})
