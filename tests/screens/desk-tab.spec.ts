/** What a person may choose for their desk, and what helps them learn it. */

import { app } from '../../src/renderer/i18n/fr/app.ts'
import { ACTIONS } from '../../src/shared/keyboard.ts'
import { expect, test } from './stage.ts'

test('a key is changed on the screen, a clash is refused in words, and the hints follow', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await stage.keys('Alt+T')
  await page.getByRole('tab', { name: 'Ce poste' }).click()
  const change = page.getByRole('button', { name: 'Changer : Terminer cet appel, appel suivant' })
  await change.click()
  await stage.keys('F7')
  await expect(page.getByText('F7 sert déjà à « Copier pour le LRM ». Rien n’est changé.').first()).toBeVisible()
  await change.click()
  await stage.keys('Control+b')
  await expect(page.locator('.call-bar__next')).toContainText('Ctrl+B')
  await stage.axe()
  await stage.keys('F2')
  await expect(page.getByRole('heading', { name: /Appel 1/ })).toBeVisible()
  await stage.keys('Control+b')
  await expect(page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
  // Kept by the desk.
  await page.reload()
  await expect(page.locator('.call-bar__next')).toContainText('Ctrl+B')
})

test('two keys are swapped on the screen, what is said is what stands, and chords are written as on the keyboard', async ({
  stage,
}) => {
  const { page } = stage
  await stage.open()
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await stage.keys('Alt+T')
  await page.getByRole('tab', { name: 'Ce poste' }).click()
  const line = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })
  const change = async (name: string, key: string) => {
    await page.getByRole('button', { name: `Changer : ${name}` }).click()
    await stage.keys(key)
  }
  await change('Élargir le rayon', 'Shift+F6')
  await expect(line('Élargir le rayon')).toContainText('Maj+F6 sert déjà à « Appeler « en sus » ». Rien n’est changé.')
  await change('Élargir le rayon', 'Alt+y')
  await change('Copier pour le LRM', 'F8')
  await change('Élargir le rayon', 'F7')
  await expect(page.getByText('Élargir le rayon : F7', { exact: true })).toBeAttached()
  await expect(line('Élargir le rayon').locator('kbd')).toHaveText('F7')
  await expect(line('Copier pour le LRM').locator('kbd')).toHaveText('F8')
  await page.getByRole('button', { name: 'Remettre comme livrée : Copier pour le LRM' }).click()
  await expect(line('Copier pour le LRM')).toContainText('F7 sert déjà à « Élargir le rayon ». Rien n’est changé.')
  await expect(line('Copier pour le LRM').locator('kbd')).toHaveText('F8')
})

