/**
 * `npm run chaos -- availability [--seed N]`: asks against vendors that are slow, silent, cut, refuse, or send spoiled
 * bundles, drawn from the seed, with asks cancelled half-way and asks looked at and refreshed. Looked for: a slot under the wrong professional, «nothing
 * free» said of somebody whom a failing vendor knows, a source without a word, a gap in versions, a request left open.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { AskState } from '../../src/shared/contract/availability.ts'
import { bundleOf, resourcesOf } from '../availability/bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question } from '../availability/people.ts'
import { openRoom } from '../availability/room.ts'
import { type Answer, json, outcome, startScriptedServer } from '../availability/scripted-server.ts'

const VENDORS = 5
const PEOPLE = 60
const ASKS = 120
const FAULTS = [
  'none',
  'none',
  'slow',
  'silent',
  'closed',
  'error',
  'busy',
  'html',
  'cut',
  'spoiled',
  'partial',
] as const
type FaultKind = (typeof FAULTS)[number]

export interface Row {
  what: string
  count: number
}

export async function run({ seed }: { seed: number }): Promise<{ ok: boolean; rows: Row[] }> {
  const draw = generator(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(draw() * all.length)] as T
  const moods: FaultKind[] = Array.from({ length: VENDORS }, () => 'none')
  const counts = {
    wrongOwner: 0,
    falseNone: 0,
    wordless: 0,
    gaps: 0,
    open: 0,
    shown: 0,
    aside: 0,
    cancelled: 0,
    faults: 0,
    renewed: 0,
  }

  const servers = await Promise.all(
    moods.map((_, vendor) =>
      startScriptedServer(async (asked, response) => {
        const ids = [...(asked.query.get('schedule.actor:Practitioner.identifier') ?? '').matchAll(/\|(\w+)/g)].map(
          match => match[1] ?? '',
        )
        await answerOf(moods[vendor] ?? 'none', bundleFor(ids, vendor), draw)(asked, response)
      }),
    ),
  )
  // Time goes by the ask: busy times and rests end, no slot of the game is ever past.
  let ahead = 0
  const room = openRoom({
    sources: servers.map((server, vendor) => ({ id: `v${vendor}`, url: server.base })),
    directory: directoryOf(Array.from({ length: PEOPLE }, (_, n) => hitOf(n))),
    settings: {
      batch: 15,
      parallel: 2,
      timeoutMs: 1_000,
      lateMs: 200,
      restSeconds: 2,
      refreshSeconds: 1,
      refreshPerMinute: 60,
    },
    now: () => NOW + ahead,
  })
  for (let i = 0; i < ASKS; i++) {
    for (let vendor = 0; vendor < VENDORS; vendor++) moods[vendor] = pick(FAULTS)
    counts.faults += moods.filter(mood => mood !== 'none').length
    ahead += 1_100
    room.updates.length = 0
    const { askId } = await room.ask(question({ radiusKm: 200 }))
    if (draw() < 0.2) {
      await sleep(draw() * 60)
      await room.availability.handlers['availability.cancel']({ askId }, { clientId: 'test' })
      counts.cancelled++
    }
    const state = await room.done(askId)
    judge(state, moods, counts)
    if (draw() < 0.15) {
      ahead += 5_000
      const offerIds = state.offers.slice(0, 20).map(offer => offer.id)
      await room.availability.handlers['availability.look']({ askId, offerIds }, { clientId: 'test' })
      await sleep(600)
      await room.availability.handlers['availability.look']({ askId, offerIds: [] }, { clientId: 'test' })
      judge(await room.snapshot(askId), moods, counts)
      counts.renewed++
    }
    const versions = room.updates.filter(update => update.askId === askId).map(update => update.version)
    if (versions.some((version, index) => version !== index + 1)) counts.gaps++
  }
  await room.close()
  for (let i = 0; i < 100 && servers.some(server => server.open() > 0); i++) await sleep(10)
  counts.open = servers.reduce((sum, server) => sum + server.open(), 0)
  await Promise.all(servers.map(server => server.close()))

  const { wrongOwner, falseNone, wordless, gaps, open, shown, aside, cancelled, faults, renewed } = counts
  const ok = wrongOwner + falseNone + wordless + gaps + open === 0 && shown > 0 && aside > 0
  return {
    ok,
    rows: [
      { what: 'asks', count: ASKS },
      { what: 'asks cancelled half-way', count: cancelled },
      { what: 'asks looked at and refreshed', count: renewed },
      { what: 'faults played', count: faults },
      { what: 'slots shown', count: shown },
      { what: 'resources left aside and named', count: aside },
      { what: 'slots under the wrong professional', count: wrongOwner },
      { what: '«nothing free» said in doubt', count: falseNone },
      { what: 'sources without a last word', count: wordless },
      { what: 'gaps in versions', count: gaps },
      { what: 'requests left open', count: open },
    ],
  }
}

function judge(state: AskState, moods: readonly FaultKind[], counts: Record<string, number>): void {
  const add = (name: string, more = 1) => {
    counts[name] = (counts[name] ?? 0) + more
  }
  const failed = state.sources.some(source => ['late', 'down', 'refused', 'malformed'].includes(source.status))
  for (const source of state.sources) {
    if (source.status === 'asked' || source.pending !== 0) add('wordless')
    add('aside', source.leftAside)
  }
  for (const offer of state.offers) {
    add('shown', offer.slots.length)
    // Every vendor knows everybody: one that failed for a batch leaves all of that batch in doubt.
    if (offer.state === 'none' && (failed || moods.includes('partial'))) add('falseNone')
    // The owner's number is written in the place of each slot.
    if (offer.slots.some(slot => slot.place.address[0] !== `${Number(offer.id.slice(2))} rue des Essais`))
      add('wrongOwner')
  }
}

/** Two slots at each vendor for one person in three. */
function bundleFor(ids: readonly string[], vendor: number) {
  const people = ids
    .map(id => Number(id.slice(2)))
    .filter(n => n % 3 === vendor % 3)
    .map(n => ({
      idnps: idnpsOf(n),
      places: [
        {
          place: { id: `p${n}`, line: `${n} rue des Essais` },
          slots: [1, 2].map(i => {
            const iso = (ms: number) => new Date(ms).toISOString()
            const start = NOW + (i * 60 + vendor * 20 + n) * 60_000
            return {
              id: `s${n}-${vendor}-${i}`,
              start: iso(start),
              end: iso(start + 900_000),
              comment: 'https://agenda.exemple/',
            }
          }),
        },
      ],
    }))
  return bundleOf(resourcesOf(people))
}

