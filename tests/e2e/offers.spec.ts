/** Free slots as they live: they come and go, the search goes further, the clinical limit holds, an outage leaves phones. */
import type { AskState } from '../../src/shared/contract/availability.ts'
import { expect, type Stage, test } from './stage.ts'

type Raw = Record<string, unknown>
const availability = (change: Raw) => (raw: Raw) => ({
  ...raw,
  availability: { ...(raw['availability'] as Raw | undefined), ...change },
})

/** The ask on the screen, as the console holds it. */
async function ask({ desk }: Stage) {
  let held: AskState | null = null
  // The screen tells the console which ask is its own a moment after asking.
  await expect
    .poll(async () => {
      const call = await desk.call('call.current', null)
      const state = await desk.call('availability.snapshot', { askId: (call.ok && call.value.askId) || '' })
      held = state.ok ? state.value : null
      return state.ok || state.error.kind
    })
    .toBe(true)
  return held as unknown as AskState
}

test('a slot that another desk takes leaves by itself, with a word, and never from under the finger', async ({
  stage,
}) => {
  await stage.start({ settings: availability({ refreshSeconds: 2, refreshPerMinute: 60 }) })
  const { hand, grid, page } = stage
  const { sandbox } = stage.world
  await stage.signIn()
  await stage.ask()
  // The hand is on the second row; what goes is on the first.
  await hand.press('ArrowDown')
  await hand.press('ArrowDown')
  const under = await grid.locator('.row--current .row__name').textContent()
  const name = await grid.locator('.row').first().locator('.row__name').textContent()
  const offer = (await ask(stage)).offers.find(one => one.displayName === name)
  const slot = offer?.slots.find(one => one.taking !== 'walk-in')
  if (!offer || !slot) throw new Error('the first row has no slot that can be taken')
  const at = Date.parse(slot.start)
  for (const one of offer.idnps ? [sandbox.world.slotAt(offer.idnps, at, () => true)] : [])
    sandbox.bookings.takeElsewhere(one?.key ?? '')
  const gone = grid.locator('.row').first().locator('.chip--gone')
  await expect(gone).toContainText(slot.start.slice(11, 16), { timeout: 30_000 })
  await expect(gone).toContainText('parti')
  expect(await grid.locator('.row--current .row__name').textContent()).toBe(under)
  await expect(grid.locator('.row').first().locator('.row__name')).toHaveText(name ?? '')
  await stage.picture('creneau-qui-part')
  await stage.axe()
  // Taken in by the hand: it is gone for good.
  await hand.press('F5')
  await expect(page.locator('.chip--gone')).toHaveCount(0)
})

test('a slot that this desk has just booked is struck through as «réservé», not as gone', async ({ stage }) => {
  await stage.start()
  const { hand, grid } = stage
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  const picked = ((await grid.locator('.row--current .chip--picked .chip__time').textContent()) ?? '').trim()
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
  const gone = grid.locator('.chip--gone').filter({ hasText: picked })
  await expect(gone).toContainText('réservé')
  await expect(grid.locator('.row--current').getByText('parti', { exact: true })).toHaveCount(0)
  await stage.picture('creneau-reserve-dans-la-liste')
  await stage.page.setViewportSize({ width: 480, height: 768 })
  await stage.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(grid.locator('.row').first()).toBeVisible()
  await stage.picture('offres-480-sombre')
})

test('the search reaches the neighbour départements by a key, says whom, says the border, and comes back by a key', async ({
  stage,
}) => {
  await stage.start()
  const { hand, page, grid, desk } = stage
  await stage.signIn()
  await stage.ask({ place: 'amboise' })
  const before = (await ask(stage)).candidates
  const wider = desk.until('availability.updated', update => update.done)
  await hand.press('Shift+F8')
  await expect(page.getByText(/^avec .*41/)).toBeVisible()
  await wider
  await expect(grid.getByText(/\(\d\d\)/).first()).toBeVisible()
  await expect.poll(async () => (await ask(stage)).candidates).toBeGreaterThan(before)
  const further = (await ask(stage)).candidates
  await stage.picture('debordement-voisins')
  await stage.axe()
  await page.getByRole('button', { name: 'Revenir d’un pas' }).click()
  await expect(page.getByText(/^avec .*41/)).toHaveCount(0)
  // Somebody across the border but within the radius may still be there: whose turn it is among equals is drawn anew.
  await expect.poll(async () => (await ask(stage)).question.reach?.departements ?? []).toEqual([])
  await expect.poll(async () => (await ask(stage)).candidates).toBeLessThan(further)
})