test('a key that the organisation set is shown with its lock, cannot be changed, and stands over the desk’s own', async ({
  stage,
}) => {
  const { page } = stage
  await page.addInitScript(`localStorage.setItem('relais.keys', '{"next-call":"Ctrl+J","help":"Ctrl+H"}')`)
  await stage.open({ settings: { keys: ['next-call=Ctrl+B', 'palette=Ctrl+G'] } })
  await expect(page.locator('.call-bar__next')).toContainText('Ctrl+B')
  await expect(page.getByRole('button', { name: 'Ctrl+G, Toutes les actions' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ctrl+H, Feuille des touches' })).toBeVisible()
  await stage.keys('Alt+T')
  await page.getByRole('tab', { name: 'Ce poste' }).click()
  const line = page.getByRole('row', { name: /Terminer cet appel, appel suivant/ })
  await expect(line).toContainText('géré par l’établissement')
  await expect(line.getByRole('button')).toHaveCount(0)
  await stage.axe()
})

test('a sentence names the key of today, in both languages', async ({ stage }) => {
  const { page } = stage
  const session = { proof: { state: 'needs-pin', ends: '2026-11-22T15:11:00Z', problem: 'card-changed' } } as const
  const settings = { keys: ['lock=Shift+F9'] }
  await stage.open({ session, settings })
  await expect(page.getByText('Verrouiller par Maj+F9 puis saisir le code')).toBeVisible()
  await stage.open({ session, settings: { ...settings, language: 'en' } })
  await page.reload()
  await expect(page.getByText('Lock with Shift+F9, then type the PIN')).toBeVisible()
})

test('what was said can be read again, and a lock forgets it', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await stage.keys('F7')
  await stage.keys('Alt+H')
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(1)
  await stage.axe()
  await stage.keys('Escape', 'F12')
  await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
  await page.getByLabel('Code porteur').fill('1234')
  await stage.keys('Enter')
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeVisible()
  await stage.keys('Alt+H')
  await expect(page.getByText('Aucun avis.')).toBeVisible()
})

test('what was booked can be read again after the next call has begun', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await stage.askForDoctor()
  await expect(page.getByRole('grid').getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(page.getByRole('heading', { name: 'Réservé' })).toBeVisible()
  await stage.keys('F2')
  await expect(page.getByRole('heading', { name: 'Appel 2' })).toBeVisible()
  await stage.keys('Alt+H')
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([/Réservé, \d\d:\d\d, .*TESTARD/])
})

test('with the link cut the button is said to be unavailable, and Enter stays on it', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await stage.askForDoctor()
  await expect(page.getByRole('grid').getByText('dans 35 min')).toBeVisible()
  await stage.script('setLink', false)
  await stage.keys('ArrowDown', 'Enter')
  const button = page.locator('[data-zone="primary"]').first()
  await expect(button).toBeFocused()
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await stage.keys('Enter')
  await expect(button).toBeFocused()
  const received = (await stage.script('received')) as { name: string }[]
  expect(received.filter(({ name }) => name === 'orientation.take')).toEqual([])
  await stage.script('setLink', true)
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
})

test('sounds are silent until they are chosen; then what is booked is heard, and remembered', async ({ stage }) => {
  const { page } = stage
  // Each tone of the desk is an oscillator: counted, not listened to.
  await page.addInitScript(`window.tones = 0
    const make = AudioContext.prototype.createOscillator
    AudioContext.prototype.createOscillator = function () { window.tones++; return make.call(this) }`)
  const tones = () => page.evaluate('window.tones')
  const book = async () => {
    await stage.askForDoctor()
    await expect(page.getByRole('grid').getByText('dans 35 min')).toBeVisible()
    await stage.keys('ArrowDown', 'Enter', 'Enter')
    await expect(page.getByRole('heading', { name: 'Réservé' })).toBeVisible()
    await stage.keys('F2')
    await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  }
  await stage.open()
  await book()
  expect(await tones()).toBe(0)
  await stage.keys('Alt+T')
  await page.getByRole('tab', { name: 'Ce poste' }).click()
  await page.getByRole('checkbox', { name: /Sons discrets/ }).check({ force: true })
  await stage.keys('Escape')
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await book()
  expect(await tones()).toBe(2)
  // Nothing was found: nothing is heard that says «réservé».
  await stage.askForDoctor()
  await expect(page.getByRole('grid').getByText('dans 35 min')).toBeVisible()
  await stage.keys('F6', '6')
  await expect(page.getByRole('heading', { name: 'Rien trouvé' })).toBeVisible()
  expect(await tones()).toBe(2)
  await stage.keys('F2')
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await stage.keys('Alt+T')
  await page.getByRole('tab', { name: 'Ce poste' }).click()
  await expect(page.getByRole('checkbox', { name: /Sons discrets/ })).toBeChecked()
})

test('every action of the desk is in the palette, with the key that does it', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await stage.keys('Control+k')
  const lines = await page.getByRole('dialog').getByRole('option').allTextContents()
  // A call that does not wait has no line; the palette is not in itself.
  const wanted = ACTIONS.filter(action => action !== 'palette' && !/^call-\d$/.test(action))
  expect(wanted.filter(action => !lines.some(line => line.startsWith(app.action[action])))).toEqual([])
  expect(lines).toHaveLength(wanted.length)
  expect(lines.find(line => line.startsWith(app.action.undo))).toContain('Alt+Z')
})
