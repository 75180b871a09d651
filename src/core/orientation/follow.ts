/**
 * Following what is not settled: reading back an unknown booking, waiting for the word on a vendor's page.
 *
 * When may «it never arrived» be said? Our side of the connection is closed, so nothing of ours waits to leave; what
 * remains is a proxy or a queue between us and the source that still holds the request. Such middlemen give up
 * on an upstream after some tens of seconds (60 s is the usual default) and vendors are bound to 7 s (guide, annexes). So
 * a clean empty answer counts only once {@link QUARANTINE} times the booking's own time-out has gone by (60 s by default)
 * since the console stopped waiting, two of them are needed at a distance (a replica may lag), and the platform is
 * asked once more later: its word still wins. The delay is measured by a clock that never jumps, and begins again with
 * the console, so that neither a changed hour nor a restart shortens it.
 */
import type { Slot } from '../../shared/contract/availability.ts'
import type { Settings } from '../settings/schema.ts'
import { type Happening, isChanging, isSent, isTold, type Other, standingOf } from './machine.ts'
import type { FindAnswer, Holds, KnownAppointment, OrientationSource, ReadAnswer, Timers } from './ports.ts'
import type { OrientationRecord } from './record.ts'
import type { More } from './register.ts'

/** Times `timeoutMs`: when a request without answer can no longer be on its way. */
const QUARANTINE = 6
/** Least distance of two empty answers that count, as a part of the quarantine. */
const SPACING = 12
/** A word on a vendor's page is asked for at least this often: the operator is still on the line. */
const WORD_MS = 15_000
/** Times `wordTimeoutMinutes`: how much longer a platform that cannot be read is waited for. */
const DARK = 3
/** After this many repeats of the last delay (an hour by default), a source is asked seldom. */
const PATIENCE = 60
/** Looks of its own that the console has under way at once: many in doubt must not add to what keeps a source from answering. */
const AT_ONCE = 6
/** Times the last delay: 10 minutes by default. */
const SELDOM = 10
/** Least time between two looks at a request that a community has still to accept. */
const PENDING_MS = 10_000
/** Clocks of two organisations differ: an appointment may seem to be made a little before the page was opened. */
const SKEW_MS = 120_000
const START_TOLERANCE_MS = 60_000

interface FollowDeps {
  settings: Settings['orientation']
  timers: Timers
  clock: { now(): number }
  sourceOf(id: string): OrientationSource | null
  get(id: string): OrientationRecord | null
  apply(id: string, happening: Happening, more?: More): OrientationRecord | null
  claimed(appointmentId: string): boolean
}

export interface Follower {
  /** Begins to follow, or begins again: the back-off starts at its first step. `again`: the page was opened again. */
  follow(id: string, again?: 'again'): void
  /** Asks now; resolves when the answer has been applied. `anyway`: even of one that nothing more is expected of. */
  look(id: string, anyway?: 'anyway'): Promise<void>
  stop(): void
}

/** What this run of the console knows of one it follows. Times are of `timers.elapsed()`. */
interface Trail {
  since: number
  attempt: number
  lateLooks: number
  lastCounted: number | null
  /** End of the wait for a vendor's word. */
  wordUntil: number
  forget: (() => void) | null
  looking: Promise<void> | null
}

