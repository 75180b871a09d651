/**
 * `npm run chaos -- orientation`: bookings from several consoles against one practice platform, over a link that loses,
 * delays and repeats, with consoles that die and a platform that restarts. At the end, what the consoles say is
 * compared with what the platform holds: nothing double, nothing lost, no wrong verdict, everything settled. Part of the
 * consoles tell each other what they are on, by a site's service that restarts too: its list must say what they say.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../src/core/ports.ts'
import { Settings } from '../../src/core/settings/schema.ts'
import { type BadLink, openBadLink } from './orientation/bad-link.ts'
import { type Console, createConsole } from './orientation/console.ts'
import { createFates, type Fates, POST_FATES, uuidOf } from './orientation/fates.ts'
import { type Judgement, judge, type Told } from './orientation/judge.ts'
import { createSiteService, type SiteService } from './orientation/site.ts'
import { createWorld, type World } from './orientation/world.ts'

const CONSOLES = 4
/** Of these, as many have the site's service and tell each other what they are on; the others are alone. */
const JOINED = 3
/** Calls that one console has under way at once: an operator goes on while an outcome is unknown. */
const AT_ONCE = 10
const TRIES = 3
/** One death, one full disk, for so many calls of a console; one restart of the platform for so many of all. */
const CALLS_A_DEATH = 200
const CALLS_A_FULL_DISK = 300
const CALLS_A_RESTART = 2_000
/** How often an operator sends the very same intent again to a console that died on it. */
const LIVES = 6
/** Calls at most for one booking wanted: some come to nothing, and a run must end. */
const CALLS_A_BOOKING = 2
/** Sunday 22 November 2026, 9:00 in Paris: the same world in every replay. */
const NOON = Date.parse('2026-11-22T08:00:00Z')
/** Short, so that a run is short; the proportions are those of the defaults. */
const SETTINGS = {
  ...Settings.shape.orientation.parse({}),
  timeoutMs: 2_500,
  wordTimeoutMinutes: 0.3,
  readBackSeconds: [0.3, 1, 3],
}
/** Ten thousand bookings on a busy machine leave thousands in doubt, and each is asked for in its turn. */
const SETTLE_MS = 600_000

export interface ChaosRow {
  what: string
  count: number
  detail: string
}

interface Run {
  seed: number
  world: World
  link: BadLink
  fates: Fates
  told: Map<string, Told>
  takes: number
  /** Intents that a console took on. */
  begun: number
  /** Second bookings for a need in doubt that were let through: must stay at 0. */
  letThrough: string[]
  problems: Map<string, number>
  deaths: number
  fullDisks: number
  restarts: number
  site: SiteService
}

/** @returns `ok` and the table; with `json` the same rows, for a machine. */
export async function run(options: {
  seed: number
  json: boolean
  /** Bookings that consoles must have taken on before the run ends. */
  needs?: number
}): Promise<{ ok: boolean; rows: ChaosRow[]; judgement: Judgement }> {
  const { seed, needs = 480 } = options
  const shift = NOON - Date.now()
  const clock: Clock = { now: () => Date.now() + shift }
  const fates = createFates(seed)
  const world = await createWorld(seed, clock, fates, Math.max(1_500, 3 * needs))
  const site = await createSiteService(world.dir, clock)
  const link = await openBadLink({
    target: world.origin,
    http: world.http,
    fates,
    timeoutMs: SETTINGS.timeoutMs,
    lagMs: 300,
  })
  const run: Run = {
    seed,
    world,
    link,
    fates,
    told: new Map(),
    takes: 0,
    begun: 0,
    letThrough: [],
    problems: new Map(),
    deaths: 0,
    fullDisks: 0,
    restarts: 0,
    site,
  }
  const consoles: Console[] = []
  try {
    const common = { settings: SETTINGS, world, fates, seed, shift, linkOrigin: link.origin }
    const names = Array.from({ length: CONSOLES }, (_, n) => ({
      name: `console-${n + 1}`,
      operator: `3370000001/OSNP${String(n + 1).padStart(2, '0')}`,
    }))
    const placed = names.map((one, n) => ({ ...one, site: n < JOINED ? site.place : null }))
    consoles.push(...(await Promise.all(placed.map(one => createConsole({ ...one, ...common })))))
    await callAll(run, consoles, needs)
    const settledIn = await settle(consoles)
    link.heal()
    await readVerdicts(run, consoles)
    const judgement = judge([...run.told.values()], world.held())
    const joined = new Set(placed.filter(one => one.site).map(one => one.name))
    const told = [...run.told.values()].filter(({ need }) => joined.has(need.split('/')[0] ?? ''))
    const heard = await site.compare(told)
    const rows = tableOf(run, { judgement, heard }, settledIn, (Date.now() - NOON + shift) / 1000)
    const bad = [
      judgement.double,
      judgement.lost,
      judgement.wrong,
      judgement.unsettled,
      run.letThrough,
      heard.missing,
      heard.wrong,
      heard.twice,
    ]
    return { ok: judgement.confirmed > 0 && bad.every(list => list.length === 0), rows, judgement }
  } finally {
    await Promise.all(consoles.map(console => console.close()))
    await site.close()
    await link.close()
    await world.close()
  }
}

