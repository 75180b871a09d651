/**
 * The life of an orientation as a pure function: where it stands, what happened, where it stands next.
 *
 * Three rules hold on every path (see `machine.test.ts`): an intent is sent at most once; nothing is called `taken`,
 * `refused`, `expired` or `cancelled` by the console itself while it may have succeeded; and the platform's
 * own word (`found`) wins over everything said before, so a wrong verdict can be put right but never the reverse.
 */
import type { Slot } from '../../shared/contract/availability.ts'
import type { Change, OrientationStatus, Way } from '../../shared/contract/orientation.ts'
import type { ChangeAnswer, CreateAnswer } from './ports.ts'

/** Clean empty answers needed before «it never arrived» may be said. */
export const ABSENCES_NEEDED = 2

/** A change that was asked for. `slot`: where it moves to. */
export interface ChangeCourse extends Change {
  slot: Slot | null
}

export interface Course {
  readonly taking: Way
  readonly status: OrientationStatus
  readonly problem: { kind: string; detail: string | null } | null
  readonly appointmentId: string | null
  readonly readBacks: number
  /** Clean empty answers that counted, in a row, since this console follows the intent. */
  readonly absences: number
  readonly change: ChangeCourse | null
}

/** Where the platform says that an appointment stands; `pending`: received, and not accepted yet. */
export type Standing = 'booked' | 'pending' | 'cancelled' | 'fulfilled' | 'noshow'

/** R4 `appointmentstatus` → standing. A code that is not known is no reason to doubt what the platform holds. */
export function standingOf(status: string | null): Standing {
  if (status === 'cancelled' || status === 'entered-in-error') return 'cancelled'
  if (status === 'fulfilled' || status === 'noshow') return status
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
  /**
   * The source's own word. `other`: what it holds is not what was asked, `time` or `operator`. `counts`: a change that
   * it does not show can no longer be on its way.
   */
  | { type: 'found'; appointmentId: string | null; standing: Standing; other?: Other; counts?: boolean }
  /** A clean empty answer. `counts`: the request can no longer be in flight, and the last look is not too near. */
  | { type: 'absent'; counts: boolean }
  | { type: 'unreadable'; code: string }
  /** The platform gives no word for this one: only the operator's can come. */
  | { type: 'wordless' }
  | { type: 'word-timeout' }
  | { type: 'declare'; booked: boolean }
  /** A change leaves the desk right after this is on disk. */
  | { type: 'change'; change: ChangeCourse }
  | { type: 'change-answered'; answer: ChangeAnswer }
  /** The console started again and found this in its file. */
  | { type: 'restart' }

/** What a source holds that differs from what was asked of it. */
export type Other = 'time' | 'operator' | null

/** Ways that end with the operator's word: nothing is sent anywhere. */
const TOLD: ReadonlySet<Way> = new Set(['walk-in', 'phone', 'outcome'])

/** True for the ways that nothing is sent for. */
export const isTold = (taking: Way): boolean => TOLD.has(taking)

/** True for the ways that send one request to a source by its API. */
export const isSent = (taking: Way): boolean => taking === 'direct' || taking === 'marketplace'

/** Where an orientation begins. One that is the operator's word alone is complete at once: there is nothing to send. */
export function beginning(taking: Way): Course {
  const status = isTold(taking) ? 'declared' : 'intended'
  return { taking, status, problem: null, appointmentId: null, readBacks: 0, absences: 0, change: null }
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
      return found(course, happening)
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
    case 'change':
      return mayChange(course) ? { ...course, change: happening.change } : null
    case 'change-answered':
      return changed(course, happening.answer)
    case 'restart':
      return restart(course)
  }
}

function refused(course: Course, kind: string, detail: string | null): Course {
  return { ...course, status: 'refused', problem: { kind, detail } }
}

