import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'out/**', 'tests/e2e/**', 'tests/screens/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Real processes, sockets and clocks: a second try, shown as such in the report.
    retry: 1,
    pool: 'forks',
    maxWorkers: 2,
  },
})
