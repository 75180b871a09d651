/**
 * A national platform to practise on: FHIR server with its vendors, vendors' pages, sign-in, practice cards, all fictitious,
 * all on loopback. This is what ships with the console: nothing goes wrong in it. With faults on demand: `index.ts`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createPracticeCards, type PracticeCards } from '../card/index.ts'
import { openPki, type Pki } from '../pki/index.ts'
import { createSignIn, type SignIn } from '../sign-in/index.ts'
import { createPsc, type Psc } from '../sign-in/psc/index.ts'
import { createTerritory } from '../territory/index.ts'
import type { Territory } from '../territory/types.ts'
import { createVendorAccounts, type VendorAccounts } from '../vendors/accounts.ts'
import { SOURCES } from '../vendors/catalogue.ts'
import { createPages } from '../vendors/pages.ts'
import { createAppointments } from './appointments.ts'
import { type Bookings, createBookings } from './bookings.ts'
import { registerFhir } from './fhir-routes.ts'
import { createServer, guarded } from './server.ts'
import { noTrouble, type TroubleOf } from './trouble.ts'
import { createVendorSite } from './vendor-site.ts'
import { type Clock, createWorld, type World } from './world.ts'

/** For whom the sandbox's sign-in wants its proofs made. */
const AUDIENCE = 'relais-bac-a-sable'

export interface PlatformOptions {
  /** Working folder: TLS files, practice card. Default: a temporary one, removed by `close`. */
  dir?: string
  /** Port of the FHIR server; 0: any. */
  port?: number
  /** Port of the vendors' pages; 0: any. */
  pagePort?: number
  seed?: number
  /** Size of the territory, in lines of the register. */
  rows?: number
  /** A ready territory, in place of `rows`. */
  territory?: Territory
  clock?: Clock
  /** Life of an access token, seconds. */
  tokenSeconds?: number
  /** Takes bookings without a token. */
  openBooking?: boolean
  /** Time that the aggregator gives to its sources, ms. */
  aggregateBudgetMs?: number
  /** How long a community takes to accept a request, ms; null: never by itself. 15 s by default. */
  acceptMs?: number | null
  /** Appointments that a former sandbox held: it starts again where it stopped. */
  bookings?: Bookings
}

/** Ready to go into the console's settings (`SourceSettings` of its schema). */
interface SourceOfSandbox {
  id: string
  label: string
  url: string
  kind: 'professionals' | 'cpts' | 'sos'
  taking: 'direct' | 'vendor-page'
  departements: string[]
  vendorHosts: string[]
  structures: string[]
  simulated: true
}

export interface Platform {
  /** FHIR base of the national platform: `https://127.0.0.1:port/fhir`. */
  base: string
  origin: string
  /** `http://127.0.0.1:port`: the vendors' pages. */
  pageBase: string
  dir: string
  pki: Pki
  signIn: { url: string; audience: string } & Pick<SignIn, 'operatorOf' | 'silence'>
  /** Pro Santé Connect, as the site's server (`url`) and its pages bring it; `phone`: everybody's practice telephone. */
  psc: { url: string; pages: string[]; phone: Psc['phone'] }
  cards: PracticeCards
  sources: SourceOfSandbox[]
  territory: Territory
  world: World
  bookings: Bookings
  /** What the vendors know of each operator. */
  vendorAccounts: VendorAccounts
  /** Stops answering, cuts what is open, removes the temporary folder. */
  close(): Promise<void>
}

/** What an instructor adds: trouble on demand, and the handle to order it. */
interface Instructor {
  trouble: TroubleOf
  register(app: FastifyInstance, parts: { bookings: Bookings; world: World; vendorAccounts: VendorAccounts }): void
}

