/**
 * Asking a second person. With two readers their card goes into the other one and nothing is disturbed; with one, the
 * operator lends it theirs: for a bounded time the desk does not lock, and can do nothing but be approved. Once their card
 * has left, they prove themselves again by their PIN, whatever came of it: a card back in its reader is not yet its owner.
 */
import type { SessionState } from '../../shared/contract/session.ts'
import type { Clock } from '../ports.ts'

export interface Approving {
  begin(purpose: string, seconds: number): void
  /** What is being asked; null when nothing is. */
  purpose(): string | null
  /** True while the operator's card is out and that is how it should be. */
  held(): boolean
  /** The operator's card has left. False: nothing is being asked, so the desk has to lock. */
  cardLeft(): boolean
  /** Ends it; true when the operator has to prove themselves again. */
  end(): boolean
  /** `other`: the second person's card, when it is ready for its PIN. */
  view(other: { pinPad: boolean } | null): SessionState['approving']
}

/** `onTimeout`: the time is over and nobody came. */
export function createApproving(deps: { clock: Clock; onTimeout: () => void }): Approving {
  let now: { purpose: string; until: number; held: boolean } | null = null
  let timer: NodeJS.Timeout | undefined
  return {
    begin(purpose, seconds) {
      now = { purpose, until: deps.clock.now() + seconds * 1000, held: false }
      timer = setTimeout(deps.onTimeout, seconds * 1000)
    },
    purpose: () => now?.purpose ?? null,
    held: () => now?.held ?? false,
    cardLeft() {
      if (!now) return false
      now = { ...now, held: true }
      return true
    },
    end() {
      clearTimeout(timer)
      const held = now?.held ?? false
      now = null
      return held
    },
    view: other =>
      now && {
        purpose: now.purpose,
        until: new Date(now.until).toISOString(),
        cardReady: other !== null,
        pinPad: other?.pinPad ?? false,
        held: now.held,
      },
  }
}
