/**
 * The far ends of the screen's figures, over the scripted console: the field, the longest list and the palette while slots
 * stream, on this processor and on one four times slower; the time to be ready, a night of calls, the weight of
 * what is loaded. Each row says its goal and whether it was held.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { against, type Figure, figureOf, round } from './figures.ts'
import { slowDown, slower } from './page.ts'

const KEYS = 500
const NOW = '2026-11-22T16:05:00+01:00'
const ASSETS = path.resolve(import.meta.dirname, '../../out/renderer/assets')
const ROWS = 2000
/**
 * Between two keys, ms: faster than any hand on this processor; on one four times slower, as fast as a held key comes (Windows repeats
 * it at most 30 times a second): a hand cannot do more to it.
 */
const BETWEEN_KEYS: Record<number, number> = { 1: 8, 4: 33 }

/** Times of keys, ms, as the page has noted them. */
export type Taken = (page: Page) => Promise<number[]>

export async function farFigures(
  browser: Browser,
  watch: (page: Page) => Promise<unknown>,
  taken: Taken,
): Promise<Figure[]> {
  const { url, stop } = await serve()
  try {
    const rows: Figure[] = []
    for (const slow of [1, 4]) {
      const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'fr-FR' })
      await watch(page)
      await page.addInitScript(fictionalDate())
      const cdp = await slowDown(page, slow)
      const at = slower(slow)
      const hand: Hand = { taken, between: BETWEEN_KEYS[slow] ?? 8 }
      const bare = await bareInput(page, hand)
      const key = (name: string, times: number[]) => {
        const figure = figureOf(`${name}${at}, key to paint`, times)
        return against(figure, { p95: 50, p99: 100 }, `${round(figure.p95 / bare.p95)} × a bare input at p95`)
      }
      rows.push({ ...bare, figure: `peer: bare input${at}, key to paint` })
      rows.push(against(await readyIn(page, url, at), { max: 1500 }))
      await ask(page)
      rows.push(key(`list of ${ROWS} rows`, await walked(page, hand)))
      const stream = await streaming(page)
      rows.push(key(`list of ${ROWS} rows while slots stream`, await walked(page, hand)))
      rows.push(key('palette while slots stream', await searched(page, hand)))
      rows.push(key('field while slots stream', await typedInNeed(page, hand)))
      await stream.stop()
      if (slow === 1) rows.push(...(await night(page, cdp)))
      await page.close()
    }
    return [...rows, ...weights()]
  } finally {
    await stop()
  }
}

/** The page's date is that of the fiction, and goes on; its timers and frames stay the browser's own, which are measured. */
const fictionalDate = () => `{
  const ahead = ${Date.parse(NOW)} - Date.now()
  const True = Date
  window.Date = class extends True {
    constructor(...args) { args.length === 0 ? super(True.now() + ahead) : super(...args) }
    static now() { return True.now() + ahead }
  }
}`

/** Nothing is checked in the page: the screen has no schemas in it, and theirs would be measured. */
const scene = (url: string, wanted: object) =>
  `${url}#${encodeURIComponent(JSON.stringify({ ...wanted, checked: false }))}`
const need = (page: Page) => page.getByRole('combobox', { name: 'Besoin' })

/** Who types: the time between two keys, ms, and where the page's times are read. */
interface Hand {
  taken: Taken
  between: number
}

async function bareInput(page: Page, hand: Hand): Promise<Figure> {
  await page.goto('data:text/html,<input autofocus>')
  await page.locator('input').focus()
  return figureOf('', await typed(page, 'médecine', hand))
}

async function typed(page: Page, word: string, { taken, between }: Hand): Promise<number[]> {
  await taken(page)
  for (let keys = 0; keys < KEYS; keys += word.length) {
    await page.keyboard.type(word, { delay: between })
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Backspace')
  }
  return taken(page)
}

async function readyIn(page: Page, url: string, at: string): Promise<Figure> {
  const times: number[] = []
  for (let n = 0; n < 8; n++) {
    await page.goto('about:blank')
    const started = performance.now()
    await page.goto(scene(url, { rows: ROWS }))
    await need(page).waitFor()
    await page.waitForFunction('document.activeElement?.getAttribute("data-zone") === "need"')
    times.push(performance.now() - started)
  }
  return figureOf(`start to ready to type${at}`, times)
}

async function ask(page: Page): Promise<void> {
  await page.keyboard.type('médecine')
  await page.keyboard.press('Enter')
  await page.keyboard.type('chambray')
  await page.keyboard.press('Enter')
  await page.locator('.chip').first().waitFor()
}

async function walked(page: Page, { taken, between }: Hand): Promise<number[]> {
  await page.getByRole('grid', { name: /offres/i }).focus()
  await taken(page)
  const keys = ['ArrowDown', 'ArrowRight', 'PageDown', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'End', 'Home']
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press(keys[key % keys.length] ?? 'ArrowDown')
    await page.waitForTimeout(between)
  }
  return taken(page)
}

/** Twenty updates a second, of five rows each. */
async function streaming(page: Page): Promise<{ stop(): Promise<void> }> {
  await page.evaluate('window.stream = setInterval(() => script.stir(5), 50)')
  return { stop: () => page.evaluate('clearInterval(window.stream)') }
}

async function searched(page: Page, hand: Hand): Promise<number[]> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  const times = await typed(page, 'annuaire', hand)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  return times
}

