/** What is asked for by its name, by keyboard alone: somebody, a house of health, a community, a point of SOS Médecins. */
import type { AskState } from '../../src/shared/contract/availability.ts'
import { expect, type Stage, test } from './stage.ts'

/** The ask that the call on the screen holds, once every source has answered. */
async function answered({ desk }: Stage): Promise<AskState> {
  let held: AskState | null = null
  await expect
    .poll(
      async () => {
        const call = await desk.call('call.current', null)
        const state = await desk.call('availability.snapshot', { askId: (call.ok && call.value.askId) || '' })
        held = state.ok && state.value.done ? state.value : null
        return held !== null
      },
      { timeout: 30_000 },
    )
    .toBe(true)
  return held as unknown as AskState
}

const slotsOf = (state: AskState) => state.offers.flatMap(offer => offer.slots)

const MSP = '370999027'
const CENTRE = '370990005'

/** Every slot is at one of the addresses that the people of that establishment have there, and there is one. */
function expectOnlyOf({ world }: Stage, state: AskState, finess: string) {
  const there = (idnps: string | null) =>
    world.sandbox.territory.people
      .find(person => `8${person.rpps}` === idnps)
      ?.activities.filter(activity => activity.finess === finess)
      .map(activity => `${activity.line} ${activity.postalCode}`) ?? []
  expect(slotsOf(state).length).toBeGreaterThan(0)
  for (const { idnps, slots } of state.offers)
    for (const { place } of slots) expect(there(idnps)).toContain(`${place.address.join(' ')} ${place.postalCode}`)
}

/** Types in the question box until that suggestion stands there, goes down to it, takes it. */
async function pick({ hand, page, need }: Stage, text: string, wanted: RegExp) {
  await expect(need).toBeFocused()
  await hand.type(text)
  const option = page.getByRole('option').filter({ hasText: wanted }).first()
  await expect(option).toBeVisible()
  for (let i = 0; i < 15 && (await option.getAttribute('aria-selected')) !== 'true'; i++) await hand.press('ArrowDown')
  await hand.press('Enter')
}

test('a house of health, from the question box: only what its people have there', async ({ stage }) => {
  await stage.start()
  await stage.signIn()
  // Several bear that name; the number says which, as a site's own list would.
  await pick(stage, MSP, /MSP FICTIVE DE TOURS/)
  const state = await answered(stage)
  expect(state.question.need.kind).toBe('establishment')
  expectOnlyOf(stage, state, MSP)
  await expect(stage.grid.locator('.row').first()).toBeVisible()
  await stage.picture('nom-msp')
  await stage.axe()
})

test('a health centre, from its record: Ctrl+Entrée asks for its slots, and Échap comes back', async ({ stage }) => {
  const { hand, page } = await stage.start()
  await stage.signIn()
  await hand.press('F3')
  await expect(page.getByRole('combobox', { name: 'Annuaire' })).toBeFocused()
  await hand.type(CENTRE)
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText('CENTRE DE SANTE FICTIF')
  await expect(detail.getByRole('button', { name: /Chercher ses créneaux/ })).toBeVisible()
  await stage.picture('nom-fiche-centre')
  await stage.axe()
  const name = (await detail.getByRole('heading', { level: 2 }).textContent()) ?? ''
  await hand.press('Control+Enter')
  await expect(stage.need).toHaveValue(name)
  const state = await answered(stage)
  expectOnlyOf(stage, state, CENTRE)
})

test('a community: only the slots that are shared with it, whoever gives them', async ({ stage }) => {
  await stage.start()
  await stage.signIn()
  await pick(stage, 'cpts fictive tours nord', /CPTS FICTIVE TOURS NORD/)
  const state = await answered(stage)
  expect(slotsOf(state).length).toBeGreaterThan(0)
  for (const slot of slotsOf(state)) expect(slot.communities).toContain('CPTS fictive Tours Nord')
  expect(state.sources.filter(source => source.requests > 0).map(source => source.id)).toEqual(['cpts'])
  await stage.picture('nom-cpts')
})

test('a point of SOS Médecins, as its source names it: its own slots alone', async ({ stage }) => {
  await stage.start()
  await stage.signIn()
  await pick(stage, 'sos médecins fictif cham', /SOS Médecins fictif Chambray/)
  const state = await answered(stage)
  expect(slotsOf(state).length).toBeGreaterThan(0)
  for (const offer of state.offers) expect(offer.displayName).toMatch(/SOS Médecins fictif Chambray/)
  // Why it stands there is said to a mouse that asks.
  const row = stage.grid.locator('.row').first()
  await row.hover()
  await expect(row).toHaveAttribute('title', /point de consultation/)
  await stage.page.mouse.move(0, 0)
  await stage.picture('nom-sos')
  await stage.page.setViewportSize({ width: 480, height: 768 })
  await stage.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(stage.grid.locator('.row').first()).toBeVisible()
  await stage.picture('nom-sos-480-sombre')
  await stage.axe()
})

