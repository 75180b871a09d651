/**
 * Processes of the console's own in Electron: `utilityProcess`, since the fuse that lets the program run as plain Node is
 * off. On its side, the card's process speaks to whichever of the two started it.
 */
import { fileURLToPath } from 'node:url'
import type { UtilityProcess, utilityProcess } from 'electron'
import type { EntryUrl, Process, StartProcess } from '../core/ports.ts'
import type { PracticeProcess, StartPractice } from '../core/practice/index.ts'

type Fork = typeof utilityProcess.fork

/** Starts entries with `utilityProcess.fork`; messages are JSON values. */
export function utilityProcesses(fork: Fork, entryUrl: EntryUrl): StartProcess {
  return (entry): Process => {
    const child = fork(fileURLToPath(entryUrl(entry)), [], { serviceName: `Relais ${entry}`, stdio: 'inherit' })
    // `pid` is forgotten by Electron at exit, so that it never names another program.
    return {
      get pid() {
        return child.pid
      },
      send: message => child.postMessage(message),
      onMessage: listener => void child.on('message', listener),
      onExit: listener => void child.once('exit', listener),
      kill: () => killNow(child),
    }
  }
}

/** A module that hangs does not hear a polite request. */
function killNow(child: UtilityProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    child.kill()
  }
}

/** Starts the sandbox platform of the practice mode. Electron ends it with the console. */
export function utilityPractice(fork: Fork, modulePath: string): StartPractice {
  return (args): PracticeProcess => {
    const child = fork(modulePath, args, { serviceName: 'Relais bac à sable', stdio: ['ignore', 'pipe', 'inherit'] })
    return {
      onLine: listener => {
        let rest = ''
        child.stdout?.on('data', (chunk: Buffer | string) => {
          const lines = (rest + chunk.toString()).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) listener(line.trimEnd())
        })
      },
      onExit: listener => void child.once('exit', listener),
      stop: () => void child.kill(),
    }
  }
}
