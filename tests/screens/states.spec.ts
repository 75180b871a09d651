/** Every state, in both widths and both themes: drawn, kept as a picture, and judged by axe. */
import { PICTURES, SIZES } from './pictures.ts'
import { expect, test, violations } from './stage.ts'

for (const picture of PICTURES)
  test(`${picture.name} is drawn and accessible`, async ({ stage }) => {
    await picture.take(stage)
    // The detail comes once the hand has come to rest on a row: it is judged too.
    if ((await stage.page.locator('.row--current').count()) > 0)
      await expect(stage.page.locator('.detail')).not.toBeEmpty()
    for (const size of SIZES) {
      await stage.resize(size)
      await stage.page.screenshot({ path: `out/pictures/${picture.name}-${size.suffix}.png`, animations: 'disabled' })
      expect.soft(await violations(stage.page), size.suffix).toEqual([])
    }
  })

test('the judge of every state finds what is wrong in one', async ({ stage }) => {
  await stage.open()
  expect(await violations(stage.page)).toEqual([])
  await stage.page.evaluate(`
    const add = name => document.querySelector('main').appendChild(document.createElement(name))
    add('button')
    add('img')
    const pale = add('p')
    pale.textContent = 'à peine lisible'
    pale.style.cssText = 'position: fixed; top: 50%; z-index: 99; background: #fff; color: #ddd'`)
  const found = await violations(stage.page)
  expect(found.map(one => one.split(':')[0]).sort()).toEqual(['button-name', 'color-contrast', 'image-alt'])
})

test('what has gone from the list stays readable as long as it is there, where movements are not reduced', async ({
  stage,
}) => {
  const { page } = stage
  await stage.open()
  await stage.askForDoctor()
  await expect(page.getByRole('grid', { name: 'Offres' }).getByText('dans 35 min')).toBeVisible()
  for (const dark of [false, true]) {
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'no-preference' })
    const { ask } = (await stage.script('state')) as { ask: { offers: { id: string; slots: { id: string }[] }[] } }
    const row = ask.offers.find(offer => offer.slots.length > 1)
    await stage.script('removeSlot', row?.id, row?.slots[1]?.id)
    await expect(page.locator('.chip--gone')).toBeVisible()
    // At the end of whatever moves, not while it happens to be read.
    await page.evaluate('for (const each of document.getAnimations()) each.finish()')
    expect.soft(await violations(page), dark ? 'sombre' : 'clair').toEqual([])
    await expect(page.locator('.chip--gone')).toHaveCount(0)
  }
})

test('the detail that slides over the list is accessible where it has come to rest', async ({ stage }) => {
  const { page } = stage
  await PICTURES.find(({ name }) => name === 'issue-choisi')?.take(stage)
  await page.setViewportSize({ width: 480, height: 768 })
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.evaluate('Promise.all(document.getAnimations().map(each => each.finished))')
  await stage.axe()
})
