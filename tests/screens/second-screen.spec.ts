/** The second screen is a screen of the desk: its language, its theme, its words, its news. */
import type { Scene } from './scriptedConsole.ts'
import { expect, NOW, type Stage, test } from './stage.ts'

const RIGHTS: Scene['rights'] = ['search', 'book', 'supervise']

const received = async (stage: Stage, name: string) =>
  ((await stage.script('received')) as { name: string }[]).filter(call => call.name === name)

test('the second screen speaks the language of the settings, follows its change, and has a title of its own', async ({
  stage,
}) => {
  const { page } = stage
  await stage.open({ settings: { language: 'en' } }, NOW, 'map')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page).toHaveTitle('Relais: map and board')
  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByRole('button', { name: /Langue des écrans/ }).click()
  await page.getByRole('option', { name: 'French' }).click()
  await stage.script('emit', 'settings.changed', { pending: false })
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
  await expect(page).toHaveTitle('Relais\u00a0: carte et tableau')
  await stage.axe()
})

test('theme and sounds chosen at the desk are those of the second screen, without a reload', async ({ stage }) => {
  const { page } = stage
  await stage.open({}, NOW, 'map')
  await page.getByRole('tab', { name: 'Ce poste' }).click()
  const sounds = page.getByRole('checkbox', { name: /Sons discrets/ })
  await expect(sounds).not.toBeChecked()
  const desk = await page.context().newPage()
  await desk.goto(`${process.env['RELAIS_SCREENS_URL']}`)
  await desk.getByRole('button', { name: /^Thème : / }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await desk.getByRole('button', { name: /^Thème : / }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await desk.getByRole('combobox', { name: 'Besoin' }).press('Alt+t')
  await desk.getByRole('tab', { name: 'Ce poste' }).click()
  await desk.getByRole('checkbox', { name: /Sons discrets/ }).check({ force: true })
  await expect(sounds).toBeChecked()
  // A key that is changed on the second screen is the desk's.
  await page.getByRole('button', { name: 'Changer : Terminer cet appel, appel suivant' }).click()
  await stage.keys('Control+b')
  await expect(desk.locator('.call-bar__next')).toContainText('Ctrl+B')
  await desk.close()
})

test('who works on the map is at the desk: the console hears of it while the session is open', async ({ stage }) => {
  const { page } = stage
  await stage.open({}, NOW, 'map')
  await page.getByRole('tab').first().click()
  await expect.poll(async () => (await received(stage, 'session.activity')).length).toBe(1)
  await stage.open({ signedIn: false }, '2026-11-22T17:05:00+01:00', 'map')
  await page.reload()
  await page.getByText('Ouvrir la session sur le poste').click()
  expect(await received(stage, 'session.activity')).toEqual([])
})

test('what is done in the board of the second screen is said there, and a lock takes it back', async ({ stage }) => {
  const { page } = stage
  await stage.open({ rights: RIGHTS }, NOW, 'map')
  await page.getByRole('tab', { name: /annuaire/i }).click()
  await page
    .getByText('Copier un modèle :')
    .getByRole('button', { name: /pharmacies/i })
    .click()
  const words = /^Modèle pharmacies\.csv copié/
  await expect(page.locator('.notice')).toContainText(/Modèle pharmacies\.csv copié/)
  await expect(page.getByRole('status').filter({ hasText: words })).toBeAttached()
  await stage.axe()
  await stage.script('setSession', { status: 'locked', operator: null, lockReason: 'manual', by: null, proof: null })
  await expect(page.getByText('Ouvrir la session sur le poste')).toBeVisible()
  await expect(page.getByText(words)).toHaveCount(0)
})

test('the board of the second screen follows the directory', async ({ stage }) => {
  const { page } = stage
  await stage.open({ directory: 'importing', rights: RIGHTS }, NOW, 'map')
  await page.getByRole('tab', { name: /annuaire/i }).click()
  await expect(page.getByText(/lignes par seconde/)).toBeVisible()
  await stage.script('directoryReady')
  await expect(page.getByText(/lignes par seconde/)).toHaveCount(0)
})

test('a second screen that hears nothing any more says so, until it hears again', async ({ stage }) => {
  const { page } = stage
  await stage.open({}, NOW, 'map')
  await expect(page.getByRole('tab').first()).toBeVisible()
  await stage.script('setLink', false)
  const line = page.getByText('La liaison avec la console est coupée')
  await expect(line).toBeVisible()
  await page.screenshot({ path: 'out/pictures/second-ecran-liaison-coupee.png' })
  await stage.axe()
  await stage.script('setLink', true)
  await expect(line).toHaveCount(0)
})
