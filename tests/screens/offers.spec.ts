/** The list and the sources as they live: orders chosen at the desk, outages, slots that go, the board of the sources. */
import { expect, type Stage, test, violations } from './stage.ts'

const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const picture = (stage: Stage, name: string) =>
  stage.page.screenshot({ path: `out/pictures/${name}.png`, animations: 'disabled' })

test('the board of the sources says how each does, what breaks the guide, and gives a report to copy', async ({
  stage,
}) => {
  await stage.open({ rights: ['search', 'book', 'supervise'] })
  await stage.keys('Alt+T')
  const board = stage.page.getByRole('table')
  await expect(board.getByRole('rowheader', { name: 'Vendeur B (simulé)' })).toBeVisible()
  await expect(board.getByText('FrSlotAgregateur : end après start')).toBeVisible()
  await expect(board.getByText('expiré')).toBeVisible()
  await picture(stage, 'sources')
  expect(await violations(stage.page)).toEqual([])
  await stage.page.getByRole('button', { name: 'Copier le rapport pour Vendeur B' }).click()
  await expect(stage.page.getByRole('status').getByText('Rapport sur Vendeur B (simulé) copié.')).toBeAttached()
  expect(await stage.page.evaluate('navigator.clipboard.readText()')).toBe('Rapport vendeur-b')
  await stage.page.setViewportSize({ width: 480, height: 800 })
  await stage.page.emulateMedia({ colorScheme: 'dark' })
  await picture(stage, 'sources-480-sombre')
  expect(await violations(stage.page)).toEqual([])
})

test('who may not supervise has no such tab', async ({ stage }) => {
  await stage.open()
  await stage.keys('Alt+T')
  await expect(stage.page.getByRole('tab', { name: 'À propos' })).toBeVisible()
  await expect(stage.page.getByRole('tab', { name: 'Sources' })).toHaveCount(0)
})

test('the palette changes the order of the list, and nothing is asked again', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await expect(grid(stage).getByText('aujourd’hui')).toBeVisible()
  await stage.keys('Control+K')
  await stage.page.keyboard.type('plus proche d’abord')
  await stage.keys('Enter')
  await expect(grid(stage).getByText('du plus proche au plus loin')).toBeVisible()
  await expect(grid(stage)).toBeFocused()
  await picture(stage, 'ordre-distance')
})
