/** For the tests of this room: a far side that can be told to fail, and a desk on a real file. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createOrientation, type OrientationService } from '../../src/core/orientation/index.ts'
import type {
  Actor,
  AppointmentDraft,
  AppointmentPort,
  ApprovalsPort,
  ChangeAnswer,
  CreateAnswer,
  EstablishmentsPort,
  FindAnswer,
  FoundSlot,
  OffersPort,
  OrientationSource,
  ReadAnswer,
  SiteAnswersPort,
  ToChange,
} from '../../src/core/orientation/ports.ts'
import { silentLog } from '../../src/core/ports.ts'
import { Settings } from '../../src/core/settings/schema.ts'
import type { Slot, Taking } from '../../src/shared/contract/availability.ts'
import type { EventName, EventPayload } from '../../src/shared/contract/index.ts'
import type { Orientation } from '../../src/shared/contract/orientation.ts'
import type { Operator } from '../../src/shared/contract/session.ts'

export const OPERATOR: Operator = {
  idnps: '3370000001/OSNP01',
  displayName: 'Camille EXEMPLE-FICTIF',
  role: 'osnp',
  card: 'CPE',
  rights: ['search', 'book'],
}

/** A slot that begins `minutes` after `now`, at +01:00. */
export function slotOf(wanted: { id?: string; taking?: Taking; now?: number; minutes?: number } = {}): Slot {
  const now = wanted.now ?? Date.now()
  const start = now + (wanted.minutes ?? 60) * 60_000
  const at = (ms: number) => new Date(ms + 3_600_000).toISOString().replace('Z', '+01:00')
  return {
    id: wanted.id ?? 'slot-1',
    sourceId: 'keldoc',
    start: at(start),
    end: at(start + 20 * 60_000),
    kinds: ['SNP'],
    modes: ['AMB'],
    reason: null,
    specialities: [],
    taking: wanted.taking ?? 'direct',
    place: {
      name: 'Cabinet des Tilleuls',
      address: ['12 bis rue des Tilleuls'],
      postalCode: '37170',
      city: 'Chambray-lès-Tours',
      phones: ['+33247000001'],
      position: { lat: 47.33, lon: 0.71 },
      distanceKm: 4.217385,
    },
    communities: [],
    seenAt: new Date(now).toISOString(),
  }
}

/** What the far side does with a request, and with the readings that follow. */
export interface FarSide extends AppointmentPort {
  /** Appointments it holds, by identifier. */
  held: Map<string, AppointmentDraft & { status?: string }>
  bodies: string[]
  /** Decides each POST: `act` puts it in `held`. */
  onCreate(act: () => void): Promise<CreateAnswer> | CreateAnswer
  /** What a reading answers instead of the truth. */
  onRead: ReadAnswer | null
  onFind: FindAnswer
  reads: number
  /** What was asked about a vendor's word. */
  asked: (Actor & { date: string })[]
  /** What a reading before a change answers instead of the truth. */
  onReadToChange: ToChange | null
  /** Decides each change: `act` does it. */
  onChange(act: () => void, wanted: { version: string | null }): Promise<ChangeAnswer> | ChangeAnswer
}

export function createFarSide(): FarSide {
  const far: FarSide = {
    held: new Map(),
    bodies: [],
    onRead: null,
    onFind: { kind: 'appointments', appointments: [] },
    reads: 0,
    asked: [],
    onReadToChange: null,
    onChange(act) {
      act()
      return { kind: 'done' }
    },
    onCreate(act) {
      act()
      return { kind: 'created', appointmentId: 'rdv-1', status: 'booked' }
    },
    appointmentText: draft => JSON.stringify({ resourceType: 'Appointment', ...draft }),
    async createAppointment(body) {
      far.bodies.push(body)
      const draft = JSON.parse(body) as AppointmentDraft
      return far.onCreate(() => far.held.set(draft.identifier, draft))
    },
    async readAppointmentByIdentifier(identifier) {
      far.reads += 1
      if (far.onRead) return far.onRead
      const held = far.held.get(identifier)
      if (!held) return { kind: 'absent' }
      return {
        kind: 'found',
        appointmentId: `rdv-${identifier.slice(0, 8)}`,
        status: held.status ?? 'booked',
        holds: held,
      }
    },
    async findAppointments(wanted) {
      far.reads += 1
      far.asked.push(wanted)
      return far.onFind
    },
    async readToChange(identifier) {
      if (far.onReadToChange) return far.onReadToChange
      const held = far.held.get(identifier)
      if (!held) return { kind: 'absent' }
      const appointmentId = `rdv-${identifier.slice(0, 8)}`
      return {
        kind: 'found',
        appointmentId,
        status: held.status ?? 'booked',
        holds: held,
        resource: held,
        version: '1',
      }
    },
    async changeAppointment({ intentId, to, version }) {
      const held = far.held.get(intentId)
      const act = () => {
        if (held)
          far.held.set(intentId, { ...held, ...(to ? { start: to.start, end: to.end } : { status: 'cancelled' }) })
      }
      return far.onChange(act, { version })
    },
  }
  return far
}