async function typedInNeed(page: Page, hand: Hand): Promise<number[]> {
  await need(page).focus()
  return typed(page, 'pédiatre', hand)
}

/** What a call comes to, in turn: booked, given up, put away and taken back, another outcome, seen on the map and in time. */
const ENDS: readonly (readonly string[])[] = [
  ['ArrowDown', 'Enter', 'Enter', 'F7', 'F2'],
  ['ArrowDown', 'ArrowRight', 'F8', 'F2', 'F2'],
  ['Shift+F2', 'F4', 'F2', 'F2'],
  ['F6', '4', 'F2'],
  ['Alt+G', 'ArrowDown', 'Alt+G', 'Alt+C', 'Alt+C', 'Alt+E', 'Alt+E', 'F1', 'Escape', 'F2', 'F2'],
]

/** Four hours of calls in a few minutes: what is left of them in the page. */
async function night(page: Page, cdp: CDPSession): Promise<Figure[]> {
  await cdp.send('Performance.enable')
  const measure = async () => {
    await page.waitForTimeout(500)
    // What the scripted console has kept of its part is not the screen's.
    await page.evaluate('script.received.splice(0)')
    await cdp.send('HeapProfiler.collectGarbage')
    await cdp.send('HeapProfiler.collectGarbage')
    const { metrics } = await cdp.send('Performance.getMetrics')
    const of = (name: string) => metrics.find(metric => metric.name === name)?.value ?? 0
    return { nodes: of('Nodes'), listeners: of('JSEventListeners'), megabytes: of('JSHeapUsedSize') / 1e6 }
  }
  let made = 0
  const calls = async (count: number) => {
    for (let n = 0; n < count; n++, made++) {
      await ask(page)
      for (const key of ENDS[made % ENDS.length] ?? []) {
        await page.keyboard.press(key)
        await page.waitForTimeout(60)
      }
      // A call that waits again is taken up and ended: the next begins at the need.
      for (let tries = 0; tries < 6; tries++) {
        const begun =
          'document.activeElement?.getAttribute("data-zone") === "need" && document.activeElement.value === ""'
        if (await page.evaluate(begun)) break
        await page.keyboard.press('F2')
        await page.waitForTimeout(60)
      }
    }
  }
  await calls(20)
  const before = await measure()
  await calls(80)
  const after = await measure()
  const kept = await keptByTheBrowser(page, cdp)
  return (['nodes', 'listeners', 'megabytes'] as const).map(what => {
    const own = what === 'nodes' ? after.nodes - 80 * kept : after[what]
    const figure = figureOf(`after 100 calls, ${what}`, [own])
    const more = [`${before[what].toFixed(1)} after 20 calls`]
    if (what === 'nodes') more.push(`less ${kept} a call that two bare inputs keep too (the browser’s own undo)`)
    // The heap also holds what the desk means to keep of a day: its bookings, and answers for a minute.
    const most = before[what] * (what === 'megabytes' ? 1.2 : 1.02)
    return against(figure, { max: round(most) }, more.join(' · '))
  })
}

/** Nodes that Chromium keeps for the undo of two fields typed in and emptied, in a page that has nothing else. */
async function keptByTheBrowser(page: Page, cdp: CDPSession): Promise<number> {
  const CYCLES = 20
  await page.goto('data:text/html,<input><input>')
  const nodes = async () => {
    await cdp.send('HeapProfiler.collectGarbage')
    const { metrics } = await cdp.send('Performance.getMetrics')
    return metrics.find(metric => metric.name === 'Nodes')?.value ?? 0
  }
  const cycles = async (count: number) => {
    for (let n = 0; n < count; n++)
      for (const field of [0, 1]) {
        await page.locator('input').nth(field).focus()
        await page.keyboard.type('abc')
        await page.evaluate('document.activeElement.value = ""')
      }
  }
  await cycles(2)
  const before = await nodes()
  await cycles(CYCLES)
  return ((await nodes()) - before) / CYCLES
}

/** Kilobytes, gzip, of what the first screen loads, and of everything. */
function weights(): Figure[] {
  if (!existsSync(ASSETS)) return []
  const size = (name: string) => gzipSync(readFileSync(path.join(ASSETS, name))).length / 1000
  const html = readFileSync(path.join(ASSETS, '../index.html'), 'utf8')
  const first = new Set<string>()
  const add = (name: string) => {
    if (first.has(name) || !existsSync(path.join(ASSETS, name))) return
    first.add(name)
    if (!name.endsWith('.js')) return
    // What is imported at once; `import(…)` is loaded when it is asked for.
    for (const [, next] of readFileSync(path.join(ASSETS, name), 'utf8').matchAll(
      /(?:from|import)\s*["']\.\/([^"']+)["']/g,
    ))
      add(next ?? '')
  }
  for (const [, name] of html.matchAll(/assets\/([^"']+)/g)) add(name ?? '')
  const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + size(name), 0)
  return [
    figureOf('screen loaded first, kB gzip', [sum(first)]),
    against(figureOf('whole screen with its map, kB gzip', [sum(readdirSync(ASSETS))]), { max: 300 }),
  ]
}

async function serve(): Promise<{ url: string; stop(): Promise<void> }> {
  const file = path.resolve(import.meta.dirname, '../screens/serve.ts')
  const child = spawn(process.execPath, [file, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('http://127.0.0.1:')) continue
    return {
      url: line.trim(),
      async stop() {
        child.kill('SIGTERM')
        await ended
      },
    }
  }
  throw new Error('the scripted page could not be built')
}