/** A late answer, come after the console stopped waiting for it, is as good as one in time. */
function answered(course: Course, answer: CreateAnswer): Course | null {
  if (!isSent(course.taking)) return null
  if (answer.kind === 'created') {
    const { appointmentId, other } = answer
    return found(course, { appointmentId, standing: standingOf(answer.status), ...(other ? { other } : {}) })
  }
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
const isHeld = (course: Course) => course.problem?.kind === 'duplicate' || course.status === 'pending'

function opened(course: Course, failed: boolean): Course | null {
  if (course.taking !== 'vendor-page') return null
  // A system that says «failed» may have opened the page all the same: wait, say so, offer to open again.
  const problem = failed ? { kind: 'page-not-opened', detail: null } : null
  if (course.status === 'sent' || course.status === 'waiting') return { ...course, status: 'waiting', problem }
  // Opened again by the operator after the wait was over.
  if (course.status === 'expired' || course.status === 'cancelled') return { ...course, status: 'waiting', problem }
  return null
}

function found(
  course: Course,
  told: { appointmentId: string | null; standing: Standing; other?: Other; counts?: boolean },
): Course | null {
  if (isTold(course.taking) || course.status === 'intended') return null
  const readBacks = course.status === 'unknown' ? course.readBacks + 1 : course.readBacks
  const known = { ...course, appointmentId: told.appointmentId ?? course.appointmentId, readBacks }
  switch (told.standing) {
    case 'cancelled':
      return course.status === 'cancelled' && course.problem?.kind.startsWith('cancelled-by') ? null : cancelled(known)
    case 'fulfilled':
      return settledAs(known, 'honoured')
    case 'noshow':
      return settledAs(known, 'missed')
    case 'booked':
      return booked(known, told.other ?? null, told.counts ?? false)
    case 'pending':
      // Somebody has still to accept it: nothing is booked, and nothing must be asked twice.
      if (!isSent(course.taking) || KEPT.has(course.status) || course.status === 'pending') return null
      return { ...known, status: 'pending', problem: null }
  }
}

/** Booked as far as the source's own word goes. */
const KEPT: ReadonlySet<OrientationStatus> = new Set(['confirmed', 'honoured', 'missed'])

const CANCELLED_BY_SOURCE = { kind: 'cancelled-by-source', detail: null }
const CANCELLED_BY_US = { kind: 'cancelled-by-us', detail: null }

function cancelled(course: Course): Course {
  const ours = course.change?.kind === 'cancel' && isChanging(course)
  return { ...course, status: 'cancelled', problem: ours ? CANCELLED_BY_US : CANCELLED_BY_SOURCE, change: null }
}

function settledAs(course: Course, status: 'honoured' | 'missed'): Course | null {
  return course.status === status ? null : { ...course, status, problem: null, change: null }
}

function booked(course: Course, other: Other, counts: boolean): Course | null {
  const problem = other === null ? null : { kind: `other-${other}`, detail: null }
  if (!KEPT.has(course.status)) return { ...course, status: 'confirmed', problem }
  if (other === 'time') return { ...course, status: 'confirmed', problem }
  // The source shows it as it was: what was asked has not been done, and can no longer come.
  if (isChanging(course) && counts && course.change)
    return { ...course, change: notDone(course.change, 'never-arrived') }
  return null
}

/** True while a change may have been done. */
export const isChanging = ({ change }: Pick<Course, 'change'>): boolean =>
  change?.state === 'sent' || change?.state === 'unknown'

/** What a change may be asked of: a booking or a request by API, and no other change on its way. */
export function mayChange(course: Course): boolean {
  return isSent(course.taking) && (course.status === 'confirmed' || course.status === 'pending') && !isChanging(course)
}

const notDone = (change: ChangeCourse, why: string): ChangeCourse => ({ ...change, state: 'refused', why })

function changed(course: Course, answer: ChangeAnswer): Course | null {
  const { change } = course
  if (!change || !isChanging(course)) return null
  switch (answer.kind) {
    case 'done':
      return change.kind === 'cancel' ? cancelled(course) : { ...course, change: null, problem: null }
    case 'unknown':
      return change.state === 'sent' ? { ...course, change: { ...change, state: 'unknown', why: answer.code } } : null
    case 'not-sent':
      // Certain only for the first word on it.
      return change.state === 'sent' ? { ...course, change: notDone(change, 'not-sent') } : null
    case 'elsewhere':
    case 'taken':
    case 'refused':
      return { ...course, change: notDone(change, answer.kind === 'elsewhere' ? 'changed-elsewhere' : answer.kind) }
  }
}

function absent(course: Course, counts: boolean): Course | null {
  if (!isSent(course.taking) || (course.status !== 'unknown' && course.status !== 'pending')) return null
  const readBacks = course.readBacks + 1
  // The source itself said that it holds this intent: an empty answer is a source that lags, not a proof.
  if (isHeld(course)) return { ...course, readBacks }
  const absences = counts ? course.absences + 1 : course.absences
  if (absences >= ABSENCES_NEEDED) return { ...refused(course, 'never-arrived', null), readBacks, absences }
  return { ...course, readBacks, absences }
}

function unreadable(course: Course, code: string): Course | null {
  if (course.status === 'pending') return { ...course, readBacks: course.readBacks + 1 }
  if (course.status !== 'unknown') return null
  const problem = isHeld(course) ? course.problem : { kind: 'unreadable', detail: code }
  return { ...course, readBacks: course.readBacks + 1, problem }
}

/** The operator's word, where theirs is the only one. The platform's word outranks it. */
function declare(course: Course, booked: boolean): Course | null {
  const status = booked ? 'declared' : 'cancelled'
  if (isSent(course.taking) || KEPT.has(course.status) || course.status === 'refused') return null
  if (course.status === 'intended' || course.status === 'sent' || course.status === status) return null
  if (course.problem?.kind === 'cancelled-by-source') return null
  return { ...course, status, problem: null }
}

function restart(course: Course): Course | null {
  if (course.change?.state === 'sent') {
    return { ...course, change: { ...course.change, state: 'unknown', why: 'restarted' } }
  }
  switch (course.status) {
    // `sent` reaches the disk before the first byte leaves: an `intended` one certainly never left.
    case 'intended':
      return refused(course, 'never-sent', null)
    case 'sent':
      return isSent(course.taking)
        ? { ...course, status: 'unknown', absences: 0, problem: { kind: 'restarted', detail: null } }
        : { ...course, status: 'waiting', problem: null }
    case 'unknown':
      return course.absences === 0 ? null : { ...course, absences: 0 }
    default:
      return null
  }
}
