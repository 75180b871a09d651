/** «En sus» by phone: who to call, dialling, and what was answered, remembered for the day. */
import type { Slot } from '../../shared/contract/availability.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Clock, Shell } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import { callList, midnight, type PhoneAnswer } from './call-list.ts'
import { DESK_SOURCE, noted } from './note.ts'
import type { OffersPort, OperatorPort, SiteAnswersPort } from './ports.ts'
import { orientationOf, withoutCaller } from './record.ts'
import type { Register } from './register.ts'

/** Length of an appointment agreed by phone: the platform's own step of time for «surnuméraire». */
const MINUTES = 15

interface PhoneDeps {
  settings: Settings['orientation']
  register: Register
  offers: OffersPort
  operator: OperatorPort
  shell: Shell
  clock: Clock
  /** What was heard at this desk. */
  answers: { since(ms: number): PhoneAnswer[]; add(answer: PhoneAnswer): boolean }
  /** What the site's other desks say they heard; absent: this desk is alone. */
  site: SiteAnswersPort | undefined
}

export function createPhone(
  deps: PhoneDeps,
): Pick<Handlers, 'orientation.callList' | 'orientation.dial' | 'orientation.phoned'> {
  const { offers, register, clock, answers } = deps
  return {
    'orientation.callList': ({ askId }) => {
      const ask = offers.ask?.(askId)
      if (!ask) return problem('ask-gone')
      const now = clock.now()
      const since = midnight(now)
      return ok(
        callList({
          offers: ask.offers,
          people: deps.settings.overbooking,
          answers: [...answers.since(since), ...(deps.site?.answers(since) ?? [])],
          now,
          day: new Date(since).toISOString().slice(0, 10),
        }),
      )
    },
    'orientation.dial': async ({ phone }) => {
      try {
        await deps.shell.openExternal(`tel:${phone}`)
        return ok(null)
      } catch {
        return problem('dial-failed')
      }
    },
    'orientation.phoned': ({ intentId, askId, idnps, needKey, answer, at, until }) => {
      const operator = deps.operator.operator()
      if (!operator) return problem('not-signed-in')
      const now = clock.now()
      const known = register.get(intentId)
      if (known) return known.taking === 'phone' ? ok(orientationOf(known)) : problem('intent-conflict')
      const ask = offers.ask?.(askId)
      if (!ask) return problem('ask-gone')
      const offer = ask.offers.find(one => one.idnps === idnps)
      if (!offer) return problem('person-unknown')
      const heard: PhoneAnswer = { idnps, at: now, answer, until: until === null ? null : Date.parse(until) }
      if (answer !== 'accepted') {
        if (!answers.add(heard)) return problem('disk-failed')
        deps.site?.phoned(heard)
        return ok(null)
      }
      if (at === null) return problem('invalid-input', { path: 'at' })
      if (Date.parse(at) <= now) return problem('slot-past')
      const record = noted({
        intentId,
        needKey,
        operator: operator.idnps,
        now,
        practitioner: { idnps, displayName: offer.displayName, phones: offer.phones },
        what: {
          taking: 'phone',
          slot: agreedSlot(offer.directory?.activity ?? null, offer.slots[0] ?? null, idnps, at, now),
          category: 'PS',
        },
      })
      const begun = register.begin(record, { evenIfPending: false })
      if (begun !== 'begun') return problem(begun)
      answers.add(heard)
      deps.site?.phoned(heard)
      return ok(orientationOf(record))
    },
  }
}

type Activity = NonNullable<NonNullable<Parameters<typeof callList>[0]['offers'][number]['directory']>['activity']>

/** The agreed time as a slot: it stands in no agenda, and its place is the professional's usual one. */
function agreedSlot(activity: Activity | null, other: Slot | null, idnps: string, at: string, now: number): Slot {
  const end = new Date(Date.parse(at) + MINUTES * 60_000)
  const place = other?.place ?? {
    name: activity?.structure ?? null,
    address: activity?.address ?? [],
    postalCode: activity?.postalCode ?? null,
    city: activity?.city ?? null,
    phones: activity?.phones ?? [],
    position: activity?.position ?? null,
    distanceKm: null,
  }
  return withoutCaller({
    id: `phone-${idnps}-${Date.parse(at)}`,
    sourceId: DESK_SOURCE.id,
    start: at,
    end: inZoneOf(at, end),
    kinds: [],
    modes: [],
    reason: null,
    specialities: [],
    taking: 'phone',
    place,
    communities: [],
    seenAt: new Date(now).toISOString(),
  })
}

/** The instant written with the offset that `like` has. */
function inZoneOf(like: string, instant: Date): string {
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})$/.exec(like) ?? []
  if (sign === undefined) return instant.toISOString()
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19)
  return `${local}${sign}${hours}:${minutes}`
}
