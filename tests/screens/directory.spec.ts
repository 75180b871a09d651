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

test('establishments stand first when they are what is looked for; their record says what they may do and who is there', async ({
  stage,
}) => {
  await stage.open()
  await stage.keys('F3')
  await stage.type('urgences')
  const hits = stage.page.getByRole('listbox', { name: 'Personnes' }).getByRole('option')
  await expect(hits).toHaveCount(3)
  const detail = stage.page.getByRole('complementary', { name: 'Détail' })
  await expect(detail.getByRole('heading', { level: 2 })).toHaveText('HÔPITAL FICTIF DES TILLEULS')
  await expect(detail).toContainText('régime de la réforme, code QA014/MO032')
  await expect(detail).toContainText('Horaires inconnus')
  await stage.keys('ArrowDown')
  await expect(detail.getByRole('heading', { level: 2 })).toHaveText('CLINIQUE FICTIVE DU PARC')
  await stage.axe()
  await stage.keys('Enter')
  await expect(stage.page.getByText('Copié').first()).toBeVisible()
})

test('somebody with several places is one line, which a key unfolds and folds', async ({ stage }) => {
  await stage.open()
  await stage.keys('F3')
  await stage.type('fictif')
  const first = stage.page.getByRole('option', { selected: true })
  await expect(first).toContainText('et 1 autre lieu')
  await stage.keys('Alt+ArrowRight')
  await expect(first.locator('.hit__place').first()).toBeVisible()
  await stage.keys('Alt+ArrowRight')
  await expect(first.locator('.hit__place')).toHaveCount(0)
})

test('a need that is a kind of establishment lists the nearest; no slot is asked for', async ({ stage }) => {
  await stage.open()
  await stage.type('urgences')
  await stage.keys('Enter')
  await stage.type('chambray')
  await stage.keys('Enter')
  const list = stage.page.getByRole('listbox', { name: 'Établissements' })
  await expect(list.getByRole('option')).toHaveCount(3)
  await expect(list).toBeFocused()
  await stage.keys('ArrowDown')
  await expect(list.getByRole('option', { selected: true })).toContainText('CLINIQUE FICTIVE DU PARC')
  await stage.axe()
  await stage.keys('Enter')
  await expect(stage.page.getByText('Copié').first()).toBeVisible()
})

test('a speciality track gives its needs at one press', async ({ stage }) => {
  await stage.open()
  await stage.page.getByRole('button', { name: 'Gériatrie' }).click()
  await stage.page.getByRole('button', { name: 'Gériatre', exact: true }).click()
  await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toHaveValue('Gériatre')
  await expect(stage.page.getByRole('combobox', { name: 'Lieu' })).toBeFocused()
})
