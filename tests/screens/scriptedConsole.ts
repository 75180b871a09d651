/**
 * A console that plays a part: it can put every screen in every state. Everything that goes in or out is checked by the
 * contract, so a picture never shows what the real console could not say. Without a contract it is only carried, as the
 * real transport does: for the bench, where schemas in the page would be measured with the screen, which has none.
 */
import type { AskState, AskUpdate, Offer, SourceState } from '../../src/shared/contract/availability.ts'
import type { CallState, HandOver, Launch } from '../../src/shared/contract/call.ts'
import type { CardState } from '../../src/shared/contract/card.ts'
import type { calls, events, Handlers } from '../../src/shared/contract/index.ts'
import type { EventEnvelope, Problem, Right } from '../../src/shared/contract/kit.ts'
import type { Orientation } from '../../src/shared/contract/orientation.ts'
import type { Operator, SessionState } from '../../src/shared/contract/session.ts'
import type { PlatformState, SettingsView } from '../../src/shared/contract/settings.ts'
import type { Transport } from '../../src/shared/transport.ts'
import { CARD_DIAGNOSIS } from './card.ts'
import { directorySources, FIRST_ROSTER, ROSTERS } from './directoryFiction.ts'
import {
  askState,
  instant,
  NEEDS,
  offers,
  PLACES,
  person,
  personHit,
  SOURCES,
  source,
  sourceReports,
  structure,
  structureHit,
} from './fiction.ts'
import { aboutRelais, allSettings, networkWays } from './settingsFiction.ts'

/** The schemas that the console checks by. */
export interface Contract {
  calls: typeof calls
  events: typeof events
}

// Those of the contract's kit, which would bring the schemas with it.
const ok = <V>(value: V): { ok: true; value: V } => ({ ok: true, value })
const problem = <const K extends string>(
  kind: K,
  params: Problem['params'] = {},
): { ok: false; error: Problem<K> } => ({ ok: false, error: { kind, params } })
const carried = <V>(value: V): V => (value === undefined ? value : JSON.parse(JSON.stringify(value)))

/** How a booking ends. */
export type Ending =
  | 'confirmed'
  | 'sent'
  | 'taken'
  | 'refused'
  | 'unknown'
  | 'waiting'
  | 'declared'
  | 'lost'
  | `problem:${string}`
/** How the sources answer. */
export type Answering = 'at-once' | 'partly' | 'never' | 'none' | 'failing' | `problem:${string}`

export interface Scene {
  signedIn: boolean
  card: Partial<CardState>
  settings: Partial<SettingsView>
  platform: Partial<PlatformState>
  role: Operator['role']
  rights: Operator['rights']
  ending: Ending
  answering: Answering
  /** Answers of the directory come after this many ms. */
  directoryMs: number
  directory: 'ready' | 'importing' | 'empty' | 'broken'
  /** Calls that are answered after so many ms, by name. */
  lateMs: Record<string, number>
  /** Number of people in the answer, to try a long list. */
  rows: number
  signIn: 'fine' | 'slow' | `problem:${string}`
  /** What the console had kept of the call before the screen was opened. */
  call: Partial<CallState>
  session: Partial<SessionState>
  /** How far the second person is: card to come, the operator's out, ready for its PIN. */
  approval: 'present' | 'insert' | 'ready'
}

export interface Script {
  scene: Scene
  readonly faults: string[]
  readonly received: { name: string; input: unknown }[]
  emit(name: keyof typeof events, payload: unknown): void
  setCard(change: Partial<CardState>): void
  setSession(change: Partial<SessionState>): void
  setPlatform(change: Partial<PlatformState>): void
  setLink(up: boolean): void
  /** From now on that call is answered after so many ms. */
  late(name: string, ms: number): void
  /** The sources that had not answered yet bring something better, or the rows given. */
  arrive(rows?: Offer[]): void
  /** The import that was under way is over: the directory is there. */
  directoryReady(): void
  /** So many rows are seen again by their source, others at each call: what streams in while nothing is new. */
  stir(count: number): void
  /** A slot an hour earlier than the first of this row comes to it. */
  earlier(offerId: string): void
  /** The slot leaves the list under the eyes. */
  removeSlot(offerId: string, slotId: string): void
  settle(id: string, status: Orientation['status']): void
  /** The LRM asked for a call by its link. */
  launched(one: Launch): void
  /** The LRM was told, or could not be. */
  handed(one: HandOver): HandOver
  /** As a reload of the screen would find it: nothing is lost. */
  state(): { call: CallState; ask: AskState | null; orientations: Orientation[] }
}

