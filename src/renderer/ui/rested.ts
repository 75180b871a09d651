/** What a hand rests on: a held key passes over things that nobody reads. */
import { startTransition, useEffect, useRef, useState } from 'react'

/**
 * The value, drawn after what is urgent. The first change after a rest passes at once; those that follow within `restMs` of
 * one another are skipped, but the last; one that `mayPass` refuses waits like those. `value` and `mayPass` must be the same
 * objects as long as they say the same.
 */
export function useRested<T>(value: T, restMs: number, mayPass: (before: T, now: T) => boolean): T {
  const [rested, setRested] = useState(value)
  const changed = useRef(Number.NEGATIVE_INFINITY)
  const before = useRef(value)

  useEffect(() => {
    const settle = () => startTransition(() => setRested(() => value))
    const now = performance.now()
    const quick = now - changed.current < restMs || !mayPass(before.current, value)
    changed.current = now
    before.current = value
    if (!quick) return settle()
    const timer = setTimeout(settle, restMs)
    return () => clearTimeout(timer)
  }, [value, restMs, mayPass])

  return rested
}
