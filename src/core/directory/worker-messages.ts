/** What the console and its directory threads say to each other. Structured clones inside one program. */

import type { Result } from '../../shared/contract/kit.ts'
import type { BuildOptions, ImportProblem, ImportProgress, ImportReport } from './import.ts'
import type { LabelKind } from './nomenclature.ts'
import type { QueryName } from './queries/index.ts'
import type { FileCounts, PeopleProblem } from './rpps/people.ts'
import type { DirectoryFacts } from './store/open.ts'

export type ToReader =
  /** Communes need no directory. */
  | { kind: 'places'; id: number; text: string; limit: number; home: string | null }
  | { kind: 'ask'; id: number; name: QueryName; args: unknown }
  /** Closes the file in use, if any; the answer comes when it is closed. */
  | { kind: 'close'; id: number }
  | { kind: 'open'; id: number; file: string }

export type FromReader =
  /** As JSON text: a structured clone of a list of people takes a quarter more. */
  | { kind: 'answer'; id: number; json: string }
  | { kind: 'closed'; id: number }
  | {
      kind: 'opened'
      id: number
      state: { kind: 'ready'; facts: DirectoryFacts } | { kind: 'empty' } | { kind: 'broken'; detail: string }
    }
  | { kind: 'failed'; id: number; code: string }

/** `parser`: address of the entry of the reading thread; without, the writing thread reads too. */
export type WriterJob = Pick<BuildOptions, 'files' | 'target' | 'from'> & { parser?: string }

export type FromWriter =
  | { kind: 'progress'; progress: ImportProgress }
  | { kind: 'done'; result: Result<ImportReport, ImportProblem> }
  | { kind: 'failed'; code: string }

export interface ParserJob {
  file: string
  /** One number of 32 bits: batches told and not yet written. */
  ahead: SharedArrayBuffer
}

export type FromParser =
  | { kind: 'people'; people: string; rows: number; bytes: number }
  | { kind: 'label'; of: LabelKind; code: string; label: string }
  | { kind: 'end'; result: Result<FileCounts, PeopleProblem> }
  | { kind: 'failed'; code: string }
