/**
 * Taking a slot, step by step: asked again, written to disk, sent once. See `machine.ts` for what each answer means.
 */
import type { CallInput, CallResult } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Operator } from '../../shared/contract/session.ts'
import type { Clock, Shell } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import { type Follower, movedTo, otherOf } from './follow.ts'
import { type LinkAnswer, vendorLink } from './link.ts'
import { beginning, isSent, isTold } from './machine.ts'
import { overrideOf } from './override.ts'
import type {
  ApprovalsPort,
  CreateAnswer,
  FoundSlot,
  OffersPort,
  OperatorPort,
  OrientationSource,
  Timers,
} from './ports.ts'
import { NOTHING_MORE, needHashOf, type OrientationRecord, orientationOf, trimmed, withoutCaller } from './record.ts'
import type { More, Register } from './register.ts'

/** The question asked again before booking is a courtesy: a source that is slow to answer does not hold the operator. */
const RECHECK_MS = 2_500
/** How much later than its own time-out a source's port is given up. */
const GRACE_MS = 2_000

type TakeInput = CallInput<'orientation.take'>
type TakeResult = CallResult<'orientation.take'>

interface TakeDeps {
  settings: Settings['orientation']
  sourceOf(id: string): OrientationSource | null
  offers: OffersPort
  operator: OperatorPort
  approvals: ApprovalsPort | undefined
  shell: Shell
  clock: Clock
  timers: Timers
  register: Register
  follower: Follower
}

/** Builds `orientation.take`. Calling twice with one `intentId` takes once, even while the first is under way. */
export function createTake(deps: TakeDeps): (input: TakeInput) => Promise<TakeResult> {
  const running = new Map<string, { slotId: string; result: Promise<TakeResult> }>()

  return async input => {
    const known = running.get(input.intentId)
    if (known) return known.slotId === input.slotId ? known.result : problem('intent-conflict')
    const record = deps.register.get(input.intentId)
    if (record) return record.slot?.id === input.slotId ? ok(orientationOf(record)) : problem('intent-conflict')
    const result = takeOnce(deps, input).finally(() => running.delete(input.intentId))
    running.set(input.intentId, { slotId: input.slotId, result })
    return result
  }
}

async function takeOnce(deps: TakeDeps, input: TakeInput): Promise<TakeResult> {
  const { register, offers, clock } = deps
  const operator = deps.operator.operator()
  if (!operator) return problem('not-signed-in')
  const listed = offers.find(input.askId, input.offerId, input.slotId)
  const source = listed && deps.sourceOf(listed.slot.sourceId)
  if (!listed || !source) return problem('slot-unknown')
  const { taking } = listed.slot
  if (isPast(listed, clock.now())) return problem('slot-past')
  const listedLink = linkOf(listed, source)
  if (listedLink?.ok === false) return problem('link-unsafe', { why: listedLink.why })
  const need = input.evenIfPending || isTold(taking) ? 'free' : register.needState(needHashOf(input.needKey))
  if (need !== 'free') return problem(need)
  const beyond = overrideOf({ deps, input, slot: listed.slot, operator, use: false })
  if (!beyond.ok) return beyond
  if (!isTold(taking) && (await recheck(deps, listed)) === 'gone') return problem('slot-gone')
  // Time went by while the source was asked, and it may have given the slot another name or address.
  const found = offers.find(input.askId, input.offerId, input.slotId) ?? listed
  if (isPast(found, clock.now())) return problem('slot-past')
  const link = linkOf(found, source)
  if (link?.ok === false) return problem('link-unsafe', { why: link.why })

  const override = overrideOf({ deps, input, slot: found.slot, operator, use: true })
  if (!override.ok) return override
  const record = newRecord({
    input,
    found,
    source,
    operator,
    now: clock.now(),
    link: link?.url ?? null,
    override: override.value,
  })
  const begun = register.begin(record, { evenIfPending: input.evenIfPending })
  if (begun !== 'begun') return problem(begun)
  if (isTold(taking)) return ok(orientationOf(record))
  if (!register.apply(record.id, { type: 'send' }, { openedAt: clock.now() })) {
    register.apply(record.id, { type: 'abandon', kind: 'disk-failed' })
    return problem('disk-failed')
  }
  if (isSent(taking)) await post(deps, source, record)
  else await openPage(deps, record)
  const after = register.get(record.id) ?? record
  if (after.status === 'confirmed' || after.status === 'taken') offers.markGone?.(found)
  return ok(orientationOf(after))
}

function linkOf(found: FoundSlot, source: OrientationSource): LinkAnswer | null {
  return found.slot.taking === 'vendor-page' ? vendorLink(found.bookingUrl, source) : null
}

