/**
 * What each source says that it can do (`CapabilityStatement`), read at the start and kept on disk for the times when it
 * does not answer. One thing follows from it: a source that says that it takes no appointment is never sent one, whatever
 * the settings hope.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { SourceReport, type Taking } from '../../shared/contract/availability.ts'
import type { Capability } from '../fhir/index.ts'
import type { Log } from '../ports.ts'
import type { SourcePort } from './ports.ts'

/** A statement is small, and nobody waits for it. */
const TIMEOUT_MS = 10_000

const Kept = z.record(z.string(), SourceReport.shape.capability.unwrap())
type Statement = NonNullable<SourceReport['capability']>

export interface Statements {
  /** Asks every source, or some of them. Never rejects. */
  look(): Promise<void>
  of(sourceId: string): { capability: Statement | null; fault: string | null }
  /** How a source's bookable slots are taken: the settings' word, unless the source's own forbids it. */
  takingOf(source: SourcePort): Taking
}

/** @param file where statements are kept; null: nowhere, and none is ever asked for. */
export function createStatements(
  sources: readonly SourcePort[],
  file: string | null,
  { now, log }: { now: () => number; log: Log },
): Statements {
  const kept = new Map<string, Statement>(file === null ? [] : Object.entries(readKept(file)))
  const faults = new Map<string, string>()

  const write = () => {
    if (file === null) return
    try {
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(kept)))
      renameSync(`${file}.new`, file)
    } catch {
      // Asked for again at the next start.
      log.warn('availability.statements-not-kept')
    }
  }

  const lookAt = async ({ settings, fhir }: SourcePort): Promise<void> => {
    const answer = await fhir.capability({ timeoutMs: TIMEOUT_MS })
    if (answer.kind !== 'read') {
      faults.set(settings.id, answer.code)
      return
    }
    faults.delete(settings.id)
    const { software, fhirVersion } = answer.capability
    const readAt = new Date(now()).toISOString()
    kept.set(settings.id, { readAt, software, fhirVersion, books: booksOf(answer.capability) })
  }

  const takingOf = ({ settings }: SourcePort): Taking =>
    settings.taking !== 'vendor-page' && kept.get(settings.id)?.books === false ? 'vendor-page' : settings.taking

  return {
    async look() {
      if (file === null) return
      await Promise.all(sources.map(lookAt))
      write()
    },
    of: id => ({ capability: kept.get(id) ?? null, fault: faults.get(id) ?? null }),
    takingOf,
  }
}

/** Null when the statement names no resource at all. */
function booksOf({ resources }: Capability): boolean | null {
  if (resources.size === 0) return null
  return resources.get('Appointment')?.interactions.includes('create') ?? false
}

function readKept(file: string): z.infer<typeof Kept> {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
