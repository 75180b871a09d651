/** The directory's box: how a text was understood is shown, and taken away by the hand or by a key. */
import { expect, test } from './stage.ts'

test('what was understood stands under the box and is taken away by a key or by its button', async ({ stage }) => {
  await stage.open()
  await stage.keys('F3')
  const box = stage.page.getByRole('combobox', { name: 'Annuaire' })
  await stage.type('morvan tours')
  const chip = stage.page.getByRole('button', { name: /^Retirer commune Tours/ })
  await expect(chip).toHaveText(/commune\s:\sTours/)
  await stage.keys('Alt+Backspace')
  await expect(box).toHaveValue('morvan')
  await expect(chip).toHaveCount(0)
  await expect(box).toBeFocused()
  await stage.type(' tours')
  await chip.click()
  await expect(box).toHaveValue('morvan')
  await expect(box).toBeFocused()
})
