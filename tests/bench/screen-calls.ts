/**
 * Typical calls on the real console, from the need to the next call, on this processor and on one four times slower: the
 * longest task of the page in each. Answers come as they come at a desk, in messages of their own, while the hand goes on.
 */
import type { Browser, Page } from '@playwright/test'
import { beforeAnything } from '../e2e/in-page.ts'
import { createTestWorld, type World } from '../e2e/world.ts'
import { against, type Figure, figureOf } from './figures.ts'
import { signIn, slowDown, slower } from './page.ts'

/** How many calls, by how many times slower the processor is. */
const CALLS: Record<number, number> = { 1: 10, 4: 20 }
const MOST_MS = 50
/** The peer: tasks of a bare page that always do the same, some 35 ms of work. What they take at most is the machine's own. */
const PEER_TASKS = 100
const PEER_MS = 35
/** When the first source answers, and how much later each of the others does, ms: as sources do, from 0.2 to 1.5 s. */
const SOURCE_MS = 200
const SOURCE_STEP_MS = 200
/** Between two letters, ms: a person who types fast. */
const BETWEEN_LETTERS = 60
/** Once the page has settled after a step, ms: a task that the step began is counted with it. */
const AFTER_STEP = 250

/** Notes the tasks of the page that the browser calls long (50 ms or more), ms. */
const WATCH = `
  window.longTasks = []
  new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' })`

/** The longest task of each call, as one row for each speed; 0 where no task was long. */
export async function callFigures(browser: Browser): Promise<Figure[]> {
  const world = await createTestWorld()
  try {
    const rows: Figure[] = []
    for (const slow of [1, 4]) rows.push(await callsAt(browser, world, slow), await peerAt(browser, slow))
    return rows
  } finally {
    await world.close()
  }
}

async function callsAt(browser: Browser, world: World, slow: number): Promise<Figure> {
  const desk = await world.desk()
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'fr-FR' })
  try {
    await desk.ready()
    for (const [nth, { id }] of world.sandbox.sources.entries())
      world.sandbox.faults.set({
        source: id,
        on: 'search',
        fault: { kind: 'slow', ms: SOURCE_MS + SOURCE_STEP_MS * nth },
      })
    await page.addInitScript(beforeAnything(world.shift()))
    await page.addInitScript(WATCH)
    await signIn(page, desk)
    await slowDown(page, slow)
    await page.waitForTimeout(1_000)
    const longest: number[] = []
    const where = new Map<string, number>()
    for (let n = 0; n < (CALLS[slow] ?? 10); n++) {
      world.rewind()
      const tasks = await call(page, n)
      longest.push(Math.max(0, ...tasks.values()))
      for (const [step, ms] of tasks) where.set(step, Math.max(ms, where.get(step) ?? 0))
    }
    const worst = [...where].sort(([, a], [, b]) => b - a).map(([step, ms]) => `${step} ${Math.round(ms)}`)
    return against(
      figureOf(`typical call${slower(slow)}, its longest task`, longest),
      { p95: MOST_MS },
      worst.join(', '),
    )
  } finally {
    await page.close()
    await desk.close()
  }
}

/** How long the same work takes on a page that has nothing else: above the median, the machine did something else meanwhile. */
async function peerAt(browser: Browser, slow: number): Promise<Figure> {
  const page = await browser.newPage()
  try {
    await page.goto('data:text/html,')
    await slowDown(page, slow)
    const times = await page.evaluate<number[]>(`(async () => {
      const work = turns => { let sum = 0; for (let turn = 0; turn < turns; turn++) sum += Math.sqrt(turn); return sum }
      const timed = turns => { const from = performance.now(); work(turns); return performance.now() - from }
      let turns = 1e6
      // Until the browser has made its mind up about the work.
      for (let tries = 0; tries < 10; tries++) turns = Math.round((turns * ${PEER_MS}) / Math.max(1, timed(turns)))
      const times = []
      for (let n = 0; n < ${PEER_TASKS}; n++) {
        await new Promise(resolve => setTimeout(resolve, 20))
        times.push(timed(turns))
      }
      return times
    })()`)
    return figureOf(`peer: the same ${PEER_MS} ms of work on a bare page${slower(slow)}`, times)
  } finally {
    await page.close()
  }
}

/** One call to its booking and to the next one; the longest of the long tasks of each step that had one, ms. */
async function call(page: Page, nth: number): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const step = async (name: string, act: () => Promise<unknown>) => {
    await act()
    await page.waitForTimeout(AFTER_STEP)
    const tasks = await page.evaluate<number[]>('window.longTasks.splice(0)')
    if (tasks.length > 0) found.set(name, Math.max(...tasks))
  }
  const press = (key: string) => page.keyboard.press(key)
  const type = (text: string) => page.keyboard.type(text, { delay: BETWEEN_LETTERS })
  await page.evaluate('window.longTasks.splice(0)')
  await step('need', async () => {
    await type('médecin gén')
    await page.getByRole('option').first().waitFor()
  })
  await step('need taken', () => press('Enter'))
  await step('place', async () => {
    await type('chambray')
    await page.getByRole('option', { name: /Chambray-lès-Tours/ }).waitFor()
  })
  await step('place taken, offers', async () => {
    await press('Enter')
    await page.locator('.chip').first().waitFor()
    // Every source has its word.
    await page.waitForTimeout(SOURCE_MS + SOURCE_STEP_MS * 8)
  })
  await step('list', () => walkToDirect(page))
  await step('slot', () => press('Enter'))
  await step('booking', async () => {
    await press('Enter')
    await page.locator('.outcome__status', { hasText: /^Réservé$/ }).waitFor()
  })
  await step('copy', () => press('F7'))
  await step('next call', async () => {
    await press('F2')
    await page
      .getByText(`Appel ${nth + 2}`)
      .first()
      .waitFor()
  })
  return found
}

/** Rows and slots are walked to the first slot that the console books itself. */
async function walkToDirect(page: Page): Promise<void> {
  const direct = '.chip[aria-label*="réservation par la console"]'
  const isThere = (where: string) => page.locator(`.row--current ${where}`).first().isVisible()
  const goTo = async (key: string, where: string) => {
    for (let steps = 0; steps < 60 && !(await isThere(where)); steps++) await page.keyboard.press(key)
  }
  await goTo('ArrowDown', direct)
  await goTo('ArrowRight', `.chip--picked${direct.slice('.chip'.length)}`)
}
