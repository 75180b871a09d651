/** The guided tour on the practice platform: its own examples lead a newcomer through a whole call. */
import { expect, test } from './stage.ts'

test('the words that the tour proposes take a newcomer from need to next call, and it counts the keys truly', async ({
  stage,
}) => {
  const { page, hand } = await stage.start()
  const before = stage.desk.sandbox.bookings.all().length
  await stage.signIn()
  await page.getByRole('button', { name: 'Visite guidée' }).click()
  const tour = page.getByRole('region', { name: 'Visite guidée' })
  const at = (head: string) => expect(tour.getByRole('heading')).toContainText(head)
  await at('Le besoin')
  await expect(stage.need).toBeFocused()
  const keys = hand.keystrokes

  const proposed = async () => /«\s(.+?)\s»/.exec((await tour.textContent()) ?? '')?.[1] ?? 'nothing'
  await hand.type(await proposed())
  await hand.press('Enter')
  await at('Le lieu')
  await hand.type(await proposed())
  await hand.press('Enter')
  await at('Les offres')
  await expect(stage.grid.locator('.row--current .chip--picked')).toBeVisible()
  await hand.press('ArrowDown')
  await at('Choisir')
  await stage.choose('Réserver')
  await at('Prendre')
  await stage.axe()
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
  await at('Remettre au dossier')
  await hand.press('F7')
  await at('L’appel suivant')
  await hand.press('F2')
  await at('Deux appels à la fois')
  const used = hand.keystrokes - keys
  expect(stage.desk.sandbox.bookings.all()).toHaveLength(before + 1)

  await hand.type('infirmier')
  await hand.press('Enter')
  await hand.type('chambray')
  await hand.press('Enter')
  await expect(stage.grid).toBeFocused()
  await hand.press('Shift+F2')
  await at('Le reprendre')
  await hand.press('F4')
  await at('Rien de libre')
  await hand.press('F8')
  await at('S’absenter')
  await tour.getByRole('button', { name: 'Suivant' }).click()
  await at('Terminé')
  await expect(tour).toContainText(`en ${used} touches au-delà des mots`)
})