test('somebody, from the question box and from the directory', async ({ stage }) => {
  const { hand, page, need } = await stage.start()
  await stage.signIn()
  await hand.press('F3')
  await hand.type('généraliste chambray-lès-tours')
  const line = page.getByRole('option').first()
  await expect(line).toContainText('Dr')
  const name = ((await line.locator('.row__name').textContent()) ?? '').trim()
  await hand.press('Enter')
  await expect(need).toHaveValue(name)
  const fromDirectory = await answered(stage)
  expect(fromDirectory.offers.map(offer => offer.displayName)).toEqual([name])
  await hand.press('F2')
  await hand.press('F2')
  await pick(stage, name.replace(/^Dr /, ''), new RegExp(name.replace(/^Dr /, ''), 'i'))
  const fromBox = await answered(stage)
  expect(fromBox.question.need).toEqual(fromDirectory.question.need)
})

test('«dans les 2 h» by typing 2 on the field; until the limit asks again when the limit changes', async ({
  stage,
}) => {
  const { hand, page } = await stage.start()
  await stage.signIn()
  await stage.ask()
  const when = page.getByRole('button', { name: /Quand/ })
  await hand.press('Alt+q')
  await expect(when).toBeFocused()
  await page.keyboard.type('2')
  await expect(when).toContainText('dans les 2 h')
  await expect
    .poll(async () => {
      const { question } = await answered(stage)
      return Date.parse(question.to) - Date.parse(question.from)
    })
    .toBe(2 * 3_600_000)
  await stage.picture('quand-dans-deux-heures')
  await hand.press('ArrowLeft')
  await hand.press('ArrowLeft')
  await expect(when).toContainText('jusqu’à la limite')
  await page.getByRole('textbox', { name: 'Limite' }).fill('15:30')
  await hand.press('Enter')
  await expect.poll(async () => (await answered(stage)).question.to.slice(11, 16)).toBe('15:30')
})

test('several names in one question, added from the directory and taken away, by keyboard', async ({ stage }) => {
  const { hand, page, need } = await stage.start()
  await stage.signIn()
  await hand.press('F3')
  await expect(page.getByRole('combobox', { name: 'Annuaire' })).toBeFocused()
  await hand.type('généraliste chambray-lès-tours')
  const lines = page.getByRole('option')
  await expect(lines.nth(1)).toContainText('Dr')
  const nameOf = async (n: number) => ((await lines.nth(n).locator('.row__name').textContent()) ?? '').trim()
  const [first, second] = [await nameOf(0), await nameOf(1)]
  await hand.press('Shift+Enter')
  await hand.press('ArrowDown')
  await hand.press('Shift+Enter')
  await expect(page.getByRole('list', { name: 'Et aussi' })).toContainText(second)
  // The hand is still in the directory: an establishment goes along.
  await hand.press('Control+a')
  await hand.type(MSP)
  await expect(page.getByRole('complementary', { name: 'Détail' })).toContainText('MSP FICTIVE DE TOURS')
  await hand.press('Shift+Enter')
  await expect(page.getByRole('list', { name: 'Et aussi' }).getByRole('listitem')).toHaveCount(2)
  await stage.picture('noms-annuaire')
  await hand.press('Escape')
  await expect(need).toHaveValue(first)
  const also = async () => (await answered(stage)).question.also?.map(({ label }) => label) ?? []
  await expect.poll(async () => (await also()).length, { timeout: 20_000 }).toBe(2)
  const state = await answered(stage)
  expect(state.question.also?.map(({ kind }) => kind)).toEqual(['person', 'establishment'])
  for (const name of [first, second]) expect(state.offers.map(offer => offer.displayName)).toContain(name)
  const house = state.offers.filter(offer => offer.slots.length > 0 && offer.named?.[0]?.kind === 'establishment')
  expect(house.length).toBeGreaterThan(0)
  await expect(stage.grid.locator('.row__mark').first()).toBeVisible()
  await stage.picture('noms-offres')
  await stage.axe()
  await hand.press('Alt+b')
  await expect(need).toBeFocused()
  await hand.press('Alt+Backspace')
  await expect(page.getByRole('list', { name: 'Et aussi' }).getByRole('listitem')).toHaveCount(1)
  await expect.poll(also, { timeout: 20_000 }).toEqual([second])
  // The name that is left is a button of its own.
  await hand.press('Tab')
  const takes = () =>
    page.evaluate<boolean>('/^Retirer/.test(document.activeElement?.getAttribute("aria-label") ?? "")')
  for (let i = 0; i < 6 && !(await takes()); i++) await hand.press('Tab')
  await stage.page.setViewportSize({ width: 480, height: 768 })
  await stage.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(page.getByRole('button', { name: /Retirer/ })).toBeFocused()
  await stage.picture('noms-480-sombre')
  await stage.axe()
  await hand.press('Delete')
  await expect(page.getByRole('list', { name: 'Et aussi' })).toHaveCount(0)
  await expect(need).toHaveValue(first)
  await expect.poll(also, { timeout: 20_000 }).toEqual([])
})
