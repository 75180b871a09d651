/**
 * Beyond the clinical limit: what a regulator's time frame allows is theirs to widen (ABUS.13 of the NHS booking rules, and
 * domain.md §1: «the only one who may override a clinical delay»). Decided here, in the console; the screen only asks.
 */
import type { Slot } from '../../shared/contract/availability.ts'
import type { CallInput } from '../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Operator } from '../../shared/contract/session.ts'
import type { Settings } from '../settings/schema.ts'
import type { ApprovalsPort, OffersPort } from './ports.ts'

/** What an approval must have been given for. */
const PURPOSE = 'override'

/** Null: within the limit. */
type Override = NonNullable<Orientation['override']> | null

/**
 * Checks that a slot may be taken: within the limit, or with a reason from who may decide, or with a doctor's word. That word
 * is good once: it is used up when `use` says that the slot is about to be taken.
 */
export function overrideOf(wanted: {
  deps: { offers: OffersPort; approvals: ApprovalsPort | undefined; settings: Settings['orientation'] }
  input: Pick<CallInput<'orientation.take'>, 'askId' | 'limit' | 'reason' | 'approvalId'>
  slot: Slot
  operator: Operator
  use: boolean
}): Result<Override, 'beyond-limit' | 'reason-unknown' | 'approval-refused'> {
  const { deps, input, slot, operator } = wanted
  const limits = [deps.offers.ask?.(input.askId)?.limit, input.limit].flatMap(limit => (limit ? Date.parse(limit) : []))
  if (Date.parse(slot.start) <= Math.min(...limits)) return ok(null)
  if (input.approvalId !== undefined) {
    if (!wanted.use) return ok(null)
    const by = deps.approvals?.(input.approvalId, PURPOSE) ?? null
    return by === null ? problem('approval-refused') : ok({ reason: input.reason ?? null, approvedBy: by })
  }
  const mayDecide = operator.rights.includes('override') || deps.settings.reasonSuffices
  if (input.reason === undefined || !mayDecide) return problem('beyond-limit', { mayDecide })
  if (!deps.settings.reasons.some(({ code }) => code === input.reason)) return problem('reason-unknown')
  return ok({ reason: input.reason, approvedBy: null })
}
