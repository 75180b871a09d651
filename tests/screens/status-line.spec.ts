/** The line of status: what is not well is read whole, whatever else gives way. */
import { expect, test } from './stage.ts'

for (const size of [
  { width: 1366, named: ['Keldoc en panne', 'Agenda SAS en panne', 'Clickdoc réponse illisible'], more: '+3 autres' },
  { width: 480, named: ['Keldoc en panne'], more: '+5 autres' },
])
  test(`at ${size.width} px the gravest sources are named whole, the others counted`, async ({ stage }) => {
    await stage.open({ answering: 'failing' })
    await stage.resize({ width: size.width, height: 768, dark: false })
    await stage.askForDoctor()
    const items = stage.page.locator('.status__item:not(.tone-ok)')
    await expect(items).toHaveText([...size.named, size.more])
    const whole = await items.evaluateAll(all =>
      all.every(item => {
        const words = item.querySelector('.status__words')
        const line = item.closest('.status__items')
        return (
          words.scrollWidth <= words.clientWidth &&
          item.getBoundingClientRect().right <= line.getBoundingClientRect().right
        )
      }),
    )
    expect(whole).toBe(true)
  })

test('with room enough all is said whole, what is well too', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await expect(stage.page.locator('.status__item')).toHaveCount(5)
  const cut = await stage.page
    .locator('.status__words')
    .evaluateAll(all => all.filter(words => words.scrollWidth > words.clientWidth).length)
  expect(cut).toBe(0)
})
