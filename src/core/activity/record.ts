/** What becomes a line of the journal: who sits down, what is refused, and every state of every orientation. */
import { CATEGORY_CODES, type Orientation } from '../../shared/contract/orientation.ts'
import type { Operator, SessionState } from '../../shared/contract/session.ts'
import type { Act } from './line.ts'

type Person = Pick<Operator, 'idnps' | 'role'>

export interface Recorder {
  /** The desk changed hands or state, as `core/session` says it. */
  session(change: string, state: Pick<SessionState, 'lockReason' | 'by' | 'degraded'>): void
  /** A sign-in that did not succeed: the kind of the refusal, never what was typed. */
  refused(kind: string): void
  orientation(orientation: Orientation): void
  /** How the LRM was told of it. */
  handOver(orientation: Orientation, result: string, reason: string | null): void
  /** A second person was asked: for what, the result, and who it was when they were proven. */
  approval(purpose: string, result: string, by: string | null): void
  /** The service took the proof again after a time without it. */
  renewal(result: string): void
  /** A professional was asked by phone, and what they answered. */
  phoned(idnps: string, answer: string): void
  /** The search went further than the table's radius, or back: which step, by itself or not, from where, as far as where. */
  widened(
    step: string,
    automatic: boolean,
    reached: { from: string | null; km: number | null; departements: readonly string[] },
  ): void
  /** A rule was set aside, knowingly. */
  override(orientation: string, reason: string): void
}

/** `operator`: who is at the desk now, null when nobody is. */
export function createRecorder(write: (act: Act) => void, operator: () => Person | null): Recorder {
  /** The one who was last at the desk: a lock or an end is theirs, and by then nobody is. */
  let seated: Person | null = null
  /** Last state written of each orientation that still moves. */
  const written = new Map<string, string>()
  const who = (person: Person | null) => ({ who: person?.idnps ?? null, role: person?.role ?? null })

  return {
    session(change, { lockReason: reason, by, degraded }) {
      const before = seated
      seated = operator() ?? seated
      // A relief is a shift whose call goes on: who left it, and to whom.
      const next = change === 'shift' || change === 'relief'
      if (next && before) write({ what: 'shift-end', ...who(before), result: change })
      const facts = by === null ? {} : { facts: { by, degraded: degraded ? 1 : 0 } }
      write({ what: next ? 'shift-begin' : change, ...who(seated), result: next ? change : null, reason, ...facts })
      if (change === 'signed-out') seated = null
    },
    refused(kind) {
      // Nobody is proven to be there: a refused card is nobody's act.
      write({ what: 'sign-in-refused', who: null, role: null, result: kind })
    },
    orientation(orientation) {
      const { id, status, problem, slot, practitioner, taking, change, outcome, override, establishment } = orientation
      const changing = change ? `${change.kind} ${change.state} ${change.why ?? ''}` : ''
      const state = `${status} ${problem?.kind ?? ''} ${changing} ${slot?.start ?? ''} ${establishment?.name ?? ''}`
      if (written.get(id) === state) return
      written.set(id, state)
      if (written.size > 2_000) written.delete(written.keys().next().value ?? '')
      write({
        what: `orientation.${taking}`,
        ...who(operator()),
        result: status,
        reason: problem?.kind ?? null,
        orientation: id,
        professional: practitioner.idnps,
        source: orientation.sourceId,
        slot: slot?.start ?? null,
        facts: {
          // The one whose act it was: what follows by itself comes when another may sit there.
          for: orientation.operator,
          ...(outcome ? { outcome } : {}),
          // A line of a roster may have no number: that somewhere was named is kept, its name is not an act.
          ...(establishment ? { establishment: establishment.finess ?? 'roster' } : {}),
          ...(orientation.category ? { category: CATEGORY_CODES[orientation.category] } : {}),
          ...(override ? { overrideReason: override.reason, approvedBy: override.approvedBy } : {}),
          ...(change
            ? { change: change.kind, changeState: change.state, changeWhy: change.why, changeTo: change.to }
            : {}),
        },
      })
    },
    handOver({ id, practitioner, slot, sourceId }, result, reason) {
      const on = { orientation: id, professional: practitioner.idnps, source: sourceId, slot: slot?.start ?? null }
      write({ what: 'hand-over', ...who(operator()), result, reason, ...on })
    },
    approval(purpose, result, by) {
      write({ what: 'approval', ...who(operator()), result, reason: purpose, facts: { by } })
    },
    renewal(result) {
      write({ what: 'proof', ...who(operator()), result })
    },
    phoned(idnps, answer) {
      write({ what: 'phone', ...who(operator()), result: answer, professional: idnps })
    },
    widened(step, automatic, { from, km, departements }) {
      const facts = { from, km, to: departements.length > 0 ? departements.join(' ') : null }
      write({
        what: 'search.widened',
        ...who(operator()),
        result: step,
        reason: automatic ? 'automatic' : 'hand',
        facts,
      })
    },
    override(orientation, reason) {
      write({ what: 'override', ...who(operator()), reason, orientation })
    },
  }
}
