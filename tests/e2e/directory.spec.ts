/** The directory by keyboard, whole: one box with what it understood, records, a kind of establishment as a need, sources. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { expect, test } from './stage.ts'

const RIGHTS = ['search', 'book', 'supervise', 'configure']

test('a need and a commune are understood, a record opens, a chip is taken away by a key', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  await hand.press('F3')
  const box = page.getByRole('combobox', { name: 'Annuaire' })
  await expect(box).toBeFocused()
  await hand.type('kiné chambray-lès-tours')
  await expect(page.getByRole('button', { name: /^Retirer profession/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Retirer commune/ })).toBeVisible()
  const lines = page.getByRole('option')
  await expect(lines.first()).toContainText('Chambray-lès-Tours')
  await stage.picture('annuaire-1-puces')
  await hand.press('ArrowDown')
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText('RPPS')
  await expect(detail.getByRole('button', { name: 'Vérifier maintenant' })).toBeVisible()
  await stage.axe()
  await stage.picture('annuaire-2-fiche')
  await hand.press('Alt+Backspace')
  await expect(box).toHaveValue('kiné')
})

test('urgences: the nearest with their phones and authorisations, and nothing is booked', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  await expect(stage.need).toBeFocused()
  await hand.type('urgences')
  await hand.press('Enter')
  await expect(stage.place).toBeFocused()
  await hand.type('chambray l')
  await hand.press('Enter')
  const list = page.getByRole('listbox', { name: 'Établissements' })
  await expect(list).toBeFocused()
  await expect(list.getByRole('option').first()).toContainText('Urgences')
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText('Autorisations')
  await expect(detail).toContainText('Horaires inconnus')
  await stage.axe()
  await stage.picture('annuaire-3-urgences')
})

test('a file that has lost its lines is refused and explained; the directory in place goes on answering', async ({
  stage,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-e2e-directory-'))
  const file = path.join(folder, 'PS_LibreAcces_Personne_activite_202701020815.txt')
  writeFileSync(file, `${[...createTerritory({ seed: 7, rows: 300 }).lines()].join('\n')}\n`)
  try {
    const { page, hand } = await stage.start({
      settings: raw => ({
        ...raw,
        signIn: { ...(raw['signIn'] as object), roles: { osnp: RIGHTS, regulator: RIGHTS } },
        directory: { rpps: file },
      }),
    })
    await stage.signIn()
    await hand.press('Alt+t')
    await page.getByRole('tab', { name: 'Annuaire' }).click()
    const panel = page.getByRole('tabpanel', { name: 'Annuaire' })
    await expect(panel).toContainText('Import refusé', { timeout: 30_000 })
    await expect(panel).toContainText('Le fichier perd trop d’activités')
    await expect(panel.getByRole('button', { name: 'L’accepter quand même' })).toBeVisible()
    await stage.axe()
    await stage.picture('annuaire-4-import-refuse')
    await hand.press('F3')
    await hand.type('kiné')
    await expect(page.getByRole('option').first()).toBeVisible()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
