/** One console of the run: a real orientation service on a real file, its operator, and its sudden deaths. */
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { appointmentsOf } from '../../../src/core/appointments.ts'
import { createFhirClient } from '../../../src/core/fhir/index.ts'
import type { Http } from '../../../src/core/http.ts'
import {
  type AppointmentPort,
  createOrientation,
  type FoundSlot,
  type OrientationService,
} from '../../../src/core/orientation/index.ts'
import { type Clock, silentLog } from '../../../src/core/ports.ts'
import type { Settings } from '../../../src/core/settings/schema.ts'
import { VENDORS } from '../../../src/sandbox/vendors/catalogue.ts'
import type { CallResult } from '../../../src/shared/contract/index.ts'
import type { Fates } from './fates.ts'
import type { World } from './world.ts'

export interface Console {
  name: string
  take(wanted: { intentId: string; found: FoundSlot; need: string }): Promise<CallResult<'orientation.take'>>
  declare(intentId: string, booked: boolean): Promise<void>
  /** The operator asks the platform now. */
  check(intentId: string): Promise<void>
  state(intentId: string): Promise<CallResult<'orientation.get'>>
  /** Grows with each death: what was asked of a former life may have no answer. */
  life(): number
  /** The process ends between two instructions: what is on disk at that moment is all that is left. */
  die(): Promise<void>
  pending(): number
  close(): void
}

interface ConsoleOptions {
  name: string
  operator: string
  settings: Settings['orientation']
  world: World
  fates: Fates
  clock: Clock
  /** Through the bad link. */
  linkOrigin: string
  http: Http
}

export async function createConsole(options: ConsoleOptions): Promise<Console> {
  const { name, operator, settings, world, fates, clock, linkOrigin, http } = options
  const known = new Map<string, FoundSlot>()
  const opening = new Map<string, string>()
  const clientOn = (base: string) =>
    createFhirClient({
      http,
      base,
      timeoutMs: settings.timeoutMs,
      maxBytes: 1_000_000,
      token: () => null,
    })
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

  let life = 0
  const file = () => join(world.dir, `${name}-${life}.db`)
  const start = () =>
    createOrientation({
      file: file(),
      settings,
      sourceOf(id) {
        const source = sources.get(id)
        return source
          ? { ...source, simulated: true, vendorHosts: ['127.0.0.1'], url: `${linkOrigin}/vendors/${id}/fhir` }
          : null
      },
      offers: { find: (_ask, _offer, slotId) => known.get(slotId) ?? null, recheck: async () => 'unknown' },
      operator: {
        operator: () => ({ idnps: operator, displayName: name, role: 'osnp', card: 'CPE', rights: ['book'] }),
      },
      shell: {
        async openExternal(url) {
          const intentId = opening.get(new URL(url).searchParams.get('creneau') ?? '') ?? ''
          const fate = fates.page(intentId)
          if (fate === 'browser-fails') throw new Error('no browser')
          // The operator reads the page first, then books there, without the console knowing.
          if (fate !== 'leaves') setTimeout(() => void world.browse(url, operator, fate), 200)
        },
      },
      events: { emit() {} },
      clock,
      log: silentLog,
    })
  let service: OrientationService = await start()
  const context = { clientId: name }

  return {
    name,
    async take({ intentId, found, need }) {
      known.set(found.slot.id, found)
      opening.set(found.slot.id, intentId)
      return service.handlers['orientation.take'](
        { intentId, askId: 'a', offerId: 'o', slotId: found.slot.id, needKey: need, evenIfPending: false },
        context,
      )
    },
    async declare(id, booked) {
      await service.handlers['orientation.declare']({ id, booked }, context)
    },
    async check(id) {
      await service.handlers['orientation.check']({ id }, context)
    },
    state: async id => service.handlers['orientation.get']({ id }, context),
    life: () => life,
    async die() {
      const [from, to] = [file(), join(world.dir, `${name}-${life + 1}.db`)]
      // Copied as they stand, in one go: this is what a killed process leaves, its last words included or not.
      for (const end of ['', '-wal']) if (existsSync(`${from}${end}`)) copyFileSync(`${from}${end}`, `${to}${end}`)
      service.close()
      life += 1
      service = await start()
    },
    pending: () => service.pending(),
    close: () => service.close(),
  }
}
