/** Reading and writing the file of orientations: free functions over the database. Every row read is checked. */
import { z } from 'zod'
import { Slot } from '../../shared/contract/availability.ts'
import { Instant } from '../../shared/contract/identifiers.ts'
import {
  Category,
  Change,
  Establishment,
  Orientation,
  OrientationStatus,
  OutcomeKind,
  Way,
} from '../../shared/contract/orientation.ts'
import type { Db } from '../sqlite.ts'
import type { PhoneAnswer } from './call-list.ts'
import type { OrientationRecord } from './record.ts'

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)

const Override = Orientation.shape.override.unwrap()
const PassedOn = Orientation.shape.passedOn.unwrap()

const Row = z
  .object({
    id: z.uuid(),
    status: OrientationStatus,
    taking: Way,
    created_at: z.int(),
    updated_at: z.int(),
    source_id: z.string(),
    source_label: z.string(),
    simulated: z.union([z.literal(0), z.literal(1)]),
    slot: json(Slot.nullable()),
    practitioner: json(Orientation.shape.practitioner),
    operator: Orientation.shape.operator,
    appointment_id: z.string().nullable(),
    problem_kind: z.string().nullable(),
    problem_detail: z.string().nullable(),
    read_backs: z.int().nonnegative(),
    need_hash: z.string(),
    body: z.string().nullable(),
    link: z.string().nullable(),
    opened_at: z.int().nullable(),
    structure: z.string().nullable(),
    outcome: OutcomeKind.nullable(),
    establishment: json(Establishment).nullable(),
    category: Category.nullable(),
    override: json(Override).nullable(),
    change: json(Change.extend({ slot: Slot.nullable() })).nullable(),
    moved_from: Instant.nullable(),
    passed_on: json(PassedOn).nullable(),
  })
  .transform(
    (row): OrientationRecord => ({
      id: row.id,
      status: row.status,
      taking: row.taking,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      sourceId: row.source_id,
      sourceLabel: row.source_label,
      simulated: row.simulated === 1,
      slot: row.slot,
      practitioner: row.practitioner,
      operator: row.operator,
      appointmentId: row.appointment_id,
      problem: row.problem_kind === null ? null : { kind: row.problem_kind, detail: row.problem_detail },
      readBacks: row.read_backs,
      absences: 0,
      needHash: row.need_hash,
      body: row.body,
      link: row.link,
      openedAt: row.opened_at,
      structure: row.structure,
      outcome: row.outcome,
      establishment: row.establishment,
      category: row.category,
      override: row.override,
      change: row.change,
      movedFrom: row.moved_from,
      passedOn: row.passed_on,
    }),
  )

/** Rows that can be read; `leftAside` counts those that cannot, which stay in the file. */
export interface Rows {
  records: OrientationRecord[]
  leftAside: number
}

function parse(rows: unknown[]): Rows {
  const records: OrientationRecord[] = []
  for (const row of rows) {
    const parsed = Row.safeParse(row)
    if (parsed.success) records.push(parsed.data)
  }
  return { records, leftAside: rows.length - records.length }
}

function columns(record: OrientationRecord) {
  return {
    id: record.id,
    status: record.status,
    taking: record.taking,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    source_id: record.sourceId,
    source_label: record.sourceLabel,
    simulated: record.simulated ? 1 : 0,
    slot: JSON.stringify(record.slot),
    practitioner: JSON.stringify(record.practitioner),
    operator: record.operator,
    appointment_id: record.appointmentId,
    problem_kind: record.problem?.kind ?? null,
    problem_detail: record.problem?.detail ?? null,
    read_backs: record.readBacks,
    need_hash: record.needHash,
    body: record.body,
    link: record.link,
    opened_at: record.openedAt,
    structure: record.structure,
    outcome: record.outcome,
    establishment: textOf(record.establishment),
    category: record.category,
    override: textOf(record.override),
    change: textOf(record.change),
    moved_from: record.movedFrom,
    passed_on: textOf(record.passedOn),
    ends_at: record.slot && Date.parse(record.slot.end),
  }
}

const textOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

const COLUMNS = [
  'id, status, taking, created_at, updated_at, source_id, source_label, simulated, slot, practitioner, operator',
  'appointment_id, problem_kind, problem_detail, read_backs, need_hash, body, link, opened_at',
  'structure, outcome, category, override, change, moved_from, passed_on, ends_at, establishment',
].join(', ')

/** Adds a new intent. Throws SQLite's error when the disk does not take it. */
export function insertRecord(db: Db, record: OrientationRecord): void {
  db.prepare(
    `INSERT INTO orientation (${COLUMNS}) VALUES (${COLUMNS.split(', ')
      .map(name => `@${name}`)
      .join(', ')})`,
  ).run(columns(record))
}

/** Columns that never change once written. */
const FIXED = new Set(
  (
    'id taking created_at source_id source_label simulated practitioner operator need_hash body link ' +
    'structure outcome category override'
  ).split(' '),
)
const UPDATED = COLUMNS.split(', ').filter(name => !FIXED.has(name))