function answerOf(fault: FaultKind, bundle: ReturnType<typeof bundleOf>, draw: () => number): Answer {
  switch (fault) {
    case 'none':
      return json(200, bundle)
    case 'slow':
      return async (asked, response) => {
        await sleep(50 + draw() * 300)
        if (!response.destroyed) await json(200, bundle)(asked, response)
      }
    case 'silent':
      return () => {}
    case 'closed':
      return (_, response) => void response.destroy()
    case 'error':
      return json(500, outcome('exception', 'Panne'))
    case 'busy':
      return json(429, '', { 'retry-after': '1' })
    case 'html':
      return json(200, '<html>')
    case 'cut':
      return json(200, JSON.stringify(bundle).slice(0, -1 - Math.floor(draw() * 500)))
    case 'partial':
      return json(200, {
        ...bundle,
        entry: [...(bundle.entry ?? []), { resource: outcome('timeout', 'Un éditeur ne répond pas') }],
      })
    case 'spoiled':
      return json(200, spoiled(bundle, draw))
  }
}

/** Drops or retypes elements here and there; never writes a value that another person could own. */
function spoiled(bundle: unknown, draw: () => number): unknown {
  const copy = structuredClone(bundle)
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      const parent = node as Record<string, unknown>
      if (key === 'line' || key === 'resourceType' || key === 'entry') continue
      const dice = draw()
      if (dice < 0.005) delete parent[key]
      else if (dice < 0.01)
        parent[key] = [null, 5, {}, '<script>alert(1)</script>', 'javascript:alert(1)'][Math.floor(draw() * 5)]
      else walk(parent[key])
    }
  }
  for (const entry of (copy as { entry?: unknown[] }).entry ?? []) walk(entry)
  return copy
}

/** mulberry32: small, the same everywhere for one seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
