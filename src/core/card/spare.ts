/** A card process that waits with no module loaded, and so speaks to no card: what it takes to start one is not paid when seconds count. */
import type { Link } from './link.ts'

/** One that ends by itself is not started again and again, ms. */
const BETWEEN_STARTS_MS = 5_000

export interface Spare {
  /** Starts it, if it is not there. */
  prepare(): void
  /** Hands it over; undefined when there is none. */
  take(): Link | undefined
}

export function createSpare(start: () => Link): Spare {
  let link: Link | undefined
  let notBefore = 0
  return {
    prepare() {
      const now = performance.now()
      if (link?.alive() || now < notBefore) return
      notBefore = now + BETWEEN_STARTS_MS
      link = start()
    },
    take() {
      const taken = link?.alive() ? link : undefined
      link = undefined
      return taken
    },
  }
}