/** Writes what may change of a record; its operator and body never do. Throws SQLite's error. */
export function updateRecord(db: Db, record: OrientationRecord): void {
  const values: Record<string, string | number | null> = columns(record)
  db.prepare(`UPDATE orientation SET ${UPDATED.map(name => `${name} = @${name}`).join(', ')} WHERE id = @id`).run(
    Object.fromEntries(['id', ...UPDATED].map(name => [name, values[name]])),
  )
}

export function selectRecord(db: Db, id: string): OrientationRecord | null {
  return parse(db.prepare('SELECT * FROM orientation WHERE id = ?').all(id)).records[0] ?? null
}

/** Most recent first. */
export function selectRecent(db: Db, limit: number): Rows {
  return parse(db.prepare('SELECT * FROM orientation ORDER BY created_at DESC, rowid DESC LIMIT ?').all(limit))
}

/** Latest changed first. */
export function selectChanged(db: Db, limit: number): Rows {
  return parse(db.prepare('SELECT * FROM orientation ORDER BY updated_at DESC LIMIT ?').all(limit))
}

/** Everything the console has still to follow when it starts. `since`: how old a refusal may be to be looked at again. */
export function selectToFollow(db: Db, since: number): Rows {
  return parse(
    db
      .prepare(
        `SELECT * FROM orientation WHERE status IN ('intended', 'sent', 'unknown', 'waiting', 'pending')
         UNION ALL
         SELECT * FROM orientation WHERE change IS NOT NULL AND status = 'confirmed'
           AND change ->> 'state' IN ('sent', 'unknown')
         UNION ALL
         SELECT * FROM orientation WHERE status = 'refused' AND problem_kind = 'never-arrived' AND updated_at > ?`,
      )
      .all(since),
  )
}

/** Statuses of the other intents of one need. */
export function selectNeed(db: Db, needHash: string): { id: string; status: string; taking: string }[] {
  return db.prepare('SELECT id, status, taking FROM orientation WHERE need_hash = ?').all(needHash) as {
    id: string
    status: string
    taking: string
  }[]
}

/**
 * True when the word of this appointment was already heard for another page. One platform tells the words of all
 * vendors; bookings by API are left out, their ids are those of other servers.
 */
export function isClaimed(db: Db, appointmentId: string): boolean {
  return (
    db.prepare("SELECT 1 FROM orientation WHERE appointment_id = ? AND taking = 'vendor-page'").get(appointmentId) !==
    undefined
  )
}

/** When each source last confirmed a booking that this person made on its page: source, ms since the epoch. */
export function selectConfirmed(db: Db, operator: string): { sourceId: string; at: number }[] {
  return db
    .prepare(
      `SELECT source_id AS sourceId, max(created_at) AS at FROM orientation
       WHERE operator = ? AND taking = 'vendor-page' AND status IN ('confirmed', 'honoured', 'missed') GROUP BY source_id`,
    )
    .all(operator) as { sourceId: string; at: number }[]
}

/** Bookings whose end has passed within [from, to] and of which nobody has said yet whether the patient came. */
export function selectDue(db: Db, from: number, to: number, limit: number): Rows {
  return parse(
    db
      .prepare(
        `SELECT * FROM orientation WHERE status = 'confirmed' AND ends_at > ? AND ends_at <= ? ORDER BY ends_at LIMIT ?`,
      )
      .all(from, to, limit),
  )
}

/**
 * Takes away what nobody follows any more and is older than `before`, ms; some at a time, so that nothing waits.
 * @returns how many went
 */
export function deleteOld(db: Db, before: number, most: number): number {
  return db
    .prepare(
      `DELETE FROM orientation WHERE id IN (
         SELECT id FROM orientation WHERE created_at < ? AND updated_at < ?
           AND status NOT IN ('intended', 'sent', 'unknown', 'waiting', 'pending')
           AND (change IS NULL OR change ->> 'state' NOT IN ('sent', 'unknown'))
           AND coalesce(ends_at, 0) < ?
         LIMIT ?)`,
    )
    .run(before, before, before, most).changes
}

const Phoned = z.object({
  idnps: z.string(),
  at: z.int(),
  answer: z.enum(['accepted', 'no-answer', 'refused']),
  until: z.int().nullable(),
})

/** Answers heard by phone since an instant, oldest first; those of former days are forgotten on the way. */
export function selectPhoned(db: Db, since: number): PhoneAnswer[] {
  db.prepare('DELETE FROM phoned WHERE at < ?').run(since)
  return z.array(Phoned).parse(db.prepare('SELECT idnps, at, answer, until FROM phoned ORDER BY at').all())
}

export function insertPhoned(db: Db, answer: PhoneAnswer): void {
  db.prepare('INSERT OR REPLACE INTO phoned (idnps, at, answer, until) VALUES (@idnps, @at, @answer, @until)').run(
    answer,
  )
}
