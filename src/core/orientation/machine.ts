/**
 * The life of an orientation as a pure function: where it stands, what happened, where it stands next.
 *
 * Three rules hold on every path (see `machine.test.ts`): an intent is sent at most once; nothing is called `taken`,
 * `refused`, `expired` or `cancelled` by the console itself while it may have succeeded; and the platform's
 * own word (`found`) wins over everything said before, so a wrong verdict can be put right but never the reverse.
 */
import type { Taking } from '../../shared/contract/availability.ts'
import type { OrientationStatus } from '../../shared/contract/orientation.ts'
import type { CreateAnswer } from './ports.ts'

/** Clean empty answers needed before «it never arrived» may be said. */
export const ABSENCES_NEEDED = 2

export interface Course {
  readonly taking: Taking
  readonly status: OrientationStatus
  readonly problem: { kind: string; detail: string | null } | null
  readonly appointmentId: string | null
  readonly readBacks: number
  /** Clean empty answers that counted, in a row, since this console follows the intent. */
  readonly absences: number
}

/** Where the platform says that an appointment stands; `pending`: received, and not accepted yet. */
export type Standing = 'booked' | 'pending' | 'cancelled'

/** R4 `appointmentstatus` → standing. A code that is not known is no reason to doubt what the platform holds. */
export function standingOf(status: string | null): Standing {
  if (status === 'cancelled' || status === 'entered-in-error') return 'cancelled'
  return status === 'pending' || status === 'proposed' || status === 'waitlist' ? 'pending' : 'booked'
}

export type Happening =
  /** The request leaves the desk (the page opens) right after this is on disk. */
  | { type: 'send' }
  /** It was decided not to send: the file could not say so first. */
  | { type: 'abandon'; kind: string }
  | { type: 'answered'; answer: CreateAnswer }
  /** The vendor's page was handed to the system's browser; `failed`: the system says it could not. */
  | { type: 'opened'; failed: boolean }
  | { type: 'found'; appointmentId: string; standing: Standing }
  /** A clean empty answer. `counts`: the request can no longer be in flight, and the last look is not too near. */
  | { type: 'absent'; counts: boolean }
  | { type: 'unreadable'; code: string }
  /** The platform gives no word for this one: only the operator's can come. */
  | { type: 'wordless' }
  | { type: 'word-timeout' }
  | { type: 'declare'; booked: boolean }
  /** The console started again and found this in its file. */
  | { type: 'restart' }

/** Where an orientation begins. A walk-in is complete at once: there is nothing to send. */
export function beginning(taking: Taking): Course {
  const status = taking === 'walk-in' ? 'declared' : 'intended'
  return { taking, status, problem: null, appointmentId: null, readBacks: 0, absences: 0 }
}

/** The next state, or null when what happened changes nothing (late, repeated, or of another way of taking). */
export function advance(course: Course, happening: Happening): Course | null {
  switch (happening.type) {
    case 'send':
      return course.status === 'intended' ? { ...course, status: 'sent', problem: null } : null
    case 'abandon':
      return course.status === 'intended' ? refused(course, happening.kind, null) : null
    case 'answered':
      return answered(course, happening.answer)
    case 'opened':
      return opened(course, happening.failed)
    case 'found':
      return found(course, happening.appointmentId, happening.standing)
    case 'absent':
      return absent(course, happening.counts)
    case 'unreadable':
      return unreadable(course, happening.code)
    case 'wordless':
      return course.status === 'waiting' && course.problem?.kind !== 'wordless'
        ? { ...course, problem: { kind: 'wordless', detail: null } }
        : null
    case 'word-timeout':
      return course.status === 'waiting'
        ? { ...course, status: 'expired', problem: course.problem ?? { kind: 'no-word', detail: null } }
        : null
    case 'declare':
      return declare(course, happening.booked)
    case 'restart':
      return restart(course)
  }
}

function refused(course: Course, kind: string, detail: string | null): Course {
  return { ...course, status: 'refused', problem: { kind, detail } }
}

