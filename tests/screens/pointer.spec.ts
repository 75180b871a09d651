/** What a pointer can do without dragging and without aiming: WCAG 2.5.7 and 2.5.8. */
import { PICTURES } from './pictures.ts'
import { expect, type Stage, test } from './stage.ts'

const SMALLEST = 24

const detailWidth = ({ page }: Stage) =>
  page.locator('.detail').evaluate(detail => detail.getBoundingClientRect().width)

async function offersCame(stage: Stage) {
  await stage.open()
  await stage.askForDoctor()
  await expect(stage.page.getByRole('grid', { name: 'Offres' }).getByText('dans 35 min')).toBeVisible()
}

async function divider({ page }: Stage) {
  const box = await page.getByRole('separator', { name: 'Largeur du détail' }).boundingBox()
  if (!box) throw new Error('no divider is drawn')
  return { x: box.x + 2, y: box.y + 200 }
}

test('one press after another on the divider gives three widths; dragging gives any', async ({ stage }) => {
  await offersCame(stage)
  const widths: number[] = []
  for (let press = 0; press < 4; press++) {
    widths.push(await detailWidth(stage))
    const { x, y } = await divider(stage)
    await stage.page.mouse.click(x, y)
  }
  expect(new Set(widths).size).toBe(3)
  expect(widths[3]).toBe(widths[0])
  const { x, y } = await divider(stage)
  const before = await detailWidth(stage)
  await stage.page.mouse.move(x, y)
  await stage.page.mouse.down()
  await stage.page.mouse.move(x + 57, y)
  await stage.page.mouse.up()
  expect(await detailWidth(stage)).toBe(before - 57)
})

test('the divider is hit over 24 px, and takes no press from a row or from what is beside it', async ({ stage }) => {
  await offersCame(stage)
  const { x, y } = await divider(stage)
  const hit = await stage.page.evaluate<string[]>(
    `Array.from({ length: 60 }, (_, at) => document.elementFromPoint(${x} - 30 + at, ${y}).closest('.divider, .offers, .detail').className)`,
  )
  expect(hit.filter(name => name === 'divider').length).toBeGreaterThanOrEqual(SMALLEST)
  const covered = await stage.page.evaluate<string[]>(`{
    const bar = document.querySelector('.divider').getBoundingClientRect()
    const [from, to] = [bar.left - 4, bar.right + 16]
    ;[...document.querySelectorAll('.desk__body button, .desk__body .chip')]
      .filter(each => each.checkVisibility())
      .filter(each => {
        const { left, right } = each.getBoundingClientRect()
        // What is left of it is still as wide as it must be.
        return left < to && right > from && right - to < ${SMALLEST} && from - left < ${SMALLEST}
      })
      .map(each => each.textContent)
  }`)
  expect(covered).toEqual([])
})

test('chips and places of the map are 24 px at least, and rows as high as before', async ({ stage }) => {
  await PICTURES.find(({ name }) => name === 'offres-carte')?.take(stage)
  const small = await stage.page.evaluate<string[]>(
    `[...document.querySelectorAll('.chip, .map__offer')]
      .filter(each => each.checkVisibility())
      .map(each => [each.getBoundingClientRect(), each.textContent])
      .filter(([{ width, height }]) => Math.min(width, height) < ${SMALLEST})
      .map(([{ width, height }, words]) => words + ' ' + width + ' × ' + height)`,
  )
  expect(small).toEqual([])
  const heights = async () =>
    new Set(await stage.page.locator('.row').evaluateAll(rows => rows.map(row => row.getBoundingClientRect().height)))
  expect(await heights()).toEqual(new Set([32]))
  await stage.resize({ width: 480, height: 768, dark: false })
  expect(await heights()).toEqual(new Set([56]))
})
