/**
 * `npm run bench -- availability`: reading, merging and ranking 5,000 slots; first and last slot with seven vendors, one
 * of them silent, against the same questions asked lot after lot as today's platform does. Servers share this process
 * and its cores with the console: the figures are those of a busy machine.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createBoard } from '../../src/core/availability/board.ts'
import { createOfferViews } from '../../src/core/availability/offers.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { createFhirClient } from '../../src/core/fhir/index.ts'
import { type BundleReader, startBundleReaders } from '../../src/core/fhir/readers.ts'
import type { BundleReading } from '../../src/core/fhir/slots.ts'
import { openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { SourceSettings } from '../../src/core/settings/schema.ts'
import { bundleOf, type PersonSpec, resourcesOf } from '../availability/bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from '../availability/people.ts'
import { openRoom } from '../availability/room.ts'
import { type Answer, json, startScriptedServer } from '../availability/scripted-server.ts'
import { runFleet } from './fleet.ts'

export interface Row {
  figure: string
  n: number
  p50: number
  p95: number
  max: number
  note: string
}

/** Milliseconds at which each vendor answers; one is silent, one is broken. */
const VENDORS: readonly (number | 'silent' | 'broken')[] = [200, 500, 800, 1_100, 1_500, 'silent', 'broken']
const FASTEST = 200
const SLOWEST = 1_500
const PEOPLE = 500
const ASKS = 20
const LOT_ASKS = 1

/** Figures as percentiles. `ok` is false when slots are missing, never for a time. */
export async function run(options: { fleet?: number | null } = {}): Promise<{ ok: boolean; rows: object[] }> {
  if (options.fleet) {
    const { rows, hours } = runFleet(options.fleet)
    return { ok: true, rows: [...rows, ...hours] }
  }
  // First: what the others leave behind would be counted as memory of its first hour.
  const day = await benchDay()
  const reading = await benchReading()
  const asking = await benchAsking()
  return { ok: reading.ok && asking.ok && day.ok, rows: [...reading.rows, ...asking.rows, ...day.rows] }
}

function agendaOf(people: number, slotsEach: number, vendor: string): PersonSpec[] {
  return Array.from({ length: people }, (_, n) => ({
    idnps: idnpsOf(n),
    places: [
      {
        place: { id: `${vendor}-${n}`, position: { latitude: 47.39 + n / 5_000, longitude: 0.68 } },
        slots: Array.from({ length: slotsEach }, (_, i) => {
          const start = NOW + (20 + ((n * 7 + i * 35) % 3_600)) * 60_000
          const iso = (ms: number) => new Date(ms + 3_600_000).toISOString().replace('Z', '+01:00')
          return {
            id: `${vendor}-${n}-${i}`,
            start: iso(start),
            end: iso(start + 900_000),
            kind: i % 2 ? 'SNP' : 'PUBLIC',
          }
        }),
      },
    ],
  }))
}

/** One answer of 500 people, as no source gives it; or twenty of 25, as the guide bounds a question. */
async function benchReading(): Promise<{ ok: boolean; rows: Row[] }> {
  const reader = startBundleReaders(sourceEntry('fhir-reader'), silentLog)
  const people = agendaOf(500, 10, 'v')
  const textOf = (some: PersonSpec[]) => JSON.stringify(bundleOf(resourcesOf(some)))
  const lots = Array.from({ length: 20 }, (_, n) => textOf(people.slice(n * 25, n * 25 + 25)))
  const whole = await readingOf(reader, [textOf(people)], 'in one answer')
  const split = await readingOf(reader, lots, 'in 20 answers of 25 people')
  const pauses = await longestPauses(reader)
  await reader.close()
  return { ok: whole.ok && split.ok, rows: [...split.rows, ...whole.rows, pauses] }
}

