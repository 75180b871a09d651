/** The desks of one site, on the screen of one of them: a colleague's slot, the list of the site, whom they phoned. */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'

import type { AskState, Offer, Slot } from '../../src/shared/contract/availability.ts'
import type { CallName, CallResult } from '../../src/shared/contract/index.ts'
import { type Desk, pinBytes } from '../stand/desk.ts'
import { expect, type Stage, test } from './stage.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

function value<N extends CallName>(result: CallResult<N>): Extract<CallResult<N>, { ok: true }>['value'] {
  if (!result.ok) throw new Error(result.error.kind)
  return result.value as never
}

/** The desk of the page is the service; a colleague's desk finds it by its address. */
async function twoDesks(stage: Stage, options: { dark?: boolean; width?: number; seesSite?: boolean } = {}) {
  // Two consoles and a platform on one machine.
  test.slow()
  const port = await freePort()
  const tokenFile = test.info().outputPath('token')
  mkdirSync(path.dirname(tokenFile), { recursive: true })
  writeFileSync(tokenFile, 'x'.repeat(40))
  const named = (name: string, site: object) => (raw: Record<string, unknown>) => ({
    ...raw,
    desk: { ...(raw['desk'] as object), name },
    site: { ...site, tokenFile },
    // Everybody is asked about: were it a hundred, whose turn it is would be drawn, and the two desks might not see the same.
    availability: { ...(raw['availability'] as object), candidates: 500 },
    ...(options.seesSite
      ? { signIn: { ...(raw['signIn'] as object), roles: { osnp: ['search', 'book', 'site'] } } }
      : {}),
  })
  const { seesSite: _, ...screen } = options
  await stage.start({ ...screen, settings: named('REGUL-01', { listen: { port } }) })
  await stage.signIn()
  const colleague = await stage.world.desk({
    host: false,
    settings: named('REGUL-07', { url: `http://127.0.0.1:${port}` }),
  })
  await colleague.ready()
  value(await colleague.call('session.signIn', { pin: pinBytes(colleague.pin), lastTryAccepted: false }))
  await expect.poll(async () => value(await stage.desk.call('site.state', null)).desks).toBe(1)
  return colleague
}

/** The colleague asks the very question of the page, and has its answers. */
async function sameQuestion(stage: Stage, colleague: Desk): Promise<AskState> {
  const asked = async () => value(await stage.desk.call('call.current', null)).askId
  // The screen tells the call what it asked a moment after it asked.
  await expect.poll(asked).not.toBeNull()
  const mine = value(await stage.desk.call('availability.snapshot', { askId: (await asked()) ?? '' }))
  let askId = ''
  const done = colleague.until('availability.updated', update => update.askId === askId && update.done)
  askId = value(await colleague.call('availability.ask', mine.question)).askId
  await done
  return value(await colleague.call('availability.snapshot', { askId }))
}

/** The first slot to be booked at once that both have. */
function firstDirect({ offers }: AskState): { offer: Offer; slot: Slot } {
  for (const offer of offers) {
    const [slot] = offer.slots
    if (slot?.taking === 'direct') return { offer, slot }
  }
  throw new Error('no slot to book')
}

for (const look of ['clair', 'sombre', '480'] as const) {
  test(`a slot that a colleague is on is marked, said, and still free to take (${look})`, async ({ stage }) => {
    const colleague = await twoDesks(stage, { dark: look === 'sombre', ...(look === '480' ? { width: 480 } : {}) })
    const { hand, page } = stage
    await stage.ask()
    const ask = await sameQuestion(stage, colleague)
    await stage.choose('Réserver')
    // What is under my hand is told to them, by the name that both desks have for it.
    const told = async () => value(await colleague.call('site.state', null)).holds
    await expect.poll(async () => (await told()).map(one => one.desk)).toEqual(['REGUL-01'])
    const slotId = (await told())[0]?.slotId ?? ''
    const offer = ask.offers.find(each => each.slots.some(slot => slot.id === slotId))
    await hand.press('Escape')
    value(await colleague.call('site.hold', { askId: ask.askId, offerId: offer?.id ?? '', slotId }))
    const chip = page.locator('.chip--held')
    await expect(chip).toHaveCount(1)
    await expect(chip).toHaveAttribute('aria-label', /un collègue est dessus \(REGUL-07\)/)
    await stage.picture(`collegue-liste-${look}`)
    await hand.press('Enter')
    await expect(stage.primary).toBeFocused()
    await expect(page.locator('.take__held')).toHaveText(/Un collègue est dessus \(REGUL-07\).*Rien n’est retenu/)
    await stage.picture(`collegue-detail-${look}`)
    if (look === 'clair') await stage.axe()
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé')
    await expect.poll(async () => value(await colleague.call('site.state', null)).holds).toEqual([])
    await colleague.close()
  })
}

