/**
 * The console's log: pino lines in the profile, kept to a size. Facts are codes and numbers (see `Log`); what a line
 * says is the caller's duty. A disk that is full or gone costs the log, never the console.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import pino from 'pino'
import type { Log } from './ports.ts'

export interface LogFile {
  log: Log
  close(): void
}

const NAME = 'console'

/** Opens `console.log` in `dir`; beyond `maxBytes` it becomes `console.1.log`, and so on up to `keep` old files. */
export function openLogFile(dir: string, options: { maxBytes?: number; keep?: number } = {}): LogFile {
  const sink = rotatingSink(dir, options.maxBytes ?? 2_000_000, options.keep ?? 3)
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, sink)
  return {
    log: {
      info: (code, facts) => logger.info({ code, facts }),
      warn: (code, facts) => logger.warn({ code, facts }),
      error: (code, facts) => logger.error({ code, facts }),
    },
    close: sink.close,
  }
}

function rotatingSink(dir: string, maxBytes: number, keep: number) {
  const file = (n: number) => path.join(dir, n === 0 ? `${NAME}.log` : `${NAME}.${n}.log`)
  let fd: number | null = null
  let size = 0

  const open = () => {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    fd = openSync(file(0), 'a', 0o600)
    size = fstatSync(fd).size
  }
  const close = () => {
    if (fd !== null) closeSync(fd)
    fd = null
  }
  const rotate = () => {
    close()
    rmSync(file(keep), { force: true })
    for (let n = keep - 1; n >= 0; n--) {
      try {
        renameSync(file(n), file(n + 1))
      } catch {
        // Not there yet, or held by an antivirus: the next rotation takes it.
      }
    }
  }

  return {
    write(line: string) {
      try {
        if (fd === null) open()
        if (size > 0 && size + Buffer.byteLength(line) > maxBytes) {
          rotate()
          open()
        }
        // Lines are few and short: written at once, so that the last one before a fall is there.
        if (fd !== null) size += writeSync(fd, line)
      } catch {
        try {
          close()
        } catch {
          fd = null
        }
      }
    },
    close() {
      try {
        close()
      } catch {
        fd = null
      }
    },
  }
}
