/**
 * `npm run keys`: the sheet of keys as a page to print, `docs/touches.pdf`, made by Chromium from the table and the words
 * that the desk itself uses.
 */
import { fileURLToPath } from 'node:url'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()
const { chromium: executablePath } = await ensureSetup({ browser: true })
if (!executablePath) {
  console.error('La feuille des touches se fait avec Chromium.')
  process.exit(1)
}
const { chromium } = await import('@playwright/test')
const { CHROMIUM_ARGS } = await import('../tests/chromium.ts')
const { keySheet, PAPER } = await import('../tests/demo/key-sheet.ts')
const out = fileURLToPath(new URL('../docs/touches.pdf', import.meta.url))
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
try {
  const page = await browser.newPage()
  await page.setContent(keySheet())
  await page.pdf({ path: out, ...PAPER })
  console.log(out)
} finally {
  await browser.close()
}
process.exit()
