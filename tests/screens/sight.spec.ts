/** The desk seen otherwise: larger, in the system's own colours, upright; and a few pictures that do not change unseen. */
import { expect, type Stage, test } from './stage.ts'

const ready = ({ page }: Stage) =>
  expect(page.getByRole('grid', { name: 'Offres' }).getByText('dans 35 min')).toBeVisible()

/** True when nothing is cut at the right. */
const FITS = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth'

for (const [zoom, width, height] of [
  ['200 %', 683, 384],
  ['400 %', 342, 192],
] as const)
  test(`at ${zoom} the desk is one column, and the chosen offer is still under the hand`, async ({ stage }) => {
    const { page } = stage
    await stage.open()
    await stage.askForDoctor()
    await ready(stage)
    await stage.resize({ width, height, dark: false })
    expect(await page.evaluate(FITS)).toBe(true)
    await stage.keys('ArrowDown', 'Enter')
    const act = page.locator('[data-zone="primary"]').first()
    await expect(act).toBeFocused()
    await expect(act).toBeInViewport()
    await stage.axe()
  })

test('in forced colours the row and the slot under the hand are outlined by the system', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await page.emulateMedia({ forcedColors: 'active' })
  await stage.askForDoctor()
  await ready(stage)
  await stage.keys('ArrowDown')
  const outline = await page.evaluate<string>('getComputedStyle(document.querySelector(".row--current")).outlineStyle')
  expect(outline).toBe('solid')
})

// The fonts are the machine's: only large changes (a band that moved, a colour, a column) are meant to be seen here.
const ROUGHLY = { maxDiffPixelRatio: 0.06, threshold: 0.35, animations: 'disabled', scale: 'css' } as const

/** Rolls the list to its top, and says where it was: at the top when nothing moves it any more. */
const ROLL_BACK =
  "(list => { const was = list.scrollTop; list.scrollTop = 0; return was })(document.querySelector('.offers[role=grid]'))"

test('the desk looks as it was last accepted', async ({ stage }) => {
  test.skip(process.platform !== 'linux', 'accepted pictures are of one system')
  await stage.open()
  await stage.askForDoctor()
  await ready(stage)
  await stage.keys('ArrowDown', 'ArrowRight')
  for (const { name, ...size } of [
    { name: 'bureau-clair.png', width: 1366, height: 768, dark: false },
    { name: 'bureau-ancre-sombre.png', width: 480, height: 768, dark: true },
  ]) {
    await stage.resize(size)
    // Narrower rows are taller: how far the list has rolled meanwhile is chance.
    await expect.poll(() => stage.page.evaluate(ROLL_BACK), { intervals: [200] }).toBe(0)
    await expect(stage.page).toHaveScreenshot(name, ROUGHLY)
  }
})
