/**
 * What is remembered of hand-overs from one run to the next: which orientation, which revision, whether the LRM has it.
 * Never the number of a medical file: that lives in memory and in what is handed over.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { HandOver } from '../../shared/contract/call.ts'
import type { Log } from '../ports.ts'

const Remembered = z.object({
  id: z.uuid(),
  revision: z.int().nonnegative(),
  state: HandOver.shape.state,
  withNumber: z.boolean(),
  /** Milliseconds since the epoch. */
  at: z.number(),
})
export type Remembered = z.infer<typeof Remembered>

/** Older ones are of no use to anybody. */
const KEPT_MS = 72 * 3_600_000
const MOST = 500

export interface HandOverMemory {
  load(now: number): Remembered[]
  save(list: readonly Remembered[], now: number): void
}

/** In a file of the profile, replaced whole. A file that cannot be read is begun anew; a disk that refuses is logged. */
export function fileMemory(file: string, log: Log): HandOverMemory {
  return {
    load(now) {
      try {
        const list = z.array(Remembered).parse(JSON.parse(readFileSync(file, 'utf8')))
        return list.filter(one => now - one.at < KEPT_MS)
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOENT') log.warn('handover.memory-unreadable')
        return []
      }
    },
    save(list, now) {
      const kept = list.filter(one => now - one.at < KEPT_MS).slice(-MOST)
      try {
        writeFileSync(`${file}.tmp`, JSON.stringify(kept), { mode: 0o600 })
        renameSync(`${file}.tmp`, file)
      } catch (error) {
        log.warn('handover.memory-not-written', { code: (error as { code?: string }).code ?? 'unknown' })
      }
    },
  }
}
