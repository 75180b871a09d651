/** The sandbox's process as the host starts it: from the sources, ended with its parent. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { StartPractice } from '../core/practice/index.ts'

/**
 * Starts `cliFile` with the Node that runs the host. Its standard input is a pipe that closes when the host ends, however it
 * ends: `--with-parent` makes the sandbox end then.
 */
export function spawnPractice(cliFile: string): StartPractice {
  return args => {
    const child = spawn(process.execPath, [cliFile, ...args, '--with-parent'], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.on('error', () => {})
    const lines = createInterface({ input: child.stdout })
    return {
      onLine: listener => void lines.on('line', listener),
      onExit: listener => {
        let told = false
        const once = (code: number | null) => {
          if (!told) listener(code)
          told = true
        }
        child.once('exit', once)
        child.once('error', () => once(null))
      },
      stop: () => void child.kill('SIGTERM'),
    }
  }
}
