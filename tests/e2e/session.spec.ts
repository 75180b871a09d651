/** The card: its code, its absence, and what a card taken out in the middle leaves on the screen (nothing) and in the console (all). */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { issuePki } from '../../src/sandbox/pki/issue.ts'
import { startServiceOfEndedAuthority } from '../session/ended-authority.ts'
import { hasToken } from '../stand/desk.ts'
import { expect, type Stage, test } from './stage.ts'

/** Puts the card that was in the software reader back into it. */
const insertAgain = async ({ world }: Stage) => world.sandbox.cards.insert(await world.sandbox.cards.issue('cpe'))

test.describe('the code of the card', () => {
  test('three digits or letters cost no try, a wrong code is told, the right one opens the session', async ({
    stage,
  }) => {
    test.skip(!hasToken(), 'SoftHSM is not installed: no real token to count tries')
    const { page, hand, desk } = await stage.start({ card: 'softhsm' })
    const tries = async () => {
      const state = await desk.call('card.state', null)
      return state.ok ? state.value.tries : null
    }
    const before = await tries()
    for (const wrong of ['123', 'abcd']) {
      await hand.type(wrong)
      await hand.press('Enter')
      await expect(page.getByRole('alert').filter({ hasText: 'Aucun essai' })).toBeVisible()
      await expect(page.getByLabel('Code porteur')).toHaveValue('')
    }
    await stage.picture('session-code-mal-forme')
    expect(await tries()).toBe(before)
    await hand.type('9999')
    await hand.press('Enter')
    await expect(page.getByText('Ce n’est pas le bon code', { exact: false })).toBeVisible()
    await stage.picture('session-code-faux')
    await stage.signIn()
    await expect(page.getByText('Camille Exercice')).toBeVisible()
  })
})

test.describe('the practice card', () => {
  test('a card taken out in the middle of a call hides it all at once; the card back, the call is as it was', async ({
    stage,
  }) => {
    const { page, hand, grid, desk } = await stage.start()
    await stage.signIn()
    await stage.ask()
    await page.getByLabel('DRM').fill('24-118 402')
    await grid.focus()
    const offers = await grid.getByRole('rowheader').allTextContents()
    expect(offers.length).toBeGreaterThan(3)
    await stage.choose('Réserver')
    const who = (await page.locator('.row--current .row__name').textContent()) ?? 'nobody'

    await stage.world.sandbox.cards.remove()
    await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
    await expect(page.getByText('La carte a été retirée.')).toBeVisible()
    await expect(grid).toHaveCount(0)
    const words = await stage.words()
    const hidden = [
      'Médecin généraliste',
      'médecin gén',
      'Chambray',
      '24-118 402',
      who,
      'Camille',
      'créneaux',
      'Réserver',
    ]
    for (const one of hidden) expect(words).not.toContain(one)
    const clock = page.locator('.gate__timer-time')
    const before = await clock.textContent()
    await expect(clock).not.toHaveText(before ?? '')
    await stage.picture('verrou-carte-retiree')
    const refused = await desk.call('call.current', null)
    expect(refused.ok ? 'open' : refused.error.kind).toBe('locked')

    await insertAgain(stage)
    await expect(page.getByLabel('Code porteur')).toBeFocused()
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(stage.need).toHaveValue('Médecin généraliste')
    await expect(stage.place).toHaveValue('Chambray-lès-Tours')
    await expect(page.getByLabel('DRM')).toHaveValue('24-118 402')
    await expect(page.getByText('Appel 1').first()).toBeVisible()
    // How many more rows are drawn below what is seen is the list's own affair.
    const back = await grid.getByRole('rowheader').allTextContents()
    expect(back.length).toBeGreaterThan(3)
    expect(back.slice(0, offers.length)).toEqual(offers.slice(0, back.length))
    await expect(page.locator('.row--current .row__name')).toHaveText(who)
    await expect(stage.primary).toBeFocused()
    await stage.picture('verrou-rouvert')
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé')
  })

  test('a card taken out while a booking is on its way: the booking ends, and is shown once unlocked', async ({
    stage,
  }) => {
    const { page, hand, desk } = await stage.start()
    const { sandbox } = stage.world
    const before = sandbox.bookings.all().length
    await stage.signIn()
    await stage.ask()
    await stage.choose('Réserver')
    for (const source of sandbox.sources)
      sandbox.faults.set({ source: source.id, on: 'appointment', fault: { kind: 'slow', ms: 4_000 } })
    const sent = desk.until('orientation.changed', one => one.status === 'sent')
    const confirmed = desk.until('orientation.changed', one => one.status === 'confirmed')
    await hand.press('Enter')
    await sent
    await sandbox.cards.remove()
    await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
    const settled = await confirmed
    expect(await stage.words()).not.toContain(settled.practitioner.displayName)
    expect(await stage.words()).not.toContain('Réservé')
    await insertAgain(stage)
    await expect(page.getByLabel('Code porteur')).toBeFocused()
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé')
    await stage.picture('verrou-pendant-reservation')
    expect(sandbox.bookings.all()).toHaveLength(before + 1)
  })

  test('another person’s card after a lock finds nothing of the call', async ({ stage }) => {
    const { page, hand, desk } = await stage.start()
    const { cards } = stage.world.sandbox
    await stage.signIn()
    await stage.ask()
    await cards.remove()
    await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
    await cards.insert(await cards.issue('cps'))
    await expect(page.getByLabel('Code porteur')).toBeFocused()
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(stage.need).toHaveValue('')
    await expect(stage.place).toHaveValue('')
    const words = await stage.words()
    for (const former of ['Chambray-lès-Tours', 'Camille']) expect(words).not.toContain(former)
    await stage.picture('verrou-autre-personne')
    await cards.insert(await cards.issue('cpe'))
  })
})

