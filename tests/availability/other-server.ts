/**
 * Another FHIR server that speaks the guide, written without a look at the sandbox and unlike it wherever the guide lets
 * a vendor choose: universal names, unprefixed identifiers, `application/json+fhir`, plain HTTP, a 200 for a creation.
 * It proves that the console is tied to the guide, not to our own platform.
 */
import { randomUUID } from 'node:crypto'
import fastify, { type FastifyReply } from 'fastify'

interface Doctor {
  rpps: string
  family: string
  given: string
  line: string
  postalCode: string
  city: string
  phone: string
  position: { latitude: number; longitude: number }
}

interface Opening {
  id: string
  doctor: Doctor
  /** Milliseconds since the epoch. */
  start: number
  kind: 'PUBLIC' | 'SNP' | 'PRO'
  mode: 'AMB' | 'VR'
  taken: boolean
}

export interface OtherServer {
  base: string
  /** Prefixed identifiers of those it has slots for. */
  idnps: string[]
  openings: Opening[]
  appointments: Record<string, unknown>[]
  close(): Promise<void>
}

const SYSTEM = 'urn:oid:1.2.250.1.71.4.2.1'
const STREETS = ['4 place du Marché', '18 bis quai des Tests', 'Maison médicale, 2 allée des Essais']

/** Starts it on loopback, with slots every half hour from the hour after `now`. */
export async function startOtherServer(options: { idnps: readonly string[]; now: number }): Promise<OtherServer> {
  const doctors = options.idnps.map(
    (idnps, index): Doctor => ({
      rpps: idnps.slice(1),
      family: `VOISIN-FICTIF-${index}`,
      given: 'Maël',
      line: STREETS[index % STREETS.length] ?? '',
      postalCode: '37000',
      city: 'TOURS CEDEX',
      phone: `02 47 11 11 ${String(index).padStart(2, '0')}`,
      position: { latitude: 47.39 + index / 50, longitude: 0.68 },
    }),
  )
  const openings = doctors.flatMap((doctor, index): Opening[] =>
    Array.from({ length: 4 }, (_, i) => ({
      id: randomUUID(),
      doctor,
      start: options.now + (60 + index * 10 + i * 30) * 60_000,
      kind: i % 2 === 0 ? 'SNP' : 'PUBLIC',
      mode: i === 3 ? 'VR' : 'AMB',
      taken: false,
    })),
  )
  const appointments: Record<string, unknown>[] = []
  const app = fastify()
  app.addContentTypeParser(
    ['application/fhir+json', 'application/json+fhir'],
    { parseAs: 'string' },
    (_, body, done) => {
      try {
        done(null, JSON.parse(String(body)))
      } catch (error) {
        done(error as Error)
      }
    },
  )
  const send = (reply: FastifyReply, status: number, body: unknown) =>
    reply.code(status).header('content-type', 'application/json+fhir;charset=UTF-8').send(JSON.stringify(body))
  const refuse = (reply: FastifyReply, status: number, code: string, text: string) =>
    send(reply, status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: text }] })

  app.get('/agenda/r4/Slot', (request, reply) => {
    const query = new URL(request.url, 'http://x').searchParams
    const wanted = (query.get('schedule.actor:Practitioner.identifier') ?? '').split(',').map(token => token.split('|'))
    const bounds = query.getAll('start')
    const from = Date.parse(bounds.find(bound => bound.startsWith('ge'))?.slice(2) ?? '')
    const to = Date.parse(bounds.find(bound => bound.startsWith('le'))?.slice(2) ?? '')
    if (Number.isNaN(from) || Number.isNaN(to)) return refuse(reply, 400, 'invalid', 'Fenêtre illisible')
    if (wanted.length > 25) return refuse(reply, 400, 'too-costly', '25 au plus')
    const rpps = new Set(wanted.filter(([system]) => system === SYSTEM).map(([, value]) => value?.slice(1)))
    const found = openings.filter(
      one => rpps.has(one.doctor.rpps) && !one.taken && one.start >= from && one.start <= to,
    )
    return send(reply, 200, bundleOf(found))
  })

  app.post('/agenda/r4/Appointment', (request, reply) => {
    const body = request.body as {
      identifier: { system: string; value: string }[]
      slot: { reference: string }[]
      participant: { status: string }[]
      extension: unknown[]
    }
    if (body.extension.length !== 1 || body.participant[0]?.status !== 'accepted')
      return refuse(reply, 422, 'required', 'Opérateur ?')
    const known = (one: Record<string, unknown>) =>
      JSON.stringify(one['identifier']) === JSON.stringify(body.identifier)
    if (appointments.some(known)) return refuse(reply, 409, 'duplicate', 'Déjà reçu')
    const opening = openings.find(one => `Slot/${one.id}` === body.slot[0]?.reference)
    if (!opening || opening.taken) return refuse(reply, 409, 'conflict', 'Créneau déjà réservé')
    opening.taken = true
    const stored = { ...body, id: randomUUID() }
    appointments.push(stored)
    return send(reply, 200, stored)
  })

  app.get('/agenda/r4/Appointment', (request, reply) => {
    const identifier = new URL(request.url, 'http://x').searchParams.get('identifier')
    const matches = appointments.filter(one => {
      const [id] = one['identifier'] as { system: string; value: string }[]
      return `${id?.system}|${id?.value}` === identifier
    })
    return send(reply, 200, {
      resourceType: 'Bundle',
      type: 'searchset',
      total: matches.length,
      entry: matches.map(resource => ({ fullUrl: `urn:uuid:${String(resource['id'])}`, resource })),
    })
  })

  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { base: `${address}/agenda/r4`, idnps: [...options.idnps], openings, appointments, close: () => app.close() }
}