/** Every console takes its share of the calls; deaths, full disks and restarts come at moments of the seed. */
async function callAll(run: Run, consoles: Console[], needs: number): Promise<void> {
  const { world, fates } = run
  // Fewer slots than calls: consoles fight for the same ones.
  const direct = world.slots('direct', Math.ceil(needs * 0.8))
  const pages = world.slots('vendor-page', Math.ceil(needs * 0.2))
  if (direct.length < needs / 4 || pages.length < 4) throw new Error('the practice world has too few slots')
  for (const found of direct) if (fates.of(`elsewhere/${found.slot.id}`) < 0.06) world.takeElsewhere(found)

  const share = Math.ceil(needs / consoles.length)
  const moments = (name: string, many: number, of: number) =>
    new Set(Array.from({ length: many }, (_, n) => Math.floor(of * (0.05 + 0.9 * fates.of(`${name}/${n}`)))))
  const restarts = moments('platform-restart', Math.max(1, Math.round(needs / CALLS_A_RESTART)), needs)
  let begun = 0
  let restarting: Promise<void> = Promise.resolve()
  const blows: Promise<unknown>[] = []
  await Promise.all(
    consoles.map(async console => {
      const deaths = moments(`death/${console.name}`, Math.max(2, Math.round(share / CALLS_A_DEATH)), share)
      const full = moments(`full/${console.name}`, Math.max(1, Math.round(share / CALLS_A_FULL_DISK)), share)
      let next = 0
      const operator = async () => {
        while (run.begun < needs && next < CALLS_A_BOOKING * share) {
          const index = next++
          if (restarts.has(++begun)) {
            run.restarts += 1
            restarting = restarting
              .then(() => Promise.all([world.restartPlatform(), run.site.restart()]))
              .then(() => {})
          }
          const later = 400 * fates.of(`blow-at/${console.name}/${index}`)
          if (deaths.has(index)) {
            run.deaths += 1
            blows.push(wait(later).then(() => console.die()))
          }
          if (full.has(index)) {
            blows.push(
              wait(later).then(async () => {
                if (await console.fillDisk(300 + 2 * later)) run.fullDisks += 1
              }),
            )
          }
          // The caller speaks.
          await wait(200 * fates.of(`talk/${console.name}/${index}`))
          await oneCall(run, console, `${console.name}/${index}`, { direct, pages })
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, operator))
    }),
  )
  await Promise.all([restarting, ...blows])
}

type Slots = { [taking in 'direct' | 'pages']: ReturnType<World['slots']> }

/** One caller: slots are tried until one is booked, or until nobody knows. */
async function oneCall(run: Run, console: Console, need: string, slots: Slots): Promise<void> {
  const { fates } = run
  const list = fates.of(`page?/${need}`) < 0.15 ? slots.pages : slots.direct
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const name = `${need}/${attempt}`
    const found = list[Math.floor(fates.of(`slot/${name}`) * list.length)]
    if (!found) return
    const status = await oneTake(run, console, name, need, found)
    if (status === 'unknown') {
      // An operator in a hurry asks for another slot while the first is in doubt.
      const hasty = list[Math.floor(fates.of(`hasty/${name}`) * list.length)]
      if (hasty) await hurry(run, console, `${name}/hasty`, need, hasty)
      return
    }
    if (status !== 'taken' && status !== 'refused' && status !== 'slot-gone') return
  }
}

/** Takes, sometimes twice at once, again after a death of the console: always with the one intent. */
async function oneTake(run: Run, console: Console, name: string, need: string, found: Slots['direct'][number]) {
  const { fates, seed } = run
  const intentId = uuidOf(seed, name)
  const told: Told = {
    intentId,
    need,
    taking: found.slot.taking === 'direct' ? 'direct' : 'vendor-page',
    status: null,
    problem: null,
    appointmentId: null,
    posts: 0,
    accepted: false,
  }
  run.told.set(intentId, told)
  for (let life = 0; life < LIVES; life += 1) {
    const before = console.life()
    run.takes += 1
    const ask = () => console.take({ intentId, found, need })
    const [answer] = await Promise.all(fates.of(`twice/${name}`) < 0.2 ? [ask(), ask()] : [ask()])
    // The console died meanwhile: its answer reached nobody, and the screen asks again.
    if (console.life() !== before) continue
    if (!answer) return 'none'
    if (!answer.ok) {
      run.problems.set(answer.error.kind, (run.problems.get(answer.error.kind) ?? 0) + 1)
      return answer.error.kind
    }
    if (!told.accepted) run.begun += 1
    told.accepted = true
    if (told.taking === 'vendor-page' && fates.page(intentId) === 'leaves' && fates.of(`says/${name}`) < 0.5) {
      await console.declare(intentId, false)
    }
    return answer.value.status
  }
  return 'none'
}

