/** The rules of the hand: what keys do, what never moves, what is never lost. */
import { expect, type Stage, test } from './stage.ts'

interface Seen {
  call: { id: string; needText: string; drm: string; orientationIds: string[] }
  ask: { offers: { id: string; displayName: string; slots: { id: string; start: string }[] }[] } | null
  orientations: { id: string; status: string; slot: { id: string; start: string } }[]
}
type Received = { name: string; input: Record<string, unknown> | null }[]

const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const seen = async (stage: Stage) => (await stage.script('state')) as Seen
const received = async (stage: Stage, name: string) =>
  ((await stage.script('received')) as Received).filter(each => each.name === name)
const offersCame = (stage: Stage) => expect(grid(stage).getByText('dans 35 min')).toBeVisible()
const need = (stage: Stage) => stage.page.getByRole('combobox', { name: 'Besoin' })
const place = (stage: Stage) => stage.page.getByRole('combobox', { name: 'Lieu' })
const current = (stage: Stage) => stage.page.locator('.row--current .row__name')
const heading = (stage: Stage, words: string) => stage.page.getByRole('heading', { name: words })

test('a typical call takes 12 keystrokes at most beyond the words typed', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter')
  await expect(stage.page.getByText('Entrée réserve exactement ceci')).toBeVisible()
  await expect(stage.page.getByRole('button', { name: 'Réserver 16:40' })).toBeFocused()
  await stage.keys('Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await stage.keys('F7')
  await expect(stage.page.locator('.notice')).toHaveText(/Copié pour le LRM/)
  expect(await stage.page.evaluate<string>('navigator.clipboard.readText()')).toContain('RDV réservé')
  await stage.keys('F2')
  await expect(heading(stage, 'Appel 2')).toBeVisible()
  await expect(need(stage)).toBeFocused()
  await expect(need(stage)).toHaveValue('')
  const { orientations } = await seen(stage)
  expect(orientations.map(one => one.slot.start.slice(11, 16))).toEqual(['16:40'])
  expect(stage.pressed).toBeLessThanOrEqual(12)
})

test('what is armed is what is taken, whatever comes meanwhile', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter')
  const before = (await seen(stage)).ask?.offers[1]?.slots[0]
  await stage.script('arrive')
  await stage.keys('Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  expect((await seen(stage)).orientations[0]?.slot.id).toBe(before?.id)
})

test('an earlier hour that comes to the row under the hand is not what the next Enter takes', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown')
  const row = (await seen(stage)).ask?.offers[1]
  await stage.script('earlier', row?.id)
  await expect.poll(async () => (await seen(stage)).ask?.offers[1]?.slots.length).toBe((row?.slots.length ?? 0) + 1)
  await expect(stage.page.locator('.row--current .chip')).not.toHaveCount(row?.slots.length ?? 0)
  await stage.keys('Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  expect((await seen(stage)).orientations[0]?.slot?.id).toBe(row?.slots[0]?.id)
})

test('a row that arrives never moves the row under the hand; F5 takes it in', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'ArrowDown')
  const row = stage.page.locator('.row--current')
  const name = await current(stage).textContent()
  const at = await row.boundingBox()
  await stage.script('arrive')
  await expect(stage.page.getByRole('button', { name: '3 plus tôt' })).toBeVisible()
  expect(await current(stage).textContent()).toBe(name)
  expect(await row.boundingBox()).toEqual(at)
  await stage.keys('F5')
  await expect(stage.page.getByText(/\d plus tôt/)).toHaveCount(0)
  await expect(grid(stage)).toBeFocused()
  const { ask } = await seen(stage)
  await expect(current(stage)).toHaveText(ask?.offers[0]?.displayName ?? '?')
})

test('a slot that goes stays struck through where it was', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'ArrowDown')
  const row = (await seen(stage)).ask?.offers[1]
  await stage.script('removeSlot', row?.id, row?.slots[0]?.id)
  await expect(stage.page.locator('.chip--gone')).toContainText('16:40')
})

test('an armed slot that goes is said to be gone and cannot be taken', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter')
  const row = (await seen(stage)).ask?.offers[1]
  await stage.script('removeSlot', row?.id, row?.slots[0]?.id)
  await expect(stage.page.getByText('Ce créneau n’est plus proposé')).toBeVisible()
  await expect(stage.page.getByRole('button', { name: 'Réserver 16:40' })).toHaveCount(0)
  await stage.keys('Enter')
  expect(await received(stage, 'orientation.take')).toEqual([])
})

