/** The FHIR bases: `/fhir` for the national platform, `/vendors/<id>/fhir` for each source asked directly. */
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AGENDA_SAS, CPTS, SOS, sourceById, VENDORS, type VendorSource } from '../vendors/catalogue.ts'
import { aggregate } from './aggregate.ts'
import type { Accepted, Appointments, Asker } from './appointments.ts'
import type { Booking, Bookings } from './bookings.ts'
import { capabilityStatement } from './capability.ts'
import type { Resource } from './fhir.ts'
import { refuse } from './outcome.ts'
import {
  readAppointmentSearch,
  readConditionalUpdate,
  readParameters,
  readProfessionalSearch,
  readSosSearch,
} from './query.ts'
import { sendRefusal, sendResource } from './replies.ts'
import { slotResource } from './resources.ts'
import { sosSlotResource } from './resources-sos.ts'
import { type PageUrl, searchProfessionals, searchSos, searchset } from './search.ts'
import type { Moment, TroubleOf } from './trouble.ts'
import type { World } from './world.ts'

export interface FhirParts {
  world: World
  bookings: Bookings
  appointments: Appointments
  trouble: TroubleOf
  pageUrl: PageUrl
  /** `https://127.0.0.1:port`, known once the server listens. */
  origin: () => string
  /** The operator of a token; null when it is not good. */
  operatorOf: (token: string) => { idnps: string } | null
  openBooking: boolean
  aggregateBudgetMs: number
  /** How long a community takes to accept a request, ms; null: never by itself. */
  acceptMs: number | null
  /** Fires when the sandbox closes: nothing waits beyond it. */
  closing: AbortSignal
  startedAt: string
}

/** A base that was called: a source, or the national platform. */
interface Base {
  source: VendorSource | null
  url: string
  /** Name that its troubles go by. */
  name: string
}