const DEFAULT: Scene = {
  signedIn: true,
  card: {},
  settings: {},
  platform: {},
  role: 'osnp',
  rights: ['search', 'book'],
  ending: 'confirmed',
  answering: 'at-once',
  directoryMs: 0,
  lateMs: {},
  directory: 'ready',
  rows: 0,
  signIn: 'fine',
  call: {},
  session: {},
  approval: 'ready',
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const wait = (ms: number) => (ms > 0 ? new Promise(resolve => setTimeout(resolve, ms)) : Promise.resolve())

/** Builds the console of a scene. */
export function createScriptedConsole(
  given: Partial<Scene>,
  contract: Contract | null,
): { transport: Transport; script: Script } {
  const scene: Scene = { ...DEFAULT, ...given }
  const faults: string[] = []
  const received: Script['received'] = []
  const listeners = new Set<(envelope: EventEnvelope) => void>()
  const linkListeners = new Set<(up: boolean) => void>()
  let seq = 0
  let linkUp = true
  let callNumber = 1
  let ask: AskState | null = null
  const orientations = new Map<string, Orientation>()
  let launch: Launch | null = null
  const handOvers = new Map<string, HandOver>()

  function launched(one: Launch) {
    launch = one
    emit('call.launched', one)
  }

  function handed(one: HandOver): HandOver {
    handOvers.set(one.orientationId, one)
    emit('call.handedOver', one)
    return one
  }

  const operator: Operator = {
    idnps: '3370000001/OSNP01',
    displayName: 'Camille BERTHELOT-FICTIF',
    role: scene.role,
    card: scene.role === 'regulator' ? 'CPS' : 'CPE',
    rights: scene.rights,
  }
  let card: CardState = {
    status: 'ready',
    practice: true,
    reader: 'Lecteur d’exercice',
    kind: 'CPE',
    tries: 'normal',
    expires: '2028-05-31',
    daysLeft: 560,
    pinPad: false,
    choice: [],
    detail: null,
    ...scene.card,
  }
  const fresh = { state: 'fresh', ends: instant(Date.now() + 600_000), problem: null } as const
  let session: SessionState = {
    status: scene.signedIn ? 'signed-in' : 'signed-out',
    operator: scene.signedIn ? operator : null,
    since: scene.signedIn ? instant(Date.now()) : null,
    step: null,
    lockReason: null,
    by: scene.signedIn ? 'card' : null,
    degraded: false,
    proof: scene.signedIn ? fresh : null,
    clockOff: null,
    approving: null,
    pscFlows: ['browser', 'ciba'],
    psc: null,
    ...scene.session,
  }
  let platform: PlatformState = { status: 'up', ms: 240, detail: null, ...scene.platform }
  const settings: SettingsView = {
    version: '0.1.0',
    profile: 'sandbox',
    language: 'fr',
    site: 'SAMU 37 (fictif)',
    desk: 'Poste 4',
    practicePin: '1234',
    problems: [],
    territory: '37',
    addresses: ['https://127.0.0.1:9443'],
    update: null,
    closing: false,
    ...scene.settings,
  }
  let call: CallState = { ...newCall(), ...scene.call }
  let parked: CallState[] = []

  function newCall(): CallState {
    return {
      id: uuid(1000 + callNumber),
      number: callNumber,
      startedAt: instant(Date.now() - 12_000),
      needText: '',
      need: null,
      also: [],
      placeText: '',
      place: null,
      when: 'today',
      modes: [],
      limit: null,
      ageBand: null,
      treating: null,
      drm: '',
      askId: null,
      orientationIds: [],
      radiusKm: null,
      reach: null,
      hand: null,
      parkedAt: null,
      parkedFor: null,
    }
  }

  function directoryStatus() {
    return {
      contentDate: scene.directory === 'ready' ? '2026-11-20' : null,
      people: scene.directory === 'ready' ? 1_412_318 : 0,
      activities: scene.directory === 'ready' ? 2_312_904 : 0,
      detail: null,
      ...DIRECTORY[scene.directory],
    }
  }

  function emit(name: keyof typeof events, payload: unknown) {
    const parsed = contract?.events[name].payload.safeParse(payload)
    if (parsed && !parsed.success) faults.push(`event ${name}: ${parsed.error.message}`)
    const envelope = { seq: seq++, name, payload: contract ? payload : carried(payload) }
    if (linkUp) for (const listener of listeners) listener(envelope)
  }

  function setSession(change: Partial<SessionState>) {
    session = { ...session, ...change }
    emit('session.changed', session)
  }

  function lockAs(lockReason: SessionState['lockReason']) {
    setSession({
      status: 'locked',
      operator: null,
      lockReason,
      by: null,
      proof: null,
      approving: null,
      degraded: false,
    })
  }

  function update(rows: Offer[], sources: SourceState[], done: boolean) {
    if (!ask) return
    const before = new Map(ask.offers.map(row => [row.id, row]))
    // The same object is the same row: a long list costs the page only what changed in it, as with the real console.
    const isNew = (row: Offer) => {
      const known = before.get(row.id)
      return known !== row && JSON.stringify(known) !== JSON.stringify(row)
    }
    ask = { ...ask, version: ask.version + 1, offers: rows, sources, done }
    const payload: AskUpdate = {
      askId: ask.askId,
      version: ask.version,
      sources,
      upserts: rows.filter(isNew),
      order: rows.map(row => row.id),
      done,
    }
    emit('availability.updated', payload)
  }

  function play(now: number) {
    const all = scene.rows > 0 ? manyOffers(now, scene.rows) : offers(now)
    const count = (id: string) => all.flatMap(row => row.slots).filter(slot => slot.sourceId === id).length
    const answered = (id: string, ms: number) => source(id, count(id) > 0 ? 'answered' : 'none', count(id), ms)
    const late = source('medunion', 'late', 0, 3200)
    const down: SourceState = { ...source('clickdoc', 'down'), detail: 'délai dépassé' }
    const ids = SOURCES.map(each => each.id)
    const empty = all.map(row => ({ ...row, slots: [], state: 'none' as const, rank: { ...row.rank, minutes: null } }))
    switch (scene.answering) {
      case 'at-once':
        return update(
          all,
          ids.map((id, i) => (id === 'medunion' ? late : id === 'clickdoc' ? down : answered(id, 180 + i * 90))),
          false,
        )
      case 'partly':
        return update(
          all.map((row, i) => (i > 4 ? { ...row, slots: [], state: 'waiting' as const } : row)),
          ids.map((id, i) => (i < 3 ? answered(id, 200 + i * 60) : source(id, 'asked'))),
          false,
        )
      case 'none':
        return update(
          empty,
          ids.map((id, i) => source(id, 'none', 0, 200 + i * 40)),
          true,
        )
      case 'failing':
        return update(
          empty.map((row, i) => ({ ...row, state: i % 2 === 0 ? ('unknown' as const) : ('none' as const) })),
          ids.map((id, i) =>
            source(
              id,
              (['down', 'refused', 'malformed', 'none'] as const)[i % 4] ?? 'none',
              0,
              i % 4 === 3 ? 300 : null,
            ),
          ),
          true,
        )
    }
  }

  function orientationOf(
    input: { intentId: string; offerId: string; slotId: string },
    status: Orientation['status'],
  ): Orientation | null {
    const row = ask?.offers.find(each => each.id === input.offerId)
    const slot = row?.slots.find(each => each.id === input.slotId)
    if (!row || !slot) return null
    const now = instant(Date.now())
    return {
      id: input.intentId,
      status,
      taking: slot.taking,
      createdAt: now,
      updatedAt: now,
      sourceId: slot.sourceId,
      sourceLabel: SOURCES.find(each => each.id === slot.sourceId)?.label ?? slot.sourceId,
      simulated: true,
      slot,
      practitioner: { idnps: row.idnps, displayName: row.displayName, phones: row.phones },
      operator: operator.idnps,
      appointmentId: status === 'confirmed' ? 'RDV-2026-004512' : null,
      problem: null,
      readBacks: status === 'unknown' ? 2 : 0,
    }
  }

  /** `needKey`: the call that it was made for, which may have left the screen since. */
  function keep(one: Orientation, needKey: string | null = null): Orientation {
    orientations.set(one.id, one)
    emit('orientation.changed', one)
    if (needKey === call.id && !call.orientationIds.includes(one.id)) {
      call = { ...call, orientationIds: [...call.orientationIds, one.id] }
      emit('call.changed', call)
    }
    return one
  }

  function settle(id: string, status: Orientation['status']): Orientation | null {
    const one = orientations.get(id)
    if (!one) return null
    return keep({
      ...one,
      status,
      updatedAt: instant(Date.now() + 1000),
      appointmentId: status === 'confirmed' ? 'RDV-2026-004512' : one.appointmentId,
    })
  }

  const DIRECTORY = {
    ready: { status: 'ready', importing: null },
    importing: { status: 'importing', importing: { rows: 812_000, bytes: 320_000_000, totalBytes: 780_000_000 } },
    empty: { status: 'empty', importing: null },
    broken: { status: 'broken', importing: null },
  } as const

  // What no screen asks yet is not played.
  const handlers: Partial<Handlers> = {
    'card.state': () => ok(card),
    'card.choose': ({ id }) => {
      card = { ...card, choice: card.choice.map(one => ({ ...one, chosen: one.id === id })) }
      emit('card.changed', card)
      return ok(card)
    },
    'card.diagnose': () => ok(CARD_DIAGNOSIS),
    'session.state': () => ok(session),
    'session.signIn': async ({ pin }) => {
      if (pin.length !== 4) return problem('pin-format')
      for (const step of ['pin', 'challenge', 'signature', 'server'] as const) {
        setSession({ status: 'signing-in', step })
        await wait(scene.signIn === 'slow' && step === 'signature' ? 60_000 : 20)
      }
      const typed = String.fromCharCode(...pin)
      const before = { status: session.lockReason ? ('locked' as const) : ('signed-out' as const), step: null }
      if (scene.signIn.startsWith('problem:')) {
        setSession(before)
        return problem(scene.signIn.slice(8) as 'refused')
      }
      if (typed !== '1234') {
        setSession(before)
        return problem('pin-wrong')
      }
      const since = instant(Date.now())
      setSession({ status: 'signed-in', operator, since, step: null, lockReason: null, by: 'card', proof: fresh })
      return ok(session)
    },
    'session.activity': () => ok(null),
    'session.pscSignIn': async ({ flow }) => {
      const until = instant(Date.now() + 120_000)
      setSession({ status: 'signing-in', step: 'psc', psc: { flow, code: flow === 'ciba' ? '47' : null, until } })
      await wait(60_000)
      return problem('psc-expired')
    },
    'session.pscCancel': () => {
      setSession({ status: 'signed-out', step: null, psc: null })
      return ok(session)
    },
    'session.approvalBegin': ({ purpose }) => {
      const until = instant(Date.now() + 60_000)
      setSession({
        approving: {
          purpose,
          until,
          cardReady: scene.approval === 'ready',
          pinPad: false,
          held: scene.approval !== 'present',
        },
      })
      return ok(session)
    },
    'session.approvalCancel': () => {
      if (session.approving) setSession({ approving: null })
      return ok(session)
    },
    'session.approve': ({ purpose }) => {
      lockAs('approval')
      return ok({
        approvalId: uuid(9000),
        purpose,
        by: { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', role: 'regulator' },
        expiresAt: instant(Date.now() + 180_000),
      })
    },
    'session.handOverCall': () => {
      lockAs('handed-over')
      return ok(session)
    },
    'session.lock': () => {
      lockAs('manual')
      return ok(session)
    },
    'session.signOut': () => {
      setSession({ status: 'signed-out', operator: null, since: null, lockReason: null, by: null, proof: null })
      return ok(session)
    },
    'settings.view': () => ok(settings),
    'settings.platform': () => ok(platform),
    'settings.all': () => ok(allSettings(settings)),
    'settings.choose': ({ path, value }) => {
      if (path !== 'language') return problem('setting-managed')
      settings.language = value === 'en' ? 'en' : 'fr'
      return ok(allSettings(settings))
    },
    'settings.apply': () => ok(null),
    'settings.network': () => ok(networkWays(settings)),
    'settings.proxyAccount': account => ok(networkWays(settings, account)),
    'settings.about': () => ok(aboutRelais(settings)),
    'settings.report': () => ok({ text: 'Relais 0.1.0 — diagnostic\n[OK  ] settings : Réglages lus sans défaut.\n' }),
    'directory.status': () => ok(directoryStatus()),
    'directory.places': async ({ text, limit }) => {
      await wait(scene.directoryMs)
      const typed = plain(text)
      const found = PLACES.filter(
        each => plain(each.name).includes(typed) || each.postalCode.startsWith(typed) || each.insee.startsWith(typed),
      )
      return ok(found.sort((a, b) => b.population - a.population).slice(0, limit))
    },
    'directory.needs': async ({ text, limit }) => {
      await wait(scene.directoryMs)
      const typed = plain(text)
      const needs = NEEDS.filter(need => plain(need.label).includes(typed))
      const people =
        typed.length < 3
          ? []
          : everyone()
              .filter(hit => plain(hit.displayName).includes(typed))
              .map(hit => marked(hit, typed))
      return ok({ needs: needs.slice(0, limit), people: people.slice(0, 4) })
    },
    'directory.search': async ({ text, limit }) => {
      if (scene.directory === 'empty') return problem('directory-empty')
      if (scene.directory === 'broken') return problem('directory-broken')
      await wait(scene.directoryMs)
      const typed = plain(text)
      const hits = everyone()
        .filter(hit =>
          typed
            .split(' ')
            .every(word => plain(`${hit.displayName} ${hit.activity?.city} ${hit.speciality?.label}`).includes(word)),
        )
        .map(hit => marked(hit, typed))
      const commune = /\s*\btours\b/i.exec(text)
      const chips = commune
        ? [{ kind: 'commune' as const, label: 'Tours', text: 'tours', without: text.replace(commune[0], '').trim() }]
        : []
      const urgent = /^(?:urg|370009)/.test(typed)
      const structures = urgent ? [0, 1, 2].slice(0, typed.startsWith('37') ? 1 : 3).map(structureHit) : []
      return ok({
        hits: urgent ? [] : hits.slice(0, limit),
        more: hits.length > limit,
        chips,
        structures,
        structuresFirst: urgent,
        widened: /zzz/.test(typed) ? [{ kind: 'place' as const, text: 'zzz' }] : [],
        exact: typed === '370009000',
      })
    },
    'directory.structures': () => ok({ structures: [0, 1, 2].map(structureHit), more: false, widened: [] }),
    'directory.structure': ({ id }) =>
      ok({
        structure: structure(Number(id.slice(-3)) % 3),
        people: [personHit(1), personHit(2)],
        more: false,
        contentDate: '2026-11-20',
      }),
    'directory.sources': () => ok(directorySources(scene.directory)),
    'directory.importNow': () => problem('rows-fallen', { kept: 12_000, before: 2_312_904 }),
    'directory.returnToPrevious': () => ok({ ...directorySources('ready'), previous: null }),
    'directory.rosters': () => ok(ROSTERS),
    'directory.importRoster': ({ file }) => ok({ ...FIRST_ROSTER, id: 2, file }),
    'directory.rosterTemplate': () => ok({ file: 'pharmacies.csv', text: 'FINESS;pharmacie' }),
    'directory.verifyNow': () =>
      ok({
        at: '2026-11-22T16:05:00+01:00',
        verdict: 'changed',
        changes: [{ field: 'téléphone', before: '02 47 00 00 01', after: '02 47 00 00 09' }],
      }),
    'directory.presets': () =>
      ok({
        presets: [
          { id: 'geriatrics', needs: [{ kind: 'speciality' as const, code: 'SM18', label: 'Gériatre' }] },
          { id: 'paediatrics', needs: [{ kind: 'speciality' as const, code: 'SM40', label: 'Pédiatre' }] },
        ],
        refused: [],
      }),
    'directory.around': () =>
      ok(
        PLACES.map(({ insee, name, population, position }) => ({
          insee,
          name,
          population,
          position: position ?? { lat: 47.39, lon: 0.69 },
        })),
      ),
    'directory.person': ({ idnps }) => {
      const n = Number(idnps.slice(4))
      return ok({ person: Number.isInteger(n) ? person(n) : null, contentDate: '2026-11-20' })
    },
    'availability.ask': async question => {
      if (scene.directory === 'importing') return problem('directory-broken', { cause: 'directory-busy' })
      if (scene.answering.startsWith('problem:')) return problem(scene.answering.slice(8) as 'no-candidate')
      const now = Date.now()
      ask = askState(now, question, {
        offers: (scene.rows > 0 ? manyOffers(now, scene.rows) : offers(now)).map(row => ({
          ...row,
          slots: [],
          state: 'waiting',
        })),
        candidates: scene.rows || 24,
      })
      const answer = ask
      setTimeout(() => play(now), 5)
      return ok(answer)
    },
    'availability.snapshot': ({ askId }) => (ask?.askId === askId ? ok(ask) : problem('ask-gone')),
    'availability.cancel': () => ok(null),
    'availability.leftAside': () => ok([]),
    'availability.look': () => ok(null),
    'availability.rank': ({ limit, policy }) => {
      if (!ask) return problem('ask-gone')
      const { policy: before = 'default', version } = ask
      ask = { ...ask, version: version + 1, policy: policy ?? before, question: { ...ask.question, limit } }
      const { askId, sources, offers: rows, done } = ask
      const order = rows.map(row => row.id)
      emit('availability.updated', {
        askId,
        version: ask.version,
        sources,
        upserts: [],
        order,
        done,
        limit,
        policy: policy ?? before,
      })
      return ok(null)
    },
    'availability.sources': () => ok(sourceReports(Date.now())),
    'availability.sourceReport': ({ id }) => ok({ text: `Rapport ${id}` }),
    'availability.points': () => ok([]),
    'availability.widened': () => ok(null),
    'availability.widenings': () =>
      ok({
        since: instant(Date.now() - 6 * 3_600_000),
        ring: { all: 14, automatic: 3 },
        neighbours: { all: 5, automatic: 2 },
        remote: { all: 2, automatic: 2 },
        back: { all: 4, automatic: 0 },
      }),
    'availability.neighbours': () => ok(['36', '41', '49', '72', '86']),
    'call.current': () => ok(call),
    'call.save': ({ id, draft }) => {
      if (id !== call.id) return problem('call-ended')
      const changed = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
      call = { ...call, ...changed }
      emit('call.changed', call)
      return ok(call)
    },
    'call.next': ({ id }) => {
      if (id === call.id) {
        callNumber += 1
        call = newCall()
        emit('call.changed', call)
      }
      return ok(call)
    },
    'call.park': ({ id, for: why }) => {
      if (id !== call.id || (call.needText === '' && call.drm === '')) return ok(call)
      parked = [...parked, { ...call, parkedAt: instant(Date.now()), parkedFor: why }]
      callNumber += 1
      call = newCall()
      emit('call.parkedChanged', parked)
      emit('call.changed', call)
      return ok(call)
    },
    'call.resume': ({ id }) => {
      const back = parked.find(one => one.id === id)
      if (!back) return problem('call-ended')
      parked = parked.filter(one => one.id !== id)
      if (call.needText !== '') parked = [...parked, { ...call, parkedAt: instant(Date.now()), parkedFor: null }]
      call = { ...back, parkedAt: null, parkedFor: null }
      emit('call.parkedChanged', parked)
      emit('call.changed', call)
      return ok(call)
    },
    'call.parked': () => ok(parked),
    'call.launch': () => ok(launch),
    'call.acceptLaunch': () => {
      launch = null
      emit('call.launched', null)
      return ok(call)
    },
    'call.dropLaunch': () => {
      launch = null
      emit('call.launched', null)
      return ok(null)
    },
    'call.handOvers': () => ok([...handOvers.values()]),
    'call.handOverAgain': ({ id }) => {
      const one = handOvers.get(id)
      return one ? ok(handed({ ...one, state: 'delivered', code: null })) : problem('orientation-unknown')
    },
    'orientation.take': async input => {
      const { ending } = scene
      if (ending.startsWith('problem:')) {
        if (ending !== 'problem:need-pending' || !input.evenIfPending) return problem(ending.slice(8) as 'slot-gone')
      }
      const known = orientations.get(input.intentId)
      if (known) return ok(known)
      if (ending === 'lost') {
        setLink(false)
        throw new Error('link closed')
      }
      const slot = ask?.offers.flatMap(row => row.slots).find(each => each.id === input.slotId)
      const status =
        slot?.taking === 'vendor-page' && ending === 'confirmed'
          ? 'waiting'
          : slot?.taking === 'walk-in'
            ? 'declared'
            : ending.startsWith('problem:')
              ? 'confirmed'
              : (ending as Orientation['status'])
      const one = orientationOf(input, status)
      if (!one) return problem('slot-unknown')
      keep(one, input.needKey)
      if (status === 'taken') script.removeSlot(input.offerId, input.slotId)
      return ok(one)
    },
    'orientation.get': ({ id }) => {
      const one = orientations.get(id)
      return one ? ok(one) : problem('orientation-unknown')
    },
    'orientation.list': ({ limit }) => ok([...orientations.values()].reverse().slice(0, limit)),
    'orientation.check': ({ id }) => {
      const one = orientations.get(id)
      return one
        ? ok(keep({ ...one, readBacks: one.readBacks + 1, updatedAt: instant(Date.now()) }))
        : problem('orientation-unknown')
    },
    'orientation.declare': ({ id, booked }) => {
      const one = settle(id, booked ? 'declared' : 'cancelled')
      return one ? ok(one) : problem('orientation-unknown')
    },
    'orientation.unsay': ({ id }) => {
      const one = settle(id, 'cancelled')
      return one ? ok(one) : problem('orientation-unknown')
    },
    'orientation.note': ({ intentId, needKey, outcome }) => {
      const now = instant(Date.now())
      const one: Orientation = {
        id: intentId,
        status: 'declared',
        taking: 'outcome',
        outcome,
        createdAt: now,
        updatedAt: now,
        sourceId: 'desk',
        sourceLabel: '',
        simulated: false,
        slot: null,
        practitioner: { idnps: null, displayName: '', phones: [] },
        operator: operator.idnps,
        appointmentId: null,
        problem: null,
        readBacks: 0,
      }
      return ok(keep(one, needKey))
    },
    'orientation.callList': () =>
      ok(
        (ask?.offers ?? []).flatMap((offer, n) => {
          const [phone] = offer.phones
          const { idnps, displayName, distanceKm } = offer
          if (!phone || idnps === null) return []
          const [speciality, city] = [offer.speciality?.label ?? null, offer.city ?? null]
          const state = (['to-call', 'no-answer', 'refused'] as const)[n % 3] ?? 'to-call'
          const heard = state === 'to-call' ? null : instant(Date.now() - 600_000)
          const calls = heard === null ? 0 : 1
          return [{ idnps, displayName, speciality, city, phone, distanceKm, state, until: null, calls, lastAt: heard }]
        }),
      ),
    'orientation.passOn': ({ ids, word }) => {
      const at = instant(Date.now())
      const marked = ids.flatMap(id => {
        const one = orientations.get(id)
        if (!one) return []
        const { passedOn: _, ...bare } = one
        return [keep(word === null ? bare : { ...bare, passedOn: { word, by: operator.idnps, at } })]
      })
      return ok(marked)
    },
    'orientation.reopen': ({ id }) => {
      const one = orientations.get(id)
      return one ? ok(one) : problem('orientation-unknown')
    },
    'orientation.handOver': ({ id }) => {
      const one = orientations.get(id)
      if (!one) return problem('orientation-unknown')
      const verb =
        one.status === 'confirmed'
          ? 'RDV réservé'
          : one.status === 'declared'
            ? 'Orientation notée'
            : 'RDV demandé, issue à confirmer'
      const { slot } = one
      if (!slot) return ok({ text: verb })
      const where = [...slot.place.address, slot.place.postalCode, slot.place.city].filter(Boolean).join(' ')
      return ok({
        text: `${verb} : ${one.practitioner.displayName}\nLe ${slot.start.slice(8, 10)}/${slot.start.slice(5, 7)} à ${slot.start.slice(11, 16)}, au cabinet\n${where}\nSource : ${one.sourceLabel} (simulé)`,
      })
    },
  }

  function setLink(up: boolean) {
    linkUp = up
    for (const listener of linkListeners) listener(up)
  }

  const transport: Transport = {
    async call(name, input) {
      received.push({ name, input: name === 'session.signIn' ? null : input })
      if (!linkUp) throw new Error('link down')
      const spec = contract?.calls[name as keyof typeof calls]
      if (spec && !mayCall(spec.right, scene.rights)) {
        return problem('not-allowed', { right: spec.right, roles: 'osnp,regulator' })
      }
      const parsed = spec ? spec.input.safeParse(input) : ({ success: true, data: carried(input) } as const)
      if (!parsed.success) {
        faults.push(`input ${name}: ${parsed.error.message}`)
        return problem('invalid-input', { name })
      }
      const handler = handlers[name as keyof Handlers] as
        | ((input: unknown, context: { clientId: string }) => unknown)
        | undefined
      if (!handler) return problem('unknown-call', { name })
      const lateMs = scene.lateMs[name] ?? 0
      if (lateMs > 0) await wait(lateMs)
      const result = (await handler(parsed.data, { clientId: 'screen' })) as { ok: boolean; value?: unknown }
      if (result.ok && spec) {
        const value = spec.value.safeParse(result.value)
        if (!value.success) faults.push(`value ${name}: ${value.error.message}`)
      }
      return contract ? structuredClone(result) : carried(result)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onLink(listener) {
      linkListeners.add(listener)
      return () => linkListeners.delete(listener)
    },
  }

  const script: Script = {
    scene,
    faults,
    received,
    emit,
    setCard(change) {
      card = { ...card, ...change }
      emit('card.changed', card)
      if (change.status === 'absent' && session.status === 'signed-in') lockAs('card-removed')
    },
    setSession,
    setPlatform(change) {
      platform = { ...platform, ...change }
      emit('settings.platformChanged', platform)
    },
    setLink,
    late(name, ms) {
      scene.lateMs = { ...scene.lateMs, [name]: ms }
    },
    arrive(rows) {
      if (!ask) return
      const now = Date.now()
      const better = rows ?? [30, 31, 32].map((n, i) => ({ ...betterOffer(now, n), distanceKm: 1 + i }))
      update(
        [...better, ...ask.offers],
        ask.sources.map(each => (each.id === 'medunion' ? source('medunion', 'answered', 3, 4100) : each)),
        false,
      )
    },
    directoryReady() {
      scene.directory = 'ready'
      emit('directory.changed', directoryStatus())
    },
    earlier(offerId) {
      if (!ask) return
      const hourBefore = (time: string) => new Date(Date.parse(time) - 3_600_000).toISOString()
      const rows = ask.offers.map(row => {
        const [first] = row.slots
        if (row.id !== offerId || !first) return row
        const { id, start, end } = first
        const slot = { ...first, id: `${id}-earlier`, start: hourBefore(start), end: hourBefore(end) }
        return { ...row, slots: [slot, ...row.slots] }
      })
      update(rows, ask.sources, ask.done)
    },
    stir(count) {
      if (!ask || ask.offers.length === 0) return
      const { version, offers: known } = ask
      const rows = [...known]
      for (let nth = 0; nth < count; nth++) {
        const at = (version * count + nth) % rows.length
        const row = rows[at]
        const seenAt = new Date(Date.now() - version).toISOString()
        if (row) rows[at] = { ...row, slots: row.slots.map(slot => ({ ...slot, seenAt })) }
      }
      update(rows, ask.sources, ask.done)
    },
    removeSlot(offerId, slotId) {
      if (!ask) return
      const rows = ask.offers.map(row =>
        row.id === offerId ? { ...row, slots: row.slots.filter(slot => slot.id !== slotId) } : row,
      )
      update(rows, ask.sources, ask.done)
    },
    settle,
    handed,
    launched,
    state: () => ({ call, ask, orientations: [...orientations.values()] }),
  }
  return { transport, script }
}

/** As the session's gate would say: a screen that offers what its person may not do is seen to. */
const mayCall = (right: Right, rights: Operator['rights']): boolean =>
  right === 'anybody' || right === 'signed-in' || rights.includes(right)

function everyone() {
  return Array.from({ length: 60 }, (_, n) => personHit(n))
}

function marked(hit: ReturnType<typeof personHit>, typed: string) {
  const at = plain(hit.displayName).indexOf(typed)
  // Accents keep their length when composed: the positions are the same in the displayed name.
  return at < 0
    ? { ...hit, approximate: true }
    : { ...hit, highlights: [[at, at + typed.length]] as [number, number][] }
}

function betterOffer(now: number, n: number): Offer {
  const [first] = manyOffers(now, 1)
  const hit = personHit(n)
  return { ...(first as Offer), id: `ps-${hit.idnps}`, idnps: hit.idnps, displayName: hit.displayName, directory: hit }
}

function manyOffers(now: number, rows: number): Offer[] {
  const model = offers(now)[1] as Offer
  return Array.from({ length: rows }, (_, n) => {
    const hit = personHit(n + 100)
    const shift = (n % 200) * 300_000
    return {
      ...model,
      id: `ps-${hit.idnps}`,
      idnps: hit.idnps,
      displayName: hit.displayName,
      directory: hit,
      slots: model.slots.slice(0, 1 + (n % 4)).map(slot => ({
        ...slot,
        id: `${n}:${slot.id}`,
        start: instant(Date.parse(slot.start) + shift - 900_000),
        end: instant(Date.parse(slot.end) + shift - 900_000),
      })),
    }
  })
}
