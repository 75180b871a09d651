/**
 * The far ends of the screen's figures, over the scripted console: the longest list, the palette while slots stream, a slow
 * machine, the time to be ready, a night of calls, the weight of what is loaded.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { type Figure, figureOf } from './figures.ts'

const KEYS = 500
const NOW = '2026-11-22T16:05:00+01:00'
const ASSETS = path.resolve(import.meta.dirname, '../../out/renderer/assets')

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
      await page.addInitScript(
        'window.longTasks = []; new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(e => e.duration))).observe({ type: "longtask" })',
      )
      const cdp = await page.context().newCDPSession(page)
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow })
      const at = slow === 1 ? '' : `, processor ${slow} times slower`
      rows.push(await readyIn(page, url, at))
      rows.push(figureOf(`list of 2,000 rows${at}, key to paint`, await walked(page, taken)))
      rows.push(figureOf(`palette while slots stream${at}, key to paint`, await searched(page, taken)))
      rows.push(figureOf(`typical call${at}, tasks over 50 ms`, await longTasks(page, url)))
      if (slow === 1) rows.push(...(await night(page, cdp)))
      await page.close()
    }
    return [...rows, ...weights()]
  } finally {
    await stop()
  }
}

const scene = (url: string, wanted: object) => `${url}#${encodeURIComponent(JSON.stringify(wanted))}`

async function readyIn(page: Page, url: string, at: string): Promise<Figure> {
  const times: number[] = []
  await page.clock.setFixedTime(new Date(NOW))
  for (let n = 0; n < 8; n++) {
    await page.goto('about:blank')
    const started = performance.now()
    await page.goto(scene(url, { rows: 2000 }))
    await page.getByRole('combobox', { name: 'Besoin' }).waitFor()
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

async function walked(page: Page, taken: Taken): Promise<number[]> {
  await ask(page)
  await page.getByRole('grid', { name: /offres/i }).focus()
  await taken(page)
  const keys = ['ArrowDown', 'ArrowRight', 'PageDown', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'End', 'Home']
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press(keys[key % keys.length] ?? 'ArrowDown')
    await page.waitForTimeout(8)
  }
  return taken(page)
}

/** Twenty updates a second of a long list, under a palette that is typed in. */
async function searched(page: Page, taken: Taken): Promise<number[]> {
  await page.evaluate('window.stream = setInterval(() => script.arrive([]), 50)')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await taken(page)
  for (let keys = 0; keys < KEYS; keys += 8) {
    await page.keyboard.type('annuaire', { delay: 8 })
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Backspace')
  }
  const times = await taken(page)
  await page.evaluate('clearInterval(window.stream)')
  await page.keyboard.press('Escape')
  return times
}

async function longTasks(page: Page, url: string): Promise<number[]> {
  await page.goto('about:blank')
  await page.goto(scene(url, {}))
  await page.getByRole('combobox', { name: 'Besoin' }).waitFor()
  await page.waitForTimeout(500)
  await page.evaluate('window.longTasks.splice(0)')
  await ask(page)
  for (const key of ['ArrowDown', 'Enter', 'Enter', 'F7', 'F2']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(150)
  }
  const found = await page.evaluate<number[]>('window.longTasks.splice(0)')
  return found.length > 0 ? found : [0]
}

/** Four hours of calls in a few seconds: what is left of them in the page. */
async function night(page: Page, cdp: CDPSession): Promise<Figure[]> {
  await cdp.send('Performance.enable')
  const measure = async () => {
    await cdp.send('HeapProfiler.collectGarbage')
    const { metrics } = await cdp.send('Performance.getMetrics')
    const of = (name: string) => metrics.find(metric => metric.name === name)?.value ?? 0
    return { nodes: of('Nodes'), listeners: of('JSEventListeners'), megabytes: of('JSHeapUsedSize') / 1e6 }
  }
  const calls = async (count: number) => {
    for (let n = 0; n < count; n++) {
      await ask(page)
      await page.keyboard.press('F2')
      await page.keyboard.press('F2')
      await page.waitForFunction('document.activeElement?.getAttribute("data-zone") === "need"')
    }
  }
  await calls(20)
  const before = await measure()
  await calls(80)
  const after = await measure()
  return (['nodes', 'listeners', 'megabytes'] as const).map(what => ({
    ...figureOf(`after 100 calls, ${what}`, [after[what]]),
    note: `${before[what].toFixed(1)} after 20 calls`,
  }))
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
    figureOf('whole screen, kB gzip', [sum(readdirSync(ASSETS))]),
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
