/** Primitive values: their JSON type, their format, and days that no calendar has. */
import { primitives } from './base-r4.ts'

/** What is wrong with a primitive of this type; null when nothing is. */
export function primitiveFault(value: unknown, code: string): { rule: string; detail: string } | null {
  const wanted = primitives.get(code)
  if (!wanted) return null
  if (typeof value !== wanted.json) return { rule: 'type', detail: `${code} expected` }
  if (value === '') return { rule: 'ele-1', detail: 'empty string' }
  if (wanted.pattern && !wanted.pattern.test(String(value))) return { rule: 'format', detail: `not a ${code}` }
  const day = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(value))
  if (day && ['instant', 'dateTime', 'date'].includes(code)) {
    // `Date` rolls the 30th of February over into March.
    const [, year, month, date] = day.map(Number)
    if (new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, date)).getUTCDate() !== date)
      return { rule: 'format', detail: 'no such day' }
  }
  return null
}