/** Everything under universal names, one role and schedule a doctor, times in the offset of the season. */
function bundleOf(found: readonly Opening[]): unknown {
  if (found.length === 0) return { resourceType: 'Bundle', type: 'searchset', total: 0, link: [] }
  const entry: { fullUrl: string; resource: unknown; search: { mode: string } }[] = []
  const name = (id: string) => `urn:uuid:${id}`
  for (const doctor of new Set(found.map(one => one.doctor))) {
    const [practitioner, role, schedule] = [randomUUID(), randomUUID(), randomUUID()]
    entry.push({
      fullUrl: name(practitioner),
      search: { mode: 'include' },
      resource: {
        resourceType: 'Practitioner',
        identifier: [
          { use: 'official', type: { coding: [{ code: 'IDNPS' }] }, system: SYSTEM, value: doctor.rpps },
          { type: { coding: [{ code: 'INTRN' }] }, system: 'urn:oid:1.2.3', value: practitioner },
        ],
        name: [{ use: 'official', family: doctor.family, given: [doctor.given], prefix: ['DR'] }],
      },
    })
    entry.push({
      fullUrl: name(role),
      search: { mode: 'include' },
      resource: {
        resourceType: 'PractitionerRole',
        contained: [
          {
            resourceType: 'Location',
            id: 'lieu',
            address: { line: [doctor.line], postalCode: doctor.postalCode, city: doctor.city },
            position: doctor.position,
            telecom: [{ system: 'phone', value: doctor.phone, use: 'work' }],
          },
        ],
        practitioner: { reference: name(practitioner) },
        location: [{ reference: '#lieu' }],
      },
    })
    entry.push({
      fullUrl: name(schedule),
      search: { mode: 'include' },
      resource: { resourceType: 'Schedule', actor: [{ reference: name(practitioner) }, { reference: name(role) }] },
    })
    for (const opening of found.filter(one => one.doctor === doctor)) {
      const local = (ms: number) => `${new Date(ms + 3_600_000).toISOString().slice(0, 19)}+01:00`
      entry.unshift({
        fullUrl: name(opening.id),
        search: { mode: 'match' },
        resource: {
          resourceType: 'Slot',
          id: opening.id,
          meta: { security: [{ code: opening.kind }] },
          serviceType: [
            {
              coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: opening.mode }],
              text: 'Consultation',
            },
          ],
          schedule: { reference: name(schedule) },
          status: 'free',
          start: local(opening.start),
          end: local(opening.start + 900_000),
          comment: `https://agenda-voisin.exemple/rdv/${opening.doctor.rpps}`,
        },
      })
    }
  }
  return { resourceType: 'Bundle', type: 'searchset', total: found.length, entry }
}
