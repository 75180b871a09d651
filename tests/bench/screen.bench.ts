/**
 * `npm run bench -- screen`: from a key to the paint that shows it, in Chromium, on the real console, in the field and in
 * the list, while slots stream in. Peer in the same run: a bare `<input>` in an empty page of the same browser.
 */
import { type Browser, chromium, type Page } from '@playwright/test'
import { buildRenderer } from '../../scripts/build.mjs'
import { findChromium } from '../../scripts/setup.mjs'
import { CHROMIUM_ARGS } from '../chromium.ts'
import { type Desk, startDesk } from '../stand/desk.ts'
import { type Figure, figureOf, goalsHeld, round } from './figures.ts'
import { signIn } from './page.ts'
import { callFigures } from './screen-calls.ts'
import { farFigures } from './screen-far.ts'
import { streamFigures } from './screen-stream.ts'

const KEYS = 520
const NEEDS = [
  'médecin généraliste',
  'pédiatre',
  'kinésithérapeute',
  'sage-femme',
  'infirmier',
  'psychiatre',
  'dentiste',
]

export async function run(): Promise<{ ok: boolean; rows: Figure[] }> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Chromium is not installed')
  await buildRenderer({ ifStale: true, quiet: true })
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  try {
    const bare = await barePage(browser)
    const { field, list, streaming } = await onADesk(browser)
    const stream = await streamFigures(browser, watchKeys, taken)
    const calls = await callFigures(browser)
    const far = await farFigures(browser, watchKeys, taken)
    const ratio = (figure: Figure) => `${round(figure.p95 / bare.p95)} × a bare input at p95`
    const rows = [
      bare,
      { ...field, note: ratio(field) },
      { ...list, note: ratio(list) },
      { ...streaming, note: ratio(streaming) },
    ]
    return {
      ok: rows.every(row => row.n >= 500) && goalsHeld([...calls, ...far]),
      rows: [...rows, ...stream, ...calls, ...far],
    }
  } finally {
    await browser.close()
  }
}

/** Notes, for every key, the time from the event to just after the next paint: a message posted in a frame comes after it. */
const WATCH = `
  window.keyPaints = []
  window.addEventListener('keydown', event => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => window.keyPaints.push(performance.now() - event.timeStamp)
    port2.postMessage(null)
  }), { capture: true })`

const watchKeys = (page: Page) => page.addInitScript(WATCH)

const taken = (page: Page) => page.evaluate<number[]>('window.keyPaints.splice(0)')

async function typed(page: Page, words: readonly string[], total: number): Promise<number[]> {
  let keys = 0
  for (let word = 0; keys < total; word++) {
    const text = words[word % words.length] ?? ''
    await page.keyboard.type(text, { delay: 8 })
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Backspace')
    keys += text.length
  }
  return taken(page)
}

async function barePage(browser: Browser): Promise<Figure> {
  const page = await browser.newPage()
  await watchKeys(page)
  await page.goto('data:text/html,<input autofocus>')
  await page.locator('input').focus()
  const figure = figureOf('peer: bare input, key to paint', await typed(page, NEEDS, KEYS))
  await page.close()
  return figure
}

/** The desk goes before others come: what it asks again by itself would be measured with theirs. */
async function onADesk(browser: Browser) {
  const desk = await startDesk({ card: 'practice', host: true })
  try {
    await desk.ready()
    return await keysOn(browser, desk)
  } finally {
    await desk.close()
  }
}

async function keysOn(browser: Browser, desk: Desk) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'fr-FR' })
  await watchKeys(page)
  await signIn(page, desk)
  await page.getByRole('combobox', { name: 'Besoin' }).focus()
  await taken(page)
  const field = figureOf('need field with suggestions, key to paint', await typed(page, NEEDS, KEYS))

  await page.keyboard.type('médecin gén')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('chambray')
  await page.getByRole('option', { name: /Chambray-lès-Tours/ }).waitFor()
  await page.keyboard.press('Enter')
  const offers = page.getByRole('grid', { name: /offres/i })
  await offers.waitFor()
  await offers.focus()
  await taken(page)
  const walk = async (total: number) => {
    const keys = ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'PageDown', 'Home']
    for (let key = 0; key < total; key++) {
      await page.keyboard.press(keys[key % keys.length] ?? 'ArrowDown')
      await page.waitForTimeout(8)
    }
    return taken(page)
  }
  const list = figureOf('list of offers, key to paint', await walk(KEYS))

  // The same while answers arrive: each source is slowed differently, and the question is asked again and again.
  for (const [index, source] of desk.sandbox.sources.entries()) {
    desk.sandbox.faults.set({ source: source.id, on: 'search', fault: { kind: 'slow', ms: 100 + 150 * index } })
  }
  const streamed: number[] = []
  for (let round = 0; streamed.length < 500 && round < 40; round++) {
    await page.keyboard.press('F8')
    await offers.focus()
    streamed.push(...(await walk(40)))
  }
  await page.close()
  return { field, list, streaming: figureOf('list while slots stream in, key to paint', streamed) }
}
