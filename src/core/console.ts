/**
 * The composition root: one console for one desk, built from its settings and from what its carrier gives it. This is the
 * only place where the domains meet.
 */
import path from 'node:path'
import type { CallContext, EventPayload, Handlers } from '../shared/contract/index.ts'
import { type EventEnvelope, ok, problem, type Result } from '../shared/contract/kit.ts'
import type { SettingsProblem } from '../shared/contract/settings.ts'
import { aboutThisProgram } from './about.ts'
import { createRecorder, type KeyStore, openJournal } from './activity/index.ts'
import { appointmentsOf } from './appointments.ts'
import { createAvailability, createGather, createSharedDesk, searchRoute } from './availability/index.ts'
import {
  createCall,
  createHandOver,
  createLaunch,
  dropFolder,
  fileMemory,
  type LaunchAnswer,
  linkChannel,
  listenForLaunch,
  loopbackPost,
} from './call/index.ts'
import { createCard } from './card/index.ts'
import { certificatesOf } from './certificates.ts'
import { createDirectory, needOfCode } from './directory/index.ts'
import { createDispatcher, createEventBus } from './dispatcher.ts'
import { createFhirClient, startBundleReaders } from './fhir/index.ts'
import { type Http, openHttp, readTls } from './http.ts'
import { type DeskNetwork, type Network, openDeskNetwork } from './network/index.ts'
import { createOrientation, handOverText, vendorLink } from './orientation/index.ts'
import type { Clock, EntryUrl, Log, Shell, StartProcess } from './ports.ts'
import { createProveHere, createSession, createVendorSignIns, openKnownPeople } from './session/index.ts'
import {
  createSettingsHandlers,
  type LivingSettings,
  type Settings,
  type SourceSettings,
  siteOf,
  type TlsSettings,
  watchPlatform,
} from './settings/index.ts'
import { createSite, createSiteClient } from './site/index.ts'
import { createTrust } from './trust/index.ts'

export interface ConsoleOptions {
  settings: Settings
  settingsProblems: SettingsProblem[]
  /** The only folder the console writes to. Already locked by the caller. */
  profileDir: string
  entryUrl: EntryUrl
  startProcess: StartProcess
  shell: Shell
  /** Keeps the key that signs the journal. */
  keyStore: KeyStore
  clock: Clock
  log: Log
  version: string
  /** Settings that are read again while the console lives; null: fixed ones. */
  living?: LivingSettings | null
  /** Ways out of this desk; without, everything is reached directly. */
  network?: DeskNetwork
  /** The support report; without it there is none to copy. */
  report?: () => Promise<string>
  /** List of components and their licences, written by the build. */
  licencesFile?: string
}

export interface Console {
  dispatch(name: string, input: unknown, context: CallContext): Promise<Result<unknown>>
  subscribe(listener: (envelope: EventEnvelope) => void): () => void
  settings: Settings
  /** Fills a call from the query string of an LRM's link; books nothing. */
  launch(query: string): Promise<LaunchAnswer>
  /** Windows' own session was locked, or the machine goes to sleep: nothing stays readable. */
  lockBySystem(): void
  /** Ends threads, processes and connections. Bookings under way stay on disk and are taken up at the next start. */
  close(): Promise<void>
}

