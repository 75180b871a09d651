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
/** An answer takes some ms; a witness that reads a card when it is pulled may hang as the first process does. Then another is started, ms. */
const SILENT_MS = 350
/** But seldom: where the card is there after all, each of them reads it for seconds. */
const BETWEEN_LEAVES_MS = 5_000

export interface Witness {
  /** Starts it, if it is not there. */
  wake(): void
  /**
   * What it sees now; null: it cannot say. `light`: by the list of readers, if it has looked before at the cards that `key` names. One
   * question at a time: whoever asks meanwhile gets the same answer, or, when it is long in coming, another process's.
   */
  look(key: string, light: boolean): Promise<Tokens | null>
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
  let askedAt = 0
  let leaveNotBefore = 0
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

  const ask = async (key: string, light: boolean): Promise<Tokens | null> => {
    const opened = await wake()
    const seen = await opened?.look(light && key === known)
    if (seen === undefined || seen === 'died' || seen.kind !== 'tokens') return null
    if (opened === session) known = key
    return seen
  }

  const look = (key: string, light: boolean): Promise<Tokens | null> => {
    const now = performance.now()
    if (asking && now - askedAt > SILENT_MS && now >= leaveNotBefore) leave(asking)
    if (asking) return asking
    askedAt = now
    const mine = ask(key, light).finally(() => {
      if (asking === mine) asking = null
    })
    asking = mine
    return mine
  }

  /** Waits no longer for an answer. The process is ended when it has given it: in the middle, it might reset the card. */
  const leave = (answer: Promise<Tokens | null>) => {
    const left = session
    leaveNotBefore = performance.now() + BETWEEN_LEAVES_MS
    void answer.then(seen => {
      // It was only slow, and knows the card by now: the other one, not open yet, is not needed.
      if (seen && left?.link.alive() && session === null && opening) {
        session = left
        opening = Promise.resolve(left)
        asking = null
      } else left?.link.kill()
    })
    forget()
    asking = null
  }

  const there = () => opening !== null && session?.link.alive() !== false

  return {
    wake() {
      if (!there() && performance.now() >= notBefore) void wake()
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
