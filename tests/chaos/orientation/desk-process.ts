/**
 * A console as a process of its own, to be killed for good: the real orientation service on a real file, told by its parent
 * what its operator does. `SIGKILL` leaves what the disk has and nothing else.
 */
import path from 'node:path'
import { appointmentsOf } from '../../../src/core/appointments.ts'
import { createFhirClient } from '../../../src/core/fhir/index.ts'
import { openHttp } from '../../../src/core/http.ts'
import { type AppointmentPort, createOrientation, type FoundSlot } from '../../../src/core/orientation/index.ts'
import { silentLog } from '../../../src/core/ports.ts'
import { type Settings, SiteSettings } from '../../../src/core/settings/schema.ts'
import { createSite, createSiteClient, type Site } from '../../../src/core/site/index.ts'
import { VENDORS } from '../../../src/sandbox/vendors/catalogue.ts'
import type { CallResult } from '../../../src/shared/contract/index.ts'
import type { Orientation } from '../../../src/shared/contract/orientation.ts'
import { createFates } from './fates.ts'

/** What a process needs to be one of the consoles of a run. */
export interface DeskOrder {
  name: string
  operator: string
  file: string
  settings: Settings['orientation']
  seed: number
  /** Through the bad link. */
  linkOrigin: string
  /** Milliseconds from the machine's time to that of the run. */
  shift: number
  /** The site's service, for the desks that have one; the others are alone. */
  site: { url: string; tokenFile: string } | null
}

/** What its operator does. */
export type Asked =
  | { what: 'take'; intentId: string; found: FoundSlot; need: string }
  | { what: 'declare'; id: string; booked: boolean }
  | { what: 'check' | 'state'; id: string }
  | { what: 'pending' }

export type FromDesk =
  | { type: 'ready' }
  | { type: 'answer'; n: number; value: unknown }
  /** The system's browser was asked for a page. */
  | { type: 'open'; url: string; intentId: string }

const order = JSON.parse(process.argv[2] ?? '') as DeskOrder
const { settings, linkOrigin, operator, name } = order
const clock = { now: () => Date.now() + order.shift }
const fates = createFates(order.seed)
const http = openHttp({}, { connections: 32 })
const known = new Map<string, FoundSlot>()
const opening = new Map<string, string>()
/** A parent that is gone hears nothing, and `disconnect` ends this process. */
const tell = (message: FromDesk) => void process.send?.(message, () => {})

const clientOn = (base: string) =>
  createFhirClient({ http, base, timeoutMs: settings.timeoutMs, maxBytes: 1_000_000, token: () => null })
const nobody = clientOn('http://127.0.0.1:1')
const platform = clientOn(`${linkOrigin}/fhir`)
const portOf = (sourceId: string): AppointmentPort => {
  const client = clientOn(`${linkOrigin}/vendors/${sourceId}/fhir`)
  return {
    ...appointmentsOf(client, platform),
    createAppointment(body, ask) {
      const id = /urn:uuid:([0-9a-f-]{36})/.exec(body)?.[1] ?? ''
      return (fates.post(id) === 'nobody-there' ? nobody : client).createAppointment(body, ask)
    },
  }
}
const sources = new Map(VENDORS.map(({ id, label }) => [id, { label, appointments: portOf(id) }]))

let site: Site | null = null
const service = await createOrientation({
  file: order.file,
  settings,
  sourceOf(id) {
    const source = sources.get(id)
    return source
      ? { ...source, simulated: true, vendorHosts: ['127.0.0.1'], url: `${linkOrigin}/vendors/${id}/fhir` }
      : null
  },
  offers: { find: (_ask, _offer, slotId) => known.get(slotId) ?? null, recheck: async () => 'unknown' },
  operator: { operator: () => ({ idnps: operator, displayName: name, role: 'osnp', card: 'CPE', rights: ['book'] }) },
  shell: {
    async openExternal(url) {
      const intentId = opening.get(new URL(url).searchParams.get('creneau') ?? '') ?? ''
      if (fates.page(intentId) === 'browser-fails') throw new Error('no browser')
      tell({ type: 'open', url, intentId })
    },
  },
  events: {
    emit(name, payload) {
      if (name === 'orientation.changed') site?.heard(payload as Orientation)
    },
  },
  clock,
  log: silentLog,
})
site = order.site && (await joined(order.site))
const context = { clientId: name }
const { handlers } = service

/** What the rest of a console gives to the desks of its site. */
function joined({ url, tokenFile }: NonNullable<DeskOrder['site']>): Promise<Site> {
  return createSite({
    settings: SiteSettings.parse({ url, tokenFile }),
    deskName: name,
    dir: path.dirname(order.file),
    deskFile: `${name}-site.json`,
    client: createSiteClient({ url, tokenFile, http, maxBytes: 5_000_000 }),
    routes: [],
    own: { orientations: service.changed, answers: service.phoned },
    slotKnown: ({ slotId }) => known.has(slotId),
    events: { emit() {} },
    clock,
    log: silentLog,
  })
}

async function answer(asked: Asked): Promise<unknown> {
  switch (asked.what) {
    case 'take': {
      const { intentId, found, need } = asked
      known.set(found.slot.id, found)
      opening.set(found.slot.id, intentId)
      // The slot was under the operator's hand before it was taken.
      await site?.handlers['site.hold']({ askId: 'a', offerId: 'o', slotId: found.slot.id }, context)
      const taken: CallResult<'orientation.take'> = await handlers['orientation.take'](
        { intentId, askId: 'a', offerId: 'o', slotId: found.slot.id, needKey: need, evenIfPending: false },
        context,
      )
      await site?.handlers['site.hold'](null, context)
      return taken
    }
    case 'declare':
      return handlers['orientation.declare']({ id: asked.id, booked: asked.booked }, context)
    case 'check':
      return handlers['orientation.check']({ id: asked.id }, context)
    case 'state':
      return handlers['orientation.get']({ id: asked.id }, context)
    case 'pending':
      return service.pending()
  }
}

process.on('message', ({ n, asked }: { n: number; asked: Asked }) => {
  void answer(asked).then(value => tell({ type: 'answer', n, value }))
})
// The run is over, or its parent died: nothing goes on alone.
process.on('disconnect', () => process.exit(0))
tell({ type: 'ready' })
