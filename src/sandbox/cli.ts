/** `npm run sandbox`: the practice platform alone, with its instructor's handle. */
import { runSandbox } from './command.ts'
import { createSandbox } from './platform/index.ts'

await runSandbox(createSandbox)
