/**
 * Five thousand slots that stream in on the real console while the hand walks the list: from a key to its paint, and how
 * long the page goes without drawing. The sources are servers of this process, which answer at different times.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from '@playwright/test'
import { bundleOf, resourcesOf } from '../availability/bundles.ts'
import { startDesk } from '../stand/desk.ts'
import { type Figure, figureOf, round } from './figures.ts'
import { signIn } from './page.ts'

/** When each source answers, ms: the last slots come a second and a half after the first. */
const DELAYS = [100, 300, 500, 800, 1_100, 1_400, 1_700]
/** Slots that a source has for each professional; together, above five thousand for the three hundred around Tours. */
const SLOTS_EACH = 4
const SLOTS = 5_000
/** Searches at most; fewer once that many keys were pressed. */
const ROUNDS = 20
const KEYS = 500

/** Notes the time between two frames, ms. */
const FRAMES = `
  window.frames = []
  let before = performance.now()
  const frame = now => { window.frames.push(now - before); before = now; requestAnimationFrame(frame) }
  requestAnimationFrame(frame)`

export async function streamFigures(
  browser: Browser,
  watch: (page: Page) => Promise<unknown>,
  taken: (page: Page) => Promise<number[]>,
): Promise<Figure[]> {
  const servers = await Promise.all(DELAYS.map(serve))
  const desk = await startDesk({
    card: 'practice',
    host: true,
    settings: raw => ({
      ...raw,
      sources: servers.map(({ url }, n) => ({ id: `s${n}`, label: `Source ${n}`, url, taking: 'vendor-page' })),
      availability: { candidates: 500, timeoutMs: 20_000, lateMs: 10_000, requestsPerMinute: 2_000, refreshSeconds: 0 },
    }),
  })
  try {
    await desk.ready()
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'fr-FR' })
    await watch(page)
    await page.addInitScript(FRAMES)
    await signIn(page, desk)
    await page.keyboard.type('médecin gén')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('tours')
    await page
      .getByRole('option', { name: /^Tours/ })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    const offers = page.getByRole('grid', { name: /offres/i })
    await offers.waitFor()
    const keys: number[] = []
    const frames: number[] = []
    let slots = 0
    for (let n = 0; n < ROUNDS && keys.length < KEYS; n++) {
      const done = desk.until('availability.updated', update => update.done, 60_000)
      // A ring wider, a ring narrower: the same sources are asked anew.
      if (n % 2 === 1) await page.keyboard.press('F8')
      else if (n > 0) await page.getByRole('button', { name: 'Revenir d’un pas' }).click()
      await offers.focus()
      await taken(page)
      await page.evaluate('window.frames.splice(0)')
      let over = false
      const end = done.then(update => {
        slots = Math.max(
          slots,
          update.sources.reduce((sum, source) => sum + source.slots, 0),
        )
        over = true
      })
      const walk = ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'PageDown', 'Home']
      for (let key = 0; !over && key < 2_000; key++) {
        await page.keyboard.press(walk[key % walk.length] ?? 'ArrowDown')
        await page.waitForTimeout(8)
      }
      await end
      keys.push(...(await taken(page)))
      frames.push(...(await page.evaluate<number[]>('window.frames.splice(0)')))
    }
    await page.close()
    const long = frames.filter(ms => ms > 100).length
    return [
      {
        ...figureOf('5,000 slots stream in: key to paint', keys),
        note: `${slots} slots a search${slots < SLOTS ? ' (too few)' : ''}; goal p95 50`,
      },
      {
        ...figureOf('5,000 slots stream in: time between two frames', frames),
        note: `${long} over 100 ms (goal none), longest ${round(Math.max(0, ...frames))}`,
      },
    ]
  } finally {
    await desk.close()
    for (const { server } of servers) server.close()
  }
}

/** A source that has the same number of slots for whoever it is asked about. */
async function serve(delay: number, vendor: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://x')
    const ids = [...(searchParams.get('schedule.actor:Practitioner.identifier') ?? '').matchAll(/\|(\w+)/g)]
    const from = Date.parse(searchParams.getAll('start')[0]?.slice(2) ?? '')
    const people = ids.map(([, idnps = ''], n) => ({
      idnps,
      places: [
        {
          place: { id: `${vendor}-${idnps}`, position: { latitude: 47.39 + n / 2_000, longitude: 0.68 } },
          slots: Array.from({ length: SLOTS_EACH }, (_, i) => {
            // Within the hours that are left of a day, and never the time of another source.
            const start = from + (5 + ((n * 7 + i * 11) % 60)) * 60_000 + vendor * 1_000
            const iso = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00')
            return { id: `${vendor}-${idnps}-${i}`, start: iso(start), end: iso(start + 900_000), kind: 'SNP' }
          }),
        },
      ],
    }))
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/fhir+json' })
      response.end(JSON.stringify(bundleOf(resourcesOf(people))))
    }, delay)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
