/** Every way that a call can end, each by keyboard, each with words that claim no more than is known. */
import { expect, type Stage, test } from './stage.ts'

const FAST = { readBackSeconds: [0.5] }
const settings = (orientation: Record<string, unknown>) => (raw: Record<string, unknown>) => ({
  ...raw,
  orientation: { ...FAST, ...orientation },
})

async function listed(stage: Stage) {
  const list = await stage.desk.call('orientation.list', { limit: 10 })
  if (!list.ok) throw new Error(list.error.kind)
  return list.value
}

async function copied(stage: Stage): Promise<string> {
  await stage.hand.press('F7')
  await expect(stage.page.getByText('Copié pour le LRM').first()).toBeVisible()
  return stage.copied()
}

test('F6 and one digit note an outcome without a slot, before or after a search', async ({ stage }) => {
  const { hand, page } = await stage.start()
  await stage.signIn()
  await hand.press('F6')
  await expect(page.getByRole('listbox', { name: 'Autre issue' })).toBeFocused()
  await stage.picture('autre-issue')
  await stage.axe()
  // One Enter too many chooses nothing.
  await hand.press('Enter')
  expect(await listed(stage)).toEqual([])
  await hand.press('Digit1')
  await expect(stage.outcome).toHaveText('Orienté aux urgences')
  await stage.picture('urgences')
  expect(await copied(stage)).toMatch(/^Orienté vers un service d’urgence\.$/)
  await hand.press('F2')
  await stage.ask()
  for (const [digit, words] of [
    ['Digit2', 'SMUR demandé'],
    ['Digit3', 'Pharmacie de garde'],
    ['Digit4', 'Conseil donné'],
    ['Digit5', 'Refusé par l’appelant'],
    ['Digit6', 'Rien trouvé'],
  ] as const) {
    await hand.press('F6')
    await hand.press(digit)
    await expect(stage.outcome).toHaveText(words)
  }
  expect((await listed(stage)).map(({ outcome, slot, status }) => [outcome, slot, status])).toEqual(
    ['nothing', 'declined', 'advice', 'pharmacy', 'smur', 'emergency'].map(kind => [kind, null, 'declared']),
  )
  // The need stays open: a slot can be taken as well.
  await hand.press('Escape')
  await stage.grid.focus()
  await stage.choose('Réserver')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
})

test('beyond the agenda: the list turns, one key dials, one notes the answer, an agreed hour is an orientation', async ({
  stage,
}) => {
  const { hand, page, desk } = await stage.start()
  await stage.signIn()
  await stage.ask()
  await hand.press('Shift+F6')
  const list = page.getByRole('listbox', { name: 'Appels « en sus »' })
  await expect(list).toBeFocused()
  const names = list.locator('.row__name')
  const [first, second] = await names.allTextContents()
  await stage.picture('en-sus-liste')
  await stage.axe()
  await hand.press('Enter')
  await expect(page.getByText('Numéro confié au téléphone du poste.').first()).toBeVisible()
  expect(desk.opened.at(-1)).toMatch(/^tel:\+33\d{9}$/)
  await hand.press('Digit2')
  await expect(names.first()).toHaveText(second ?? '')
  await hand.press('Digit3')
  await expect(names.first()).not.toHaveText(second ?? '')
  await expect(list.getByText('refuse aujourd’hui')).toHaveCount(1)
  await expect(list.getByText(/pas de réponse à/)).toHaveCount(1)
  const agreed = await names.first().textContent()
  await hand.press('Digit1')
  await hand.type('17h40')
  await stage.picture('en-sus-heure')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Accord par téléphone')
  await stage.picture('en-sus-accord')
  const [one] = await listed(stage)
  expect(one).toMatchObject({ taking: 'phone', status: 'declared', category: 'PS' })
  expect(one?.slot?.start.slice(11, 16)).toBe('17:40')
  expect(one?.practitioner.displayName).toBe(agreed)
  expect(agreed).not.toBe(first)
  const text = await copied(stage)
  expect(text).toContain('Accord par téléphone')
  expect(text).not.toMatch(/Réservé|confirmé/)
})

test('without appointment: the hours are given and no place is claimed', async ({ stage }) => {
  const { hand } = await stage.start()
  await stage.signIn()
  await stage.ask({ place: 'tours' })
  // By letters to the point of consultation, by arrows to its hours without appointment.
  await hand.type('sos')
  const picked = stage.grid.locator('.row--current .chip--picked')
  for (let chip = 0; chip < 12; chip++) {
    if (/sans rendez-vous/.test((await picked.getAttribute('aria-label')) ?? '')) break
    await hand.press('ArrowRight')
  }
  await hand.press('Enter')
  await expect(stage.primary).toContainText('Orienter sans rendez-vous')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Orienté sans rendez-vous')
  await stage.picture('sans-rendez-vous')
  const text = await copied(stage)
  expect(text).toContain('se présenter aux heures indiquées')
  expect(text).not.toContain('Réservé')
})

test('a community is asked, and «Réservé» comes only when somebody of it accepts', async ({ stage }) => {
  const { hand } = await stage.start({
    settings: raw => ({
      ...settings({})(raw),
      sources: (raw['sources'] as Record<string, unknown>[]).map(source =>
        source['taking'] === 'direct' ? { ...source, taking: 'marketplace' } : source,
      ),
    }),
  })
  await stage.signIn()
  await stage.ask()
  await stage.choose('Demander')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Demande reçue, acceptation attendue')
  await stage.picture('place-de-marche-demandee')
  const [one] = await listed(stage)
  expect(one).toMatchObject({ status: 'pending', category: 'PDM' })
  expect(await copied(stage)).toContain('pas encore acceptée')
  const held = stage.world.sandbox.bookings.byIdentifier(`urn:ietf:rfc3986|urn:uuid:${one?.id}`)
  stage.world.sandbox.bookings.become(held?.id ?? '', 'booked')
  await hand.press('Alt+v')
  await expect(stage.outcome).toHaveText('Réservé')
  await stage.picture('place-de-marche-acceptee')
})

