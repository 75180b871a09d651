/** The page and its console apart: link cut, page reloaded, host gone, a second console on the same profile. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { WebSocketRoute } from '@playwright/test'
import { expect, test } from './stage.ts'

test('a link cut in the middle of a call is told, keeps what is typed, and comes back with what happened meanwhile', async ({
  stage,
}) => {
  const { page } = stage
  let cut = false
  const links: WebSocketRoute[] = []
  await page.routeWebSocket(/\/console$/, route => {
    if (cut) return void route.close()
    links.push(route)
    route.connectToServer()
  })
  const { hand, desk, grid } = await stage.start()
  // One source answers while the link is cut: the page can only learn it by reading again.
  stage.world.sandbox.faults.set({ source: 'doctolib', fault: { kind: 'slow', ms: 6_000 } })
  await stage.signIn()
  const done = desk.until('availability.updated', update => update.done)
  await stage.ask({ wait: false })
  const sources = page.locator('.summary__sources')
  await expect(sources).toContainText(/1\s*en attente/, { timeout: 15_000 })
  cut = true
  await links.at(-1)?.close()
  await expect(page.getByText('La liaison avec la console est coupée.')).toBeVisible()
  // The hand goes on: walks the list, changes what is typed; only sending has to wait.
  await page.getByLabel('DRM').fill('24-118 402')
  await grid.focus()
  await hand.press('Home')
  await hand.press('Enter')
  await expect(stage.primary).toBeDisabled()
  await expect(page.getByText('rien ne peut être envoyé', { exact: false })).toBeVisible()
  await stage.picture('liaison-coupee')
  await done
  cut = false
  await expect(page.getByText('La liaison avec la console est coupée.')).toHaveCount(0, { timeout: 15_000 })
  await expect(sources).toContainText(/7\s*ont répondu/)
  await expect(stage.need).toHaveValue('Médecin généraliste')
  await expect(page.getByLabel('DRM')).toHaveValue('24-118 402')
  await expect
    .poll(async () => {
      const call = await desk.call('call.current', null)
      return call.ok ? call.value.drm : call.error.kind
    })
    .toBe('24-118 402')
  await expect(stage.primary).toBeEnabled()
  await stage.picture('liaison-revenue')
})

test('a link cut while a booking is sent: unknown, then what the console knows of it; nothing is sent twice', async ({
  stage,
}) => {
  const { page } = stage
  let cut = false
  const links: WebSocketRoute[] = []
  await page.routeWebSocket(/\/console$/, route => {
    if (cut) return void route.close()
    links.push(route)
    route.connectToServer()
  })
  const { hand, desk } = await stage.start()
  const { sandbox } = stage.world
  const before = sandbox.bookings.all().length
  await stage.signIn()
  await stage.ask()
  await stage.choose('Réserver')
  for (const { id } of sandbox.sources)
    sandbox.faults.set({ source: id, on: 'appointment', fault: { kind: 'slow', ms: 1_500 } })
  const sent = desk.until('orientation.changed', one => one.status === 'sent')
  const confirmed = desk.until('orientation.changed', one => one.status === 'confirmed')
  await hand.press('Enter')
  await sent
  cut = true
  await links.at(-1)?.close()
  await expect(page.getByText('Liaison coupée pendant l’envoi', { exact: false })).toBeVisible()
  await stage.picture('liaison-coupee-pendant-envoi')
  await confirmed
  cut = false
  await expect(stage.outcome).toHaveText('Réservé', { timeout: 15_000 })
  expect(sandbox.bookings.all()).toHaveLength(before + 1)
})

test('a page reloaded in the middle of a call finds the same call, the same question and the same list', async ({
  stage,
}) => {
  const { page, desk } = await stage.start()
  await stage.signIn()
  await stage.ask()
  await page.getByLabel('DRM').fill('24-118 402')
  await expect
    .poll(async () => {
      const call = await desk.call('call.current', null)
      return call.ok && call.value.askId !== null && call.value.drm
    })
    .toBe('24-118 402')
  const before = await desk.call('call.current', null)
  await page.reload()
  await expect(stage.need).toHaveValue('Médecin généraliste')
  await expect(stage.place).toHaveValue('Chambray-lès-Tours')
  await expect(page.getByLabel('DRM')).toHaveValue('24-118 402')
  await expect(stage.grid.locator('.chip').first()).toBeVisible()
  expect(await desk.call('call.current', null)).toEqual(before)
  const asked = before.ok ? (before.value.askId ?? '') : ''
  const ask = await desk.call('availability.snapshot', { askId: asked })
  const first = ask.ok ? ask.value.offers[0]?.displayName : 'the list is gone'
  await expect(stage.grid.getByRole('rowheader').first()).toContainText(first ?? 'no offer')
  await stage.picture('page-rechargee')
  // Nothing of the call is in the page's own address or storage.
  expect(page.url()).not.toMatch(/[?#]/)
  const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
  expect(stored).not.toMatch(/Chambray|24-118|généraliste/)
})

test.describe('two consoles on one profile', () => {
  const children: ChildProcess[] = []
  test.afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGTERM')
  })

  const cli = fileURLToPath(new URL('../../src/host/cli.ts', import.meta.url))
  function start(profile: string) {
    const child = spawn(process.execPath, [cli, '--profile', profile], { stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    const said: string[] = []
    const complained: string[] = []
    createInterface({ input: child.stdout }).on('line', line => said.push(line))
    createInterface({ input: child.stderr }).on('line', line => complained.push(line))
    return { said, complained, ended: new Promise<number | null>(resolve => child.once('close', resolve)) }
  }

  test('the second says so and ends; the first goes on', async ({ page }, info) => {
    const profile = info.outputPath('profile')
    const first = start(profile)
    await expect.poll(() => first.said.find(line => line.startsWith('Relais: ')), { timeout: 40_000 }).toBeDefined()
    await page.goto(first.said.find(line => line.startsWith('Relais: '))?.slice('Relais: '.length) ?? '')
    await expect(page.getByLabel('Code porteur')).toBeFocused()

    const second = start(profile)
    expect(await second.ended).toBe(1)
    expect(second.complained.join('\n')).toContain('déjà ouvert')
    expect(second.said).toEqual([])

    await page.keyboard.type('1234')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeVisible()
    await page.screenshot({ path: 'out/e2e/deuxieme-console.png' })
  })
})
