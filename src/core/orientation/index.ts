/**
 * Taking an offer: from the intent on disk to a certain outcome, whatever fails in between. Promises kept here: nothing
 * booked twice, nothing lost, nothing called failed that may have succeeded, and no patient data anywhere.
 */
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Clock, Events, Log, Shell } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import { midnight, type PhoneAnswer } from './call-list.ts'
import { createChange } from './change.ts'
import { createEstablishments } from './establishments.ts'
import { createFollower } from './follow.ts'
import { startFollowUp } from './follow-up.ts'
import { vendorLink } from './link.ts'
import { noted } from './note.ts'
import { createPhone } from './phone.ts'
import {
  type ApprovalsPort,
  type EstablishmentsPort,
  type OffersPort,
  type OperatorPort,
  type OrientationSource,
  type SiteAnswersPort,
  systemTimers,
  type Timers,
} from './ports.ts'
import { type OrientationRecord, orientationOf } from './record.ts'
import { openRegister } from './register.ts'
import { startRetention } from './retention.ts'
import { createTake, openFailed } from './take.ts'
import { handOverText } from './words.ts'

export { vendorLink } from './link.ts'
export type * from './ports.ts'
export { handOverText } from './words.ts'

export interface OrientationOptions {
  /** SQLite file of this desk; created when absent. */
  file: string
  settings: Settings['orientation']
  /** The site's wording of the text for the LRM, checked by the settings; absent: ours. */
  template?: string | undefined
  sourceOf(id: string): OrientationSource | null
  offers: OffersPort
  operator: OperatorPort
  /** Absent: nobody can approve anything. */
  approvals?: ApprovalsPort | undefined
  /** Absent: no establishment can be named. */
  establishments?: EstablishmentsPort | undefined
  /** Absent: this desk is alone. */
  site?: SiteAnswersPort | undefined
  /** Settled orientations are kept so long; absent: for ever. */
  retentionMonths?: number
  shell: Shell
  events: Events
  clock: Clock
  log: Log
  timers?: Timers
}

export interface OrientationService {
  handlers: Pick<Handlers, CallsOf<'orientation'>>
  /** One of the file, as a screen would see it; null when nobody knows it. */
  find(id: string): Orientation | null
  /** Latest changed first. */
  changed(limit: number): Orientation[]
  /** Answers heard by phone on this desk today. */
  phoned(): PhoneAnswer[]
  /** When each source last confirmed a booking that this person made on its page, from this desk: source, ms. */
  confirmed(operator: string): ReadonlyMap<string, number>
  /** How many are not settled: sent, unknown, or waiting for a vendor's word. */
  pending(): number
  /** Stops following and closes the file; what is not settled is taken up by the next run. */
  close(): void
}

/**
 * Opens the file of orientations and goes on with what the last run left unsettled. A damaged file is put aside, a file
 * that cannot be opened makes every `take` answer `disk-failed`: neither stops the console.
 */
