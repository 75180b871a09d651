/**
 * `npm run directory -- import|return|key|build|verify|take|templates|search …`: the way of IT staff, and the way to load real files.
 * The packaged program takes the same words after `--directory`.
 */
import { requireNode } from './guard.mjs'

requireNode()

const { runDirectoryCommand } = await import('../src/core/directory/command/index.ts')
const { sourceEntry } = await import('../src/core/entries.ts')

process.exitCode = await runDirectoryCommand(process.argv.slice(2), {
  command: 'npm run directory --',
  entryUrl: sourceEntry,
  voice: {
    say: line => console.log(line),
    complain: line => console.error(line),
    progress: process.stderr.isTTY ? line => process.stderr.write(line === '' ? '\r\x1b[K' : `\r${line}`) : undefined,
  },
})
