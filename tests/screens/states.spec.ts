/** Every state, in both widths and both themes: drawn, kept as a picture, and judged by axe. */
import { PICTURES, SIZES } from './pictures.ts'
import { expect, test, violations } from './stage.ts'

for (const picture of PICTURES)
  test(`${picture.name} is drawn and accessible`, async ({ stage }) => {
    await picture.take(stage)
    for (const size of SIZES) {
      await stage.resize(size)
      await stage.page.screenshot({ path: `out/pictures/${picture.name}-${size.suffix}.png`, animations: 'disabled' })
      expect.soft(await violations(stage.page), size.suffix).toEqual([])
    }
  })