export function createFollower(deps: FollowDeps): Follower {
  const { settings, timers } = deps
  const trails = new Map<string, Trail>()
  const quarantineMs = QUARANTINE * settings.timeoutMs
  let stopped = false
  let looking = 0
  const queue: string[] = []

  /** A look that nobody waits for takes its turn. */
  function lookInTurn(id: string) {
    if (looking >= AT_ONCE) {
      queue.push(id)
      return
    }
    looking += 1
    void look(id).finally(() => {
      looking -= 1
      const next = queue.shift()
      if (next !== undefined) lookInTurn(next)
    })
  }

  function freshTrail(record: OrientationRecord, again: boolean): Trail {
    const since = timers.elapsed()
    const wait = settings.wordTimeoutMinutes * 60_000
    // The desk's clock only serves to count the minutes before a restart, and can shorten the wait at most to one look.
    const past = again || record.openedAt === null ? 0 : deps.clock.now() - record.openedAt
    const wordUntil = since + wait - Math.min(wait, Math.max(0, past))
    return { since, attempt: 0, lateLooks: 0, lastCounted: null, wordUntil, forget: null, looking: null }
  }

  /** Milliseconds until the next look; null when there is none. */
  function delayOf(record: OrientationRecord, trail: Trail): number | null {
    if (record.taking === 'vendor-page') return wordDelay(record, trail)
    if (record.status === 'unknown' || isChanging(record)) return backOff(trail.attempt, settings.readBackSeconds)
    // Somebody has to accept it: minutes, not seconds.
    if (record.status === 'pending') return Math.max(PENDING_MS, backOff(trail.attempt, settings.readBackSeconds))
    if (trail.lateLooks > 0) return null
    // A proxy that repeats a request makes the source refuse the repeat: the first may have passed.
    if (record.status === 'taken') return backOff(0, settings.readBackSeconds)
    return isNeverArrived(record) ? 10 * quarantineMs : null
  }

  function wordDelay(record: OrientationRecord, trail: Trail): number | null {
    const left = trail.wordUntil - timers.elapsed()
    const step = backOff(trail.attempt, settings.readBackSeconds)
    // Still waiting past the end: the platform could not be read.
    if (record.status === 'waiting' && left <= 0) return trail.attempt === 0 ? 0 : Math.min(step, WORD_MS)
    if (left > 0 && (record.status === 'waiting' || isOperatorsWord(record))) return Math.min(step, WORD_MS, left)
    // A late word is worth hearing as long as the patient has not been expected: seldom, and nobody waits for it.
    const useful = record.status === 'expired' || isOperatorsWord(record)
    return useful && Date.parse(record.slot?.start ?? '') > deps.clock.now()
      ? SELDOM * lastOf(settings.readBackSeconds)
      : null
  }

  function plan(id: string) {
    const record = stopped ? null : deps.get(id)
    const trail = trails.get(id)
    if (!trail) return
    trail.forget?.()
    trail.forget = null
    const delay = record && delayOf(record, trail)
    if (delay === null) {
      trails.delete(id)
      return
    }
    trail.forget = timers.after(delay, () => lookInTurn(id))
  }

  function look(id: string, anyway?: 'anyway'): Promise<void> {
    const record = deps.get(id)
    if (stopped || !record || isTold(record.taking)) return Promise.resolve()
    if (isAtRest(record) && !anyway) return Promise.resolve()
    if (record.status === 'intended' || record.status === 'sent') return Promise.resolve()
    const trail = trails.get(id) ?? freshTrail(record, false)
    trails.set(id, trail)
    trail.looking ??= ask(record, trail).finally(() => {
      trail.looking = null
      plan(id)
    })
    return trail.looking
  }

  async function ask(record: OrientationRecord, trail: Trail): Promise<void> {
    trail.attempt += 1
    const source = deps.sourceOf(record.sourceId)
    if (isSent(record.taking)) {
      const answer: ReadAnswer = source
        ? await source.appointments.readAppointmentByIdentifier(record.id)
        : { kind: 'failed', code: 'source-missing' }
      if (!stopped) readBack(record, trail, answer)
    } else {
      const answer: FindAnswer = source ? await findWord(source, record) : { kind: 'failed', code: 'source-missing' }
      if (!stopped) word(record, trail, answer)
    }
  }

  function readBack(before: OrientationRecord, trail: Trail, answer: ReadAnswer) {
    const { id } = before
    if (before.status !== 'unknown' && before.status !== 'pending' && answer.kind !== 'failed') trail.lateLooks += 1
    const now = timers.elapsed()
    const late = now - trail.since >= quarantineMs
    switch (answer.kind) {
      case 'found': {
        // What is known now: a change may have been asked for while this was read.
        const record = deps.get(id) ?? before
        const { happening, more } = foundOf(record, answer, late)
        deps.apply(id, happening, more)
        return
      }
      case 'absent': {
        const spaced = trail.lastCounted === null || now - trail.lastCounted >= quarantineMs / SPACING
        const counts = late && spaced
        if (counts) trail.lastCounted = now
        deps.apply(id, { type: 'absent', counts })
        return
      }
      case 'failed':
        deps.apply(id, { type: 'unreadable', code: answer.code })
    }
  }

  function word(record: OrientationRecord, trail: Trail, answer: FindAnswer) {
    if (answer.kind === 'appointments') {
      for (const known of answer.appointments) {
        if (record.appointmentId === known.appointmentId) {
          const told = {
            appointmentId: known.appointmentId,
            status: known.status,
            holds: { ...known, end: null, operator: null },
          }
          const { happening, more } = foundOf(deps.get(record.id) ?? record, told, false)
          deps.apply(record.id, happening, more)
        }
        if (deps.claimed(known.appointmentId) || isOwnBooking(known)) continue
        const owner = ownerOf(record, known)
        if (owner) deps.apply(owner.id, { type: 'found', appointmentId: known.appointmentId, standing: 'booked' })
      }
    }
    if (answer.kind === 'unsupported') deps.apply(record.id, { type: 'wordless' })
    const late = timers.elapsed() - trail.wordUntil
    // «No appointment received» is said after a look that could see; a platform that stays dark ends the wait too, much later.
    const looked = answer.kind !== 'failed' || late >= DARK * settings.wordTimeoutMinutes * 60_000
    if (late >= 0 && looked) deps.apply(record.id, { type: 'word-timeout' })
  }

  /** Made by this desk through a source's API: the same person, time and operator, and no word about a page. */
  function isOwnBooking({ identifiers }: KnownAppointment): boolean {
    return identifiers.some(({ value }) => {
      const uuid = /^urn:uuid:([0-9a-f-]{36})$/i.exec(value)?.[1]
      return uuid !== undefined && deps.get(uuid.toLowerCase()) !== null
    })
  }

  /** Several pages may be open on one time, of one vendor or of two that show it: the appointment belongs to the page opened last before it was made. */
  function ownerOf(asking: OrientationRecord, known: KnownAppointment): OrientationRecord | null {
    const others = [...trails.keys()].filter(id => id !== asking.id).map(id => deps.get(id))
    const owners = [asking, ...others.filter(other => other !== null && isAwaitingWord(other))]
      .filter(record => record !== null)
      .filter(record => isOurs(record, known))
      .filter(
        record => record.practitioner.idnps === asking.practitioner.idnps && record.structure === asking.structure,
      )
      .sort((a, b) => openedAt(b) - openedAt(a))
    const made = known.created === null ? Number.POSITIVE_INFINITY : Date.parse(known.created)
    return owners.find(record => openedAt(record) <= made) ?? owners.at(-1) ?? null
  }

  return {
    follow(id, again) {
      const record = stopped ? null : deps.get(id)
      if (!record) return
      const fresh = freshTrail(record, again === 'again')
      const known = trails.get(id)
      known?.forget?.()
      // The same object when there is one: a look that is under way holds it.
      trails.set(id, known ? Object.assign(known, { ...fresh, looking: known.looking }) : fresh)
      plan(id)
    },
    look,
    stop() {
      stopped = true
      for (const trail of trails.values()) trail.forget?.()
      trails.clear()
      queue.length = 0
    },
  }
}

