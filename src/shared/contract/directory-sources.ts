/**
 * Where the directory comes from: the sources and their age, imports, what was refused and why, the way back, the site's
 * rosters. For IT staff and supervisors; the directory answers whatever happens here.
 */
import { z } from 'zod'
import { Idnps } from './identifiers.ts'
import { call, ProblemParams } from './kit.ts'

const Instant = z.iso.datetime({ offset: true })
const Count = z.int().nonnegative()

/** National files of a generation, then what changes it between two. */
export const SourceName = z.enum(['rpps', 'skills', 'finess-structures', 'finess-activities', 'annuaire', 'snapshot'])
export type SourceName = z.infer<typeof SourceName>

/** Read = kept + merged + refused. */
export const SourceReport = z.object({
  file: z.string(),
  read: Count,
  kept: Count,
  merged: Count,
  refused: Count,
  /** Refused by reason (`columns`, `closed`…). */
  reasons: z.array(z.object({ reason: z.string(), count: Count })),
  /** First refused lines (or elements), numbered as in the file. */
  refusals: z.array(z.object({ line: Count, reason: z.string() })),
  truncated: z.boolean(),
  /** Activities whose address this source gave. */
  recovered: Count,
  /** In a format that its publisher has stopped making (the former FINESS file). */
  frozen: z.boolean().optional(),
})

export const DirectorySource = z.object({
  name: SourceName,
  /** `address`: downloaded; `file`: a file or a share; `none`: not configured here. */
  from: z.enum(['address', 'file', 'none']),
  /** Host of the address, or name of the file; never a whole address. */
  where: z.string().nullable(),
  /** Day of the content in use, not of the last import. */
  contentDate: z.iso.date().nullable(),
  ageDays: Count.nullable(),
  /** Older than the site allows. */
  stale: z.boolean(),
  /** Last time that its content was brought up to date, or found to be. */
  lastSuccess: Instant.nullable(),
  lastAttempt: z.object({ at: Instant, kind: z.string().nullable(), params: ProblemParams }).nullable(),
  report: SourceReport.nullable(),
})
export type DirectorySource = z.infer<typeof DirectorySource>

const Generation = z.object({
  contentDate: z.iso.date(),
  people: Count,
  activities: Count,
  structures: Count,
})

/** An import that the guards kept out: what came is kept aside, and IT staff may let it in. */
export const RefusedImport = z.object({
  at: Instant,
  kind: z.string(),
  params: ProblemParams,
  /** False when what came cannot be used at all (unreadable, wrong signature). */
  canForce: z.boolean(),
})

export const ImportProgress = z.object({
  phase: z.enum(['downloading', 'checking', 'structures', 'activities', 'reading', 'indexing']),
  rows: Count,
  bytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative(),
  /** Rows (or bytes, when downloading) a second; null until known. */
  rate: z.number().nonnegative().nullable(),
  /** For this phase; null until known. */
  remainingSeconds: z.number().nonnegative().nullable(),
})
export type ImportProgress = z.infer<typeof ImportProgress>

export const DirectorySources = z.object({
  sources: z.array(DirectorySource),
  current: Generation.nullable(),
  /** The generation before, one call away. */
  previous: Generation.nullable(),
  refused: RefusedImport.nullable(),
  importing: ImportProgress.nullable(),
  /** Next automatic look at the sources; null: never. */
  nextCheck: Instant.nullable(),
  /** Days after which a content is said to be old. */
  staleDays: Count,
})
export type DirectorySources = z.infer<typeof DirectorySources>

export const RosterKind = z.enum(['pharmacies', 'sos', 'extra', 'lines', 'shifts', 'presets', 'participation', 'hours'])
export type RosterKind = z.infer<typeof RosterKind>

/** A cell that could not be used, as the author of the file sees it: line 1 is the first of the file. */
export const RosterCellError = z.object({
  line: Count,
  column: z.string(),
  fault: z.string(),
  value: z.string(),
  /** True when the line was used without this cell. */
  kept: z.boolean(),
})

export const Roster = z.object({
  id: z.int(),
  kind: RosterKind,
  file: z.string(),
  importedAt: Instant,
  read: Count,
  kept: Count,
  merged: Count,
  refused: Count,
  faults: Count,
  errors: z.array(RosterCellError),
  /** Bounds of the validity of its lines; null: no bound. */
  validFrom: Instant.nullable(),
  validUntil: Instant.nullable(),
  expired: z.boolean(),
})
export type Roster = z.infer<typeof Roster>