test('Enter before the directory has answered takes the first suggestion when it comes', async ({ stage }) => {
  await stage.open({ directoryMs: 400 })
  await expect(need(stage)).toBeFocused()
  await stage.type('pédia')
  await stage.keys('Enter')
  await expect(place(stage)).toBeFocused()
  await stage.type('joué')
  await stage.keys('Enter')
  await offersCame(stage)
  await expect(need(stage)).toHaveValue('Pédiatrie')
  await expect(place(stage)).toHaveValue('Joué-lès-Tours')
})

test('a question asked while the directory is being built starts by itself when it is there', async ({ stage }) => {
  await stage.open({ directory: 'importing' })
  await expect(need(stage)).toBeFocused()
  await stage.type('médecine')
  await stage.keys('Enter')
  await stage.type('chambray')
  await stage.keys('Enter')
  await expect(stage.page.locator('.offers-state').first()).toBeVisible()
  expect((await seen(stage)).ask).toBeNull()
  await stage.script('directoryReady')
  await offersCame(stage)
})

test('Enter in the empty place takes the desk’s own territory', async ({ stage }) => {
  await stage.open()
  await expect(need(stage)).toBeFocused()
  await stage.type('médecine')
  await stage.keys('Enter')
  await expect(place(stage)).toHaveAttribute('placeholder', /Tours/)
  await stage.keys('Enter')
  await offersCame(stage)
  await expect(place(stage)).toHaveValue('Tours')
})

test('a name finds people, and choosing one asks for their slots', async ({ stage }) => {
  await stage.open()
  await expect(need(stage)).toBeFocused()
  await stage.type('testard')
  await expect(stage.page.getByRole('option', { name: /TESTARD/ }).first()).toBeVisible()
  await stage.keys('Enter')
  await offersCame(stage)
  const [ask] = await received(stage, 'availability.ask')
  expect(ask?.input?.['question'] ?? ask?.input).toMatchObject({ need: { kind: 'person' } })
})

test('Esc steps back one level at a time and loses nothing', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Escape')
  await expect(grid(stage)).toBeFocused()
  await expect(stage.page.getByText('exactement ceci')).toHaveCount(0)
  await stage.keys('Escape')
  await expect(need(stage)).toBeFocused()
  await stage.page.keyboard.press('End')
  await stage.type(' x')
  await stage.keys('Escape', 'Escape', 'Escape')
  await expect(need(stage)).toHaveValue('Médecine générale x')
  await expect(place(stage)).toHaveValue('Chambray-lès-Tours')
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
})

test('letters filter the list and Esc takes the filter away', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.type('morvan')
  await expect(stage.page.getByRole('button', { name: 'filtre : morvan' })).toBeVisible()
  await expect(grid(stage).getByRole('rowheader').filter({ hasNotText: 'MORVAN' })).toHaveCount(0)
  expect(await grid(stage).getByRole('rowheader').count()).toBeGreaterThan(0)
  await stage.keys('Escape')
  await expect(grid(stage)).toBeFocused()
  expect(await grid(stage).getByRole('rowheader').count()).toBeGreaterThan(5)
})

test('Ctrl+C on a row copies its number, and says so when it has none', async ({ stage }) => {
  await stage.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await stage.open({ answering: 'none' })
  await stage.askForDoctor()
  await expect(grid(stage).locator('.row').first()).toBeVisible()
  const current = grid(stage).locator('.row--current')
  const walkTo = async (words: RegExp) => {
    for (let row = 0; row < 8 && !words.test((await current.textContent()) ?? ''); row++) await stage.keys('ArrowDown')
  }
  await walkTo(/pas de numéro/)
  await stage.keys('Control+c')
  await expect(stage.page.getByText('Pas de numéro sur cette ligne').first()).toBeVisible()
  await walkTo(/0\d\s\d\d/)
  const number = (await current.locator('.row__phone').textContent()) ?? 'none'
  await stage.keys('Control+c')
  await expect(stage.page.getByText('Copié').first()).toBeVisible()
  const copied = String(await stage.page.evaluate('navigator.clipboard.readText()'))
  expect(copied.replace(/\D/g, '')).toBe(number.replace(/\D/g, ''))
})

test('a key held down takes nothing', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  for (let i = 0; i < 6; i++) await stage.page.keyboard.down('Enter')
  await stage.page.keyboard.up('Enter')
  await expect(stage.page.getByText('Entrée note cette orientation')).toBeVisible()
  expect(await received(stage, 'orientation.take')).toEqual([])
})