async function readingOf(
  reader: BundleReader,
  texts: readonly string[],
  how: string,
): Promise<{ ok: boolean; rows: Row[] }> {
  const hits = Array.from({ length: 500 }, (_, n) => hitOf(n, { km: n / 25 }))
  const client = createFhirClient({
    http: openHttp({}),
    base: 'http://127.0.0.1',
    timeoutMs: 1,
    maxBytes: 1,
    token: () => null,
  })
  const source = { settings: SourceSettings.parse({ id: 's', label: 's', url: 'http://127.0.0.1' }), fhir: client }
  const candidates = hits.map(hit => ({ idnps: hit.idnps, hit }))
  const steps = {
    read: [] as number[],
    merge: [] as number[],
    rank: [] as number[],
    whole: [] as number[],
    cpu: [] as number[],
  }
  let shown = 0
  const written = texts.map(bytesOf)
  for (let i = 0; i < 60; i++) {
    // Bytes come from the network: making them is no part of reading them, nor is letting go of what made them.
    const came = written.map(bytes => bytes.slice())
    const cpu = process.cpuUsage()
    const begun = performance.now()
    const board = createBoard({
      question: question(),
      ages: {},
      takingOf: () => 'direct',
      candidates,
      near: question().place?.position ?? null,
      radiusKm: 200,
      now: () => NOW,
    })
    // As the console does: each answer is merged when it has been read, while the threads read the others.
    let merging = 0
    const take = (reading: BundleReading) => {
      const from = performance.now()
      if (reading.kind === 'bundle') for (const slot of reading.slots) board.put(slot, source)
      merging += performance.now() - from
    }
    await Promise.all(came.map(bytes => reader.read(bytes, { seenAt: new Date(NOW).toISOString() }).then(take)))
    const merged = performance.now()
    const rule = { policy: 'default', limitMs: null, nowMs: NOW, seed: String(i) } as const
    const views = createOfferViews(board, ['s'], rule, { treating: null, enSus: () => false }, () => NOW)
    const offers = views.order().flatMap(id => views.offer(id) ?? [])
    const ranked = performance.now()
    shown = offers.reduce((sum, offer) => sum + offer.slots.length, 0)
    steps.read.push(merged - begun)
    steps.merge.push(merging)
    steps.rank.push(ranked - merged)
    steps.whole.push(ranked - begun)
    const { user, system } = process.cpuUsage(cpu)
    steps.cpu.push((user + system) / 1_000)
  }
  const megabytes = (texts.reduce((sum, text) => sum + text.length, 0) / 1e6).toFixed(1)
  const row = (figure: string, times: number[], note = '') =>
    percentiles(`5,000 slots ${how}: ${figure}`, times.slice(10), note)
  return {
    ok: shown === 5_000,
    rows: [
      row('read by two threads and merged as they come, ms', steps.read, `${megabytes} MB, 500 people`),
      row('of which the console merges, ms', steps.merge, 'while the threads read the other answers'),
      row('rank and make rows, ms', steps.rank),
      row('processor time of all that, ms', steps.cpu, 'all threads, memory collector included'),
      row('read, merge, rank, ms', steps.whole, 'goal 50 ms off the screen’s thread'),
    ],
  }
}

/** How long the console's own thread stands still at most while a thread reads 20 MB, ms; none of it is the reading. */
async function longestPauses(reader: BundleReader): Promise<Row> {
  const text = JSON.stringify(bundleOf(resourcesOf(agendaOf(2_700, 10, 'big'))))
  const pauses: number[] = []
  for (let i = 0; i < 6; i++) {
    const bytes = bytesOf(text)
    let longest = 0
    let over = false
    let before = performance.now()
    const beat = () => {
      const now = performance.now()
      longest = Math.max(longest, now - before)
      before = now
      if (!over) setImmediate(beat)
    }
    beat()
    await reader.read(bytes, { seenAt: 'x' })
    over = true
    pauses.push(longest)
  }
  return percentiles(
    '20 MB read by a thread: longest stop of the console, ms',
    pauses,
    `${(text.length / 1e6).toFixed(1)} MB`,
  )
}

/** Bytes of their own, to be handed over. */
function bytesOf(text: string): Uint8Array {
  const written = Buffer.from(text)
  const bytes = new Uint8Array(new ArrayBuffer(written.length))
  bytes.set(written)
  return bytes
}

