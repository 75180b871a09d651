/**
 * A whole call, as a person at the desk plays it: by keyboard, on the real screens, the real console, the real token and
 * the practice platform. Prints every step with its milliseconds and keeps a picture of each.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { CHROMIUM_ARGS } from '../chromium.ts'
import { type Desk, hasToken, startDesk } from '../stand/desk.ts'
import { handOn } from './keyboard.ts'

export interface DemoOptions {
  /** Folder of the pictures. */
  out: string
  chromium: string
  say(line: string): void
}

export interface DemoResult {
  keystrokes: number
  booked: string
  ms: number
}

/** Plays the call. Rejects at the first step that does not show what it must. */
export async function playCall(options: DemoOptions): Promise<DemoResult> {
  mkdirSync(options.out, { recursive: true })
  const desk = await startDesk({ card: hasToken() ? 'softhsm' : 'practice', host: true })
  const browser = await chromium.launch({ executablePath: options.chromium, args: CHROMIUM_ARGS })
  try {
    await desk.ready()
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'fr-FR',
      timezoneId: 'Europe/Paris',
    })
    return await play(desk, await context.newPage(), options)
  } finally {
    await browser.close()
    await desk.close()
  }
}

async function play(desk: Desk, page: Page, { out, say }: DemoOptions): Promise<DemoResult> {
  const hand = handOn(page)
  let picture = 0
  const step = async <T>(words: string, name: string, act: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const done = await act()
    const ms = Math.round(performance.now() - started)
    picture += 1
    await page.screenshot({ path: path.join(out, `${String(picture).padStart(2, '0')}-${name}.png`) })
    say(`${String(ms).padStart(6)} ms  ${words}`)
    return done
  }
  const settled: { id: string; status: string }[] = []
  desk.on('orientation.changed', one => settled.push({ id: one.id, status: one.status }))

  await step('la console s’ouvre, la carte est lue', 'ouverture', async () => {
    await page.goto(desk.host?.url ?? '')
    await page.getByLabel(/code porteur/i).waitFor()
  })
  const started = performance.now()
  await step('code porteur, session ouverte par la carte', 'session', async () => {
    await hand.type(desk.pin)
    await hand.press('Enter')
    await page.getByRole('combobox', { name: /besoin/i }).waitFor()
  })
  await step('besoin : « médecin gén »', 'besoin', async () => {
    await hand.type('médecin gén')
    await page.getByRole('option').first().waitFor()
  })
  await step('lieu : « chambray »', 'lieu', async () => {
    await hand.press('Enter')
    await hand.type('chambray')
    await page.getByRole('option', { name: /Chambray-lès-Tours/ }).waitFor()
  })
  const rows = page.getByRole('grid', { name: /offres/i }).getByRole('row')
  const answered = desk.until('availability.updated', update => update.done)
  await step('première offre à l’écran', 'premiere-offre', async () => {
    await hand.press('Enter')
    await rows.locator('.chip').first().waitFor()
  })
  await step('toutes les sources ont répondu', 'offres', () => answered)
  await step('le meilleur créneau est choisi', 'choix', async () => {
    await pickDirect(page, hand.press)
  })
  await step('réservé', 'reserve', async () => {
    await hand.press('Enter')
    await page.locator('.outcome__status', { hasText: /^Réservé$/ }).waitFor()
  })
  const booked = settled.findLast(one => one.status === 'confirmed')?.id
  if (!booked) throw new Error('nothing was confirmed')
  await step('texte copié pour le LRM', 'copie', async () => {
    await hand.press('F7')
    await page
      .getByText(/copié pour le lrm/i)
      .first()
      .waitFor()
  })
  await step('appel suivant', 'suivant', async () => {
    await hand.press('F2')
    await page
      .getByText(/appel 2/i)
      .first()
      .waitFor()
  })
  const held = desk.sandbox.bookings.all()
  if (held.length !== 1) throw new Error(`${held.length} bookings on the platform instead of one`)
  return { keystrokes: hand.keystrokes, booked, ms: Math.round(performance.now() - started) }
}

/** Walks the list until the highlighted offer is one that the console books itself, then chooses it. */
async function pickDirect(page: Page, press: (key: string) => Promise<void>): Promise<void> {
  for (let row = 0; row < 12; row++) {
    await press('Enter')
    const primary = page.locator('[data-zone="primary"]').first()
    await primary.waitFor()
    if (/réserver/i.test((await primary.textContent()) ?? '')) return
    await press('Escape')
    await press('ArrowDown')
  }
  throw new Error('no offer of the first twelve can be booked from here')
}