/** A walk-in lasts: it is past when its doors close. */
function isPast({ slot }: FoundSlot, now: number): boolean {
  return Date.parse(slot.taking === 'walk-in' ? slot.end : slot.start) <= now
}

function recheck({ offers, timers }: TakeDeps, found: FoundSlot): Promise<'free' | 'gone' | 'unknown'> {
  return new Promise(resolve => {
    const forget = timers.after(RECHECK_MS, () => resolve('unknown'))
    offers
      .recheck(found)
      .catch(() => 'unknown' as const)
      .then(state => {
        forget()
        resolve(state)
      })
  })
}

function newRecord(wanted: {
  input: TakeInput
  found: FoundSlot
  source: OrientationSource
  operator: Operator
  now: number
  link: string | null
  override: Orientation['override'] | null
}): OrientationRecord {
  const { input, found, source, operator, now, link, override } = wanted
  const { offer, slot } = found
  return {
    ...beginning(slot.taking),
    ...NOTHING_MORE,
    id: input.intentId,
    createdAt: now,
    updatedAt: now,
    sourceId: slot.sourceId,
    sourceLabel: source.label,
    simulated: source.simulated,
    slot: withoutCaller(slot),
    practitioner: { idnps: offer.idnps, displayName: offer.displayName, phones: offer.phones },
    operator: operator.idnps,
    needHash: needHashOf(input.needKey),
    body: isSent(slot.taking) ? bodyOf(source, found, operator, input.intentId, now) : null,
    link,
    openedAt: null,
    structure: found.structure ?? null,
    category: slot.taking === 'marketplace' ? 'PDM' : (source.category ?? null),
    override: override ?? null,
  }
}

function bodyOf(source: OrientationSource, found: FoundSlot, operator: Operator, id: string, now: number): string {
  return source.appointments.appointmentText({
    identifier: id,
    start: found.slot.start,
    end: found.slot.end,
    created: new Date(now).toISOString(),
    practitioner: found.offer.idnps,
    operator: operator.idnps,
    slotReference: found.slotReference,
    ...(found.slot.taking === 'marketplace' ? { request: true } : {}),
  })
}

/** Sends the body on disk, once. Whatever comes, even after the wait is over, goes through the state machine. */
async function post(deps: TakeDeps, source: OrientationSource, { id, body }: OrientationRecord): Promise<void> {
  const { register, follower, timers, settings } = deps
  const settle = (answer: CreateAnswer) => {
    const { value, more } = withHeld(register.get(id), readable(answer))
    const after = register.apply(id, { type: 'answered', answer: value }, more)
    if (after) follower.follow(id)
  }
  const sent = source.appointments
    .createAppointment(body ?? '', { timeoutMs: settings.timeoutMs })
    .catch((): CreateAnswer => ({ kind: 'unknown', code: 'DEFECT' }))
    .then(answer => {
      settle(answer)
      return answer.kind
    })
  const kind = await new Promise<CreateAnswer['kind']>(resolve => {
    const forget = timers.after(settings.timeoutMs + GRACE_MS, () => {
      settle({ kind: 'unknown', code: 'TIMEOUT' })
      resolve('unknown')
    })
    void sent.then(answer => {
      forget()
      resolve(answer)
    })
  })
  // The source already holds this very intent: read at once, the operator need not wait for the back-off.
  if (kind === 'duplicate') await follower.look(id)
}

/** A 201 about another time or in another's name is not what was asked: it is said, never hidden under «réservé». */
function withHeld(record: OrientationRecord | null, answer: CreateAnswer): { value: CreateAnswer; more: More } {
  if (!record?.slot || answer.kind !== 'created') return { value: answer, more: {} }
  const other = otherOf(record, answer.holds ?? null)
  return {
    value: { ...answer, other },
    more: other === 'time' && answer.holds ? movedTo(record.slot, answer.holds) : {},
  }
}

/** The source's words, as they may be kept. */
function readable(answer: CreateAnswer): CreateAnswer {
  return 'detail' in answer ? { ...answer, detail: trimmed(answer.detail) } : answer
}

async function openPage(deps: TakeDeps, { id, link }: OrientationRecord): Promise<void> {
  const failed = await openFailed(deps.shell, link ?? '')
  deps.register.apply(id, { type: 'opened', failed })
  deps.follower.follow(id)
}

/** Hands a checked address to the system's browser; true when the system says it could not. */
export async function openFailed(shell: Shell, url: string): Promise<boolean> {
  try {
    await shell.openExternal(url)
    return false
  } catch {
    return true
  }
}
