/** What a person may choose for their desk, and what helps them learn it. */
import { ACTIONS } from '../../src/renderer/app/keys.ts'
import { app } from '../../src/renderer/i18n/fr/app.ts'
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
  await expect(page.getByText('Rien n’a encore été dit.')).toBeVisible()
})

test('the tour goes step by step by Enter alone, beside the words of the desk', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await stage.keys('Control+k')
  await stage.type('visite')
  await stage.keys('Enter')
  await expect(page.getByRole('heading', { name: 'Le besoin' })).toBeVisible()
  await stage.axe()
  for (let step = 0; step < 7; step++) await stage.keys('Enter')
  await expect(page.getByRole('heading', { name: 'S’absenter' })).toBeVisible()
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