test('where the site wants more offers than came, the search goes further by itself until one step is taken back', async ({
  stage,
}) => {
  await stage.start({ settings: availability({ enough: 50, candidates: 5 }) })
  const { page } = stage
  await stage.signIn()
  await stage.ask({ place: 'amboise', wait: false })
  await expect(page.getByText(/téléconsultations de partout/).first()).toBeVisible({ timeout: 60_000 })
  await expect.poll(async () => (await ask(stage)).question.reach?.remote ?? false, { timeout: 30_000 }).toBe(true)
  await expect.poll(async () => (await ask(stage)).done, { timeout: 30_000 }).toBe(true)
  await stage.picture('elargi-tout-seul')
  await page.getByRole('button', { name: 'Revenir d’un pas' }).click()
  await expect.poll(async () => (await ask(stage)).question.reach?.remote ?? false, { timeout: 30_000 }).toBe(false)
  await expect.poll(async () => (await ask(stage)).done, { timeout: 30_000 }).toBe(true)
  expect((await ask(stage)).question.reach?.remote ?? false).toBe(false)
})

test('beyond the clinical limit slots stand below a line, and none is taken without a reason or a doctor', async ({
  stage,
}) => {
  await stage.start()
  const { page, hand, grid, desk } = stage
  await stage.signIn()
  await stage.ask()
  const sent = (await ask(stage)).askId
  await page.getByRole('textbox', { name: 'Limite' }).fill('10:30')
  await hand.press('Enter')
  await expect(grid.getByText('au-delà de la limite 10:30')).toBeVisible()
  await expect.poll(async () => (await ask(stage)).question.limit !== null, { timeout: 20_000 }).toBe(true)
  // Nothing was asked again: the same ask, ranked anew.
  const state = await ask(stage)
  expect(state.askId).toBe(sent)
  const late = state.offers.find(offer => offer.slots.some(slot => slot.beyondLimit && slot.taking === 'direct'))
  const slot = late?.slots.find(one => one.beyondLimit && one.taking === 'direct')
  if (!late || !slot) throw new Error('nothing beyond the limit')
  await stage.picture('au-dela-de-la-limite')
  await stage.axe()
  const intentId = '6f0f2a4e-0c2f-4e0c-9a57-3a1f6f1d2b3c'
  const wanted = { intentId, askId: state.askId, offerId: late.id, slotId: slot.id, needKey: 'k', evenIfPending: false }
  const taken = await desk.call('orientation.take', wanted)
  expect(taken).toMatchObject({ ok: false, error: { kind: 'beyond-limit' } })
})

test('when every source falls silent, the slots stay, to be confirmed by phone, and the phone is on the row', async ({
  stage,
}) => {
  await stage.start({ settings: availability({ refreshSeconds: 2, refreshPerMinute: 60, timeoutMs: 4_000 }) })
  const { grid } = stage
  const { faults, sources } = stage.world.sandbox
  await stage.signIn()
  await stage.ask()
  const before = (await ask(stage)).offers.filter(offer => offer.slots.length > 0).length
  expect(before).toBeGreaterThan(0)
  for (const source of sources) faults.set({ source: source.id, fault: { kind: 'closed' } })
  await expect(grid.getByText('à confirmer par téléphone').first()).toBeVisible({ timeout: 40_000 })
  // Not everybody has a phone in the directory; who has one shows it.
  await expect(grid.locator('.row__silent').filter({ hasText: /0\d/ }).first()).toBeVisible()
  expect((await ask(stage)).offers.filter(offer => offer.slots.length > 0)).toHaveLength(before)
  await stage.picture('panne-a-confirmer')
  await stage.axe()
})
