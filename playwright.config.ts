/** Tests in a real browser: the screens alone over a scripted console, and the whole console end to end. */
import { defineConfig, devices } from '@playwright/test'
import { CHROMIUM_ARGS } from './tests/chromium.ts'

const browser = {
  ...devices['Desktop Chrome'],
  launchOptions: {
    executablePath: process.env['RELAIS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGS,
  },
  locale: 'fr-FR',
  timezoneId: 'Europe/Paris',
  viewport: { width: 1366, height: 768 },
}

export default defineConfig({
  fullyParallel: true,
  workers: 2,
  // True readers, real processes and a loaded machine: a second try, whose name `npm test` prints. A defect fails all three.
  retries: 2,
  reporter: [['list']],
  timeout: 60_000,
  outputDir: 'out/test-results',
  globalSetup: './tests/browser-setup.ts',
  projects: [
    { name: 'screens', testDir: 'tests/screens', use: browser },
    { name: 'e2e', testDir: 'tests/e2e', testIgnore: 'electron/**', use: browser },
    // The same console in its own window: not run, and said so, where Electron's runtime is not installed.
    { name: 'electron', testDir: 'tests/e2e/electron', workers: 1 },
  ],
})