export function registerFhir(app: FastifyInstance, parts: FhirParts) {
  const { world, bookings, appointments, trouble, closing } = parts

  /** Finds the base called, meets its trouble, then does the work. */
  const on =
    (moment: Moment, work: (base: Base, request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | unknown) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const id = (request.params as { source?: string }).source
      const source = id === undefined ? null : sourceById(id)
      if (source === undefined)
        return sendRefusal(reply, refuse(404, { code: 'not-found', diagnostics: 'Source inconnue.' }))
      const base: Base = {
        source,
        url: `${parts.origin()}${source ? `/vendors/${source.id}` : ''}/fhir`,
        name: source?.id ?? 'platform',
      }
      const met = trouble(base.name, moment)
      if (await met?.before(reply, closing)) return reply
      const result = (await work(base, request, reply)) as { status: number; resource: Resource } | undefined
      if (!result) return reply
      const resource = met?.alter(result.resource) ?? result.resource
      if (met?.after(reply, resource, result.status)) return reply
      return sendResource(reply, result.status, resource)
    }

  const queryOf = (request: FastifyRequest) => {
    const url = request.raw.url ?? ''
    const mark = url.indexOf('?')
    return mark < 0 ? '' : url.slice(mark + 1)
  }
  const selfOf = (base: Base, type: string, request: FastifyRequest) => {
    const query = queryOf(request)
    return `${base.url}/${type}${query === '' ? '' : `?${query}`}`
  }
  /** What a reader answers, or the refusal sent. */
  const read = <T>(
    reply: FastifyReply,
    request: FastifyRequest,
    reader: (
      parameters: readonly (readonly [string, string])[],
    ) => ReturnType<typeof readParameters> | { ok: true; value: T } | { ok: false; refusal: ReturnType<typeof refuse> },
  ): T | null => {
    const parameters = readParameters(queryOf(request))
    const result = parameters.ok ? reader(parameters.value) : parameters
    if (result.ok) return result.value as T
    sendRefusal(reply, result.refusal)
    return null
  }
  const notServed = (reply: FastifyReply, what: string) => {
    sendRefusal(reply, refuse(404, { code: 'not-supported', diagnostics: `${what} n’est pas servi à cette adresse.` }))
  }

  const metadata = on('metadata', base => ({
    status: 200,
    resource: capabilityStatement(base.source, base.url, parts.startedAt),
  }))

  const slots = on('search', async (base, request, reply) => {
    if (base.source?.kind === 'sos') return notServed(reply, 'Slot')
    const search = read(reply, request, readProfessionalSearch)
    if (!search) return undefined
    const ask = (source: VendorSource) => searchProfessionals(world, source, search, base.url, parts.pageUrl)
    const merged = [...VENDORS, AGENDA_SAS, ...(search.cpts ? [CPTS] : [])]
    const entries = base.source
      ? ask(base.source)
      : await aggregate(merged, ask, trouble, parts.aggregateBudgetMs, closing)
    const flow = search.cpts || base.source === CPTS ? 'cpts' : 'professionals'
    return { status: 200, resource: searchset(entries, selfOf(base, 'Slot', request), flow) }
  })

  const schedules = on('search', async (base, request, reply) => {
    if (base.source && base.source.kind !== 'sos') return notServed(reply, 'La recherche de Schedule')
    const search = read(reply, request, readSosSearch)
    if (!search) return undefined
    const ask = () => searchSos(world, search, SOS, base.url, parts.pageUrl)
    const entries = base.source ? ask() : await aggregate([SOS], ask, trouble, parts.aggregateBudgetMs, closing)
    return { status: 200, resource: searchset(entries, selfOf(base, 'Schedule', request), 'sos') }
  })

  const slot = on('read', (base, request, reply) => {
    const { id } = request.params as { id: string }
    const found = world.slotById(id)
    const mine = found && (base.source === null || base.source === found.source)
    const resource = mine && found.free && found.start >= world.clock.now() ? slotById(id) : null
    if (resource) return { status: 200, resource }
    sendRefusal(reply, refuse(404, { code: 'not-found', diagnostics: 'Créneau inconnu, passé ou déjà pris.' }))
    return undefined
  })
  const slotById = (id: string): Resource | null => {
    const found = world.slotById(id)
    if (!found) return null
    const url = parts.pageUrl(found.source, found.ownerId, id)
    const owner = found.ownerId.slice(1)
    if (found.source === SOS) {
      const each = world.freeSosSlots(owner, found.start, found.start)[0]
      return each ? sosSlotResource(each, url) : null
    }
    const person = world.person(owner)
    const each = person && world.freeSlots(found.source, person, found.start, found.start)[0]
    return each ? slotResource(world, found.source, each, found.source === CPTS, url) : null
  }

  const askerOf = (request: FastifyRequest): Asker | null => {
    if (parts.openBooking) return { kind: 'anybody' }
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const operator = token === undefined ? null : parts.operatorOf(token)
    return operator && { kind: 'operator', idnps: operator.idnps }
  }
  const written = (base: Base, reply: FastifyReply, accepted: Accepted) => {
    if (!accepted.ok) {
      sendRefusal(reply, accepted.refusal)
      return undefined
    }
    const { booking, status } = accepted
    reply.header('etag', `W/"${booking.version}"`)
    if (status === 201) reply.header('location', `${base.url}/Appointment/${booking.id}`)
    return { status, resource: booking.resource }
  }
  const writing = (act: (base: Base, request: FastifyRequest, reply: FastifyReply, asker: Asker) => Accepted | null) =>
    on('appointment', (base, request, reply) => {
      const asker = askerOf(request)
      if (!asker) {
        reply.header('www-authenticate', 'Bearer')
        sendRefusal(reply, refuse(401, { code: 'login', diagnostics: 'Jeton de session absent, inconnu ou expiré.' }))
        return undefined
      }
      const accepted = act(base, request, reply, asker)
      return accepted ? written(base, reply, accepted) : undefined
    })

  /** A request left with a community: somebody of it accepts a moment later. */
  const accept = ({ id, resource }: Booking) => {
    if (resource['status'] !== 'pending' || parts.acceptMs === null) return
    wait(parts.acceptMs, null, { signal: closing, ref: false }).then(
      () => void (bookings.byId(id)?.resource['status'] === 'pending' && bookings.become(id, 'booked')),
      () => null,
    )
  }
  const create = writing((base, request, _reply, asker) => {
    const created = appointments.create(request.body, asker, base.source)
    if (created.ok) accept(created.booking)
    return created
  })
  const update = writing((base, request, reply, asker) => {
    const { id } = request.params as { id?: string }
    const identifier = id === undefined ? read(reply, request, readConditionalUpdate) : null
    if (id === undefined && identifier === null) return null
    const target = id === undefined ? { identifier: identifier ?? '' } : { id }
    return appointments.update(target, request.body, asker, base.source, request.headers['if-match'])
  })

  const seen = (base: Base) => (booking: Booking) => base.source === null || booking.source === base.source.id
  const appointment = on('read', (base, request, reply) => {
    const booking = bookings.byId((request.params as { id: string }).id)
    if (booking && seen(base)(booking)) {
      reply.header('etag', `W/"${booking.version}"`)
      return { status: 200, resource: booking.resource }
    }
    sendRefusal(reply, refuse(404, { code: 'not-found', diagnostics: 'Rendez-vous inconnu.' }))
    return undefined
  })
  const appointmentSearch = on('read', (base, request, reply) => {
    const search = read(reply, request, readAppointmentSearch)
    if (!search) return undefined
    const found =
      'identifier' in search
        ? [bookings.byIdentifier(search.identifier)].filter(booking => booking !== undefined)
        : bookings.byActor(search.actor, search.from, search.to)
    const entries = found.filter(seen(base)).map(booking => ({
      fullUrl: `${base.url}/Appointment/${booking.id}`,
      resource: booking.resource,
      search: { mode: 'match' as const },
    }))
    return { status: 200, resource: searchset(entries, selfOf(base, 'Appointment', request), 'plain') }
  })

  for (const prefix of ['/fhir', '/vendors/:source/fhir']) {
    app.get(`${prefix}/metadata`, metadata)
    app.get(`${prefix}/Slot`, slots)
    app.get(`${prefix}/Slot/:id`, slot)
    app.get(`${prefix}/Schedule`, schedules)
    app.post(`${prefix}/Appointment`, create)
    app.put(`${prefix}/Appointment`, update)
    app.put(`${prefix}/Appointment/:id`, update)
    app.get(`${prefix}/Appointment`, appointmentSearch)
    app.get(`${prefix}/Appointment/:id`, appointment)
  }
}