async function benchAsking(): Promise<{ ok: boolean; rows: Row[] }> {
  const answering = VENDORS.filter(vendor => typeof vendor === 'number').length
  const servers = await Promise.all(
    VENDORS.map(async (mood, vendor) => {
      const people = agendaOf(PEOPLE, 3, `v${vendor}`)
      const texts = new Map(people.map(one => [one.idnps, one]))
      const answer: Answer = async (asked, response) => {
        if (mood === 'silent') return
        if (mood === 'broken') return json(500, '')(asked, response)
        const ids = [...(asked.query.get('schedule.actor:Practitioner.identifier') ?? '').matchAll(/\|(\w+)/g)].map(
          match => match[1] ?? '',
        )
        // Each vendor knows its share of the professionals, as vendors do.
        const theirs = ids.filter(id => Number(id.slice(2)) % answering === vendor).flatMap(id => texts.get(id) ?? [])
        await sleep(mood)
        await json(200, bundleOf(resourcesOf(theirs)))(asked, response)
      }
      return startScriptedServer(answer)
    }),
  )
  const hits = Array.from({ length: PEOPLE }, (_, n) => hitOf(n))
  const room = openRoom({
    sources: servers.map((server, vendor) => ({ id: `v${vendor}`, url: server.base })),
    directory: directoryOf(hits),
    // What is measured is one ask: rests and budgets are for a desk that asks again and again.
    settings: { timeoutMs: 8_000, lateMs: 2_500, candidates: PEOPLE, restAfter: 0, requestsPerMinute: 2_000 },
  })
  const times = { candidates: [] as number[], first: [] as number[], last: [] as number[] }
  const silent = `v${VENDORS.indexOf('silent')}`
  let complete = 0
  for (let i = 0; i < ASKS + 2; i++) {
    room.updates.length = 0
    const begun = performance.now()
    const { askId } = await room.ask(question({ radiusKm: 200 }))
    const asked = performance.now()
    await room.until(update => update.askId === askId && update.upserts.some(offer => offer.slots.length > 0))
    const first = performance.now()
    const whole = await room.until(
      update => update.askId === askId && update.sources.every(one => one.pending === 0 || one.id === silent),
    )
    const last = performance.now()
    // The first two open the connections.
    if (i < 2) continue
    times.candidates.push(asked - begun)
    times.first.push(first - begun)
    times.last.push(last - begun)
    if (whole.sources.reduce((sum, one) => sum + one.slots, 0) === PEOPLE * 3) complete++
  }
  const lots = await lotAfterLot(
    servers.filter((_, vendor) => typeof VENDORS[vendor] === 'number').map(server => server.base),
    hits.map(hit => hit.idnps),
  )
  await room.close()
  await Promise.all(servers.map(server => server.close()))
  const first = percentiles(
    `7 sources, one silent, one broken: first slot, ms (fastest answers at ${FASTEST})`,
    times.first,
    '',
  )
  const last = percentiles(`all slots, ms (slowest that answers: ${SLOWEST})`, times.last, '')
  const theirs = percentiles(
    'as today: lots of 25 one after the other, silent and broken sources left out, ms',
    lots,
    '',
  )
  const late = (row: Row, from: number) =>
    `p50 + ${Math.round(row.p50 - from)} ms, p95 + ${Math.round(row.p95 - from)} ms`
  return {
    ok: complete === ASKS,
    rows: [
      percentiles('candidates on screen, ms', times.candidates, `${PEOPLE} professionals`),
      { ...first, note: `${late(first, FASTEST)}; goal + 100` },
      { ...last, note: `${late(last, SLOWEST)}; goal + 150` },
      {
        ...theirs,
        note: `ours is ${(theirs.p50 / last.p50).toFixed(1)} times faster (goal 10); 7 s more a lot with the silent one`,
      },
    ],
  }
}

/** Searches in an hour of a busy desk, and the hours of its shift. */
const SEARCHES_AN_HOUR = 24
const HOURS = 8
const DAY_SOURCES = 3

/**
 * A whole shift without its waits: searches one after the other, each looked at for a minute and refreshed, the clock put
 * forward between them. Memory is read after the collector has run.
 */