/** Starts a platform on loopback; it answers when the promise is fulfilled. */
export async function createPlatform(
  options: PlatformOptions = {},
  instructor: Instructor | null = null,
): Promise<Platform> {
  const clock = options.clock ?? { now: () => Date.now() }
  const dir = options.dir ?? mkdtempSync(path.join(tmpdir(), 'relais-bac-a-sable-'))
  mkdirSync(dir, { recursive: true })
  const territory = options.territory ?? createTerritory({ seed: options.seed ?? 1, rows: options.rows ?? 5_000 })
  const closing = new AbortController()
  const opened: FastifyInstance[] = []
  let psc: Psc | null = null
  let pageBase = ''
  const close = async () => {
    closing.abort()
    await psc?.close()
    await Promise.all(opened.map(app => app.close()))
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true })
  }
  try {
    const [pki, cards] = await Promise.all([
      openPki(dir),
      createPracticeCards({ dir: path.join(dir, 'cartes'), now: clock.now() }),
    ])
    const bookings = options.bookings ?? createBookings()
    const trouble = instructor?.trouble ?? noTrouble
    const vendorAccounts = createVendorAccounts(clock)
    const world = createWorld(territory, clock, bookings)
    const appointments = createAppointments(world, bookings)
    const signIn = createSignIn({
      roots: cards.roots,
      intermediates: cards.intermediates,
      revoked: cards.revoked,
      operators: cards.operators,
      audience: AUDIENCE,
      environment: 'test',
      clock,
      vendorsOf: idnps => vendorAccounts.told(idnps, pageBase),
      ...(options.tokenSeconds === undefined ? {} : { tokenSeconds: options.tokenSeconds }),
    })

    const pages = createPages(
      createVendorSite({
        ...{ world, bookings, appointments, trouble, operators: cards.operators, closing: closing.signal },
        accounts: vendorAccounts,
      }),
    )
    opened.push(pages)
    psc = createPsc({ operatorOf: signIn.operator, issue: signIn.issue, pageBase: () => pageBase, clock })
    psc.registerPages(pages)
    await pages.listen({ host: '127.0.0.1', port: options.pagePort ?? 0 })
    pageBase = `http://127.0.0.1:${portOf(pages)}`

    const server = createServer(pki)
    opened.push(server)
    let origin = ''
    guarded(server, scope => {
      registerFhir(scope, {
        world,
        bookings,
        appointments,
        trouble,
        pageUrl: (source, ownerId, slotId) => `${pageBase}/agenda/${source.id}/${ownerId}?creneau=${slotId}`,
        origin: () => origin,
        operatorOf: token => signIn.operatorOf(token),
        openBooking: options.openBooking ?? false,
        aggregateBudgetMs: options.aggregateBudgetMs ?? 7_000,
        acceptMs: options.acceptMs === undefined ? 15_000 : options.acceptMs,
        closing: closing.signal,
        startedAt: new Date(clock.now()).toISOString(),
      })
      instructor?.register(scope, { bookings, world, vendorAccounts })
    })
    signIn.register(server)
    psc.registerDesk(server)
    await server.listen({ host: '127.0.0.1', port: options.port ?? 0 })
    origin = `https://127.0.0.1:${portOf(server)}`

    return {
      base: `${origin}/fhir`,
      origin,
      pageBase,
      dir,
      pki,
      signIn: {
        url: `${origin}/sign-in`,
        audience: AUDIENCE,
        operatorOf: token => signIn.operatorOf(token),
        silence: signIn.silence,
      },
      psc: { url: `${origin}/psc`, pages: [pageBase], phone: psc.phone },
      cards,
      sources: sourcesOf(origin, pageBase, territory),
      territory,
      world,
      bookings,
      vendorAccounts,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const portOf = (app: FastifyInstance): number => (app.server.address() as AddressInfo).port

function sourcesOf(origin: string, pageBase: string, territory: Territory): SourceOfSandbox[] {
  const { host, hostname } = new URL(pageBase)
  return SOURCES.map(source => ({
    id: source.id,
    label: source.label,
    url: `${origin}/vendors/${source.id}/fhir`,
    kind: source.kind,
    taking: source.taking,
    departements:
      source.kind === 'sos'
        ? [...new Set(territory.sosPoints.map(point => point.departement))].sort()
        : source.kind === 'cpts'
          ? [...new Set(territory.communities.map(community => community.departement))].sort()
          : [...source.departements],
    // With and without its port: pages stand on loopback, at a port that changes.
    vendorHosts: [hostname, host],
    structures: source.kind === 'sos' ? [...new Set(territory.sosPoints.map(point => `3${point.siret}`))].sort() : [],
    simulated: true,
  }))
}
