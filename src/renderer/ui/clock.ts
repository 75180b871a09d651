/** The time as the screen draws it: one timer for all who look at the same beat. */
import { useSyncExternalStore } from 'react'

interface Beat {
  now: number
  listeners: Set<() => void>
  timer: ReturnType<typeof setInterval> | null
}

const beats = new Map<number, Beat>()

function beatOf(ms: number): Beat {
  const known = beats.get(ms)
  if (known) return known
  const beat: Beat = { now: Date.now(), listeners: new Set(), timer: null }
  beats.set(ms, beat)
  return beat
}

/** Milliseconds since the epoch, renewed every `ms`. */
export function useNow(ms: number): number {
  return useSyncExternalStore(
    listener => {
      const beat = beatOf(ms)
      beat.listeners.add(listener)
      beat.timer ??= setInterval(() => {
        beat.now = Date.now()
        for (const each of beat.listeners) each()
      }, ms)
      return () => {
        beat.listeners.delete(listener)
        if (beat.listeners.size > 0 || beat.timer === null) return
        clearInterval(beat.timer)
        beat.timer = null
      }
    },
    () => {
      const beat = beatOf(ms)
      // Nobody was looking: the beat stood still, so it is read afresh.
      if (beat.timer === null && Date.now() - beat.now > ms) beat.now = Date.now()
      return beat.now
    },
  )
}
