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

const PICTURES = 'out/screens'

for (const size of [
  { name: 'large', width: 1366, height: 768, dark: false },
  { name: 'ancre-sombre', width: 480, height: 768, dark: true },
]) {
  test(`the sources of the directory, their age, a refused import explained, rosters (${size.name})`, async ({
    stage,
  }) => {
    await stage.open({ rights: ['search', 'book', 'supervise', 'configure'] })
    // Opening gives the usual size back.
    await stage.resize(size)
    await stage.keys('Alt+t')
    await stage.page.getByRole('tab', { name: 'Annuaire' }).click()
    const panel = stage.page.getByRole('tabpanel', { name: 'Annuaire' })
    await expect(panel).toContainText('du 01/11/2026 (21 jours)')
    await expect(panel).toContainText('Import refusé')
    await expect(panel.getByRole('button', { name: 'L’accepter quand même' })).toBeVisible()
    await expect(panel).toContainText('Ligne 12, colonne')
    await stage.axe()
    await stage.page.screenshot({ path: `${PICTURES}/annuaire-fraicheur-${size.name}.png` })
    await panel.getByRole('button', { name: 'Importer maintenant' }).click()
    await expect(panel.getByRole('alert').first()).toBeVisible()
    await panel.locator('input[type=file]').setInputFiles({
      name: 'sos.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('nom;téléphone'),
    })
    await expect(panel).toContainText('sos.csv')
  })
}

test('an import under way tells its pace and what is left', async ({ stage }) => {
  await stage.open({ rights: ['search', 'supervise'], directory: 'importing' })
  await stage.keys('Alt+t')
  await stage.page.getByRole('tab', { name: 'Annuaire' }).click()
  await expect(stage.page.getByText(/lignes par seconde · encore 37/)).toBeVisible()
})

test('somebody is verified on line only when asked, and the difference is told', async ({ stage }) => {
  await stage.open()
  await stage.keys('F3')
  await stage.type('fictif')
  await stage.page.getByRole('button', { name: 'Vérifier maintenant' }).click()
  await expect(stage.page.getByText(/téléphone\s:\s02 47 00 00 01 → 02 47 00 00 09/)).toBeVisible()
  await stage.page.screenshot({ path: `${PICTURES}/annuaire-fiche.png` })
})