test('a platform of another authority is named and trusted with nothing; the desk still opens', async ({
  stage,
}, info) => {
  const ca = info.outputPath('autre-autorite.pem')
  writeFileSync(ca, (await issuePki(Date.now())).ca)
  const { page, hand, desk } = await stage.start({
    settings: raw => ({
      ...raw,
      platform: {
        ...(raw['platform'] as object),
        tls: { ...(raw['platform'] as { tls: object }).tls, ca: [path.resolve(ca)] },
      },
    }),
  })
  await expect(page.getByText('La plateforme présente un certificat qui n’est pas reconnu.')).toBeVisible()
  await stage.picture('plateforme-autre-autorite')
  await hand.type(desk.pin)
  await hand.press('Enter')
  await expect(page.getByText('Le service d’ouverture de session présente un certificat inconnu.')).toBeVisible()
  await expect(page.getByText('Rien ne lui a été envoyé.').first()).toBeVisible()
  await stage.picture('session-autre-autorite')
  // The directory is the desk's own: it is ready whatever the platform is.
  const directory = await desk.call('directory.status', null)
  expect(directory.ok && directory.value.status).toBe('ready')
})

test('a chain that is over, the service’s or the card’s: each is told as what it is, and nobody gets in', async ({
  stage,
}, info) => {
  const service = await startServiceOfEndedAuthority()
  const ca = info.outputPath('racine.pem')
  writeFileSync(ca, service.ca)
  try {
    const { page, hand, desk } = await stage.start({
      settings: raw => ({
        ...raw,
        signIn: { ...(raw['signIn'] as object), url: service.url, tls: { ca: [path.resolve(ca)] } },
      }),
    })
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(page.getByText('présente un certificat hors de ses dates', { exact: false })).toBeVisible()
    expect(service.asked()).toBe(0)
    await stage.picture('session-service-hors-dates')
  } finally {
    await service.close()
  }
  const { cards } = stage.world.sandbox
  await cards.insert(await cards.issue('cpe', 'expired-authority'))
  const { page, hand, desk } = await stage.start()
  await hand.type(desk.pin)
  await hand.press('Enter')
  await expect(
    page.getByText('L’autorité qui a émis cette carte est hors de ses dates', { exact: false }),
  ).toBeVisible()
  const state = await desk.call('session.state', null)
  expect(state).toMatchObject({ ok: true, value: { status: 'signed-out', operator: null } })
  await stage.picture('session-autorite-hors-dates')
  await insertAgain(stage)
})
