/** Sources that fail in different ways at once: the others go on, and each is called by what it does. */
import { expect, test } from './stage.ts'

test('one source silent, one broken, one that answers nonsense: the others are shown, each state is named, nothing freezes', async ({
  stage,
}) => {
  const { page, hand, desk, grid } = await stage.start()
  const { faults } = stage.world.sandbox
  faults.set({ source: 'doctolib', fault: { kind: 'silent' } })
  faults.set({ source: 'maiia', fault: { kind: 'status', status: 500 } })
  faults.set({ source: 'keldoc', fault: { kind: 'malformed', how: 'json' } })
  await stage.signIn()
  await stage.ask({ wait: false })
  await expect(grid.locator('.chip').first()).toBeVisible()
  const status = page.getByRole('list', { name: 'État du poste' })
  await expect(status).toContainText('Maiia (simulé) en panne')
  await expect(status).toContainText('Keldoc (simulé) réponse illisible')
  await expect(status).toContainText('Doctolib (simulé) en retard')
  await stage.picture('sources-en-defaut')

  // While one is still awaited, the hand walks, books, and is never held.
  await stage.choose('Réserver')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')

  await page.locator('.summary__sources').focus()
  await hand.press('Enter')
  const list = page.getByRole('dialog')
  const line = (name: string) => list.getByRole('listitem').filter({ hasText: name })
  await expect(line('Maiia')).toContainText('en panne')
  await expect(line('Keldoc')).toContainText('réponse illisible')
  await expect(line('Doctolib')).toContainText('en retard')
  await expect(line('Agenda SAS')).toContainText('a répondu')
  await stage.picture('sources-liste')
  await hand.press('Escape')

  // Nobody whose source did not answer is said to have nothing free.
  const asked = await desk.call('call.current', null)
  const askId = asked.ok ? asked.value.askId : null
  if (askId === null) throw new Error('the call does not know its question')
  await desk.until('availability.updated', update => update.done)
  const state = await desk.call('availability.snapshot', { askId })
  if (!state.ok) throw new Error(state.error.kind)
  const statuses = Object.fromEntries(state.value.sources.map(source => [source.id, source.status]))
  expect(statuses).toMatchObject({ doctolib: 'late', maiia: 'down', keldoc: 'malformed', 'agenda-sas': 'answered' })
  expect(state.value.offers.some(offer => offer.state === 'unknown')).toBe(true)
})

test('a platform that does not answer at all: the list says so, and the directory still gives phones', async ({
  stage,
}) => {
  const { page, hand, grid } = await stage.start({
    settings: raw => ({ ...raw, availability: { timeoutMs: 1_500, lateMs: 500 } }),
  })
  const { faults, sources } = stage.world.sandbox
  for (const source of sources) faults.set({ source: source.id, fault: { kind: 'closed' } })
  await stage.signIn()
  await stage.ask()
  await expect(page.getByRole('heading', { name: 'Aucune réponse reçue' })).toBeVisible()
  await expect(page.getByText('Sans réponse')).toBeVisible()
  await expect(grid.getByText('réponse inconnue').first()).toBeVisible()
  await stage.picture('sources-toutes-coupees')
  await hand.press('F3')
  await hand.type('tours')
  await expect(page.getByRole('option').first()).toBeVisible()
  await stage.picture('sources-toutes-coupees-annuaire')
})
