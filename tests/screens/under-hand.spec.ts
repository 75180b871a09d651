/** What is under the hand: it is what the next key acts on, it does not become something else, and it is never nowhere. */
import { expect, type Stage, test } from './stage.ts'

interface Seen {
  ask: { offers: { id: string; displayName: string; slots: { id: string; start: string }[] }[] } | null
  orientations: { status: string }[]
}
const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const seen = async (stage: Stage) => (await stage.script('state')) as Seen
const heading = (stage: Stage, words: string) => stage.page.getByRole('heading', { name: words, exact: true })
const button = (stage: Stage, name: string) => stage.page.getByRole('button', { name })
const armed = (stage: Stage) => stage.page.getByText('Entrée réserve exactement ceci')

async function offersOfACall(stage: Stage, scene: Parameters<Stage['open']>[0] = {}) {
  await stage.open(scene)
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
}

/** Tab until the one button of the detail has the hand. */
async function tabToTake(stage: Stage) {
  await expect(stage.page.locator('.take__button')).toBeVisible()
  for (let n = 0; n < 12; n++) {
    await stage.keys('Tab')
    if (await stage.page.evaluate(`document.activeElement.dataset.zone === 'primary'`)) return
  }
}

test('one Enter on a button that nothing has fixed yet books nothing: it fixes what it says', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown')
  await expect(button(stage, 'Réserver 16:40')).toBeVisible()
  await tabToTake(stage)
  await expect(button(stage, 'Réserver 16:40')).toBeFocused()
  const row = (await seen(stage)).ask?.offers[1]
  await stage.script('removeSlot', row?.id, row?.slots[0]?.id)
  await expect(button(stage, 'Réserver 17:00')).toBeFocused()
  await stage.keys('Enter')
  await expect(armed(stage)).toBeVisible()
  expect((await seen(stage)).orientations).toEqual([])
  await stage.keys('Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
})

test('a better row that arrives does not change the detail that the hand has gone to', async ({ stage }) => {
  await offersOfACall(stage)
  await tabToTake(stage)
  const says = await stage.page.locator('.take__button').textContent()
  const who = await stage.page.locator('.row--current .row__name').textContent()
  await stage.script('arrive')
  await expect(button(stage, '3 nouvelles')).toBeVisible()
  await expect(stage.page.locator('.row--current .row__name')).toHaveText(who ?? '')
  await expect(stage.page.locator('.take__button')).toHaveText(says ?? '')
})

test('when the armed slot goes, the hand is on what is proposed instead', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown', 'Enter')
  await expect(button(stage, 'Réserver 16:40')).toBeFocused()
  const row = (await seen(stage)).ask?.offers[1]
  await stage.script('removeSlot', row?.id, row?.slots[0]?.id)
  await expect(button(stage, '17:00 chez le même')).toBeFocused()
})

test('when a window closes over a button that has gone, the hand comes back to the detail', async ({ stage }) => {
  await offersOfACall(stage, { lateMs: { 'orientation.take': 400 } })
  await stage.keys('ArrowDown', 'Enter', 'Enter', 'Control+k')
  await expect(stage.page.getByRole('dialog')).toBeVisible()
  await expect.poll(async () => (await seen(stage)).orientations.length).toBe(1)
  await stage.keys('Escape')
  await expect.poll(() => stage.page.evaluate(`document.activeElement.closest('.detail') !== null`)).toBe(true)
  await stage.keys('Escape')
  await expect(grid(stage)).toBeFocused()
})

test('the key that asks to cancel, pressed twice, cancels nothing', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await button(stage, 'Annuler le rendez-vous').focus()
  await stage.keys('Enter', 'Enter')
  await expect(button(stage, 'Annuler le rendez-vous')).toBeVisible()
  await expect(button(stage, 'Oui, annuler')).toHaveCount(0)
  await expect(heading(stage, 'Réservé')).toBeVisible()
})

test('docked, what the detail covers is out of reach, and the list comes before the eyes with the hand', async ({
  stage,
}) => {
  await offersOfACall(stage)
  await stage.resize({ width: 480, height: 768, dark: false })
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  for (let n = 0; n < 14; n++) {
    await stage.keys('Tab')
    expect(await stage.page.evaluate(`document.activeElement.closest('.desk__offers') === null`)).toBe(true)
  }
  await stage.keys('Alt+r')
  await expect(grid(stage)).toBeFocused()
  await expect(heading(stage, 'Réservé')).toHaveCount(0)
  await stage.keys('F9')
  const day = stage.page.getByRole('listbox', { name: 'Suivi du jour' })
  await expect(day).toBeFocused()
  await stage.keys('ArrowDown')
  await expect(day).toBeVisible()
  await expect(heading(stage, 'Réservé')).toHaveCount(0)
  await stage.keys('Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
})

test('docked, Alt+Enter goes to the record of the directory, and Échap comes back', async ({ stage }) => {
  await stage.open()
  await stage.resize({ width: 480, height: 768, dark: false })
  await stage.keys('F3')
  await stage.type('morvan')
  await expect(stage.page.getByRole('option', { name: /MORVAN/ }).first()).toBeVisible()
  await stage.keys('Alt+Enter')
  await expect(button(stage, 'Chercher ses créneaux')).toBeVisible()
  await stage.keys('Escape')
  await expect(stage.page.getByRole('combobox', { name: 'Annuaire' })).toBeFocused()
  await expect(stage.page.getByRole('combobox', { name: 'Annuaire' })).toHaveValue('morvan')
})

test('at 200 % with two offers compared, the row under the hand is still in sight', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.resize({ width: 683, height: 384, dark: false })
  await stage.keys('Alt+r', 'Alt+e', 'ArrowDown', 'ArrowDown', 'ArrowDown')
  const row = stage.page.locator('.row--current')
  await expect(row).toBeInViewport({ ratio: 0.9 })
})

test('a list rolled by the mouse stays where it was rolled to, whatever is drawn again', async ({ stage }) => {
  const { page } = stage
  await stage.open({ rows: 300 })
  await stage.askForDoctor()
  const list = page.getByRole('grid', { name: 'Offres' })
  await expect(list.locator('.chip').first()).toBeVisible()
  await stage.keys('ArrowDown')
  const top = () => page.evaluate<number>(`document.querySelector('.offers').scrollTop`)
  const roll = async () => {
    const box = await list.boundingBox()
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200)
    await page.mouse.wheel(0, 1500 - (await top()))
    await expect.poll(top).toBe(1500)
  }
  await roll()
  await stage.resize({ width: 1300, height: 768, dark: false })
  await page.waitForTimeout(200)
  expect(await top()).toBe(1500)
  // Lower or higher, the window shows what was rolled to.
  await stage.resize({ width: 1300, height: 700, dark: false })
  await page.waitForTimeout(200)
  expect(await top()).toBe(1500)
  await stage.script('stir', 300)
  await page.waitForTimeout(200)
  expect(await top()).toBe(1500)
  // The next arrow brings the hand back, and a lower window keeps it in sight.
  await stage.keys('ArrowDown')
  await expect(list.locator('.row--current')).toBeInViewport()
  await stage.keys('End')
  await stage.resize({ width: 1300, height: 500, dark: false })
  await expect(list.locator('.row--current')).toBeInViewport()
})
