/** Free slots: the calls of the contract, and what taking an offer needs to find, re-ask and replace a slot. */
import { randomUUID } from 'node:crypto'
import type { CertificateFacts, Offer, Question, Slot, SourceReport } from '../../shared/contract/availability.ts'
import type { CallContext, CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { SearchAnswer } from '../fhir/index.ts'
import type { Clock, Events, Log } from '../ports.ts'
import type { Settings } from '../settings/index.ts'
import { type Ask, createAsk } from './ask.ts'
import { isKept } from './board.ts'
import { candidatesFor, radiusOf } from './candidates.ts'
import { type Batch, batchesFor, isNamed } from './coverage.ts'
import { createDoor, verdictOf } from './door.ts'
import { doubtsOf } from './doubt.ts'
import { createFreshness } from './freshness.ts'
import { slotIdOf } from './identity.ts'
import { createLedger } from './ledger.ts'
import { neighboursOf } from './neighbours.ts'
import { toRankSlot } from './offers.ts'
import { createPoints } from './points.ts'
import type { DirectoryPort, SourcePort } from './ports.ts'
import { rankRows } from './ranking.ts'
import { reportOf } from './sources.ts'
import { createStatements } from './statements.ts'
import { vendorReport } from './vendor-report.ts'
import { createWidening } from './widening.ts'

export interface AvailabilityDeps {
  sources: readonly SourcePort[]
  settings: Settings['availability']
  directory: DirectoryPort
  /** True for somebody who accepts to be asked beyond their agenda. */
  enSus?: (idnps: string) => boolean
  events: Events
  clock: Clock
  log: Log
  /** Where the statements of the sources are kept; absent: they are not asked for. */
  statementsFile?: string
}

/** A slot of an ask, with what is needed to book it and to ask for it again. */
interface FoundSlot {
  askId: string
  offer: Offer
  slot: Slot
  source: SourcePort
  /** `Slot/…` of the source; null when it gave none. After a `recheck` that says free, `find` gives the newest. */
  slotReference: string | null
  /** Prefixed SIRET of a point of consultation; null for a professional. */
  structure: string | null
  /** Address of the vendor's page: http(s), as the source wrote it. */
  bookingUrl: string | null
}

export interface Availability {
  handlers: Pick<Handlers, CallsOf<'availability'>>
  /** The slot as it stands now; null when the ask, the row or the slot is gone. */
  find(askId: string, offerId: string, slotId: string): FoundSlot | null
  /** The clinical limit of an ask as it is now, its département, and its offers in order; null when the ask is gone. */
  ask(askId: string): { limit: string | null; departement: string | null; offers: Offer[] } | null
  /** Asks that source again for that slot. `gone` only when a whole answer came without it; it then leaves the list. */
  recheck(found: FoundSlot): Promise<'free' | 'gone' | 'unknown'>
  /** What to propose instead, best first by the same order as the list: at most `limit` slots, never the found one. */
  nextAfter(found: FoundSlot, limit: number): { offer: Offer; slot: Slot }[]
  /** Takes a slot out of the list: somebody has it, or it has just been booked here. */
  markGone(found: FoundSlot): void
  /** Nobody looks at the list any more (the desk is locked): nothing is refreshed until a screen looks again. */
  rest(): void
  /** Asks one source for another desk of the site, by the same door as for this one. */
  searchFor(sourceId: string, batch: Batch, window: { from: string; to: string }): Promise<SearchAnswer>
  /** Stops asking. */
  close(): Promise<void>
}

/** Asks kept readable, so that a call that is set aside finds its list again. */
const ASKS_KEPT = 12

/** Opens the room. Sources stay the caller's. */
export function createAvailability(deps: AvailabilityDeps): Availability {
  const { sources, settings, directory, events, clock, log } = deps
  const asks = new Map<string, Ask>()
  const latest = new Map<string, Ask>()
  const running = new Set<Promise<void>>()
  const statements = createStatements(sources, deps.statementsFile ?? null, { now: clock.now, log })
  const ledgers = new Map(sources.map(source => [source, createLedger(clock.now)]))
  const certificates = new Map<SourcePort, CertificateFacts[]>()
  const closing = new AbortController()
  const points = createPoints(sources, {
    doorOf: source => doorOf(source),
    now: clock.now,
    stop: closing.signal,
  })
  const doors = new Map(
    sources.map(source => [
      source,
      createDoor(source, settings, clock.now, answer => {
        ledgers.get(source)?.heard(answer)
        points.hear(answer)
      }),
    ]),
  )
  const doorOf = (source: SourcePort) => {
    const door = doors.get(source)
    if (!door) throw new Error('a source without a door')
    return door
  }
  const freshness = createFreshness({ sources, doorOf, settings, now: clock.now })
  const widening = createWidening(clock.now)
  let closed = false

  const lookAtSources = async () => {
    const look = async (source: SourcePort) => certificates.set(source, (await source.certificates?.()) ?? [])
    await Promise.all([statements.look(), ...sources.map(look)])
  }
  if (deps.statementsFile !== undefined) void lookAtSources()

  const reports = (): SourceReport[] =>
    sources.flatMap(source => {
      const ledger = ledgers.get(source)
      if (!ledger) return []
      return [
        reportOf(source, { door: doorOf(source), ledger, statements, certificates: certificates.get(source) ?? [] }),
      ]
    })

  const keep = (ask: Ask, clientId: string) => {
    latest.get(clientId)?.cancel()
    latest.set(clientId, ask)
    asks.set(ask.askId, ask)
    for (const [id, old] of asks) {
      if (asks.size <= ASKS_KEPT) break
      old.cancel()
      asks.delete(id)
    }
  }

  const start = (ask: Ask) => {
    // After the answer has left: a screen hears of an update only once it knows the ask.
    const run = new Promise<void>(resolve => setImmediate(resolve)).then(() => ask.run())
    running.add(run)
    void run.finally(() => running.delete(run))
  }

  const ask = async (question: Question, context: CallContext) => {
    if (!isNamed(question.need) && question.place === null) return problem('place-needed')
    const askId = randomUUID()
    const found = await candidatesFor(question, { settings, directory, log, seed: askId })
    if (!found.ok) return found
    const { candidates, establishments } = found.value
    const asked = sources.some(
      source => batchesFor(source.settings, question, candidates, settings, establishments).length > 0,
    )
    if (candidates.length === 0 && !asked) return problem(establishments.length > 0 ? 'nobody-there' : 'no-candidate')
    const created = createAsk({
      askId,
      question,
      candidates,
      establishments,
      sources,
      doorOf,
      settings,
      directory,
      marks: { treating: question.treating ?? null, enSus: deps.enSus ?? (() => false) },
      lastGoodAt: source => ledgers.get(source)?.lastGoodAt() ?? null,
      takingOf: statements.takingOf,
      radiusKm: radiusOf(question),
      now: clock.now,
      log,
      emit: update => {
        if (!closed) events.emit('availability.updated', update)
      },
    })
    keep(created, context.clientId)
    log.info('availability.asked', {
      candidates: candidates.length,
      need: question.need.kind,
      also: question.also?.length ?? 0,
      radiusKm: radiusOf(question),
      overflow: question.reach?.departements.length ?? 0,
      remote: question.reach?.remote ?? false,
    })
    const state = created.snapshot()
    if (!closed) start(created)
    return ok(state)
  }

  const handlers: Availability['handlers'] = {
    'availability.ask': ask,
    'availability.neighbours': ({ departement }) => ok(neighboursOf(departement)),
    'availability.widened': ({ askId, step, automatic }) => {
      if (!asks.has(askId)) return problem('ask-gone')
      widening.count(step, automatic)
      return ok(null)
    },
    'availability.widenings': () => ok(widening.read()),
    'availability.points': ({ text, limit }) => ok(points.named(text, limit)),
    'availability.snapshot': ({ askId }) => {
      const known = asks.get(askId)
      return known ? ok(known.snapshot()) : problem('ask-gone')
    },
    'availability.cancel': ({ askId }) => {
      const known = asks.get(askId)
      if (known && !known.snapshot().done) {
        known.cancel()
        known.tell()
      }
      return ok(null)
    },
    'availability.look': ({ askId, offerIds }, { clientId }) => {
      const known = asks.get(askId)
      if (!known) return problem('ask-gone')
      freshness.look(clientId, known, offerIds)
      return ok(null)
    },
    'availability.rank': ({ askId, limit, policy }) => {
      const known = asks.get(askId)
      if (!known) return problem('ask-gone')
      known.rank({ limit, policy })
      return ok(null)
    },
    'availability.sources': async ({ look }) => {
      if (look) await lookAtSources()
      return ok(reports())
    },
    'availability.sourceReport': ({ id, language }) => {
      const report = reports().find(one => one.id === id)
      return report ? ok({ text: vendorReport(report, language) }) : problem('source-unknown')
    },
    'availability.leftAside': ({ askId }) => {
      const known = asks.get(askId)
      return known ? ok(known.leftAside()) : problem('ask-gone')
    },
  }

  /** Out of every list that holds it, those of calls set aside included: it is not to be chosen again from another. */
  const drop = (found: FoundSlot, twins: boolean) => {
    for (const known of asks.values()) if (known.board.withdraw(found.offer.id, found.slot.id, twins)) known.tell()
  }

  return {
    handlers,
    find(askId, offerId, slotId) {
      const known = asks.get(askId)
      const held = known?.board.rows.get(offerId)?.slots.get(slotId)
      const offer = held ? known?.views.offer(offerId) : null
      if (!held || !offer) return null
      return {
        askId,
        offer,
        slot: offer.slots.find(slot => slot.id === slotId) ?? held.slot,
        source: held.source,
        slotReference: held.read.reference,
        structure: held.read.who.kind === 'point' ? held.read.who.point.siret : null,
        bookingUrl: held.read.bookingUrl,
      }
    },
    ask(askId) {
      const known = asks.get(askId)
      if (!known) return null
      const { limit, place } = known.question()
      return { limit, departement: place?.departement ?? null, offers: known.snapshot().offers }
    },
    async recheck(found) {
      // Too busy to answer: taking the slot will tell.
      if (doorOf(found.source).shut()?.why === 'busy') return 'unknown'
      const answer = await askAgain(found, settings.lateMs)
      if (answer === null || answer.kind !== 'read') return 'unknown'
      const { bundle } = answer
      const known = asks.get(found.askId)
      const again = bundle.slots.filter(slot => slotIdOf(found.source.settings.id, slot) === found.slot.id)
      if (again.length > 0) {
        // What the source says now replaces what it said: it may have given the slot another name.
        known?.board.remove(found.offer.id, found.slot.id)
        for (const slot of again) known?.board.put(slot, found.source)
        return 'free'
      }
      // Something in the answer could not be read: it may be the very slot.
      const doubts = doubtsOf(bundle)
      if (doubts.all || doubts.slots.size > 0 || doubts.people.has(found.offer.idnps ?? '')) return 'unknown'
      // Its source has it no more; another may have an agenda of its own.
      drop(found, false)
      return 'gone'
    },
    nextAfter(found, limit) {
      const known = asks.get(found.askId)
      return known ? alternatives(known, found, limit, clock.now()) : []
    },
    markGone: found => drop(found, true),
    rest: freshness.rest,
    async searchFor(sourceId, batch, window) {
      const source = sources.find(one => one.settings.id === sourceId)
      if (!source) return { kind: 'refused', code: 'source-unknown', words: null, ms: 0 }
      const door = doorOf(source)
      const shut = door.shut()
      if (shut) return { kind: 'busy', code: shut.why, retryAfterMs: shut.untilMs - clock.now(), ms: 0 }
      const stop = AbortSignal.timeout(settings.timeoutMs)
      const answer = await door.search(batch, window, stop)
      door.roundEnded(verdictOf([answer], stop.aborted))
      return answer.kind === 'aborted' ? { kind: 'late', code: 'timeout', ms: answer.ms } : answer
    },
    async close() {
      closed = true
      closing.abort()
      for (const known of asks.values()) known.cancel()
      await freshness.close()
      await Promise.allSettled(running)
    },
  }
}

function askAgain(found: FoundSlot, timeoutMs: number): Promise<SearchAnswer> | null {
  const { fhir, settings } = found.source
  const window = { from: found.slot.start, to: found.slot.end }
  if (found.structure !== null) return fhir.searchSchedules({ sirets: [found.structure], window }, { timeoutMs })
  const { idnps } = found.offer
  if (idnps === null) return null
  return fhir.searchSlots({ idnps: [idnps], window, cpts: settings.kind === 'cpts' }, { timeoutMs })
}

/** Every other slot on the list as a row of its own, in the list's order. Slots that have begun are no alternative. */
function alternatives(ask: Ask, found: FoundSlot, limit: number, now: number): { offer: Offer; slot: Slot }[] {
  const offers = [...ask.board.rows.keys()].map(id => ask.views.offer(id)).filter(offer => offer !== null)
  const rows = offers.flatMap(offer =>
    offer.slots
      .filter(slot => slot.id !== found.slot.id && (slot.taking === 'walk-in' || Date.parse(slot.start) >= now))
      .map(slot => ({
        id: `${offer.id} ${slot.id}`,
        km: slot.place.distanceKm,
        treating: offer.idnps !== null && offer.idnps === ask.question().treating,
        point: offer.idnps === null,
        slots: [toRankSlot({ slot, startMs: Date.parse(slot.start), kept: isKept(slot.kinds) })],
        offer,
        slot,
      })),
  )
  return rankRows(rows, ask.rule())
    .slice(0, limit)
    .map(({ row }) => ({ offer: row.offer, slot: row.slot }))
}