export interface Desk {
  service: OrientationService
  file: string
  far: FarSide
  source: OrientationSource
  offers: Map<string, FoundSlot>
  opened: string[]
  changes: Orientation[]
  /** What the source says of a slot asked again. */
  recheck: { answer: 'free' | 'gone' | 'unknown' | 'never' }
  onRecheck(): void
  onGone(found: FoundSlot): void
  /** The ask on the screen, for what is decided by it. */
  ask: ReturnType<NonNullable<OffersPort['ask']>>
  /** Whether a doctor's word is good, and whose it is. */
  approve: ApprovalsPort
  operator: { value: Operator | null }
  shell: { fails: boolean }
  /** Ends the console and starts it again on the same file. */
  restart(): Promise<void>
}

export const SETTINGS: Settings['orientation'] = Settings.shape.orientation.parse({})

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A file in a folder of its own, which goes when the tests of this file are over. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relais-orientation-'))
  folders.push(folder)
  return join(folder, 'orientations.db')
}

interface Given {
  file?: string
  far?: FarSide
  slots?: Slot[]
  establishments?: EstablishmentsPort
  site?: SiteAnswersPort
  retentionMonths?: number
}

export async function createDesk(given: Given = {}): Promise<Desk> {
  const file = given.file ?? newFile()
  const far = given.far ?? createFarSide()
  const slots = given.slots ?? [slotOf()]
  const desk: Desk = {
    service: undefined as never,
    file,
    far,
    source: {
      label: 'Keldoc (simulé)',
      simulated: true,
      vendorHosts: ['agenda.example'],
      url: 'https://fhir.example/r4',
      appointments: far,
    },
    offers: new Map(slots.map(slot => [slot.id, offered(slot)])),
    opened: [],
    changes: [],
    recheck: { answer: 'free' },
    onRecheck() {},
    onGone() {},
    ask: null,
    approve: () => null,
    operator: { value: OPERATOR },
    shell: { fails: false },
    async restart() {
      desk.service?.close()
      desk.service = await start()
    },
  }
  const start = () =>
    createOrientation({
      file,
      settings: SETTINGS,
      sourceOf: id => (id === 'keldoc' || id === 'maiia' ? desk.source : null),
      offers: {
        find: (_ask, _offer, slotId) => desk.offers.get(slotId) ?? null,
        async recheck() {
          desk.onRecheck()
          const { answer } = desk.recheck
          return answer === 'never' ? new Promise<'free'>(() => {}) : answer
        },
        markGone: found => desk.onGone(found),
        ask: () => desk.ask,
      },
      operator: { operator: () => desk.operator.value },
      approvals: (id, purpose) => desk.approve(id, purpose),
      establishments: given.establishments,
      site: given.site,
      ...(given.retentionMonths === undefined ? {} : { retentionMonths: given.retentionMonths }),
      shell: {
        async openExternal(url) {
          desk.opened.push(url)
          if (desk.shell.fails) throw new Error('no browser')
        },
      },
      events: {
        emit<N extends EventName>(_name: N, payload: EventPayload<N>) {
          desk.changes.push(payload as Orientation)
        },
      },
      clock: { now: () => Date.now() },
      log: silentLog,
    })
  desk.service = await start()
  return desk
}

function offered(slot: Slot): FoundSlot {
  return {
    offer: { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', phones: ['+33247000002'] },
    slot,
    bookingUrl: slot.taking === 'vendor-page' ? 'https://agenda.example/dr/1' : null,
    slotReference: `Slot/${slot.id}`,
  }
}

/** Takes a slot, each time for another need unless named. */
export function take(
  desk: Desk,
  wanted: {
    intentId: string
    slotId?: string
    need?: string
    even?: boolean
    limit?: string | null
    reason?: string
    approvalId?: string
  },
) {
  return desk.service.handlers['orientation.take'](
    {
      intentId: wanted.intentId,
      askId: 'ask',
      offerId: 'offer',
      slotId: wanted.slotId ?? 'slot-1',
      needKey: wanted.need ?? wanted.intentId,
      evenIfPending: wanted.even ?? false,
      ...(wanted.limit === undefined ? {} : { limit: wanted.limit }),
      ...(wanted.reason === undefined ? {} : { reason: wanted.reason }),
      ...(wanted.approvalId === undefined ? {} : { approvalId: wanted.approvalId }),
    },
    { clientId: 'test' },
  )
}

export async function get(desk: Desk, id: string): Promise<Orientation> {
  const answer = await desk.service.handlers['orientation.get']({ id }, { clientId: 'test' })
  if (!answer.ok) throw new Error(answer.error.kind)
  return answer.value
}