async function hurry(run: Run, console: Console, name: string, need: string, found: Slots['direct'][number]) {
  const before = console.life()
  const status = await oneTake(run, console, name, need, found)
  // Settled meanwhile, or a new life of the console: only what was let through while in doubt is a fault.
  if (console.life() === before && ['unknown', 'sent'].includes(status)) {
    const first = run.told.get(uuidOf(run.seed, name.replace('/hasty', '')))
    const state = first && (await console.state(first.intentId))
    if (state?.ok && (state.value.status === 'unknown' || state.value.status === 'confirmed')) run.letThrough.push(name)
  }
}

/** Waits until every console is settled, within reason. @returns seconds */
async function settle(consoles: Console[]): Promise<number> {
  const from = performance.now()
  const open = async () => (await Promise.all(consoles.map(console => console.pending()))).reduce((a, b) => a + b, 0)
  while ((await open()) > 0 && performance.now() - from < SETTLE_MS) await wait(100)
  return (performance.now() - from) / 1000
}

async function readVerdicts(run: Run, consoles: Console[]): Promise<void> {
  const byName = new Map(consoles.map(console => [console.name, console]))
  for (const told of run.told.values()) {
    const console = byName.get(told.need.split('/')[0] ?? '')
    // A word told later than the wait, on a machine under load, is heard when somebody asks.
    if (told.taking === 'vendor-page' && told.accepted) await console?.check(told.intentId)
    const state = await console?.state(told.intentId)
    told.posts = run.link.posts.get(told.intentId) ?? 0
    if (!state?.ok) continue
    told.status = state.value.status
    told.problem = state.value.problem?.kind ?? null
    told.appointmentId = state.value.appointmentId
  }
}

/** What had befallen the requests that ended with one verdict. */
function fatesOf(run: Run, list: readonly Told[]): string {
  const fates = list
    .filter(told => told.accepted)
    .map(told => (told.taking === 'direct' ? run.fates.post(told.intentId) : `page ${run.fates.page(told.intentId)}`))
  return [...Map.groupBy(fates, fate => fate)]
    .map(([fate, of]) => `${fate} ${of.length}`)
    .sort()
    .join(', ')
}

function tableOf(
  run: Run,
  { judgement, heard }: { judgement: Judgement; heard: Awaited<ReturnType<SiteService['compare']>> },
  settledIn: number,
  seconds: number,
): ChaosRow[] {
  const row = (what: string, count: number, detail = ''): ChaosRow => ({ what, count, detail })
  const listed = (what: string, list: string[]) => row(what, list.length, list.slice(0, 3).join(' ; '))
  const verdicts = Map.groupBy(
    [...run.told.values()],
    ({ status, problem }) => `${status ?? 'never begun'}${problem === null ? '' : ` (${problem})`}`,
  )
  const met = Object.keys(POST_FATES).map(fate => `${fate} ${run.link.met.get(fate) ?? 0}`)
  return [
    row('intents', judgement.intents, `${run.takes} asked, ${CONSOLES} consoles, ${seconds.toFixed(1)} s`),
    row(
      'posts',
      [...run.link.posts.values()].reduce((sum, n) => sum + n, 0),
      met.join(', '),
    ),
    row('kill -9', run.deaths, 'of consoles, each begun again on its file'),
    row('disks full', run.fullDisks, 'RLIMIT_FSIZE on a console for a moment'),
    row('restarts', run.restarts, 'of the platform, with what it held'),
    row(
      'site',
      heard.known,
      `intents of ${JOINED} desks told to the site; ${run.site.holdsAtMost()} slots held at once`,
    ),
    row('bookings begun', run.begun, 'intents that a console took on'),
    row(
      'problems',
      [...run.problems.values()].reduce((sum, n) => sum + n, 0),
      [...run.problems].join(' ; '),
    ),
    ...[...verdicts].sort().map(([verdict, list]) => row(`verdict ${verdict}`, list.length, fatesOf(run, list))),
    row('settled', judgement.intents - judgement.unsettled.length, `${settledIn.toFixed(1)} s after the last call`),
    listed('double', judgement.double),
    listed('lost', judgement.lost),
    listed('wrong', judgement.wrong),
    listed('unsettled', judgement.unsettled),
    listed('let through in doubt', run.letThrough),
    listed('missing on the site’s list', heard.missing),
    listed('wrong on the site’s list', heard.wrong),
    listed('twice on the site’s list', heard.twice),
  ]
}