async function benchDay(): Promise<{ ok: boolean; rows: Row[] }> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const people = agendaOf(100, 3, 'day')
  const servers = await Promise.all(
    Array.from({ length: DAY_SOURCES }, () =>
      startScriptedServer(async (asked, response) => {
        const ids = asked.query.get('schedule.actor:Practitioner.identifier') ?? ''
        const theirs = people.filter(({ idnps }) => ids.includes(idnps))
        await json(200, bundleOf(resourcesOf(theirs)))(asked, response)
      }),
    ),
  )
  let ahead = 0
  const room = openRoom({
    sources: servers.map((server, n) => ({ id: `d${n}`, url: server.base })),
    directory: directoryOf(Array.from({ length: 100 }, (_, n) => hitOf(n))),
    settings: { timeoutMs: 20_000, lateMs: 10_000, refreshSeconds: 1, refreshPerMinute: 6 },
    now: () => NOW + ahead,
  })
  const heap: number[] = []
  const sent: number[] = []
  // One hour more, first: code is compiled and pools are opened once.
  for (let hour = -1; hour < HOURS; hour++) {
    for (let i = 0; i < SEARCHES_AN_HOUR; i++) {
      const before = servers.reduce((sum, server) => sum + server.asked.length, 0)
      const state = await room.done((await room.ask(question({ radiusKm: 200 }))).askId)
      const offerIds = state.offers.slice(0, 16).map(({ id }) => id)
      ahead += 2_000
      await room.availability.handlers['availability.look']({ askId: state.askId, offerIds }, { clientId: 'test' })
      await sleep(300)
      await room.availability.handlers['availability.look']({ askId: state.askId, offerIds: [] }, { clientId: 'test' })
      sent.push((servers.reduce((sum, server) => sum + server.asked.length, 0) - before) / DAY_SOURCES)
      ahead += (60 / SEARCHES_AN_HOUR) * 60_000 - 2_000
      room.forget()
      for (const server of servers) server.asked.length = 0
    }
    collect()
    // Once more, for what the first round only marked to be let go.
    await sleep(50)
    collect()
    if (hour >= 0) heap.push(process.memoryUsage().heapUsed / 1e6)
  }
  await room.close()
  for (let i = 0; i < 100 && servers.some(server => server.open() > 0); i++) await sleep(10)
  const open = servers.reduce((sum, server) => sum + server.open(), 0)
  await Promise.all(servers.map(server => server.close()))
  const [first = 1] = heap
  // What V8 lets go of later (code that is not used any more) is no growth.
  const growth = (Math.max(...heap) / first - 1) * 100
  // Four lots of 25 for a search, one for each refresh, at most six a minute.
  const within = sent.every(requests => requests <= 4 + 6)
  return {
    ok: open === 0 && within,
    rows: [
      percentiles(
        `${HOURS} simulated hours: heap at the end of each, MB`,
        heap,
        `growth over the first ${growth.toFixed(1)} % (goal 5 %): ${heap.map(one => one.toFixed(1)).join(' ')}`,
      ),
      percentiles(
        'requests of a search to a source, refresh included',
        sent,
        `budget 4 + 6; ${open} left open at the end`,
      ),
    ],
  }
}

/** How the platform's page asks: one lot of 25, all vendors, wait for the slowest, next lot (notes §1.4). */
async function lotAfterLot(bases: readonly string[], idnps: readonly string[]): Promise<number[]> {
  const http = openHttp({})
  const clients = bases.map(base =>
    createFhirClient({ http, base, timeoutMs: 8_000, maxBytes: 1e8, token: () => null }),
  )
  const { from, to } = question()
  const times: number[] = []
  for (let i = 0; i < LOT_ASKS; i++) {
    const begun = performance.now()
    for (let at = 0; at < idnps.length; at += 25) {
      const lot = idnps.slice(at, at + 25)
      await Promise.all(clients.map(client => client.searchSlots({ idnps: lot, window: { from, to }, cpts: false })))
    }
    times.push(performance.now() - begun)
  }
  await http.close()
  return times
}

function percentiles(figure: string, times: readonly number[], note: string): Row {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 10) / 10
  return { figure, n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1), note }
}