/** Builds and starts a console. Throws only when its own files cannot be opened. */
export async function createConsole(options: ConsoleOptions): Promise<Console> {
  const { settings, clock, log } = options
  const events = createEventBus(log)
  const deskNetwork =
    options.network ?? openDeskNetwork({ profileDir: options.profileDir, resolve: null, box: null, clock, log })
  const network = deskNetwork.of(settings.network, siteOf(settings)?.url)
  const pools = createPools(network)
  const platformTls = settings.platform.tls

  const trust = createTrust({
    settings: settings.trust,
    profile: settings.profile,
    dir: path.join(options.profileDir, 'crl'),
    // Lists and their responders are public: asked without a name of ours.
    http: pools.http(NO_TLS),
    clock,
    log,
  })
  const card = createCard({
    settings: settings.card,
    profile: settings.profile,
    trust,
    startProcess: options.startProcess,
    events,
    clock,
    log,
  })
  const journalDir = path.join(options.profileDir, 'journal')
  const deskKey = options.keyStore.deskKey(journalDir)
  const known = openKnownPeople({
    file: path.join(options.profileDir, 'known-people.json'),
    key: deskKey,
    days: settings.signIn.degraded.knownDays,
    clock,
    log,
  })
  const session = createSession({
    settings,
    card,
    http: pools.http(settings.signIn.tls ?? platformTls),
    shell: options.shell,
    here: createProveHere({ trust, known, operators: settings.signIn.operators }),
    remember: known.remember,
    acts: { approval: (...act) => recorder.approval(...act), renewal: result => recorder.renewal(result) },
    events,
    clock,
    log,
  })
  const journal = openJournal({
    dir: journalDir,
    key: deskKey,
    desk: settings.desk.name,
    retentionMonths: settings.journal.retentionMonths,
    clock,
    log,
  })
  const recorder = createRecorder(journal.write, session.operator)
  session.onChange((change, state) => recorder.session(change, state))
  const { folder, http: loopback, purgeMinutes, email, link } = settings.handOver
  const drop = folder === undefined ? null : dropFolder(folder, purgeMinutes)
  const handOver = createHandOver({
    channels: [
      ...(drop ? [drop] : []),
      ...(loopback ? [loopbackPost(loopback, pools.http(NO_TLS))] : []),
      ...(link === undefined ? [] : [linkChannel(link, options.shell)]),
    ],
    folder: drop,
    email,
    text: orientation => handOverText(orientation, settings.language, settings.handOver.text),
    operator: session.operator,
    clock,
    events,
    log,
    memory: fileMemory(path.join(options.profileDir, 'hand-over.json'), log),
    orientation: id => orientation.find(id),
    onAct: recorder.handOver,
  })
  const unheard = [
    events.subscribe(({ name, payload }) => {
      if (name !== 'orientation.changed') return
      const orientation = payload as EventPayload<'orientation.changed'>
      recorder.orientation(orientation)
      handOver.heard(orientation)
    }),
  ]
  const directory = await createDirectory({
    database: settings.directory.database ?? path.join(options.profileDir, 'directory.sqlite'),
    entryUrl: options.entryUrl,
    readers: settings.directory.readers,
    words: settings.directory.words,
    home: settings.desk.territory ?? null,
    updates: settings.directory,
    network,
    events,
    clock,
    log,
  })
  const reader = startBundleReaders(options.entryUrl('fhir-reader'), log)
  const siteSettings = siteOf(settings)
  const siteClient =
    siteSettings?.url === undefined
      ? null
      : createSiteClient({
          url: siteSettings.url,
          tokenFile: siteSettings.tokenFile,
          http: pools.http(siteSettings.tls ?? NO_TLS),
          maxBytes: settings.availability.maxBytes,
        })
  const shared =
    siteClient && siteSettings?.slots
      ? createSharedDesk({ site: siteClient, timeoutMs: settings.availability.timeoutMs, now: clock.now, log })
      : null
  const sources = sourcesOf(settings).map(source => {
    const fhir = createFhirClient({
      http: pools.http(source.tls ?? platformTls),
      base: source.url,
      timeoutMs: settings.availability.timeoutMs,
      maxBytes: settings.availability.maxBytes,
      token: session.accessToken,
      reader,
      identifiers: source.identifiers,
      clock,
    })
    return {
      settings: source,
      certificates: () => certificatesOf(source.url, source.tls ?? platformTls, network),
      fhir,
      ...(shared ? { shared: shared.clientOf(source.id, fhir) } : {}),
    }
  })
  const platform = createFhirClient({
    http: pools.http(platformTls),
    base: settings.platform.url,
    timeoutMs: settings.orientation.timeoutMs,
    maxBytes: settings.availability.maxBytes,
    token: session.accessToken,
    clock,
  })
  const availability = createAvailability({
    sources,
    settings: settings.availability,
    directory,
    enSus: idnps => settings.orientation.overbooking.includes(idnps),
    statementsFile: path.join(options.profileDir, 'sources.json'),
    events,
    clock,
    log,
  })
  const orientation = await createOrientation({
    file: path.join(options.profileDir, 'orientation.sqlite'),
    settings: settings.orientation,
    template: settings.handOver.text,
    sourceOf: id => {
      const source = sources.find(one => one.settings.id === id)
      if (!source) return null
      const { label, simulated, vendorHosts, url, kind } = source.settings
      const heard = settings.platform.appointmentSearch ? platform : null
      const category = source.settings.category ?? CATEGORY[kind]
      return { label, simulated, vendorHosts, url, category, appointments: appointmentsOf(source.fhir, heard) }
    },
    offers: availability,
    operator: session,
    approvals: (approvalId, purpose) => {
      const used = session.approvals.use(approvalId, purpose)
      return used.ok ? used.value.idnps : null
    },
    establishments: async wanted => directory.handlers['directory.structures'](wanted, { clientId: 'orientation' }),
    site: { answers: since => site.answers(since), phoned: said => site.phoned(said) },
    retentionMonths: settings.journal.retentionMonths,
    shell: options.shell,
    events,
    clock,
    log,
  })
  const searches =
    siteSettings?.slots === true
      ? [
          searchRoute(
            createGather({
              search: availability.searchFor,
              keepMs: siteSettings.keepSeconds * 1_000,
              now: clock.now,
            }),
            id => sources.some(source => source.settings.id === id),
          ),
        ]
      : []
  const site = await createSite({
    settings: siteSettings,
    deskName: settings.desk.name,
    dir: options.profileDir,
    client: siteClient,
    routes: searches,
    own: { orientations: orientation.changed, answers: orientation.phoned },
    slotKnown: ({ askId, offerId, slotId }) => availability.find(askId, offerId, slotId) !== null,
    events,
    clock,
    log,
  })
  unheard.push(
    events.subscribe(({ name, payload }) => {
      if (name === 'orientation.changed') site.heard(payload as EventPayload<'orientation.changed'>)
    }),
  )
  const vendorSignIns = createVendorSignIns({
    http: pools.http(settings.signIn.tls ?? platformTls),
    url: settings.signIn.url,
    accessToken: session.accessToken,
    idnps: () => session.operator()?.idnps ?? null,
    // Whoever takes bookings by the API knows them by the platform's word: nobody signs in there.
    sources: settings.sources.filter(({ taking }) => taking === 'vendor-page'),
    confirmed: orientation.confirmed,
    pageOf(sourceId, address) {
      const own = sources.filter(source => source.settings.id === sourceId)
      // A platform that stands for its vendors: the hosts that its settings allow.
      for (const source of own.length > 0 ? own : sources) {
        const link = vendorLink(address, source.settings)
        if (link.ok) return link.url
      }
      return null
    },
    shell: options.shell,
    clock,
    log,
  })
  const call = createCall({
    clock,
    events,
    log,
    onDrm: handOver.drm,
    onEnd: ({ id, askId }) => {
      handOver.callEnds(id)
      launch.forget()
      if (askId) void availability.handlers['availability.cancel']({ askId }, { clientId: '' })
    },
  })
  const internal = { clientId: 'launch' }
  const launch = createLaunch({
    origins: settings.launch.origins,
    signedIn: () => session.operator() !== null,
    call,
    placeOf: async wanted => {
      const text = 'insee' in wanted ? wanted.insee : wanted.city
      const found = await directory.handlers['directory.places']({ text, limit: 5 }, internal)
      if (!found.ok) return null
      return ('insee' in wanted ? found.value.find(place => place.insee === text) : found.value[0]) ?? null
    },
    needOf: needOfCode,
    personOf: async idnps => {
      const found = await directory.handlers['directory.person']({ idnps }, internal)
      return found.ok ? found.value.person : null
    },
    clock,
    events,
    log,
  })
  const listener =
    settings.launch.port === undefined ? null : await listenForLaunch(settings.launch.port, launch.launch, log)
  // Another person at the desk never sees the call of the one before.
  session.onChange(change => {
    if (change !== 'unlocked' && change !== 'relief') availability.rest()
    if (change !== 'unlocked') site.rest()
    if (change !== 'locked' && change !== 'signed-out')
      setImmediate(() => {
        handOver.seated()
        launch.seated()
      })
    // To the one who left it, or to the one it was left to: the call is kept.
    if (change === 'locked' || change === 'unlocked' || change === 'relief') return
    call.forget()
    handOver.forget()
    launch.forget()
  })
  const watch = watchPlatform({
    http: pools.http(platformTls),
    base: settings.platform.url,
    timeoutMs: settings.availability.timeoutMs,
    events,
  })
  directory.keepUpToDate()

  /** It is of the call in progress, and the LRM is told of it. */
  const belongs = (taken: EventPayload<'orientation.changed'>, needKey: string) => {
    // The call it was taken for, which may wait or have ended by now.
    const its = call.note(taken.id, needKey)
    handOver.note(taken, its?.id ?? null)
  }

  const dispatcher = createDispatcher({
    gate: session.gate,
    log,
    handlers: {
      ...availability.handlers,
      ...call.handlers,
      ...launch.handlers,
      ...card.handlers,
      ...directory.handlers,
      ...orientation.handlers,
      ...session.handlers,
      ...site.handlers,
      ...vendorSignIns,
      ...watch.handlers,
      'session.signIn': async (input, context) => {
        const result = await session.handlers['session.signIn'](input, context)
        if (!result.ok) recorder.refused(result.error.kind)
        return result
      },
      'availability.widened': async (input, context) => {
        const counted = await availability.handlers['availability.widened'](input, context)
        if (counted.ok) {
          const from = availability.ask(input.askId)?.departement ?? null
          recorder.widened(input.step, input.automatic, {
            from,
            km: input.radiusKm,
            departements: input.departements,
          })
        }
        return counted
      },
      // What leaves no trace is not done: nobody could say afterwards who booked.
      'orientation.take': async (input, context) => {
        if (!journal.ready()) return problem('journal-failed')
        const taking = availability.find(input.askId, input.offerId, input.slotId)?.slot.taking
        const barred = taking ? session.mayTake(taking) : null
        if (barred) return problem(barred)
        const taken = await orientation.handlers['orientation.take'](input, context)
        if (taken.ok && input.evenIfPending) recorder.override(taken.value.id, 'need-pending')
        if (taken.ok) belongs(taken.value, input.needKey)
        return taken
      },
      'orientation.note': async (input, context) => {
        if (!journal.ready()) return problem('journal-failed')
        const noted = await orientation.handlers['orientation.note'](input, context)
        if (noted.ok) belongs(noted.value, input.needKey)
        return noted
      },
      'orientation.phoned': async (input, context) => {
        if (!journal.ready()) return problem('journal-failed')
        const phoned = await orientation.handlers['orientation.phoned'](input, context)
        if (phoned.ok) recorder.phoned(input.idnps, input.answer)
        if (phoned.ok && phoned.value) belongs(phoned.value, input.needKey)
        return phoned
      },
      'orientation.name': (input, context) =>
        journal.ready() ? orientation.handlers['orientation.name'](input, context) : problem('journal-failed'),
      'orientation.cancel': (input, context) =>
        journal.ready() ? orientation.handlers['orientation.cancel'](input, context) : problem('journal-failed'),
      'orientation.move': (input, context) =>
        journal.ready() ? orientation.handlers['orientation.move'](input, context) : problem('journal-failed'),
      'call.handOvers': () => ok(handOver.list()),
      'call.handOverAgain': ({ id }) => {
        const handed = handOver.again(id)
        return handed ? ok(handed) : problem('orientation-unknown')
      },
      ...createSettingsHandlers({
        settings,
        problems: options.settingsProblems,
        version: options.version,
        living: options.living ?? null,
        about: () => aboutThisProgram(options.profileDir, options.licencesFile ?? null),
        report: options.report ?? (async () => ''),
        network: { desk: deskNetwork, ways: network },
      }),
    } as Handlers,
  })

  return {
    dispatch: dispatcher.dispatch,
    subscribe: events.subscribe,
    settings,
    launch: launch.launch,
    lockBySystem: session.lockBySystem,
    async close() {
      await listener?.close()
      await site.close()
      watch.close()
      availability.close()
      orientation.close()
      session.close()
      await card.close()
      trust.close()
      await directory.close()
      await reader.close()
      for (const forget of unheard) forget()
      handOver.close()
      journal.close()
      await pools.close()
    },
  }
}