/** What the source's word means for what we know: done as asked, moved by a change of ours, or other than asked. */
export function foundOf(
  record: OrientationRecord,
  answer: { appointmentId: string; status: string; holds?: Holds | null },
  counts: boolean,
): { happening: Happening; more: More } {
  const { appointmentId, status, holds = null } = answer
  const { change, slot } = record
  const moved = change?.kind === 'move' && isChanging(record) && isAt(holds, change.slot?.start)
  if (moved && slot && change.slot) {
    return {
      happening: { type: 'change-answered', answer: { kind: 'done' } },
      more: { slot: change.slot, movedFrom: slot.start },
    }
  }
  const other = otherOf(record, holds)
  return {
    happening: { type: 'found', appointmentId, standing: standingOf(status), other, counts },
    more: other === 'time' && holds && slot ? movedTo(slot, holds) : {},
  }
}

/** How what the source holds differs from what was asked; what it does not say does not differ. */
export function otherOf({ slot, operator }: OrientationRecord, holds: Holds | null): Other {
  if (!holds || !slot) return null
  if (holds.start !== null && !isAt(holds, slot.start)) return 'time'
  return holds.operator !== null && holds.operator !== operator ? 'operator' : null
}

/** The slot at the time that the source really holds. */
export function movedTo(slot: Slot, { start, end }: Holds): More {
  if (start === null) return {}
  const length = Date.parse(slot.end) - Date.parse(slot.start)
  return {
    slot: { ...slot, start, end: end ?? new Date(Date.parse(start) + length).toISOString() },
    movedFrom: slot.start,
  }
}

