/** Every state, in both widths and both themes: drawn, kept as a picture, and judged by axe. */
import { PICTURES, SIZES } from './pictures.ts'
import { test } from './stage.ts'

for (const picture of PICTURES)
  for (const size of SIZES)
    test(`${picture.name} ${size.suffix} is drawn and accessible`, async ({ stage }) => {
      await picture.take(stage, size)
      await stage.page.screenshot({ path: `out/pictures/${picture.name}-${size.suffix}.png`, animations: 'disabled' })
      await stage.axe()
    })