/** A limit that every slot is after, and two Enters on one: what the desk then asks for is on the screen. */
async function pressBeyondLimit(stage: Stage): Promise<void> {
  const { hand, page } = stage
  await stage.signIn()
  await stage.ask()
  await hand.press('Alt+l')
  await hand.type('10:07')
  await hand.press('Enter')
  await expect(page.locator('.row').first()).toBeVisible()
  await stage.grid.focus()
  await stage.choose('Réserver')
  await hand.press('Enter')
}

test('beyond the clinical limit, a reason by its digit where the site lets it, and it is kept', async ({ stage }) => {
  const { hand, page } = await stage.start({ settings: settings({ reasonSuffices: true }) })
  await pressBeyondLimit(stage)
  const reasons = page.getByRole('listbox', { name: 'Motif pour aller au-delà de la limite' })
  await expect(reasons).toBeFocused()
  await stage.picture('au-dela-motif')
  await stage.axe()
  await hand.press('Enter')
  expect(await listed(stage)).toEqual([])
  await hand.press('Digit1')
  await expect(stage.outcome).toHaveText('Réservé')
  await stage.picture('au-dela-reserve')
  expect((await listed(stage))[0]?.override).toEqual({ reason: 'nothing-sooner', approvedBy: null })
})

test('beyond the clinical limit, a doctor’s card in the only reader lets the slot be taken, once', async ({
  stage,
}) => {
  const { hand, page, desk } = await stage.start({ settings: settings({}) })
  const { cards } = stage.world.sandbox
  await pressBeyondLimit(stage)
  await expect(page.getByRole('button', { name: 'Demander l’accord d’un médecin' })).toBeFocused()
  await stage.picture('au-dela-medecin')
  await stage.axe()
  await hand.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Approbation par une seconde personne' })
  await expect(dialog).toBeVisible()
  await cards.insert(await cards.issue('cps'))
  await expect(dialog.getByLabel('Code porteur')).toBeFocused()
  await hand.type(desk.pin)
  await hand.press('Enter')
  await expect(page.getByText('L’approbation est terminée')).toBeVisible()
  await cards.insert(await cards.issue('cpe'))
  await expect(page.getByText('carte CPE').first()).toBeVisible()
  await hand.type(desk.pin)
  await hand.press('Enter')
  const take = page.getByRole('button', { name: /^Prendre, avec l’accord de Dr / })
  await expect(take).toBeVisible()
  await stage.picture('au-dela-accorde')
  await take.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
  expect((await listed(stage))[0]?.override).toEqual({ reason: null, approvedBy: '8ANS20260001' })
})

test('what is booked is moved, then cancelled, and the words follow what the source really holds', async ({
  stage,
}) => {
  const { hand, page } = await stage.start({ settings: settings({}) })
  const { sandbox } = stage.world
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
  const [before] = await listed(stage)
  const move = page.getByRole('button', { name: 'Changer d’heure' })
  if ((await move.count()) > 0) {
    await move.press('Enter')
    await page
      .getByRole('button', { name: /^Passer à/ })
      .first()
      .press('Enter')
    await expect(page.getByText(/auparavant \d\d:\d\d/)).toBeVisible()
    await stage.picture('change-d-heure')
    expect((await listed(stage))[0]?.movedFrom).toBe(before?.slot?.start)
  }
  await page.getByRole('button', { name: 'Annuler le rendez-vous' }).press('Enter')
  await stage.picture('annulation-demandee')
  await page.getByRole('button', { name: /^Oui, annuler/ }).press('Enter')
  await expect(stage.outcome).toHaveText('Annulé')
  await expect(page.getByText('L’annulation demandée est confirmée', { exact: false })).toBeVisible()
  await stage.picture('annule')
  const held = sandbox.bookings.byIdentifier(`urn:ietf:rfc3986|urn:uuid:${before?.id}`)
  expect(held).toMatchObject({ slotKey: null, resource: { status: 'cancelled' } })
})

test('the day’s list: a word by one digit is left to the next person, who is told', async ({ stage }) => {
  const { hand, page, desk } = await stage.start()
  await stage.signIn()
  for (const [number, digit] of ['Digit1', 'Digit4'].entries()) {
    await hand.press('F6')
    await hand.press(digit)
    await expect(stage.outcome).toBeVisible()
    await hand.press('F2')
    await expect(page.getByText(`Appel ${number + 2}`).first()).toBeVisible()
  }
  await hand.press('F9')
  const day = page.getByRole('listbox', { name: 'Suivi du jour' })
  await expect(day).toBeFocused()
  await hand.press('ArrowDown')
  await hand.press('Digit1')
  await expect(day.getByText('à rappeler')).toHaveCount(1)
  await stage.picture('suivi-du-jour')
  await stage.axe()
  await hand.press('Escape')
  await hand.press('Escape')
  await expect(page.getByText('1 orientation porte un mot laissé')).toBeVisible()
  await stage.picture('releve')
  const list = await desk.call('orientation.list', { limit: 10 })
  expect(list.ok && list.value.filter(one => one.passedOn).length).toBe(1)
})
