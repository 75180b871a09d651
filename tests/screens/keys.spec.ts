/**
 * The sheet of keys and the keys that it names. Those of the directory, of the calls beyond the agenda and of a whole site are
 * pressed over the real console too (tests/e2e/named, outcomes, site).
 */
import { chordsOf, keyGroups, PLACES } from '../../src/renderer/app/keys.ts'
import { app } from '../../src/renderer/i18n/fr/app.ts'
import { DEFAULT_KEYS } from '../../src/shared/keyboard.ts'
import { keySheet, PAPER } from '../demo/key-sheet.ts'
import { expect, type Stage, test } from './stage.ts'

const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const underHand = (stage: Stage) => grid(stage).getAttribute('aria-activedescendant')
const need = (stage: Stage) => stage.page.getByRole('combobox', { name: 'Besoin' })

async function offers(stage: Stage, rows = 0) {
  await stage.open({ rows })
  await stage.askForDoctor()
  await expect(grid(stage).getByRole('row').nth(1)).toBeVisible()
}

test('the sheet names every key, whole on a screen of 768 lines, and reads in one column beside the LRM', async ({
  stage,
}) => {
  const { page } = stage
  await stage.open()
  await expect(need(stage)).toBeFocused()
  await stage.keys('F1')
  const sheet = page.locator('.sheet--keys')
  const lines = sheet.locator('.keys__line')
  const of = keyGroups(DEFAULT_KEYS).flatMap(({ actions }) => actions).length
  await expect(lines).toHaveCount(of + PLACES.flatMap(({ lines }) => [...lines]).length)
  await expect(sheet.locator('.keys__line', { hasText: app.action['call-n'] }).locator('dt')).toHaveText('Alt+1àAlt+9')
  expect(chordsOf('call-1', DEFAULT_KEYS)).toHaveLength(3)
  expect(await sheet.evaluate(it => it.scrollHeight - it.clientHeight)).toBe(0)
  await stage.axe()
  await stage.resize({ width: 480, height: 768, dark: false })
  expect(await sheet.evaluate(it => it.scrollWidth - it.clientWidth)).toBe(0)
})

test('each key that goes to a field goes there', async ({ stage }) => {
  await offers(stage)
  for (const { group, actions } of keyGroups(DEFAULT_KEYS))
    if (group === 'go')
      for (const action of actions) {
        await stage.keys(DEFAULT_KEYS[action] ?? '')
        const zone = action === 'offers' ? 'list' : action
        await expect(stage.page.locator(`[data-zone="${zone}"]:focus, [data-zone="${zone}"] :focus`)).toHaveCount(1)
      }
})

test('in the list, arrows, pages, the ends and letters do what the sheet says', async ({ stage }) => {
  await offers(stage, 40)
  await stage.keys('Home')
  const first = await underHand(stage)
  await stage.keys('PageDown')
  const tenth = await underHand(stage)
  expect(tenth).not.toBe(first)
  for (let row = 0; row < 10; row++) await stage.keys('ArrowUp')
  expect(await underHand(stage)).toBe(first)
  await stage.keys('PageDown', 'PageUp')
  expect(await underHand(stage)).toBe(first)
  await stage.keys('End')
  expect([first, tenth]).not.toContain(await underHand(stage))
  await stage.keys('Home', 'ArrowRight')
  const slot = await underHand(stage)
  await stage.keys('ArrowRight', 'ArrowLeft')
  expect(await underHand(stage)).toBe(slot)
})

test('in the directory, Ctrl+Entrée asks for the slots of an establishment and Maj+Entrée adds who is under the hand', async ({
  stage,
}) => {
  await offers(stage)
  await stage.keys('F3')
  await stage.type('fictif')
  await expect(stage.page.getByRole('option', { selected: true })).toContainText('et 1 autre lieu')
  await stage.keys('Shift+Enter')
  await expect(stage.page.locator('.notice')).toBeVisible()
  await stage.keys('Control+a')
  await stage.type('urgences')
  await expect(stage.page.getByRole('option', { selected: true })).toContainText('HÔPITAL FICTIF DES TILLEULS')
  await stage.keys('Control+Enter')
  await expect(need(stage)).toHaveValue('HÔPITAL FICTIF DES TILLEULS')
})

test('in front of another outcome each digit of the sheet notes one', async ({ stage }) => {
  await stage.open()
  const outcomes = async () =>
    ((await stage.script('received')) as { name: string; input: { outcome?: string } }[]).flatMap(({ name, input }) =>
      name === 'orientation.note' ? [input.outcome] : [],
    )
  for (const digit of ['1', '2', '3', '4', '5', '6']) {
    await stage.keys('F6')
    await expect(stage.page.getByRole('listbox', { name: 'Autre issue' })).toBeFocused()
    await stage.keys(digit)
    await expect.poll(async () => (await outcomes()).length).toBe(Number(digit))
  }
  expect(new Set(await outcomes()).size).toBe(6)
})

test('in the day’s list digits leave a word, 0 takes it away, arrows change the sort; Alt with the numeric pad does nothing', async ({
  stage,
}) => {
  const { page } = stage
  await offers(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(page.getByRole('heading', { name: 'Réservé' })).toBeVisible()
  await stage.keys('F9')
  const day = page.getByRole('listbox', { name: 'Suivi du jour' })
  await expect(day.getByRole('option')).toHaveCount(1)
  await expect(day).toBeFocused()
  const word = async () =>
    ((await stage.script('state')) as { orientations: { passedOn?: { word: string } }[] }).orientations[0]?.passedOn
      ?.word
  await stage.keys('Alt+Numpad1')
  for (const [digit, said] of [
    ['1', 'to-phone'],
    ['2', 'to-check'],
    ['3', 'caller-waits'],
    ['4', 'for-information'],
    ['0', undefined],
  ] as const) {
    expect(await word()).not.toBe(said ?? '')
    await stage.keys(digit)
    await expect.poll(word).toBe(said)
  }
  const sort = page.getByRole('button', { pressed: true })
  const before = await sort.textContent()
  await stage.keys('ArrowRight')
  await expect(sort).not.toHaveText(before ?? '')
  await stage.keys('ArrowLeft')
  await expect(sort).toHaveText(before ?? '')
  const passed = ((await stage.script('received')) as { name: string }[]).filter(
    ({ name }) => name === 'orientation.passOn',
  )
  expect(passed).toHaveLength(5)
})

test('a letter typed by its number on the numeric pad takes back no call', async ({ stage }) => {
  await offers(stage)
  await stage.keys('Shift+F2')
  await expect(stage.page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
  await expect(need(stage)).toBeFocused()
  await stage.keys('Alt+Numpad1')
  await expect(stage.page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
  await stage.keys('Alt+Digit1')
  await expect(stage.page.getByRole('heading', { name: /Appel 1/ })).toBeVisible()
})

test('on paper the sheet is one page', async ({ page }) => {
  await page.setContent(keySheet())
  const pdf = await page.pdf(PAPER)
  expect(pdf.toString('latin1')).toMatch(/\/Count 1\b/)
})
