/** How tests, demonstration and benches start Chromium: without a sandbox of its own (they may run as root), and silent. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
