/**
 * Makes this process forget short-lived texts. The PKCS#11 binding takes the PIN as a text, which V8 cannot wipe: once nobody holds it,
 * it stays among the newest objects of the heap until the room is used again. So the room is used again.
 */
import { getHeapSpaceStatistics } from 'node:v8'

/** What fits nowhere is not overwritten: as small as the smallest text (words of 8 bytes, with their header). */
const WORDS = 2
const BYTES_EACH = 48
/** Each half of the young generation is filled more than once. */
const TIMES = 3
/** More than V8 gives its young generation, bytes. */
const MOST = 96 * 2 ** 20

/** Nobody asked anything for so long: no one waits for the overwriting, ms. */
const IDLE_MS = 60
/** And whatever is asked, it is done this long after the text was used, ms. */
const LATEST_MS = 500

export interface Forgetter {
  /** A text that must not stay has just been made. */
  used(): void
  /** After each answer: sees to it that what was used is written over, in idle time when there is some. */
  later(): void
}

export function createForgetter(forget: () => void = forgetText): Forgetter {
  let usedAt: number | null = null
  let timer: NodeJS.Timeout | undefined
  const now = () => {
    clearTimeout(timer)
    usedAt = null
    forget()
  }
  return {
    used() {
      usedAt = performance.now()
    },
    later() {
      if (usedAt === null) return
      clearTimeout(timer)
      const left = usedAt + LATEST_MS - performance.now()
      if (left <= 0) now()
      else timer = setTimeout(now, Math.min(IDLE_MS, left))
    },
  }
}

/** Writes over every place where an object that has just died may have stood. Takes some tens of ms. */
function forgetText(): void {
  const young = getHeapSpaceStatistics().filter(({ space_name }) => space_name === 'new_space')
  const size = young.reduce((sum, { space_size }) => sum + space_size, 2 ** 20)
  const times = Math.ceil((TIMES * Math.min(size, MOST)) / BYTES_EACH)
  let kept: number[] = []
  for (let i = 0; i < times; i++) kept = new Array<number>(WORDS).fill(i & 1)
  // Read, so that no compiler finds the loop without effect.
  if (kept.length !== WORDS) throw new Error('forget')
}