test('a slot taken by another proposes the next at once, two keys away', async ({ stage }) => {
  await stage.open({ ending: 'taken' })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Pris par un autre')).toBeVisible()
  await expect(stage.page.getByRole('button', { name: '17:00 chez le même' })).toBeFocused()
  await stage.page.evaluate(() => {
    const { script } = globalThis as unknown as { script: { scene: { ending: string } } }
    script.scene.ending = 'confirmed'
  })
  await stage.keys('Enter')
  await expect(stage.page.getByRole('button', { name: 'Réserver 17:00' })).toBeFocused()
  await stage.keys('Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await expect(need(stage)).toHaveValue('Médecine générale')
})

test('one Enter too many after opening a vendor’s page declares nothing', async ({ stage }) => {
  await stage.open({ ending: 'waiting' })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Page ouverte')).toBeVisible()
  await stage.keys('Enter')
  expect(await received(stage, 'orientation.declare')).toEqual([])
  await stage.keys('Alt+p')
  await expect(heading(stage, 'Noté sur parole')).toBeVisible()
})

test('a pending outcome of this call is overridden only on purpose', async ({ stage }) => {
  await stage.open({ ending: 'problem:need-pending' })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(stage.page.getByRole('button', { name: 'Revenir aux offres' })).toBeFocused()
  await stage.keys('Tab', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  const takes = await received(stage, 'orientation.take')
  expect(takes.map(take => take.input?.['evenIfPending'])).toEqual([false, true])
})

test('an outcome that settles later changes in place and keeps the hand', async ({ stage }) => {
  await stage.open({ ending: 'sent' })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Envoyé, réponse attendue')).toBeVisible()
  await stage.script('settle', (await seen(stage)).orientations[0]?.id, 'confirmed')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await expect(stage.page.getByRole('button', { name: 'Copier pour le LRM' })).toBeFocused()
})

test('a link lost while booking is settled by what the console knows, never sent twice', async ({ stage }) => {
  await stage.open({ ending: 'lost' })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(stage.page.getByText('Liaison coupée pendant l’envoi')).toBeVisible()
  await stage.script('setLink', true)
  await expect(stage.page.getByText('n’est pas arrivée à la console')).toBeVisible()
  expect(await received(stage, 'orientation.take')).toHaveLength(1)
  await stage.page.evaluate(() => {
    const { script } = globalThis as unknown as { script: { scene: { ending: string } } }
    script.scene.ending = 'confirmed'
  })
  await stage.keys('Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  const [first, second] = await received(stage, 'orientation.take')
  expect(second?.input?.['intentId']).toBe(first?.input?.['intentId'])
})

test('F2 asks twice before it forgets a call that came to nothing', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('F2')
  await expect(stage.page.locator('.notice')).toHaveText(/F2 encore une fois/)
  await expect(heading(stage, 'Appel 1')).toBeVisible()
  await stage.keys('F2')
  await expect(heading(stage, 'Appel 2')).toBeVisible()
})

test('what is typed is kept by the console', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await stage.page.getByLabel('DRM').fill('24-118 402')
  await expect.poll(async () => (await seen(stage)).call.drm).toBe('24-118 402')
  expect((await seen(stage)).call.needText).toBe('Médecine générale')
  const stored = await stage.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')
  expect(stored).not.toMatch(/24-118|Chambray|Médecine/)
})

test('a reload of the screen finds the call as it was and asks again', async ({ stage }) => {
  const place = {
    insee: '37050',
    name: 'Chambray-lès-Tours',
    postalCode: '37170',
    departement: '37',
    departementName: 'Indre-et-Loire',
    population: 11_881,
    position: { lat: 47.33, lon: 0.71 },
    precision: 'commune' as const,
    radiusKm: 10,
    enlargementKm: 5,
  }
  await stage.open({
    call: {
      needText: 'Médecine générale',
      need: { kind: 'speciality', code: 'SM54', label: 'Médecine générale' },
      placeText: 'Chambray-lès-Tours',
      place,
      drm: '24-118 402',
      askId: 'an-ask-that-is-gone',
    },
  })
  await expect(stage.page.getByLabel('DRM')).toHaveValue('24-118 402')
  await offersCame(stage)
})

test('behind the lock nothing of the call is in the page; after it everything is as it was', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.page.getByLabel('DRM').fill('24-118 402')
  await grid(stage).focus()
  await stage.keys('ArrowDown', 'ArrowDown', 'F12')
  await expect(heading(stage, 'Poste verrouillé')).toBeVisible()
  const behind = await stage.page.content()
  expect(behind).not.toMatch(/Chambray|générale|24-118|FICTIF|créneau/)
  await expect(stage.page.getByText('00:12')).toBeVisible()
  await stage.page.getByLabel('Code porteur').fill('1234')
  await stage.keys('Enter')
  await expect(grid(stage)).toBeFocused()
  await expect(current(stage)).toHaveText(/LE QUÉMENT/)
  await expect(stage.page.getByLabel('DRM')).toHaveValue('24-118 402')
})

