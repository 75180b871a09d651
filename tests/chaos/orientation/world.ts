/** The world of one chaos run: a practice platform, its slots as a console would list them, and a browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { type Http, openHttp } from '../../../src/core/http.ts'
import type { FoundSlot } from '../../../src/core/orientation/index.ts'
import type { Clock } from '../../../src/core/ports.ts'
import { createBookings, createSandbox, type Sandbox } from '../../../src/sandbox/platform/index.ts'
import { createTerritory } from '../../../src/sandbox/territory/index.ts'
import type { AgendaSlot } from '../../../src/sandbox/vendors/agenda.ts'
import { VENDORS, type VendorSource } from '../../../src/sandbox/vendors/catalogue.ts'
import type { Fates } from './fates.ts'
import type { Held } from './judge.ts'

export interface World {
  dir: string
  /** A connection to the platform, with its authority and a client certificate. */
  http: Http
  origin(): string
  /** Slots in the order in which the seed deals them: the first ones are fought for. */
  slots(taking: 'direct' | 'vendor-page', count: number): FoundSlot[]
  /** Somebody on the vendor's own site takes it. */
  takeElsewhere(found: FoundSlot): void
  /** What the operator does on the page that was opened. */
  browse(url: string, operator: string, what: 'books' | 'word-lost'): Promise<void>
  /** Stops the platform and starts it again with what it held. */
  restartPlatform(): Promise<void>
  held(): Held[]
  close(): Promise<void>
}

export async function createWorld(seed: number, clock: Clock, fates: Fates, rows: number): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'relais-chaos-'))
  const territory = createTerritory({ seed, rows })
  const bookings = createBookings()
  const options = { dir: join(dir, 'platform'), territory, bookings, clock, openBooking: true }
  let sandbox: Sandbox = await createSandbox(options)
  const { ca, clientCertificate, clientKey } = sandbox.pki
  const http = openHttp({ ca: [ca], cert: clientCertificate, key: clientKey }, { connections: 32 })
  const pages = openHttp({}, { connections: 16 })

  const slotsOf = (source: VendorSource): FoundSlot[] => {
    const from = clock.now() + 3 * 3_600_000
    // The vendors' pages show today and two more days.
    const to = clock.now() + 40 * 3_600_000
    return territory.people.flatMap(person =>
      sandbox.world.freeSlots(source, person, from, to).map(slot => foundSlot(source, slot, sandbox.pageBase)),
    )
  }

  return {
    dir,
    http,
    origin: () => sandbox.origin,
    slots(taking, count) {
      // A time shown by two vendors is one time: it is dealt once.
      const all = new Map(
        VENDORS.filter(source => source.taking === taking)
          .flatMap(slotsOf)
          .map(found => [`${found.offer.idnps}/${found.slot.start}`, found]),
      )
      const order = (found: FoundSlot) => fates.of(`order/${found.slot.id}`)
      return [...all.values()].sort((a, b) => order(a) - order(b)).slice(0, count)
    },
    takeElsewhere(found) {
      const slot = sandbox.world.slotById(found.slot.id)
      if (slot?.free) bookings.takeElsewhere(slot.key)
    },
    async browse(url, operator, what) {
      const { searchParams, pathname } = new URL(url)
      const source = pathname.split('/')[2] ?? ''
      if (what === 'word-lost') sandbox.faults.set({ source, on: 'word', fault: { kind: 'lost-before' }, times: 1 })
      const form = new URLSearchParams({ origin: 'sas', creneau: searchParams.get('creneau') ?? '', operator })
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const answer = await pages.request({
          method: 'POST',
          url: `${sandbox.pageBase}${pathname}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: form.toString(),
          timeoutMs: 20_000,
          maxBytes: 5_000_000,
        })
        if (answer.kind !== 'refused') return
        // The site is starting again: the operator loads the page once more.
        await wait(300)
      }
    },
    async restartPlatform() {
      await sandbox.close()
      // At other ports: another program of the machine may have taken the former ones meanwhile.
      sandbox = await createSandbox(options)
    },
    held: () =>
      bookings.all().flatMap(booking => {
        const intentId = /^urn:ietf:rfc3986\|urn:uuid:(.+)$/.exec(booking.identifier)?.[1] ?? null
        return booking.slotKey === null ? [] : [{ appointmentId: booking.id, slotKey: booking.slotKey, intentId }]
      }),
    async close() {
      await Promise.all([sandbox.close(), http.close(), pages.close()])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function foundSlot(source: VendorSource, slot: AgendaSlot, pageBase: string): FoundSlot {
  const at = (ms: number) => DateTime.fromMillis(ms, { zone: slot.zone }).toISO() ?? ''
  const id = `${source.id}-${slot.rpps}-${slot.place}-${(slot.start / 60_000).toString(36)}`
  return {
    offer: { idnps: `8${slot.rpps}`, displayName: `Dr ${slot.rpps}`, phones: [] },
    slot: {
      id,
      sourceId: source.id,
      start: at(slot.start),
      end: at(slot.end),
      kinds: [...slot.kinds],
      modes: [...slot.modes],
      reason: slot.reason,
      specialities: [],
      taking: source.taking,
      place: {
        name: null,
        address: [],
        postalCode: null,
        city: null,
        phones: [],
        position: null,
        distanceKm: null,
      },
      communities: [],
      seenAt: at(slot.start - 60_000),
    },
    bookingUrl: source.taking === 'vendor-page' ? `${pageBase}/agenda/${source.id}/8${slot.rpps}?creneau=${id}` : null,
    slotReference: `Slot/${id}`,
  }
}