/** Characters of base64 that one message may carry: files of 700 kB; larger ones go through the watched folder. */
const LONGEST_BASE64 = 960_000

/** Refusals of the guards: what came is good to read, and somebody may know why it is so, and let it in. */
export const GUARD_PROBLEMS = [
  'file-truncated',
  'content-older',
  'rows-fallen',
  'communes-lost',
  'structures-fallen',
  'skills-fallen',
  'services-fallen',
] as const

const IMPORT_PROBLEMS = [
  'directory-busy',
  'nothing-newer',
  'not-configured',
  // Of a download or of a share.
  'source-unreachable',
  'source-refused',
  'source-untrusted',
  'source-too-large',
  'source-altered',
  // Of a file.
  'file-unreadable',
  'file-damaged',
  'not-utf8',
  'not-finess',
  'column-missing',
  'no-rows',
  'disk',
  ...GUARD_PROBLEMS,
  // Of a snapshot.
  'key-unreadable',
  'snapshot-unreadable',
  'signature-wrong',
  'snapshot-truncated',
  'snapshot-altered',
  'snapshot-version',
  'snapshot-base',
  'switch-failed',
  'writer-failed',
] as const

export const directorySourceCalls = {
  'directory.sources': call({ right: 'supervise', input: z.null(), value: DirectorySources }),
  /** Looks at every configured source and takes what is newer; answers when it is done. `again`: even if it is not newer. */
  'directory.importNow': call({
    right: 'supervise',
    input: z.object({ again: z.boolean() }),
    value: DirectorySources,
    problems: IMPORT_PROBLEMS,
  }),
  /** Lets in what the guards refused. */
  'directory.acceptRefused': call({
    right: 'configure',
    input: z.null(),
    value: DirectorySources,
    problems: [...IMPORT_PROBLEMS, 'nothing-refused'],
  }),
  /** The generation before takes its place back; called again, it goes forward. */
  'directory.returnToPrevious': call({
    right: 'supervise',
    input: z.null(),
    value: DirectorySources,
    problems: ['no-previous', 'switch-failed', 'directory-busy'],
  }),
  'directory.rosters': call({
    right: 'supervise',
    input: z.null(),
    value: z.object({
      rosters: z.array(Roster),
      /** Files of the watched folder that were refused. */
      refused: z.array(z.object({ file: z.string(), at: Instant, kind: z.string(), params: ProblemParams })),
      /** Whether a folder is watched. */
      watched: z.boolean(),
      templates: z.array(
        z.object({
          kind: RosterKind,
          label: z.string(),
          columns: z.array(
            z.object({ name: z.string(), required: z.boolean(), about: z.string(), example: z.string() }),
          ),
        }),
      ),
    }),
  }),
  /** A file dropped on the screen, CSV or XLSX. Its kind is that of its columns; one of the same name is replaced. */
  'directory.importRoster': call({
    right: 'supervise',
    input: z.object({ file: z.string().min(1).max(200), base64: z.base64().max(LONGEST_BASE64) }),
    value: Roster,
    problems: ['roster-too-large', 'roster-unreadable', 'roster-unknown', 'roster-empty'],
  }),
  'directory.removeRoster': call({
    right: 'supervise',
    input: z.object({ id: z.int() }),
    value: z.null(),
    problems: ['roster-gone'],
  }),
  /** A roster of one kind to fill in: its header and one line of examples, with tabs between, to paste into a spreadsheet. */
  'directory.rosterTemplate': call({
    right: 'supervise',
    input: z.object({ kind: RosterKind }),
    value: z.object({ file: z.string(), text: z.string() }),
  }),
  /** «Vérifier maintenant»: what the national directory says of somebody at this moment, against what the desk has. */
  'directory.verifyNow': call({
    right: 'search',
    input: z.object({ idnps: Idnps }),
    value: z.object({
      at: Instant,
      /** `absent`: the national directory does not know them; `inactive`: no longer practising. */
      verdict: z.enum(['same', 'changed', 'inactive', 'absent']),
      changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    }),
    problems: ['not-configured', 'source-unreachable', 'source-refused', 'source-untrusted', 'source-busy'],
  }),
}