test('F9 then S: the list of the whole site, by right, with the desk of each; alone, it says so', async ({ stage }) => {
  const colleague = await twoDesks(stage, { seesSite: true })
  const { hand, page } = stage
  await hand.press('F6')
  await hand.press('Digit4')
  await expect(stage.outcome).toHaveText('Conseil donné')
  await stage.hand.press('F2')
  await stage.ask()
  const ask = await sameQuestion(stage, colleague)
  const { offer, slot } = firstDirect(ask)
  const call = value(await colleague.call('call.current', null))
  const taken = value(
    await colleague.call('orientation.take', {
      intentId: crypto.randomUUID(),
      askId: ask.askId,
      offerId: offer.id,
      slotId: slot.id,
      needKey: call.id,
      evenIfPending: false,
    }),
  )
  expect(taken.status).toBe('confirmed')
  await expect
    .poll(async () => value(await stage.desk.call('site.day', { limit: 10 })).list.map(({ id, desk }) => [id, desk]))
    .toEqual([[taken.id, 'REGUL-07']])
  await hand.press('F9')
  const list = page.getByRole('listbox', { name: 'Suivi du jour' })
  await expect(list).toBeFocused()
  await expect(list.getByRole('option')).toHaveCount(1)
  await hand.press('s')
  await expect(list.getByRole('option')).toHaveCount(2)
  await expect(list.getByText(/REGUL-07/)).toHaveCount(1)
  await stage.picture('suivi-site')
  await stage.axe()
  await hand.press('ArrowDown')
  await hand.press('ArrowUp')
  await expect(page.getByText('À lire seulement', { exact: false })).toBeVisible()
  await stage.picture('suivi-site-detail')
  await page.setViewportSize({ width: 480, height: 768 })
  await stage.picture('suivi-site-480')
  await page.setViewportSize({ width: 1366, height: 768 })
  // A digit leaves a word on one's own only.
  await hand.press('s')
  await expect(list.getByRole('option')).toHaveCount(1)
  await colleague.close()
})

test('who may not see the site has the list of this desk, and no more', async ({ stage }) => {
  const colleague = await twoDesks(stage)
  const { hand, page } = stage
  expect(await stage.desk.call('site.day', { limit: 10 })).toMatchObject({ ok: false, error: { kind: 'not-allowed' } })
  await hand.press('F9')
  await expect(page.getByText('orientations de ce poste')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Tout le site' })).toHaveCount(0)
  await colleague.close()
})

test('whom a colleague phoned beyond the agenda is on the list of this desk, at once', async ({ stage }) => {
  const colleague = await twoDesks(stage)
  const { hand, page } = stage
  await stage.ask()
  await hand.press('Shift+F6')
  const list = page.getByRole('listbox', { name: 'Appels « en sus »' })
  const first = (await list.locator('.row__name').first().textContent()) ?? ''
  const ask = await sameQuestion(stage, colleague)
  const idnps = ask.offers.find(offer => offer.displayName === first)?.idnps ?? ''
  const call = value(await colleague.call('call.current', null))
  const said = { intentId: crypto.randomUUID(), askId: ask.askId, idnps, needKey: call.id }
  value(await colleague.call('orientation.phoned', { ...said, answer: 'no-answer', at: null, until: null }))
  await expect(list.getByText(/pas de réponse à \d\d:\d\d \(REGUL-07\)/)).toHaveCount(1)
  await expect(list.locator('.row__name').first()).not.toHaveText(first)
  await stage.picture('en-sus-collegue')
  await colleague.close()
})

test('an emergency department and a pharmacy on duty are named by one more digit, nearest first', async ({ stage }) => {
  const { hand, page } = await stage.start()
  await stage.signIn()
  await stage.ask()
  await hand.press('F6')
  await hand.press('Digit1')
  await expect(stage.outcome).toHaveText('Orienté aux urgences')
  const which = page.getByRole('listbox', { name: 'Quel service d’urgence' })
  await expect(which).toBeFocused()
  await expect(which.getByRole('option').first()).toContainText(/km/)
  await stage.picture('urgences-lesquelles')
  await stage.axe()
  const km = (await which.getByRole('option').allTextContents()).map(words => Number(/(\d+)\skm/.exec(words)?.[1] ?? 0))
  expect(km).toEqual([...km].sort((a, b) => a - b))
  // One Enter too many names nothing.
  await hand.press('Enter')
  await hand.press('Digit1')
  await expect(page.locator('.naming')).toContainText(/FINESS/)
  await stage.picture('urgences-nommees')
  await hand.press('F7')
  await expect(page.getByText('Copié pour le LRM').first()).toBeVisible()
  expect((await stage.copied()).split('\n')).toHaveLength(4)
  await hand.press('F6')
  await hand.press('Digit3')
  const pharmacies = page.getByRole('listbox', { name: 'Quelle pharmacie' })
  await expect(pharmacies).toBeFocused()
  await expect(pharmacies.getByRole('option').first()).toContainText('de garde')
  await stage.picture('pharmacie-laquelle')
  await hand.press('Digit1')
  await expect(page.getByText('De garde selon la liste du site', { exact: false })).toBeVisible()
  await stage.picture('pharmacie-nommee')
  const list = value(await stage.desk.call('orientation.list', { limit: 2 }))
  expect(list.map(({ outcome, establishment }) => [outcome, establishment?.onDuty])).toEqual([
    ['pharmacy', true],
    ['emergency', false],
  ])
  await page.getByRole('button', { name: 'Ne pas désigner' }).press('Enter')
  await expect(pharmacies).toBeFocused()
  await page.setViewportSize({ width: 480, height: 768 })
  await stage.picture('pharmacie-laquelle-480')
})
