/** One call from the card to the next call, by keyboard alone. */
import { hasToken } from '../stand/desk.ts'
import { expect, test } from './stage.ts'

const SIZES = [
  { name: 'large', width: 1366, height: 768, dark: false },
  { name: 'ancre-sombre', width: 480, height: 768, dark: true },
]

for (const size of SIZES) {
  test(`a whole call takes at most 25 keys beyond the words, is booked once and then forgotten (${size.name})`, async ({
    stage,
  }) => {
    const { page, hand, desk } = await stage.start({ card: hasToken() ? 'softhsm' : 'practice', ...size })
    const before = desk.sandbox.bookings.all().length
    await stage.picture(`appel-1-session-${size.name}`)
    await stage.signIn()
    await stage.ask()
    await stage.picture(`appel-2-offres-${size.name}`)
    await stage.choose('Réserver')
    await stage.picture(`appel-3-choix-${size.name}`)
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé')
    await hand.press('F7')
    await expect(page.getByText('Copié pour le LRM').first()).toBeVisible()
    await stage.picture(`appel-4-reserve-${size.name}`)

    const list = await desk.call('orientation.list', { limit: 10 })
    if (!list.ok) throw new Error(list.error.kind)
    expect(list.value.map(({ status, taking }) => [status, taking])).toEqual([['confirmed', 'direct']])
    const name = list.value[0]?.practitioner.displayName ?? 'nobody'
    const copied = await stage.copied()
    const time = list.value[0]?.slot?.start.slice(11, 16).replace(':', '\u00a0h\u00a0')
    for (const part of ['Réservé', name, time]) expect(copied).toContain(part)
    expect(desk.sandbox.bookings.all()).toHaveLength(before + 1)

    // Not of the call itself: a number that must be forgotten with it.
    await hand.press('Alt+D')
    await expect(page.getByLabel('DRM')).toBeFocused()
    await hand.type('24-118 402')
    await hand.press('F2')
    await expect(page.getByText('Appel 2').first()).toBeVisible()
    await expect(stage.need).toBeFocused()
    expect(hand.keystrokes).toBeLessThanOrEqual(25)
    await stage.picture(`appel-5-suivant-${size.name}`)
    await expect(stage.need).toHaveValue('')
    await expect(stage.place).toHaveValue('')
    await expect(page.getByLabel('DRM')).toHaveValue('')
    // The need itself may be proposed again: it is of no caller. Where, who and which file are gone.
    const words = await stage.words()
    for (const former of ['24-118 402', 'médecin gén', 'chambray l', 'Chambray-lès-Tours', name, copied])
      expect(words).not.toContain(former)
    expect((await desk.call('call.current', null)).ok).toBe(true)
    expect(JSON.stringify(await desk.call('call.current', null))).not.toMatch(/24-118|Chambray|m[ée]decin/i)
  })
}

test('the detail books exactly what it says, and tells how old its news is', async ({ stage }) => {
  const { hand, desk, page } = await stage.start({ dark: true })
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  const said = /\d\d:\d\d/.exec((await stage.primary.textContent()) ?? '')?.[0]
  await expect(page.getByText(/vu\sil\sy\sa\s\d+\ss/)).toBeVisible()
  await stage.picture('appel-3-choix-sombre')
  await hand.press('Enter')
  await expect(stage.outcome).toHaveText('Réservé')
  const list = await desk.call('orientation.list', { limit: 1 })
  expect(list.ok && list.value[0]?.slot?.start.slice(11, 16)).toBe(said)
})
