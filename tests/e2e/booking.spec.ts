/** Bookings that do not go as wished: the slot is somebody else's, the answer is lost. Nothing is typed again, nothing is sent twice. */
import type { FaultOrder } from '../../src/sandbox/platform/faults.ts'
import { expect, type Stage, test } from './stage.ts'

/** Every source that books itself does this to the next booking. */
function onBooking({ world }: Stage, fault: FaultOrder['fault'], times?: number) {
  for (const { id } of world.sandbox.sources)
    world.sandbox.faults.set({ source: id, on: 'appointment', fault, ...(times === undefined ? {} : { times }) })
}

test('a slot taken by another a moment ago: the next ones are proposed at once, and the first of them is booked', async ({
  stage,
}) => {
  const { page, hand, desk } = await stage.start()
  const { sandbox } = stage.world
  const before = sandbox.bookings.all().length
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  onBooking(stage, { kind: 'status', status: 409 }, 1)
  const posted = desk.until('orientation.changed', one => one.status === 'taken')
  await hand.press('Enter')
  await posted
  sandbox.faults.clear()
  await expect(stage.outcome).toHaveText('Pris par un autre à l’instant')
  const next = page.getByRole('region', { name: 'Suivants' }).getByRole('button')
  await expect(next.first()).toBeFocused()
  await stage.picture('pris-par-un-autre')
  await expect(stage.need).toHaveValue('Médecin généraliste')
  await expect(stage.place).toHaveValue('Chambray-lès-Tours')

  // One key chooses the next one, one takes it.
  for (let tries = 0; tries < 6; tries++) {
    await hand.press('Enter')
    await expect(stage.primary).toBeFocused()
    if (/Réserver/.test((await stage.primary.textContent()) ?? '')) break
    await hand.press('Escape')
    await hand.press('ArrowDown')
  }
  await expect(stage.primary).toContainText('Réserver')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
  expect(sandbox.bookings.all()).toHaveLength(before + 1)
  await stage.picture('pris-puis-reserve')
})

test('a slot that another desk has just booked is found gone before anything is sent', async ({ stage }) => {
  const { page, hand, desk } = await stage.start()
  const { sandbox } = stage.world
  const before = sandbox.bookings.all().length
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  const call = await desk.call('call.current', null)
  const ask = await desk.call('availability.snapshot', { askId: (call.ok && call.value.askId) || '' })
  if (!ask.ok) throw new Error(ask.error.kind)
  // By the slot that is picked, not by its hour: the same hour may be free on two days, or at two places.
  const picked = (await page.locator('.row--current .chip--picked').getAttribute('id')) ?? ''
  const chosen = decodeURIComponent(picked.replace(/^slot-/, ''))
  const offer = ask.value.offers.find(each => each.slots.some(({ id }) => id === chosen))
  const slot = offer?.slots.find(({ id }) => id === chosen)
  if (!offer?.idnps || !slot) throw new Error('the slot on the button is not in the list')
  const found = sandbox.world.slotAt(offer.idnps, Date.parse(slot.start), () => true)
  sandbox.bookings.takeElsewhere(found?.key ?? '')

  await hand.press('Enter')
  await expect(page.getByText('Ce créneau n’est plus proposé.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Suivants' }).getByRole('button').first()).toBeVisible()
  await stage.picture('creneau-parti')
  expect(sandbox.bookings.all()).toHaveLength(before)
  const list = await desk.call('orientation.list', { limit: 10 })
  expect(list.ok && list.value).toEqual([])
})

test('an answer lost after the act is called unknown, holds the need, and settles by itself: one booking', async ({
  stage,
}) => {
  const { page, hand, desk } = await stage.start({
    // Slow enough to be seen in doubt, quick enough for a test.
    settings: raw => ({ ...raw, orientation: { readBackSeconds: [6, 1] } }),
  })
  const { sandbox } = stage.world
  const before = sandbox.bookings.all().length
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  onBooking(stage, { kind: 'lost-after' })
  const settled = desk.until('orientation.changed', one => one.status === 'confirmed')
  await hand.press('Enter')
  await expect(stage.outcome).toContainText('Issue inconnue')
  await stage.picture('issue-inconnue')
  sandbox.faults.clear()

  // Another slot for the same need: not without saying so.
  await hand.press('Escape')
  await expect(stage.grid).toBeFocused()
  await hand.press('ArrowDown')
  await stage.choose('Réserver')
  await hand.press('Enter')
  await expect(page.getByText('Une réservation de cet appel attend encore son issue.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Prendre quand même' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'En suspens' })).toContainText('Issue inconnue')
  await stage.picture('issue-inconnue-besoin-tenu')
  expect(sandbox.bookings.all()).toHaveLength(before + 1)

  await hand.press('Escape')
  const one = await settled
  await expect(page.getByRole('region', { name: 'En suspens' })).toHaveCount(0)
  await hand.press('F7')
  await expect(page.getByText('Copié pour le LRM').first()).toBeVisible()
  expect(await stage.copied()).toContain(one.practitioner.displayName)
  expect(await stage.copied()).toContain('Réservé')
  await stage.picture('issue-inconnue-puis-reserve')
  expect(sandbox.bookings.all()).toHaveLength(before + 1)
})

test('while its outcome is on the screen, an unknown booking turns into a booked one', async ({ stage }) => {
  const { hand } = await stage.start({ settings: raw => ({ ...raw, orientation: { readBackSeconds: [2] } }) })
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  onBooking(stage, { kind: 'lost-after' })
  await hand.press('Enter')
  await expect(stage.outcome).toContainText('Issue inconnue')
  await expect(stage.outcome).toHaveText('Réservé')
  await expect(stage.primary).toBeFocused()
})

test('an answer lost before the act stays unknown and is never sent again', async ({ stage }) => {
  const { page, hand, desk } = await stage.start({
    settings: raw => ({ ...raw, orientation: { readBackSeconds: [0.3] } }),
  })
  const { sandbox } = stage.world
  const before = sandbox.bookings.all().length
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  onBooking(stage, { kind: 'lost-before' })
  await hand.press('Enter')
  await expect(stage.outcome).toContainText('Issue inconnue')
  // The platform would take it now: only a second sending could make it a booking.
  sandbox.faults.clear()
  await desk.until('orientation.changed', one => one.readBacks >= 3)
  await expect(stage.outcome).toContainText('Issue inconnue')
  await expect(page.getByText(/\d+ vérifications/)).toBeVisible()
  await stage.picture('issue-jamais-arrivee')
  expect(sandbox.bookings.all()).toHaveLength(before)
  // The call may end: the outcome is followed, and stays before the eyes.
  await hand.press('F2')
  await expect(stage.need).toBeFocused()
  await expect(page.getByRole('region', { name: 'En suspens' })).toContainText('Issue inconnue')
  await stage.picture('issue-inconnue-appel-suivant')
})
