/**
 * A second process with the same module, awake for as long as somebody is signed in. It holds no login and speaks to no card until
 * it is asked: when the first process is slow to say what it sees (some modules hang at the very moment when a card is pulled, and
 * one that checks a PIN is busy for seconds), this one says whether the card is still there. Starting it only then would
 * take a loaded machine longer than a desk may stay open.
 */
import type { ModuleSession } from './module-session.ts'
import type { Look } from './port.ts'

export type Tokens = Extract<Look, { kind: 'tokens' }>

export interface Witness {
  /** Starts it, if it is not there. */
  wake(): void
  /** What it sees now; null: it cannot say. One question at a time: whoever asks meanwhile gets the same answer. */
  look(): Promise<Tokens | null>
  /** Hands its process over, which is the caller's from now on; null when there is none. */
  take(): ModuleSession | null
  /** Ends it. */
  rest(): void
}

/** `open` starts a process and loads the module; null: it could not. */
export function createWitness(open: () => Promise<ModuleSession | null>): Witness {
  let opening: Promise<ModuleSession | null> | null = null
  let session: ModuleSession | null = null
  let asking: Promise<Tokens | null> | null = null

  const wake = (): Promise<ModuleSession | null> => {
    if (session && !session.link.alive()) session = opening = null
    if (opening) return opening
    const mine = open().then(opened => {
      if (opening === mine) {
        session = opened
        // The next question tries again.
        if (!opened) opening = null
      } else opened?.link.kill()
      return opened
    })
    opening = mine
    return mine
  }

  const ask = async (): Promise<Tokens | null> => {
    const seen = await (await wake())?.look()
    return seen !== undefined && seen !== 'died' && seen.kind === 'tokens' ? seen : null
  }

  return {
    wake: () => void wake(),
    look() {
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    take() {
      const taken = session
      session = opening = null
      return taken
    },
    rest() {
      session?.link.kill()
      session = opening = null
    },
  }
}
