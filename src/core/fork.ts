/** A process of the console's own under plain Node (host, tests, command lines). Electron has its own in `main`. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EntryUrl, Process, StartProcess } from './ports.ts'

/** Starts entries with `child_process.fork`; messages are JSON. `env` is added to this process's own. */
export function forkProcesses(entryUrl: EntryUrl, env: Record<string, string> = {}): StartProcess {
  return (entry): Process => {
    const child = fork(fileURLToPath(entryUrl(entry)), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, ...env },
    })
    return {
      get pid() {
        return child.pid
      },
      send(message) {
        // A process that is going away refuses messages; its exit is what the owner acts on.
        if (child.connected) child.send(message as object, () => {})
      },
      onMessage: listener => child.on('message', listener),
      onExit: listener => {
        let told = false
        const once = (code: number | null) => {
          if (!told) listener(code)
          told = true
        }
        child.once('exit', once)
        child.once('error', () => once(null))
      },
      kill: () => child.kill('SIGKILL'),
    }
  }
}
