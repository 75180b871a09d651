/**
 * Taking an offer, in figures: what the desk adds to the source's own answer (intent and verdict on disk, the word to the
 * screens), with an empty file and with 10,000 orientations on file; from that word to the paint, and the keys it takes, on
 * the real screen; and what 10,000 on file cost when the console starts.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { createOrientation, type FoundSlot, type OrientationService } from '../../src/core/orientation/index.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { Settings } from '../../src/core/settings/schema.ts'
import type { Slot } from '../../src/shared/contract/availability.ts'
import { type Figure, figureOf, round } from './figures.ts'
import { takeOnScreen } from './orientation-screen.ts'

const ON_FILE = 10_000
const TAKES = 200
const STARTS = 12
/** Goals: word on the screen after the server's answer, and start-up with 10,000 on file, ms. */
const WORD_GOAL = 30
const START_GOAL = 300

/** When the source had answered, by intent. */
const answeredAt = new Map<string, number>()
const toldAt = new Map<string, number>()

function found(): FoundSlot {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const place = { name: 'Cabinet', address: [], postalCode: '37000', city: 'Tours', phones: [] }
  const slot: Slot = {
    id: 'slot',
    sourceId: 'source',
    start: at(60),
    end: at(80),
    kinds: ['SNP'],
    modes: ['AMB'],
    reason: null,
    specialities: [],
    taking: 'direct',
    place: { ...place, position: null, distanceKm: null },
    communities: [],
    seenAt: at(0),
  }
  const offer = { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', phones: [] }
  return { offer, slot, bookingUrl: null, slotReference: 'Slot/1' }
}

function start(file: string): Promise<OrientationService> {
  return createOrientation({
    file,
    settings: Settings.shape.orientation.parse({ readBackSeconds: [1] }),
    sourceOf: () => ({
      label: 'Source',
      simulated: true,
      vendorHosts: [],
      url: 'https://fhir.example/r4',
      appointments: {
        appointmentText: draft => JSON.stringify(draft),
        async createAppointment(body) {
          const { identifier } = JSON.parse(body) as { identifier: string }
          answeredAt.set(identifier, performance.now())
          return { kind: 'created', appointmentId: `rdv-${identifier}`, status: 'booked' }
        },
        readAppointmentByIdentifier: async () => ({ kind: 'absent' }),
        findAppointments: async () => ({ kind: 'unsupported' }),
        readToChange: async () => ({ kind: 'absent' }),
        changeAppointment: async () => ({ kind: 'done' }),
      },
    }),
    offers: { find: found, recheck: async () => 'free' },
    operator: {
      operator: () => ({ idnps: '3370000001/OSNP01', displayName: 'X', role: 'osnp', card: 'CPE', rights: ['book'] }),
    },
    shell: { openExternal: async () => {} },
    events: {
      emit(_name, payload) {
        const { id, status } = payload as { id: string; status: string }
        if (status === 'confirmed') toldAt.set(id, performance.now())
      },
    },
    clock: systemClock,
    log: silentLog,
  })
}

async function takes(service: OrientationService): Promise<number[]> {
  const series: number[] = []
  for (let n = 0; n < TAKES; n += 1) {
    const intentId = randomUUID()
    const input = { intentId, askId: 'a', offerId: 'o', slotId: 'slot', needKey: intentId, evenIfPending: false }
    const taken = await service.handlers['orientation.take'](input, { clientId: 'bench' })
    if (!taken.ok || taken.value.status !== 'confirmed') throw new Error('a booking of the bench was not confirmed')
    series.push((toldAt.get(intentId) ?? Number.NaN) - (answeredAt.get(intentId) ?? Number.NaN))
  }
  return series
}

/** Copies the one row of a file until there are `ON_FILE`. */
function fill(file: string): void {
  const db = new Sqlite(file)
  const [row] = db.prepare('SELECT * FROM orientation LIMIT 1').all() as Record<string, unknown>[]
  if (!row) throw new Error('nothing to copy')
  const names = Object.keys(row)
  const insert = db.prepare(
    `INSERT INTO orientation (${names.join(', ')}) VALUES (${names.map(name => `@${name}`).join(', ')})`,
  )
  db.transaction(() => {
    for (let n = 0; n < ON_FILE; n += 1) insert.run({ ...row, id: randomUUID(), need_hash: randomUUID() })
  })()
  db.close()
}

async function starts(file: string): Promise<number[]> {
  const series: number[] = []
  for (let n = 0; n < STARTS; n += 1) {
    const from = performance.now()
    const service = await start(file)
    await service.handlers['orientation.list']({ limit: 50 }, { clientId: 'bench' })
    series.push(performance.now() - from)
    service.close()
  }
  return series
}

/** @returns `ok`: both goals are met in this run. */
export async function run(): Promise<{ ok: boolean; rows: Figure[] }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-bench-orientation-'))
  try {
    const file = path.join(dir, 'orientation.sqlite')
    const first = await start(file)
    const few = figureOf('source’s answer → word to the screens', await takes(first), `goal ${WORD_GOAL} ms p95`)
    first.close()
    const empty = figureOf('start, the file as it is after 200', await starts(file), '')
    fill(file)
    const full = figureOf(
      'start, 10,000 on file',
      await starts(file),
      `goal: ${START_GOAL} ms more than the row before`,
    )
    const second = await start(file)
    const many = figureOf('source’s answer → word, 10,000 on file', await takes(second), `goal ${WORD_GOAL} ms p95`)
    second.close()
    const screen = await takeOnScreen()
    const whole = many.p95 + screen.painted.p95
    const painted = {
      ...screen.painted,
      note: `with the answer’s way to the word: ${round(whole)} ms at p95, goal ${WORD_GOAL} · ${screen.painted.note}`,
    }
    const ok = screen.ok && few.p95 <= WORD_GOAL && whole <= WORD_GOAL && full.p50 - empty.p50 <= START_GOAL
    return { ok, rows: [few, many, painted, ...screen.rows, empty, full] }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
