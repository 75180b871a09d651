/** The practice mode of an installed console: the platform alone, in which nothing goes wrong. */
import { runSandbox } from './command.ts'
import { createPlatform } from './platform/platform.ts'

await runSandbox(options => createPlatform(options))
