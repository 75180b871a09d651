/**
 * The «en sus» call list: professionals who may be asked by phone for one patient more than their agenda holds, in fair
 * order. Fair: who has not been called today comes before who has, fewer calls before more, the longest left alone first,
 * then the nearest, then a draw that changes with the day, so that no name is always first. Who refused comes last, until
 * the hour they gave.
 */
import { createHash } from 'node:crypto'
import type { Offer } from '../../shared/contract/availability.ts'
import type { CallLine } from '../../shared/contract/orientation.ts'

/** One answer heard today. Times are milliseconds since the epoch. */
export interface PhoneAnswer {
  idnps: string
  at: number
  answer: 'accepted' | 'no-answer' | 'refused'
  until: number | null
  /** Name of the other desk that heard it; absent: this one. */
  desk?: string
}

/** @param people those who accept to be asked; empty: whoever was found and has a phone. */
export function callList(wanted: {
  offers: readonly Offer[]
  people: readonly string[]
  answers: readonly PhoneAnswer[]
  now: number
  /** `2026-11-22`: changes the draw among equals. */
  day: string
}): CallLine[] {
  const { people, answers, now, day } = wanted
  const listed = new Set(people)
  const byPerson = Map.groupBy(answers, answer => answer.idnps)
  const lines = wanted.offers.flatMap(offer => {
    const phone = offer.phones[0] ?? offer.slots[0]?.place.phones[0] ?? offer.directory?.activity?.phones[0]
    const { idnps } = offer
    if (idnps === null || phone === undefined || (listed.size > 0 && !listed.has(idnps))) return []
    const heard = (byPerson.get(idnps) ?? []).toSorted((a, b) => a.at - b.at)
    return [lineOf({ ...offer, idnps }, phone, heard, now)]
  })
  const draw = (line: CallLine) => createHash('sha256').update(`${day} ${line.idnps}`).digest('hex')
  const km = (line: CallLine) => line.distanceKm ?? Number.POSITIVE_INFINITY
  const last = (line: CallLine) => (line.lastAt === null ? 0 : Date.parse(line.lastAt))
  return lines
    .map(line => ({ line, draw: draw(line) }))
    .sort(
      (a, b) =>
        Number(a.line.state === 'refused') - Number(b.line.state === 'refused') ||
        a.line.calls - b.line.calls ||
        last(a.line) - last(b.line) ||
        compare(km(a.line), km(b.line)) ||
        (a.draw < b.draw ? -1 : 1),
    )
    .map(({ line }) => line)
}

function lineOf(offer: Offer & { idnps: string }, phone: string, heard: readonly PhoneAnswer[], now: number): CallLine {
  const last = heard.at(-1)
  const refused = last?.answer === 'refused' && (last.until === null || last.until > now)
  return {
    idnps: offer.idnps,
    displayName: offer.displayName,
    speciality: (offer.speciality ?? offer.profession)?.label ?? null,
    city: offer.city,
    phone,
    distanceKm: offer.distanceKm,
    state: last === undefined || (last.answer === 'refused' && !refused) ? 'to-call' : last.answer,
    until: refused && last.until !== null ? new Date(last.until).toISOString() : null,
    calls: heard.length,
    lastAt: last === undefined ? null : new Date(last.at).toISOString(),
    ...(last?.desk === undefined ? {} : { desk: last.desk }),
  }
}

/** Infinity minus Infinity is no number. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b)

/** First instant of the desk's day that holds `now`, ms. */
export function midnight(now: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime()
}
