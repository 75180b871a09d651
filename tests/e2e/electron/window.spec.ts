/**
 * The console in its own window: real Electron on the built product. Not run, and said so, where the runtime is not installed or
 * there is no screen to open a window on.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { handOn } from '../../demo/keyboard.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const overridden = process.env['ELECTRON_OVERRIDE_DIST_PATH']
const program = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform as string]
const executable = path.join(overridden ?? path.join(root, 'node_modules/electron/dist'), program ?? 'electron')

/** Why there is no window here; null when there is one. */
function missing(): string | null {
  if (!existsSync(executable)) return 'the Electron runtime is not installed (node_modules/electron/dist)'
  if (!existsSync(path.join(root, 'out/main/index.js'))) return 'the product is not built (npm run build)'
  const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
  return needsDisplay ? 'there is no display' : null
}

test.describe('in its own window', () => {
  const why = missing()
  test.skip(why !== null, why ?? '')
  test.setTimeout(120_000)

  let app: ElectronApplication
  let page: Page

  test.beforeEach(async ({ browserName: _ }, info) => {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    app = await _electron.launch({
      executablePath: executable,
      args: [...asRoot, root, '--profile', info.outputPath('profile')],
      cwd: root,
    })
    page = await app.firstWindow()
  })
  test.afterEach(() => app?.close())

  test('the window opens on the sign-in screen, from its own scheme, without anything of Node', async () => {
    await expect(page.getByLabel('Code porteur')).toBeFocused({ timeout: 60_000 })
    expect(page.url()).toMatch(/^relais:/)
    const globals = "['require', 'process', 'module', 'Buffer'].filter(name => name in globalThis)"
    expect(await page.evaluate<string[]>(globals)).toEqual([])
    expect(await page.evaluate<string[]>('Object.keys(globalThis.relais).sort()')).toEqual(['call', 'subscribe'])
    await page.screenshot({ path: path.join(root, 'out/e2e/electron-session.png') })
  })

  test('a whole call by keyboard, booked, its text in the system’s clipboard', async () => {
    const hand = handOn(page)
    await expect(page.getByLabel('Code porteur')).toBeFocused({ timeout: 60_000 })
    await expect(page.getByText(/annuaire du \d\d\/\d\d/)).toBeVisible({ timeout: 60_000 })
    await hand.type('1234')
    await hand.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
    await hand.type('médecin gén')
    await hand.press('Enter')
    await hand.type('chambray l')
    await hand.press('Enter')
    await expect(page.getByRole('grid', { name: 'Offres' }).locator('.chip').first()).toBeVisible()
    const primary = page.locator('[data-zone="primary"]').first()
    for (let row = 0; row < 20; row++) {
      await hand.press('Enter')
      await expect(primary).toBeFocused()
      if (/Réserver/.test((await primary.textContent()) ?? '')) break
      await hand.press('Escape')
      await hand.press('ArrowDown')
    }
    await hand.press('Enter')
    await expect(page.locator('.outcome__status')).toHaveText('Réservé')
    await hand.press('F7')
    await expect(page.getByText('Copié pour le LRM').first()).toBeVisible()
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toContain('Réservé')
    await page.screenshot({ path: path.join(root, 'out/e2e/electron-reserve.png') })
  })

  test('no other window, no navigation away', async () => {
    await expect(page.getByLabel('Code porteur')).toBeFocused({ timeout: 60_000 })
    await page.evaluate("window.open('https://example.invalid/'); location.href = 'https://example.invalid/'")
    await expect(page.getByLabel('Code porteur')).toBeVisible()
    expect(page.url()).toMatch(/^relais:/)
    expect(app.windows()).toHaveLength(1)
  })
})
