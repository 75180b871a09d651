/**
 * Taking an offer on the real screen: how many keys from the list of results to «Réservé», and how long from the console's
 * word to the paint that shows it (Element Timing: the moment at which the browser gave the frame out). The clock is one: page
 * and console are on one machine, and count from its epoch. Peer in the same run: a bare page that writes a word when its
 * WebSocket says so.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from '@playwright/test'
import { WebSocketServer } from 'ws'
import { buildRenderer } from '../../scripts/build.mjs'
import { findChromium } from '../../scripts/setup.mjs'
import { CHROMIUM_ARGS } from '../chromium.ts'
import { handOn } from '../demo/keyboard.ts'
import { createTestWorld } from '../e2e/world.ts'
import { type Figure, figureOf } from './figures.ts'
import { signIn } from './page.ts'

const BOOKINGS = 30
const KEYS_GOAL = 3
/** A source is never nearer than this: the fastest of the seven asked by `bench -- availability` takes 200 ms. */
const NEAR_MS = 150

/** Notes when «Réservé» was on the screen, ms since the epoch. The mark is put before the first paint of the words. */
const WATCH = `
  window.painted = []
  new PerformanceObserver(list => {
    for (const { identifier, renderTime } of list.getEntries())
      if (identifier === 'reserved') window.painted.push(performance.timeOrigin + renderTime)
  }).observe({ type: 'element' })
  let last = ''
  new MutationObserver(() => {
    const status = document.querySelector('.outcome__status')
    const words = status?.textContent ?? ''
    if (words === last) return
    last = words
    if (words === 'Réservé') status.setAttribute('elementtiming', 'reserved')
  }).observe(document, { subtree: true, childList: true, characterData: true })`

export interface ScreenFigures {
  /** From the console's word to its paint, when a source takes its time as sources do. */
  painted: Figure
  /** The peer, the keys, and the same with sources that answer at once. */
  rows: Figure[]
  ok: boolean
}

export async function takeOnScreen(): Promise<ScreenFigures> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Chromium is not installed')
  await buildRenderer({ ifStale: true, quiet: true })
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  try {
    const bare = await barePage(browser)
    const near = await bookings(browser, NEAR_MS)
    const atOnce = await bookings(browser, 0)
    const keys = figureOf('keys from the results to «Réservé»', [...near.keys, ...atOnce.keys], 'keys, not ms')
    const peer = figureOf('peer: a word of a WebSocket on a bare page → painted', bare)
    const painted = figureOf(`source answers in ${NEAR_MS} ms: console’s word → painted`, near.painted)
    const busy = figureOf('source answers at once: console’s word → painted', atOnce.painted)
    const ratio = (figure: Figure) => `${(figure.p95 / peer.p95).toFixed(1)} × the peer at p95`
    return {
      painted: { ...painted, note: ratio(painted) },
      rows: [
        { ...busy, note: `while the key before it is still drawn · ${ratio(busy)}` },
        peer,
        { ...keys, note: `goal ${KEYS_GOAL}; keys, not ms` },
      ],
      ok: keys.max <= KEYS_GOAL && [...near.painted, ...atOnce.painted, ...bare].every(Number.isFinite),
    }
  } finally {
    await browser.close()
  }
}

/** A desk of its own that takes offer after offer; every source answers a booking after `ms`. */
async function bookings(browser: Browser, ms: number): Promise<{ keys: number[]; painted: number[] }> {
  const world = await createTestWorld()
  const desk = await world.desk()
  try {
    if (ms > 0)
      for (const { id } of world.sandbox.sources)
        world.sandbox.faults.set({ source: id, on: 'appointment', fault: { kind: 'slow', ms } })
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'fr-FR' })
    await page.addInitScript(WATCH)
    const told: number[] = []
    desk.on('orientation.changed', ({ status }) => {
      if (status === 'confirmed') told.push(performance.timeOrigin + performance.now())
    })
    await signIn(page, desk)
    const keys: number[] = []
    const painted: number[] = []
    for (let n = 0; n < BOOKINGS; n += 1) {
      world.rewind()
      keys.push(await book(page))
      painted.push(((await paintedAt(page)) ?? Number.NaN) - (told.at(-1) ?? Number.NaN))
      await page.keyboard.press('F2')
      await page
        .getByText(`Appel ${n + 2}`)
        .first()
        .waitFor()
    }
    await page.close()
    return { keys, painted }
  } finally {
    await desk.close()
    await world.close()
  }
}

/** What this browser and this machine take at least: from a message to the paint of its word on an empty page. */
async function barePage(browser: Browser): Promise<number[]> {
  // From its own origin: a browser keeps pages of nowhere from the machine's servers.
  const pages = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<main></main>'))
  const server = new WebSocketServer({ server: pages })
  pages.listen(0, '127.0.0.1')
  await once(pages, 'listening')
  const { port } = pages.address() as AddressInfo
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
    const connected = once(server, 'connection', { signal: AbortSignal.timeout(20_000) })
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.evaluate(`
      window.painted = []
      new PerformanceObserver(list => {
        for (const { renderTime } of list.getEntries()) window.painted.push(performance.timeOrigin + renderTime)
      }).observe({ type: 'element' })
      new WebSocket('ws://127.0.0.1:${port}').onmessage = ({ data }) => {
        const word = document.createElement('h2')
        word.setAttribute('elementtiming', 'word')
        word.textContent = data
        document.querySelector('main').replaceChildren(word)
      }`)
    await connected
    const series: number[] = []
    for (let n = 0; n < BOOKINGS; n += 1) {
      // Not in step with the frames: any moment between two of them.
      await sleep(100 + ((n * 37) % 50))
      const told = performance.timeOrigin + performance.now()
      for (const client of server.clients) client.send('Réservé')
      series.push(((await paintedAt(page)) ?? Number.NaN) - told)
    }
    await page.close()
    return series
  } finally {
    for (const client of server.clients) client.terminate()
    server.close()
    pages.close()
  }
}

/** When the word was on the screen, ms since the epoch. Asked again and again from here: the page's policy runs no text. */
async function paintedAt(page: Page): Promise<number | undefined> {
  for (let tries = 0; tries < 200; tries += 1) {
    const [painted] = await page.evaluate<number[]>('window.painted.splice(0)')
    if (painted !== undefined) return painted
    await page.waitForTimeout(20)
  }
  return undefined
}

/** One call to its booking; how many keys it took once the results were there. */
async function book(page: Page): Promise<number> {
  const need = page.getByRole('combobox', { name: 'Besoin' })
  await need.waitFor()
  await need.focus()
  await page.keyboard.type('médecin gén')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('chambray l')
  await page.getByRole('option', { name: /Chambray-lès-Tours/ }).waitFor()
  await page.keyboard.press('Enter')
  const direct = page.locator('.row', { has: page.locator('.chip[aria-label*="réservation par la console"]') }).first()
  await direct.waitFor()
  // Which row is chosen is the operator's matter: the count begins with the hand on it.
  await direct.click()
  // Rows still come: the one under the hand is followed, not the first of the moment.
  const picked = page.locator('.row--current .chip--picked')
  await picked.waitFor()
  const hand = handOn(page)
  while (!/réservation par la console/.test((await picked.getAttribute('aria-label')) ?? ''))
    await hand.press('ArrowRight')
  await hand.press('Enter')
  await hand.press('Enter')
  await page.locator('.outcome__status', { hasText: 'Réservé' }).waitFor()
  return hand.keystrokes
}
