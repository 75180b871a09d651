/** Slots that are taken on the vendor's own page: the console opens it, waits for the platform's word, and claims no more. */
import { expect, type Stage, test } from './stage.ts'

const FAST = (raw: Record<string, unknown>) => ({ ...raw, orientation: { readBackSeconds: [0.5] } })

/** Opens the page of the first offer that is taken there; answers the address the console asked to open. */
async function openPage(stage: Stage): Promise<string> {
  await stage.signIn()
  await stage.ask()
  await stage.choose('Ouvrir la page')
  await stage.hand.press('Enter')
  await expect(stage.outcome).toHaveText('Page ouverte : réponse de l’éditeur attendue')
  expect(stage.desk.opened).toHaveLength(1)
  return stage.desk.opened[0] ?? ''
}

test('Enter opens the vendor’s page, and what is confirmed there is heard as «Réservé»', async ({ stage, context }) => {
  const { hand, desk } = await stage.start({ settings: FAST })
  const { sandbox } = stage.world
  const before = sandbox.bookings.all().length
  const address = await openPage(stage)
  expect(new URL(address).searchParams.get('origin')).toBe('sas')
  await stage.picture('page-editeur-ouverte')

  const vendor = await context.newPage()
  await vendor.goto(address)
  await expect(vendor.getByRole('radio', { checked: true })).toHaveCount(1)
  const confirm = vendor.getByRole('button', { name: 'Confirmer le rendez-vous' })
  const operator = vendor.getByLabel('Session Pro Santé Connect (simulée)')
  if ((await operator.count()) > 0) await operator.selectOption({ label: 'Camille Exercice' })
  // Keys alone: from the top of the page to its button.
  const held = () => vendor.evaluate<string>('document.activeElement?.textContent ?? ""')
  for (let key = 0; key < 12 && !(await held()).startsWith('Confirmer'); key++) await vendor.keyboard.press('Tab')
  await expect(confirm).toBeFocused()
  await vendor.screenshot({ path: 'out/e2e/page-editeur.png' })
  await vendor.keyboard.press('Enter')
  await expect(vendor.getByRole('status')).toContainText('Rendez-vous pris')
  await vendor.close()

  await expect(stage.outcome).toHaveText('Réservé')
  await expect(stage.primary).toBeFocused()
  await stage.picture('page-editeur-reserve')
  expect(sandbox.bookings.all()).toHaveLength(before + 1)
  await hand.press('F7')
  await expect(stage.page.getByText('Copié pour le LRM').first()).toBeVisible()
  expect(await stage.copied()).toContain('Réservé')
  const list = await desk.call('orientation.list', { limit: 10 })
  expect(list.ok && list.value.map(({ status, taking }) => [status, taking])).toEqual([['confirmed', 'vendor-page']])
})

test('when no word comes, one key declares the appointment, and the text says on whose word', async ({ stage }) => {
  const { hand, page } = await stage.start({ settings: FAST, width: 480 })
  await openPage(stage)
  await stage.picture('page-editeur-sans-parole-ancre')
  await hand.press('Alt+p')
  await expect(stage.outcome).toHaveText('Noté sur parole de l’opérateur')
  await hand.press('F7')
  await expect(page.getByText('Copié pour le LRM').first()).toBeVisible()
  const copied = await stage.copied()
  expect(copied).not.toMatch(/Réservé|confirmé par/)
  expect(copied).toContain('opérateur')
  await stage.picture('page-editeur-declare-ancre')
})

test('«RDV pas pris» gives the hand back to the list, with the question as it was', async ({ stage }) => {
  const { hand } = await stage.start({ settings: FAST })
  await openPage(stage)
  await hand.press('Alt+n')
  await expect(stage.outcome).toHaveText('Annulé')
  await stage.picture('page-editeur-pas-pris')
  await hand.press('Enter')
  await expect(stage.grid).toBeFocused()
  await expect(stage.need).toHaveValue('Médecin généraliste')
})
