/** `npm run sandbox`: checks Node, then starts the practice platform with the same arguments. */
import { requireNode } from './guard.mjs'

requireNode()
await import('../src/sandbox/cli.ts')