/** A program of this machine is spoken to without TLS: nothing leaves it. */
const NO_TLS: TlsSettings = { ca: [] }

/** «Catégorie d’orientation» of RS-SAS-RDV, by what a source searches. */
const CATEGORY = { professionals: 'PS', cpts: 'CPTS', sos: 'SOS' } as const

/** The sources of the settings; none means the platform alone, asked for professionals. */
export function sourcesOf(settings: Settings): SourceSettings[] {
  if (settings.sources.length > 0) return settings.sources
  return [
    {
      id: 'plateforme',
      label: 'Plateforme nationale',
      url: settings.platform.url,
      kind: 'professionals',
      taking: 'vendor-page',
      departements: [],
      vendorHosts: [],
      structures: [],
      identifiers: 'prefixed',
      simulated: false,
    },
  ]
}

/** One pool of connections for each TLS identity. */
function createPools(network: Network) {
  const pools = new Map<string, Http>()
  return {
    http(tls: TlsSettings): Http {
      const key = JSON.stringify([tls.ca, tls.certificate, tls.key])
      const known = pools.get(key)
      if (known) return known
      const pool = openHttp(readTls(tls), { network })
      pools.set(key, pool)
      return pool
    },
    async close() {
      await Promise.all([...pools.values()].map(pool => pool.close()))
    },
  }
}
