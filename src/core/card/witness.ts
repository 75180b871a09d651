/**
 * A second process with the same module. It holds no login and is asked for little: when the first process is slow to say what it
 * sees (some modules hang at the very moment when a card is pulled, and one that checks a PIN is busy for seconds), this one says
 * whether the card is still there. Starting it only then would take longer than a desk may stay open.
 */
import type { ModuleSession } from './module-session.ts'
import type { Look } from './port.ts'

export type Tokens = Extract<Look, { kind: 'tokens' }>

/** A process that ends by itself is not started again and again, ms. */
const BETWEEN_STARTS_MS = 3_000

export interface Witness {
  /** Starts it, if it is not there. */
  wake(): void
  /** Has it look once at the cards that `key` names: a card that it sees for the first time keeps a module busy for seconds. */
  know(key: string): void
  /**
   * What it sees now; null: it cannot say. With the `key` of cards that it knows, by the list of readers: they are not spoken to. One
   * question at a time: whoever asks meanwhile gets the same answer.
   */
  look(key: string | null): Promise<Tokens | null>
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
  let notBefore = 0
  let known = ''

  const wake = (): Promise<ModuleSession | null> => {
    if (session && !session.link.alive()) forget()
    if (opening) return opening
    notBefore = performance.now() + BETWEEN_STARTS_MS
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

  const forget = () => {
    session = opening = null
    known = ''
  }

  const ask = async (key: string | null): Promise<Tokens | null> => {
    const opened = await wake()
    const seen = await opened?.look(key !== null && key === known)
    return seen !== undefined && seen !== 'died' && seen.kind === 'tokens' ? seen : null
  }

  const look = (key: string | null): Promise<Tokens | null> => {
    asking ??= ask(key).finally(() => {
      asking = null
    })
    return asking
  }

  const there = () => opening !== null && session?.link.alive() !== false

  return {
    wake() {
      if (!there() && performance.now() >= notBefore) void wake()
    },
    know(key) {
      if (key === known || (!there() && performance.now() < notBefore)) return
      void look(null).then(seen => {
        if (seen && session !== null) known = key
      })
    },
    look,
    take() {
      const taken = session
      forget()
      notBefore = 0
      return taken
    },
    rest() {
      session?.link.kill()
      forget()
    },
  }
}
