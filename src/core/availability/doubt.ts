/** What an answer leaves unsure: something of it could not be read, and that may be the very slot that seems gone. */
import type { ReadBundle } from '../fhir/index.ts'

/** Faults that cost no slot. */
const HARMLESS = new Set(['not-free', 'booking-address-unsafe', 'booking-address-unreadable', 'community-missing'])

export interface Doubts {
  /** True when nothing of the answer proves that something is absent from it. */
  all: boolean
  /** People of whom something could not be used: they may have a slot after all. */
  people: ReadonlySet<string>
  /** `Slot/…` that could not be given to anybody. */
  slots: ReadonlySet<string>
}

/** True when a source says that its answer is only a part. */
export function isPartial({ issues }: Pick<ReadBundle, 'issues'>): boolean {
  return issues.some(issue => issue.severity === 'error' || issue.severity === 'fatal')
}

export function doubtsOf(bundle: ReadBundle): Doubts {
  const people = new Set<string>()
  const slots = new Set<string>()
  let all = isPartial(bundle)
  for (const { where, why, idnps } of bundle.leftAside) {
    if (HARMLESS.has(why)) continue
    if (idnps !== undefined) people.add(idnps)
    else if (where.startsWith('Slot/')) slots.add(where)
    else all = true
  }
  return { all, people, slots }
}