const isAt = (holds: Holds | null, start: string | undefined): boolean =>
  holds !== null && holds.start !== null && start !== undefined && Date.parse(holds.start) === Date.parse(start)

/** Nothing more is expected of it; whether the patient came is asked by `follow-up.ts`. */
const isAtRest = (record: OrientationRecord) =>
  ['confirmed', 'honoured', 'missed'].includes(record.status) && !isChanging(record)

function findWord(source: OrientationSource, record: OrientationRecord): Promise<FindAnswer> | FindAnswer {
  const { idnps } = record.practitioner
  const actor = idnps !== null ? { idnps } : record.structure !== null ? { structure: record.structure } : null
  // Nobody to search an appointment by.
  if (actor === null || record.slot === null) return { kind: 'unsupported' }
  // A day has no zone: a server in Paris would not count a midnight in La Réunion as of its day. From the day before, then.
  const date = new Date(Date.parse(record.slot.start) - 86_400_000).toISOString().slice(0, 10)
  return source.appointments.findAppointments({ ...actor, date })
}

/** Delay before a look, ms: the settings' steps, the last one repeated, then seldom. */
function backOff(attempt: number, steps: readonly number[]): number {
  const step = steps[attempt]
  if (step !== undefined) return step * 1000
  return attempt < steps.length + PATIENCE ? lastOf(steps) : SELDOM * lastOf(steps)
}

const lastOf = (steps: readonly number[]) => (steps[steps.length - 1] ?? 60) * 1000

/**
 * Is this appointment the one that was made on the page we opened? Same start (the search was by person and day), made
 * after the page was opened, by the person at the desk when the vendor names one. Without a date nor an operator it
 * may be anybody's: not ours.
 */
function isOurs(record: OrientationRecord, known: KnownAppointment): boolean {
  if (standingOf(known.status) !== 'booked' || known.start === null) return false
  // Written so that a time that cannot be read is never a match.
  if (!(Math.abs(Date.parse(known.start) - Date.parse(record.slot?.start ?? '')) <= START_TOLERANCE_MS)) return false
  if (known.operator !== null && known.operator !== record.operator) return false
  if (known.created === null) return known.operator !== null
  return Date.parse(known.created) >= openedAt(record) - SKEW_MS
}

const openedAt = (record: OrientationRecord) => record.openedAt ?? record.createdAt

const isAwaitingWord = ({ status, taking }: OrientationRecord) =>
  taking === 'vendor-page' && (status === 'waiting' || status === 'declared' || status === 'expired')

const isNeverArrived = (record: OrientationRecord) =>
  record.status === 'refused' && record.problem?.kind === 'never-arrived'

const isOperatorsWord = ({ status, problem }: OrientationRecord) =>
  status === 'declared' || (status === 'cancelled' && problem === null)
