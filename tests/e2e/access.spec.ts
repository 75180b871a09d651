/** The desk for every hand and eye: keys, focus, and axe on the real screens, wide and docked, light and dark. */
import { expect, test } from './stage.ts'

const SIZES = [
  { name: 'large', width: 1366, height: 768 },
  { name: 'ancre', width: 480, height: 768 },
]

for (const size of SIZES) {
  test(`axe finds nothing on sign-in, offers, outcome, help and lock, light and dark (${size.name})`, async ({
    stage,
  }) => {
    test.slow()
    const { page, hand } = await stage.start(size)
    const judge = async (name: string) => {
      await test.step(name, async () => {
        await stage.axe()
        await stage.picture(`axe-${name}-${size.name}-clair`)
        // Nothing but colours changes.
        await page.emulateMedia({ colorScheme: 'dark' })
        await stage.axe(['color-contrast'])
        await stage.picture(`axe-${name}-${size.name}-sombre`)
        await page.emulateMedia({ colorScheme: 'light' })
      })
    }
    await judge('session')
    await stage.signIn()
    await stage.ask()
    await judge('offres')
    await stage.choose('Réserver')
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé')
    await judge('reserve')
    await hand.press('F1')
    await expect(page.getByRole('dialog')).toBeVisible()
    await judge('touches')
    await hand.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await hand.press('F12')
    await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
    await judge('verrou')
  })
}

test('Esc steps back one level at a time and loses nothing', async ({ stage }) => {
  const { page, hand, grid } = await stage.start()
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  await hand.press('F1')
  await expect(page.getByRole('dialog')).toBeVisible()
  await hand.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(stage.primary).toBeFocused()
  await hand.press('Escape')
  await expect(grid).toBeFocused()
  await hand.type('cha')
  await expect(page.getByText('filtre : cha')).toBeVisible()
  await hand.press('Escape')
  await expect(page.getByText('filtre : cha')).toHaveCount(0)
  await expect(grid).toBeFocused()
  await hand.press('Escape')
  await expect(stage.need).toBeFocused()
  await hand.press('Escape')
  await expect(stage.need).toHaveValue('Médecin généraliste')
  await expect(stage.place).toHaveValue('Chambray-lès-Tours')
  await expect(grid.locator('.chip').first()).toBeVisible()
})

test('the palette runs any action by its name, and gives the hand back where the action leads', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  await stage.ask()
  await hand.press('Control+k')
  await hand.type('lieu')
  await expect(page.getByRole('dialog').getByRole('option')).toHaveCount(1)
  await stage.picture('palette-filtree')
  await hand.press('Enter')
  await expect(stage.place).toBeFocused()
  await hand.press('Control+k')
  await hand.type('sombre')
  await hand.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

for (const size of SIZES) {
  test(`Tab goes round the whole desk, and the focus is seen at every stop (${size.name})`, async ({ stage }) => {
    const { page } = await stage.start(size)
    await stage.signIn()
    await stage.ask()
    const stops: string[] = []
    const unseen: string[] = []
    for (let key = 0; key < 40; key++) {
      await page.keyboard.press('Tab')
      const { at, seen } = await stage.focus()
      // Past the last stop the browser's own window has the focus; the next key comes back in.
      if (at === 'nothing') continue
      if (!seen) unseen.push(at)
      stops.push(at)
    }
    expect(unseen).toEqual([])
    // Docked, the fields of the question and of the call are one stop, which unfolds them.
    expect(new Set(stops).size).toBeGreaterThan(size.width > 1000 ? 8 : 6)
    if (size.width < 1000)
      expect(
        stops.some(stop => /Modifier la question/.test(stop)),
        stops.join(' | '),
      ).toBe(true)
    // From the offers on, the hand comes to the act, then to the status line.
    if (size.width > 1000)
      expect(stops.findIndex(stop => /Réserver|Ouvrir|Orienter/.test(stop))).toBeGreaterThanOrEqual(0)
  })
}
