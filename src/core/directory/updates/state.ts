/** What a console remembers of its imports beside the directory, between two starts: successes, refusals. A small JSON file. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { ProblemParams } from '../../../shared/contract/kit.ts'

const Attempt = z.object({ at: z.number(), kind: z.string().nullable(), params: ProblemParams })
const State = z.object({
  /** By source: last time it was brought, or found, up to date; last try. Times in ms. */
  sources: z.record(z.string(), z.object({ success: z.number().nullable(), attempt: Attempt.nullable() })),
  /** Fingerprint of the snapshot last taken. */
  snapshot: z.string().nullable().default(null),
  /** Somebody went back from a content of this day: it is not taken again by itself. */
  held: z.string().nullable().default(null),
  /** What the Annuaire Santé told last. */
  annuaire: z
    .object({
      contentDate: z.string(),
      report: z.object({
        read: z.number(),
        kept: z.number(),
        merged: z.number(),
        refused: z.number(),
        withdrawn: z.number(),
      }),
    })
    .nullable()
    .default(null),
  /** The import that the guards kept out, and its files, so that it can be let in. */
  refused: z
    .object({
      at: z.number(),
      kind: z.string(),
      params: ProblemParams,
      files: z
        .object({
          rpps: z.string(),
          skills: z.string().optional(),
          structures: z.string().optional(),
          activities: z.string().optional(),
        })
        .nullable(),
      snapshot: z.string().nullable(),
    })
    .nullable(),
})
export type UpdatesState = z.infer<typeof State>

/** A state that cannot be read is an empty one: the directory itself says what it holds. */
export function readState(file: string): UpdatesState {
  try {
    return State.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { sources: {}, snapshot: null, held: null, annuaire: null, refused: null }
  }
}

/** Whole or not at all. A disk that refuses it costs the memory of an import, not the import. */
export function writeState(file: string, state: UpdatesState): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== 'string') throw error
  }
}
