/**
 * The register of orientations: every change goes through the state machine, then to disk, then to the screens. What
 * the disk refuses is held in memory and written again until it is taken; only the step that lets a request leave
 * the desk must be on disk first.
 */
import type { Clock, Events, Log } from '../ports.ts'
import type { Db } from '../sqlite.ts'
import type { PhoneAnswer } from './call-list.ts'
import { advance, type Happening, isChanging } from './machine.ts'
import type { Timers } from './ports.ts'
import {
  deleteOld,
  insertPhoned,
  insertRecord,
  isClaimed,
  selectChanged,
  selectConfirmed,
  selectDue,
  selectNeed,
  selectPhoned,
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

/** Old ones taken away in one go. */
const FORGOTTEN_AT_ONCE = 500

const PENDING = new Set(['intended', 'sent', 'unknown', 'waiting', 'pending'])

type NeedState = 'free' | 'need-pending' | 'need-booked'
export type BeginAnswer = 'begun' | 'disk-failed' | Exclude<NeedState, 'free'>

export interface Register {
  /** Writes a new intent, in one transaction with the check of its need. */
  begin(record: OrientationRecord, options: { evenIfPending: boolean }): BeginAnswer
  /** What the need of an intent already holds, without writing. */
  needState(needHash: string): NeedState
  /**
   * Applies what happened. Null: nothing to do, or (for `send` and `change` alone) not on disk, so not to be sent.
   * `more` is set with it when given.
   */
  apply(id: string, happening: Happening, more?: More): OrientationRecord | null
  /** Sets what is no step of its life; null when the disk refused it. */
  mark(id: string, more: Partial<Pick<OrientationRecord, 'passedOn' | 'establishment'>>): OrientationRecord | null
  get(id: string): OrientationRecord | null
  list(limit: number): OrientationRecord[]
  /** Latest changed first. */
  changed(limit: number): OrientationRecord[]
  toFollow(): OrientationRecord[]
  /** See `selectDue`. */
  due(from: number, to: number, limit: number): OrientationRecord[]
  /** The word of this appointment was heard for another page. */
  claimed(appointmentId: string): boolean
  /** When each source last confirmed a booking that this person made on its page, from this desk: ms since the epoch. */
  confirmed(operator: string): ReadonlyMap<string, number>
  pending(): number
  /** Takes away what is older than `before`, ms, and settled. @returns how many */
  forget(before: number): number
  /** What was heard by phone, see `call-list.ts`. */
  phoned: { since(ms: number): PhoneAnswer[]; add(answer: PhoneAnswer): boolean }
  close(): void
}

/** What may change with a step: when it left, where it moved. */
export type More = Partial<Pick<OrientationRecord, 'openedAt' | 'slot' | 'movedFrom'>>

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
    if (isOpen(record)) open.add(record.id)
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
            const need = BOOKS_NOTHING.has(record.taking) || evenIfPending ? 'free' : needOn(at, record.needHash)
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
        // A clock set back must not make the newest word look older than the last: screens keep the newest.
        updatedAt: Math.max(clock.now(), before.updatedAt),
      }
      if (record.status === 'unknown') absences.set(id, record.absences)
      else absences.delete(id)
      if (onDisk('update', at => updateRecord(at, record))) {
        unsaved.delete(id)
      } else {
        if (happening.type === 'send' || happening.type === 'change') return null
        unsaved.set(id, record)
        retryLater()
      }
      if (before.status !== record.status) {
        log.info('orientation.step', { from: before.status, to: record.status, problem: record.problem?.kind ?? null })
      }
      told(record)
      return record
    },
    mark(id, more) {
      const before = closed ? null : get(id)
      if (!before) return null
      const record: OrientationRecord = { ...before, ...more, updatedAt: Math.max(clock.now(), before.updatedAt) }
      if (!onDisk('mark', at => updateRecord(at, record))) return null
      told(record)
      return record
    },
    due: (from, to, limit) => onDisk('due', at => selectDue(at, from, to, limit))?.value.records.map(newest) ?? [],
    list(limit) {
      const rows = onDisk('list', at => selectRecent(at, limit))?.value ?? { records: [], leftAside: 0 }
      if (rows.leftAside > 0) log.warn('orientation.rows-left-aside', { count: rows.leftAside })
      return rows.records.map(newest)
    },
    changed: limit => onDisk('changed', at => selectChanged(at, limit))?.value.records.map(newest) ?? [],
    toFollow() {
      const rows = onDisk('resume', at => selectToFollow(at, clock.now() - LATE_MS))?.value
      if (rows && rows.leftAside > 0) log.warn('orientation.rows-left-aside', { count: rows.leftAside })
      for (const record of rows?.records ?? []) if (isOpen(record)) open.add(record.id)
      return rows?.records ?? []
    },
    claimed(appointmentId) {
      for (const record of unsaved.values()) {
        if (record.taking === 'vendor-page' && record.appointmentId === appointmentId) return true
      }
      return onDisk('claimed', at => isClaimed(at, appointmentId))?.value ?? false
    },
    confirmed: operator =>
      new Map(onDisk('confirmed', at => selectConfirmed(at, operator))?.value.map(one => [one.sourceId, one.at])),
    pending: () => open.size,
    forget: before => onDisk('forget', at => deleteOld(at, before, FORGOTTEN_AT_ONCE))?.value ?? 0,
    phoned: {
      since: ms => onDisk('phoned', at => selectPhoned(at, ms))?.value ?? [],
      add: answer => onDisk('phoned', at => insertPhoned(at, answer)) !== null,
    },
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

/** Not settled: its outcome, or a change that was asked of it. */
const isOpen = (record: OrientationRecord) => PENDING.has(record.status) || isChanging(record)

/** Ways that leave a need open: another offer may be taken for it as well. */
const BOOKS_NOTHING = new Set(['walk-in', 'outcome'])

/** Booked, as far as anybody knows. */
const isBooked = ({ status, taking }: NeedRow) =>
  ['confirmed', 'honoured', 'missed'].includes(status) || (status === 'declared' && !BOOKS_NOTHING.has(taking))

/** May be booked at this very moment without anybody knowing: on the way, unanswered, or on a vendor's page still open. */
const isInDoubt = ({ status }: NeedRow) => PENDING.has(status)

const codeOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : String(name)
}
