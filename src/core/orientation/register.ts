/**
 * The register of orientations: every change goes through the state machine, then to disk, then to the screens. What
 * the disk refuses is held in memory and written again until it is taken; only the step that lets a request leave
 * the desk must be on disk first.
 */
import type { Clock, Events, Log } from '../ports.ts'
import type { Db } from '../sqlite.ts'
import { advance, type Happening } from './machine.ts'
import type { Timers } from './ports.ts'
import {
  insertRecord,
  isClaimed,
  selectNeed,
  selectRecent,
  selectRecord,
  selectToFollow,
  updateRecord,
} from './queries.ts'
import { type OrientationRecord, orientationOf } from './record.ts'
import { openFile } from './storage.ts'

/** How long a written-off disk is left alone before it is tried again. */
const RETRY_MS = 2_000
/** A refusal «never arrived» older than this is not looked at again after a restart. */
const LATE_MS = 3_600_000

const PENDING = new Set(['intended', 'sent', 'unknown', 'waiting'])

type NeedState = 'free' | 'need-pending' | 'need-booked'
export type BeginAnswer = 'begun' | 'disk-failed' | Exclude<NeedState, 'free'>

export interface Register {
  /** Writes a new intent, in one transaction with the check of its need. */
  begin(record: OrientationRecord, options: { evenIfPending: boolean }): BeginAnswer
  /** What the need of an intent already holds, without writing. */
  needState(needHash: string): NeedState
  /**
   * Applies what happened. Null: nothing to do, or (for `send` alone) not on disk, so not to be sent.
   * `openedAt` is set with it when given.
   */
  apply(id: string, happening: Happening, more?: { openedAt: number }): OrientationRecord | null
  get(id: string): OrientationRecord | null
  list(limit: number): OrientationRecord[]
  toFollow(): OrientationRecord[]
  /** The word of this appointment was heard for another page. */
  claimed(appointmentId: string): boolean
  pending(): number
  close(): void
}

interface RegisterDeps {
  file: string
  clock: Clock
  timers: Timers
  events: Events
  log: Log
  /** The file could be opened at last: what it holds can be followed. */
  onLateOpen: () => void
}

/** Opens the register. A disk that cannot be opened does not stop the console: intents answer `disk-failed`. */
export function openRegister(deps: RegisterDeps): Register {
  const { file, clock, timers, events, log } = deps
  let db: Db | null = null
  let closed = false
  let forgetRetry: (() => void) | null = null
  /** Changed and not on disk yet. */
  const unsaved = new Map<string, OrientationRecord>()
  /** Empty answers counted in this run; on purpose not on disk, see `follow.ts`. */
  const absences = new Map<string, number>()
  /** Ids that are not settled. */
  const open = new Set<string>()

  function tryOpen() {
    try {
      db = openFile(file, clock, log)
    } catch (error) {
      log.error('orientation.file-unavailable', { code: codeOf(error) })
      retryLater()
    }
  }

  /** Runs one access; null when the disk refused it. */
  function onDisk<T>(what: string, access: (db: Db) => T): { value: T } | null {
    if (!db) return null
    try {
      return { value: access(db) }
    } catch (error) {
      log.error('orientation.disk-failed', { what, code: codeOf(error) })
      return null
    }
  }

  function retryLater() {
    if (closed || forgetRetry) return
    forgetRetry = timers.after(RETRY_MS, () => {
      forgetRetry = null
      if (db) return saveAll()
      tryOpen()
      if (db) deps.onLateOpen()
    })
  }

  function saveAll() {
    for (const record of unsaved.values()) {
      if (onDisk('update', at => updateRecord(at, record))) unsaved.delete(record.id)
      else return retryLater()
    }
  }

  function get(id: string): OrientationRecord | null {
    const record = unsaved.get(id) ?? onDisk('select', at => selectRecord(at, id))?.value ?? null
    return record && { ...record, absences: absences.get(id) ?? 0 }
  }

  /** The last word on a row just read from disk. */
  const newest = (record: OrientationRecord): OrientationRecord => unsaved.get(record.id) ?? record

  function told(record: OrientationRecord) {
    if (PENDING.has(record.status)) open.add(record.id)
    else open.delete(record.id)
    events.emit('orientation.changed', orientationOf(record))
  }

  function needState(needHash: string): NeedState {
    return onDisk('need', at => needOn(at, needHash))?.value ?? 'free'
  }

  function needOn(at: Db, needHash: string): NeedState {
    const others = selectNeed(at, needHash).map(row => unsaved.get(row.id) ?? row)
    if (others.some(isBooked)) return 'need-booked'
    return others.some(isInDoubt) ? 'need-pending' : 'free'
  }

  tryOpen()

  return {
    needState,
    get,
    begin(record, { evenIfPending }) {
      const written = onDisk('insert', at =>
        at
          .transaction((): BeginAnswer => {
            const need = record.taking === 'walk-in' || evenIfPending ? 'free' : needOn(at, record.needHash)
            if (need !== 'free') return need
            insertRecord(at, record)
            return 'begun'
          })
          .immediate(),
      )
      if (written?.value === 'begun') told(record)
      return written?.value ?? 'disk-failed'
    },
    apply(id, happening, more) {
      // An answer that comes after the end belongs to the next run, which will read it back.
      if (closed) return null
      const before = get(id)
      const after = before && advance(before, happening)
      if (!before || !after) return null
      const record: OrientationRecord = {
        ...before,
        ...after,
        ...more,
        updatedAt: Math.max(clock.now(), before.createdAt),
      }
      if (record.status === 'unknown') absences.set(id, record.absences)
      else absences.delete(id)
      if (onDisk('update', at => updateRecord(at, record))) {
        unsaved.delete(id)
      } else {
        if (happening.type === 'send') return null
        unsaved.set(id, record)
        retryLater()
      }
      if (before.status !== record.status) {
        log.info('orientation.step', { from: before.status, to: record.status, problem: record.problem?.kind ?? null })
      }
      told(record)
      return record
    },
    list(limit) {
      const rows = onDisk('list', at => selectRecent(at, limit))?.value ?? { records: [], leftAside: 0 }
      if (rows.leftAside > 0) log.warn('orientation.rows-left-aside', { count: rows.leftAside })
      return rows.records.map(newest)
    },
    toFollow() {
      const rows = onDisk('resume', at => selectToFollow(at, clock.now() - LATE_MS))?.value
      if (rows && rows.leftAside > 0) log.warn('orientation.rows-left-aside', { count: rows.leftAside })
      for (const record of rows?.records ?? []) if (PENDING.has(record.status)) open.add(record.id)
      return rows?.records ?? []
    },
    claimed(appointmentId) {
      for (const record of unsaved.values()) {
        if (record.taking === 'vendor-page' && record.appointmentId === appointmentId) return true
      }
      return onDisk('claimed', at => isClaimed(at, appointmentId))?.value ?? false
    },
    pending: () => open.size,
    close() {
      closed = true
      forgetRetry?.()
      saveAll()
      db?.close()
      db = null
    },
  }
}

interface NeedRow {
  status: string
  taking: string
}

/** Booked, as far as anybody knows. A walk-in books nothing. */
const isBooked = ({ status, taking }: NeedRow) =>
  status === 'confirmed' || (status === 'declared' && taking === 'vendor-page')

/** May be booked at this very moment without anybody knowing: on the way, unanswered, or on a vendor's page still open. */
const IN_DOUBT = new Set(['intended', 'sent', 'unknown', 'waiting'])
const isInDoubt = ({ status }: NeedRow) => IN_DOUBT.has(status)

const codeOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : String(name)
}
