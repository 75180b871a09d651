/** Faults on demand, per source: what a source does wrong, on what, how many times. Only a sandbox has this. */
import { z } from 'zod'
import { type Entry, SYSTEM } from './fhir.ts'
import type { Moment } from './trouble.ts'

/**
 * - `slow`: answers, but after `ms`; `silent`: never answers; `closed`: cuts the link before acting;
 * - `status`: refuses with this HTTP status and an `OperationOutcome`; `html`: a page instead of FHIR, with 200;
 * - `malformed`: JSON cut short, or references, codes, times that mean nothing; `huge`: a bundle of this many bytes;
 * - for appointments, `lost-before` cuts the link before the act, `lost-after` once the act is done,
 *   `silent-after` does the act and never says so;
 * - for the vendor's word (`word`), `lost-before` never tells the platform, `slow` tells it after `ms`.
 */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0).max(600_000) }),
  z.strictObject({ kind: z.literal('silent') }),
  z.strictObject({ kind: z.literal('silent-after') }),
  z.strictObject({ kind: z.literal('closed') }),
  z.strictObject({ kind: z.literal('lost-before') }),
  z.strictObject({ kind: z.literal('lost-after') }),
  z.strictObject({ kind: z.literal('html') }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.union([400, 401, 403, 404, 409, 412, 422, 429, 500, 502, 503].map(status => z.literal(status))),
    /** Seconds, for 429 and 503. */
    retryAfter: z.int().min(0).max(3600).optional(),
  }),
  z.strictObject({ kind: z.literal('malformed'), how: z.enum(['json', 'references', 'codes', 'times']) }),
  z.strictObject({ kind: z.literal('huge'), bytes: z.int().min(1).max(100_000_000) }),
])
export type Fault = z.infer<typeof Fault>

export const FaultOrder = z.strictObject({
  /** Id of a source, or `platform` for the aggregator itself. */
  source: z.string().min(1).max(40),
  on: z.enum(['search', 'appointment', 'read', 'metadata', 'word']).default('search'),
  fault: Fault,
  /** How many times; without it, until cleared. */
  times: z.int().min(1).max(1_000_000).optional(),
})
export type FaultOrder = z.infer<typeof FaultOrder>

export interface Faults {
  /** The last order for a source and a moment replaces the former one. */
  set(order: z.input<typeof FaultOrder>): void
  clear(source?: string): void
  list(): FaultOrder[]
  /** The fault to suffer now, counted. */
  next(source: string, on: Moment): Fault | null
}

export function createFaults(): Faults {
  const orders = new Map<string, FaultOrder>()
  return {
    set(order) {
      const parsed = FaultOrder.parse(order)
      orders.set(`${parsed.source}/${parsed.on}`, parsed)
    },
    clear(source) {
      for (const [name, order] of orders) if (source === undefined || order.source === source) orders.delete(name)
    },
    list: () => [...orders.values()],
    next(source, on) {
      const name = `${source}/${on}`
      const order = orders.get(name)
      if (!order) return null
      if (order.times !== undefined) {
        if (order.times <= 1) orders.delete(name)
        else orders.set(name, { ...order, times: order.times - 1 })
      }
      return order.fault
    },
  }
}

/** Spoils one slot in three, and says nothing of it: readers must find out and keep the rest. */
export function spoil(entries: readonly Entry[], how: 'references' | 'codes' | 'times'): Entry[] {
  let seen = 0
  return entries.map(entry => {
    if (entry.resource.resourceType !== 'Slot' || seen++ % 3 !== 0) return entry
    const spoilt = {
      references: { schedule: { reference: 'Schedule/nulle-part' } },
      codes: {
        status: 'libre',
        meta: { security: [{ system: SYSTEM.slotKind, code: 'VIP' }] },
        serviceType: [{ coding: [{ system: SYSTEM.mode, code: 'TELEPATHIE' }] }],
      },
      times: seen % 2 === 0 ? { start: 'demain matin' } : { start: entry.resource['end'], end: undefined },
    }[how]
    return { ...entry, resource: { ...entry.resource, ...spoilt } }
  })
}