export async function createOrientation(options: OrientationOptions): Promise<OrientationService> {
  const { file, settings, sourceOf, shell, events, clock, log } = options
  const timers = options.timers ?? systemTimers
  const register = openRegister({ file, clock, timers, events, log, onLateOpen: () => resume() })
  const { get, apply, claimed } = register
  const follower = createFollower({ settings, timers, clock, sourceOf, get, apply, claimed })
  const take = createTake({ ...options, approvals: options.approvals, timers, register, follower })
  const change = createChange({ ...options, register, follower })
  const phone = createPhone({ ...options, register, answers: register.phoned, site: options.site })
  const establishments = createEstablishments({
    directory: options.establishments,
    register,
    operator: options.operator,
  })
  const keeping = startRetention({ months: options.retentionMonths, clock, timers, forget: register.forget, log })
  const followUp = startFollowUp({ clock, timers, due: register.due, look: id => follower.look(id, 'anyway') })

  function resume() {
    const left = register.toFollow()
    for (const { id } of left) {
      apply(id, { type: 'restart' })
      follower.follow(id)
    }
    if (left.length > 0) log.info('orientation.resumed', { count: left.length })
  }

  function declare(record: OrientationRecord, booked: boolean) {
    const after = apply(record.id, { type: 'declare', booked })
    const said = booked ? 'declared' : 'cancelled'
    if (!after && record.status !== said) return problem('orientation-settled')
    return ok(orientationOf(after ?? record))
  }

  async function reopen(record: OrientationRecord) {
    const source = sourceOf(record.sourceId)
    if (!source || record.taking !== 'vendor-page') return problem('slot-unknown')
    // Checked again: the settings may have changed since, and the file is only a file.
    const link = vendorLink(record.link, source)
    if (!link.ok) return problem('link-unsafe', { why: link.why })
    const failed = await openFailed(shell, link.url)
    if (apply(record.id, { type: 'opened', failed })) follower.follow(record.id, 'again')
    return ok(orientationOf(get(record.id) ?? record))
  }

  resume()

  return {
    handlers: {
      'orientation.take': take,
      'orientation.get': ({ id }) => {
        const record = get(id)
        return record ? ok(orientationOf(record)) : problem('orientation-unknown')
      },
      'orientation.list': ({ limit }) => ok(register.list(limit).map(orientationOf)),
      'orientation.check': async ({ id }) => {
        if (!get(id)) return problem('orientation-unknown')
        await follower.look(id)
        const record = get(id)
        return record ? ok(orientationOf(record)) : problem('orientation-unknown')
      },
      'orientation.declare': ({ id, booked }) => {
        const record = get(id)
        return record ? declare(record, booked) : problem('orientation-unknown')
      },
      'orientation.unsay': ({ id }) => {
        const record = get(id)
        return record?.taking === 'outcome' ? declare(record, false) : problem('orientation-unknown')
      },
      'orientation.reopen': ({ id }) => {
        const record = get(id)
        return record ? reopen(record) : problem('orientation-unknown')
      },
      ...phone,
      ...establishments,
      'orientation.choices': () => ok({ reasons: settings.reasons }),
      'orientation.note': ({ intentId, needKey, outcome }) => {
        const operator = options.operator.operator()
        if (!operator) return problem('not-signed-in')
        const known = get(intentId)
        if (known) return known.outcome === outcome ? ok(orientationOf(known)) : problem('intent-conflict')
        const record = noted({
          intentId,
          needKey,
          operator: operator.idnps,
          now: clock.now(),
          practitioner: { idnps: null, displayName: '', phones: [] },
          what: { taking: 'outcome', outcome },
        })
        return register.begin(record, { evenIfPending: true }) === 'begun'
          ? ok(orientationOf(record))
          : problem('disk-failed')
      },
      'orientation.cancel': change.cancel,
      'orientation.move': change.move,
      'orientation.passOn': ({ ids, word }) => {
        const operator = options.operator.operator()
        if (!operator) return problem('not-signed-in')
        const at = new Date(clock.now()).toISOString()
        const marked = ids.map(id =>
          register.mark(id, { passedOn: word === null ? null : { word, by: operator.idnps, at } }),
        )
        const found = marked.filter(record => record !== null)
        return found.length === ids.length ? ok(found.map(orientationOf)) : problem('orientation-unknown')
      },
      'orientation.handOver': ({ id, language }) => {
        const record = get(id)
        if (!record) return problem('orientation-unknown')
        return ok({ text: handOverText(orientationOf(record), language, options.template) })
      },
    },
    find: id => {
      const record = get(id)
      return record && orientationOf(record)
    },
    changed: limit => register.changed(limit).map(orientationOf),
    phoned: () => register.phoned.since(midnight(clock.now())),
    confirmed: register.confirmed,
    pending: register.pending,
    close() {
      followUp.stop()
      keeping.stop()
      follower.stop()
      register.close()
    },
  }
}
