/** `npm run test:packaging`: what ships, looked into, installed under wine, upgraded, repaired, removed, signed. */
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'
import { close, runSteps, vitest } from './steps.mjs'

requireNode()
await ensureSetup({ card: true, windows: true })
close(await runSteps([['packaging', () => vitest(['tests/packaging'])]]))
