/**
 * `npm run bench -- availability --fleet N`: what N desks ask of the national platform in a day, by policy and by hour. Who
 * is asked and how the visible rows are refreshed are those of the console's own settings; what people do is supposed, and
 * written in `docs/load.md`.
 */
import { MOST_PROFESSIONALS } from '../../src/core/fhir/index.ts'
import { Settings } from '../../src/core/settings/schema.ts'

/** Calls to the non-urgent lines of the country in a day, and searches in a call (domain: 16,000 and 4). */
const CALLS_A_DAY = 16_000
const SEARCHES_A_CALL = 4
/** Mean time that the list of one search is looked at, s; never more than a screen keeps saying so. */
const LOOKED_S = 60
/** Rows seen at once on a desk's screen. */
const ROWS_SEEN = 16
/** Searches that end in a slot being taken, which is asked again first. */
const TAKEN = 0.25
/** Regulation centres, and the parts of a territory whose searches are about the same professionals. */
const SITES = 100
const BASINS = 4
/** Share of a day's calls in each hour, from midnight, in thousandths: a supposed working day. */
const BY_HOUR = [18, 13, 10, 9, 10, 14, 22, 34, 50, 58, 58, 52, 46, 46, 48, 48, 50, 56, 66, 76, 76, 64, 46, 30]

type Availability = Settings['availability']

export interface Policy {
  id: string
  name: string
  settings: Pick<Availability, 'candidates' | 'batch' | 'refreshSeconds' | 'refreshPerMinute'>
  /** A platform's page: one lot a search, nothing refreshed, nothing asked again. */
  asToday: boolean
  /** Searches that find too few offers and go one step further, a step being as many candidates again; 0: none. */
  widened?: number
  /** The desks of a site ask together: an answer serves the others of its site and basin for so many seconds. */
  sharedS?: number
  /** Refreshes whether somebody looks or not, from the opening of the desk. */
  always: boolean
}

const shipped = Settings.shape.availability.parse({})

export const POLICIES: readonly Policy[] = [
  {
    id: 'today',
    name: 'today: one lot a search, no refresh',
    settings: { ...shipped, candidates: 25, refreshSeconds: 0 },
    asToday: true,
    always: false,
  },
  { id: 'shipped', name: 'shipped default', settings: shipped, asToday: false, always: false },
  {
    id: 'no-refresh',
    name: 'shipped, refresh off',
    settings: { ...shipped, refreshSeconds: 0 },
    asToday: false,
    always: false,
  },
  {
    id: 'fifty',
    name: 'shipped, 50 candidates',
    settings: { ...shipped, candidates: 50 },
    asToday: false,
    always: false,
  },
  { id: 'wide', name: '500 candidates', settings: { ...shipped, candidates: 500 }, asToday: false, always: false },
  {
    id: 'widening',
    name: 'shipped, widening by itself (one search in three, one step)',
    settings: shipped,
    asToday: false,
    always: false,
    widened: 1 / 3,
  },
  {
    id: 'shared',
    name: 'shipped, desks of a site ask together',
    settings: shipped,
    asToday: false,
    always: false,
    sharedS: 15,
  },
  {
    id: 'naive',
    name: 'naive: 500 candidates, all desks refresh all rows every 30 s',
    settings: { candidates: 500, batch: 25, refreshSeconds: 30, refreshPerMinute: 1_000 },
    asToday: false,
    always: true,
  },
]

export interface FleetRow {
  policy: string
  desks: number
  requestsADay: number
  anHourMean: number
  anHourPeak: number
  peakHour: string
  aMinutePeak: number
  timesToday: number
}

export function runFleet(desks: number, seed = 1): { rows: FleetRow[]; hours: Record<string, string | number>[] } {
  const days = POLICIES.map(policy => ({ policy, minutes: dayOf(policy, desks, seed) }))
  const sum = (minutes: readonly number[]) => minutes.reduce((all, one) => all + one, 0)
  const today = sum(days[0]?.minutes ?? [])
  const hoursOf = (minutes: readonly number[]) =>
    Array.from({ length: 24 }, (_, hour) => sum(minutes.slice(hour * 60, hour * 60 + 60)))
  const rows = days.map(({ policy, minutes }): FleetRow => {
    const hours = hoursOf(minutes)
    const peak = Math.max(...hours)
    const all = sum(minutes)
    return {
      policy: policy.name,
      desks,
      requestsADay: all,
      anHourMean: Math.round(all / 24),
      anHourPeak: peak,
      peakHour: `${hours.indexOf(peak)} h`,
      aMinutePeak: Math.max(...minutes),
      timesToday: Math.round((all / today) * 10) / 10,
    }
  })
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    hour: `${hour} h`,
    ...Object.fromEntries(days.map(({ policy, minutes }) => [policy.id, hoursOf(minutes)[hour] ?? 0])),
  }))
  return { rows, hours }
}

/** Requests in each minute of a day. */
function dayOf(policy: Policy, desks: number, seed: number): number[] {
  const draw = generator(seed)
  const minutes = Array.from({ length: 24 * 60 }, () => 0)
  /** When each basin of each site was last asked about, s. */
  const heard = new Map<number, number[]>()
  /** True when another desk of the site has just asked the same: nothing is sent. */
  const served = (basin: number, seconds: number): boolean => {
    if (!policy.sharedS) return false
    const times = heard.get(basin) ?? []
    heard.set(basin, times)
    const shared = times.some(at => Math.abs(at - seconds) < (policy.sharedS ?? 0))
    if (!shared) times.push(seconds)
    return shared
  }
  const add = (seconds: number, requests: number) => {
    const minute = Math.floor(seconds / 60) % minutes.length
    minutes[minute] = (minutes[minute] ?? 0) + requests
  }
  const { candidates, batch, refreshSeconds, refreshPerMinute } = policy.settings
  const size = Math.min(batch, MOST_PROFESSIONALS)
  const whole = BY_HOUR.reduce((all, one) => all + one, 0)
  for (const [hour, share] of BY_HOUR.entries()) {
    const searches = Math.round((CALLS_A_DAY * SEARCHES_A_CALL * share) / whole)
    for (let i = 0; i < searches; i++) {
      const begun = hour * 3_600 + draw() * 3_600
      const basin = policy.sharedS ? Math.floor(draw() * SITES * BASINS) : 0
      if (!served(basin, begun)) add(begun, Math.ceil(candidates / size))
      if (policy.widened && draw() < policy.widened) add(begun + 2, 2 * Math.ceil(candidates / size))
      const looked = Math.min(600, -Math.log(1 - draw()) * LOOKED_S)
      if (!policy.asToday && draw() < TAKEN) add(begun + looked, 1)
      if (policy.always || refreshSeconds === 0) continue
      for (const at of refreshes(looked, refreshSeconds, refreshPerMinute))
        if (!served(basin, begun + at)) add(begun + at, Math.ceil(Math.min(ROWS_SEEN, candidates) / size))
    }
  }
  if (policy.always) {
    const a = (desks * Math.ceil(candidates / size) * 60) / refreshSeconds
    for (const minute of minutes.keys()) add(minute * 60, Math.round(a))
  }
  return minutes
}

/** When the rows looked at are asked about again, s after they came: at the period, within the budget of a minute. */
export function refreshes(lookedS: number, periodS: number, mostAMinute: number): number[] {
  const times: number[] = []
  for (let at = periodS; at <= lookedS; at += periodS) {
    if (times.filter(one => one > at - 60).length < mostAMinute) times.push(at)
  }
  return times
}

/** mulberry32: the same everywhere for one seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
