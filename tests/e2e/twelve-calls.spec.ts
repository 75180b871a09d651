/** The twelve scripted calls, by keyboard, each within its budget of keys, and accessible at its most crowded moment. */
import { violations } from '../axe.ts'
import { playTwelve } from '../demo/calls.ts'
import { expect, PICTURES, test } from './stage.ts'

test('twelve calls of a week end as they must, within twelve keys each beyond the words', async ({
  world,
  browser,
}) => {
  test.setTimeout(300_000)
  const found: string[] = []
  const rows = await playTwelve({
    world,
    browser,
    out: PICTURES,
    quiet: true,
    say: line => console.log(line),
    async onMoment(page, { id }) {
      for (const one of await violations(page)) found.push(`${id} ${one}`)
    },
  })
  expect(rows).toHaveLength(12)
  expect(rows.filter(row => row.failed !== null)).toEqual([])
  for (const { id, keystrokes, budget } of rows) expect(keystrokes, id).toBeLessThanOrEqual(budget)
  expect(found).toEqual([])
})