/** A late answer, come after the console stopped waiting for it, is as good as one in time. */
function answered(course: Course, answer: CreateAnswer): Course | null {
  if (course.taking !== 'direct') return null
  if (answer.kind === 'created') return found(course, answer.appointmentId, standingOf(answer.status))
  if (course.status !== 'sent' && course.status !== 'unknown') return null
  // A source that once said «I already hold this» is not believed when another answer says no.
  if (isHeld(course)) return null
  switch (answer.kind) {
    case 'taken':
      return { ...course, status: 'taken', problem: { kind: 'taken', detail: answer.detail } }
    case 'duplicate':
      return { ...course, status: 'unknown', problem: { kind: 'duplicate', detail: answer.detail } }
    case 'busy':
      if (answer.status !== 429) return inDoubt(course, 'busy', answer.detail)
      return refused(course, 'busy', answer.detail)
    case 'refused':
    case 'unauthorised':
      return refused(course, answer.kind, answer.detail)
    case 'not-sent':
      // Certain only for the first word on it: once in doubt, a later «not sent» speaks of something else.
      return course.status === 'sent' ? refused(course, 'not-sent', answer.code) : null
    case 'unknown':
      return inDoubt(course, 'no-answer', answer.code)
  }
}

function inDoubt(course: Course, kind: string, detail: string | null): Course | null {
  return course.status === 'sent' ? { ...course, status: 'unknown', problem: { kind, detail } } : null
}

/** The source said that it has the intent: no later silence of its own can unsay it. */
const isHeld = (course: Course) => course.problem?.kind === 'duplicate' || course.problem?.kind === 'pending'

function opened(course: Course, failed: boolean): Course | null {
  if (course.taking !== 'vendor-page') return null
  // A system that says «failed» may have opened the page all the same: wait, say so, offer to open again.
  const problem = failed ? { kind: 'page-not-opened', detail: null } : null
  if (course.status === 'sent' || course.status === 'waiting') return { ...course, status: 'waiting', problem }
  // Opened again by the operator after the wait was over.
  if (course.status === 'expired' || course.status === 'cancelled') return { ...course, status: 'waiting', problem }
  return null
}

function found(course: Course, appointmentId: string | null, standing: Standing): Course | null {
  if (course.taking === 'walk-in' || course.status === 'intended') return null
  const readBacks = course.status === 'unknown' ? course.readBacks + 1 : course.readBacks
  const known = { ...course, appointmentId: appointmentId ?? course.appointmentId, readBacks }
  if (standing === 'cancelled') return { ...known, status: 'cancelled', problem: CANCELLED_BY_SOURCE }
  if (course.status === 'confirmed') return null
  if (standing === 'booked') return { ...known, status: 'confirmed', problem: null }
  // Somebody has still to accept it: nothing is booked, and nothing must be asked twice.
  return course.taking === 'direct' ? { ...known, status: 'unknown', problem: { kind: 'pending', detail: null } } : null
}

const CANCELLED_BY_SOURCE = { kind: 'cancelled-by-source', detail: null }

function absent(course: Course, counts: boolean): Course | null {
  if (course.taking !== 'direct' || course.status !== 'unknown') return null
  const readBacks = course.readBacks + 1
  // The source itself said that it holds this intent: an empty answer is a source that lags, not a proof.
  if (isHeld(course)) return { ...course, readBacks }
  const absences = counts ? course.absences + 1 : course.absences
  if (absences >= ABSENCES_NEEDED) return { ...refused(course, 'never-arrived', null), readBacks, absences }
  return { ...course, readBacks, absences }
}

function unreadable(course: Course, code: string): Course | null {
  if (course.status !== 'unknown') return null
  const problem = isHeld(course) ? course.problem : { kind: 'unreadable', detail: code }
  return { ...course, readBacks: course.readBacks + 1, problem }
}

/** The operator's word, where theirs is the only one: vendor pages and walk-ins. The platform's word outranks it. */
function declare(course: Course, booked: boolean): Course | null {
  const status = booked ? 'declared' : 'cancelled'
  if (course.taking === 'direct' || course.status === 'confirmed' || course.status === 'refused') return null
  if (course.status === 'intended' || course.status === 'sent' || course.status === status) return null
  if (course.problem?.kind === 'cancelled-by-source') return null
  return { ...course, status, problem: null }
}

function restart(course: Course): Course | null {
  switch (course.status) {
    // `sent` reaches the disk before the first byte leaves: an `intended` one certainly never left.
    case 'intended':
      return refused(course, 'never-sent', null)
    case 'sent':
      return course.taking === 'direct'
        ? { ...course, status: 'unknown', absences: 0, problem: { kind: 'restarted', detail: null } }
        : { ...course, status: 'waiting', problem: null }
    case 'unknown':
      return course.absences === 0 ? null : { ...course, absences: 0 }
    default:
      return null
  }
}