test('a card taken out locks at once', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await stage.script('setCard', { status: 'absent', kind: null })
  await expect(heading(stage, 'Poste verrouillé')).toBeVisible()
  await expect(stage.page.getByText('La carte a été retirée')).toBeVisible()
  await expect(stage.page.getByLabel('Code porteur')).toBeDisabled()
})

test('the PIN leaves the field before anything else, and three digits are not sent', async ({ stage }) => {
  await stage.open({ signedIn: false, signIn: 'slow' })
  const pin = stage.page.getByLabel('Code porteur')
  await expect(pin).toHaveAttribute('autocomplete', 'one-time-code')
  await pin.fill('123')
  await stage.keys('Enter')
  await expect(stage.page.getByText('Aucun essai n’a été compté')).toBeVisible()
  await expect(pin).toHaveValue('')
  expect(await received(stage, 'session.signIn')).toHaveLength(0)
  await pin.fill('1234')
  await stage.keys('Enter')
  await expect(stage.page.getByText('Défi signé par la carte')).toBeVisible()
  await expect(pin).toHaveValue('')
})

test('the last try is used only after an explicit yes', async ({ stage }) => {
  await stage.open({ signedIn: false, card: { tries: 'final' } })
  await stage.page.getByLabel('Code porteur').fill('1234')
  await expect(stage.page.getByRole('button', { name: 'Ouvrir la session' })).toBeDisabled()
  await stage.page.getByText('J’utilise le dernier essai').click()
  await stage.page.getByRole('button', { name: 'Ouvrir la session' }).click()
  await expect(heading(stage, 'Appel 1')).toBeVisible()
})

test('a role that does not book says so, and cannot', async ({ stage }) => {
  await stage.open({ role: 'arm', rights: ['search'] })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter')
  await expect(stage.page.getByText('Votre rôle (ARM) ne réserve pas')).toBeVisible()
  await stage.keys('Enter')
  expect(await received(stage, 'orientation.take')).toEqual([])
})

test('slots that arrive are said once, summed', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await expect(stage.page.locator('[aria-live="polite"]')).toContainText('36 créneaux, le premier à')
})

test('a list of 2,000 rows draws only what is seen, and its current row always', async ({ stage }) => {
  await stage.open({ rows: 2000 })
  await stage.askForDoctor()
  await expect(grid(stage).getByRole('rowheader').first()).toBeVisible()
  await stage.keys('End')
  await expect(grid(stage).getByRole('rowheader').last()).toBeVisible()
  expect(await grid(stage).getByRole('rowheader').count()).toBeLessThan(60)
  const active = await grid(stage).getAttribute('aria-activedescendant')
  await expect(stage.page.locator(`[id="${active}"]`)).toBeVisible()
  await stage.page.mouse.move(400, 400)
  await stage.page.mouse.wheel(0, -60_000)
  await expect(stage.page.locator(`[id="${active}"]`)).toHaveCount(1)
})

test('nothing moves by a pixel under the hand while the list comes, grows and streams', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  const top = () => stage.page.locator('.row--current').evaluate(row => row.getBoundingClientRect().top)
  // The line above the first row is there: the list was not rolled while it was still being laid out.
  await expect(grid(stage).getByText('aujourd’hui')).toBeInViewport()
  await stage.keys('ArrowDown', 'ArrowDown')
  const before = await top()
  await stage.script('arrive')
  await stage.script('stir', 10)
  await expect(stage.page.getByText('3 plus tôt')).toBeVisible()
  expect(await top()).toBe(before)
})

