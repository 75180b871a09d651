/** Compares what the consoles say with what the platform holds. Knows nothing of how either works. */
import type { OrientationStatus } from '../../../src/shared/contract/orientation.ts'

/** One intent of a screen: what its console says at the end, and what is true. */
export interface Told {
  intentId: string
  need: string
  taking: 'direct' | 'vendor-page'
  /** Null: the console does not know it. */
  status: OrientationStatus | null
  problem: string | null
  appointmentId: string | null
  /** How many times its request left a console. */
  posts: number
  /** The console once answered the screen that it had it. */
  accepted: boolean
}

/** One appointment of the platform that stands. */
export interface Held {
  appointmentId: string
  slotKey: string
  /** Null: made on a vendor's page. */
  intentId: string | null
}

export interface Judgement {
  intents: number
  confirmed: number
  /** Sent twice, two appointments on one slot, or two bookings for one need. */
  double: string[]
  /** Accepted and forgotten, or held by the platform with nobody who says so. */
  lost: string[]
  /** Said booked and is not; said not booked and is. */
  wrong: string[]
  unsettled: string[]
}

const NO = new Set<OrientationStatus | null>(['taken', 'refused'])
const OPEN = new Set<OrientationStatus | null>(['intended', 'sent', 'unknown', 'waiting'])

/** @param words appointments made on vendors' pages whose word reached the platform */
export function judge(told: readonly Told[], held: readonly Held[]): Judgement {
  const byIntent = new Map(held.filter(one => one.intentId !== null).map(one => [one.intentId, one]))
  const ids = new Set(held.map(one => one.appointmentId))
  const claimed = new Set(told.filter(one => one.status === 'confirmed').map(one => one.appointmentId))
  const truly = (one: Told) =>
    one.taking === 'direct' ? byIntent.has(one.intentId) : one.appointmentId !== null && ids.has(one.appointmentId)
  const needs = Map.groupBy(told.filter(truly), one => one.need)
  const slots = Map.groupBy(held, one => one.slotKey)
  return {
    intents: told.length,
    confirmed: told.filter(one => one.status === 'confirmed').length,
    double: [
      ...told.filter(one => one.posts > 1).map(one => `sent ${one.posts} times: ${one.intentId}`),
      ...[...slots].filter(([, list]) => list.length > 1).map(([slot]) => `slot booked twice: ${slot}`),
      ...[...needs].filter(([, list]) => list.length > 1).map(([need]) => `need booked twice: ${need}`),
      ...repeated(told.filter(one => one.status === 'confirmed').map(one => one.appointmentId)).map(
        id => `one appointment claimed twice: ${id}`,
      ),
    ],
    lost: [
      ...told.filter(one => one.accepted && one.status === null).map(one => `forgotten: ${one.intentId}`),
      ...held
        .filter(one => one.intentId !== null && !told.some(each => each.intentId === one.intentId))
        .map(one => `nobody’s: ${one.appointmentId}`),
      ...held
        .filter(one => one.intentId === null && !claimed.has(one.appointmentId))
        .map(one => `word not heard: ${one.appointmentId}`),
    ],
    wrong: [
      ...told.filter(one => one.status === 'confirmed' && !truly(one)).map(one => `said booked, is not: ${name(one)}`),
      ...told.filter(one => NO.has(one.status) && truly(one)).map(one => `said not booked, is: ${name(one)}`),
    ],
    unsettled: told.filter(one => OPEN.has(one.status)).map(name),
  }
}

const name = (one: Told) => `${one.intentId} (${one.status}, ${one.problem})`

const repeated = (ids: (string | null)[]) => [...new Set(ids.filter((id, at) => id !== null && ids.indexOf(id) !== at))]