test('in two thousand rows an arrow redraws the row it leaves and the row it enters, no other', async ({ stage }) => {
  await stage.open({ rows: 2000 })
  await stage.askForDoctor()
  await expect(grid(stage).locator('.chip').first()).toBeVisible()
  await stage.keys('ArrowDown', 'ArrowDown')
  // The slots of the rows come right after the rows themselves.
  const isWhole = '[...document.querySelectorAll(".row__slots")].every(slots => slots.childElementCount > 0)'
  await expect.poll(() => stage.page.evaluate(isWhole)).toBe(true)
  await stage.page.evaluate(`window.touched = new Set()
    new MutationObserver(list => {
      for (const { target } of list) {
        const row = (target.nodeType === 1 ? target : target.parentElement)?.closest('.row')
        if (row) window.touched.add(row.id)
      }
    }).observe(document.querySelector('.offers'), { attributes: true, childList: true, characterData: true, subtree: true })`)
  await stage.keys('ArrowDown')
  await expect.poll(() => stage.page.evaluate('window.touched.size')).toBe(2)
  await stage.page.evaluate('window.touched.clear()')
  await stage.keys('ArrowUp')
  expect(await stage.page.evaluate('window.touched.size')).toBe(2)
  expect(await grid(stage).locator('.row').count()).toBeLessThan(60)
})

test('the palette finds an action by pieces of its words, and names the calls that wait only', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  const lines = stage.page.getByRole('dialog').getByRole('option')
  await stage.keys('Control+k')
  await expect(lines.filter({ hasText: /Reprendre l’appel/ })).toHaveCount(0)
  await stage.type('proche ordre d’abord')
  await expect(lines).toHaveText([/Ordre.*le plus proche/])
  await stage.keys('Escape', 'Shift+F2')
  await expect(heading(stage, 'Appel 2')).toBeVisible()
  await stage.keys('Control+k')
  await stage.type('appel 1')
  await expect(lines.first()).toHaveText(/Reprendre l’appel 1/)
  await stage.keys('Enter')
  await expect(heading(stage, 'Appel 1')).toBeVisible()
})

test('the palette runs any action by its name', async ({ stage }) => {
  await stage.open()
  await expect(need(stage)).toBeFocused()
  await stage.keys('Control+k')
  await stage.type('verrou')
  await stage.keys('ArrowDown', 'Enter')
  await expect(heading(stage, 'Poste verrouillé')).toBeVisible()
})

test('the directory stands where the offers stand and gives them back', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('F3')
  await expect(stage.page.getByRole('combobox', { name: 'Annuaire' })).toBeFocused()
  await stage.type('morvan')
  await expect(stage.page.getByRole('option', { name: /MORVAN/ }).first()).toBeVisible()
  await stage.keys('Escape')
  await expect(grid(stage)).toBeFocused()
  await stage.keys('F3', 'Enter')
  await expect(need(stage)).toHaveValue(/MORVAN/)
})

test('English says everything too', async ({ stage }) => {
  await stage.open({ settings: { language: 'en' } })
  await expect(stage.page.getByRole('combobox', { name: 'Need' })).toBeFocused()
  await stage.type('médecine')
  await stage.keys('Enter')
  await stage.type('tours')
  await stage.keys('Enter')
  await expect(stage.page.getByRole('grid', { name: 'Offers' }).getByText('in 35 min')).toBeVisible()
  await expect(stage.page.locator('html')).toHaveAttribute('lang', 'en')
})

test('need and place are typed faster than the directory answers, and the question is still asked', async ({
  stage,
}) => {
  await stage.open({ directoryMs: 400 })
  await expect(need(stage)).toBeFocused()
  await expect(place(stage)).toHaveAttribute('placeholder', /Tours/)
  await stage.type('médecine')
  await stage.keys('Enter', 'Enter')
  await offersCame(stage)
  await expect(place(stage)).toHaveValue('Tours')
})

test('a key that follows F2 at once is not undone by its answer', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await stage.keys('F2', 'F9')
  await expect(stage.page.getByText('Appel 2').first()).toBeVisible()
  await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
})

test('Enter before the directory has answered opens who was typed, not who was still shown', async ({ stage }) => {
  await stage.open({ directoryMs: 400 })
  await stage.keys('F3')
  await stage.type('jourdain')
  await expect(stage.page.getByRole('option', { name: /JOURDAIN/ }).first()).toBeVisible()
  await stage.page.getByRole('combobox', { name: 'Annuaire' }).fill('morvan')
  await stage.keys('Enter')
  await expect(need(stage)).toHaveValue(/MORVAN/)
})
