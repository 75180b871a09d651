/**
 * Real readers, from the console's side: asks one thing at a time, and replaces a process that hangs or dies. Nothing here ever
 * waits on native code.
 *
 * A module that stops answering at the very moment when a card is pulled (OpenSC does) must not keep a desk open: when a look
 * is slow while somebody is signed in, a second process (the witness) is asked what it sees, again and again until one of them
 * knows. Gone: it takes the place of the first. Still there: the first is waited for, because the card's login lives in it.
 *
 * Two processes that speak to one card wait for each other, and a module reads a card that is new to it for seconds: the witness loads its
 * module while no card is in, or once a session is open and nothing is asked of its card, and never has a part in a sign-in. While a card
 * is in, a process stands ready with no module loaded (the spare): what takes the place of one that hangs, first or witness, need not be
 * started then.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Log, Process, StartProcess } from '../ports.ts'
import type { CardSettings } from '../settings/schema.ts'
import { type Link, type Refusal, startLink } from './link.ts'
import { SealValue, SignValue, SurveyValue } from './messages.ts'
import { type ModuleSession, openModuleSession, type Patience } from './module-session.ts'
import type { CardProblem, CardReader, LoginTarget, Look, Sight } from './port.ts'
import { meaningOf } from './returns.ts'
import { type SealedPin, sealPin } from './sealed-pin.ts'
import { createSpare } from './spare.ts'
import { createWitness, type Tokens } from './witness.ts'

/**
 * Waits between two starts of a process that keeps failing, ms. The first restart is immediate; none is so late that a module which can
 * answer again is not used within three seconds.
 */
const RESTART_MS = [0, 500, 1_000, 1_500]
/** How long closing the login may take when the console ends, ms. */
const CLOSE_MS = 500
/** A look at a card that stays takes tens of ms; after this, the witness is asked. */
const SLOW_MS = 250
/** A signature may take this long before the witness is asked what became of its card, ms. */
const WORK_MS = 600
/** And asked again this often while neither says anything, ms. */
const AGAIN_MS = 200
/** Since the last signature: then a session is open, or nobody waits for one, ms. */
const QUIET_MS = 1_000
/** Somebody types on the reader's own keys, ms. */
const PIN_PAD_MS = 60_000

export function createPkcs11Reader(deps: {
  settings: Extract<CardSettings, { kind: 'pkcs11' }>
  startProcess: StartProcess
  log: Log
}): CardReader {
  const { settings, log } = deps
  const patience: Patience = { quick: settings.timeoutMs, long: 3 * settings.timeoutMs }
  let session: ModuleSession | null = null
  let started = 0
  let failures = 0
  let nextStart = 0
  let lastFault: Extract<Look, { kind: 'fault' }> | null = null
  let closed = false
  /**
   * Cards whose PIN was accepted, by slot. `mark`: their certificates as one text, how another process knows them again. `signed`: they
   * have signed since, without which no desk is open.
   */
  const logins = new Map<string, { mark: string; insertion: number; signed: boolean }>()
  const inUse = () => [...logins.values()].filter(({ signed }) => signed)
  const keyOf = (used: { insertion: number }[]) => used.map(({ insertion }) => insertion).join(' ')
  let lastTokens: Tokens['tokens'] = []
  let queue: Promise<unknown> = Promise.resolve()
  /** True while it is a look that the process is busy with, and nothing that somebody waits for. */
  let looking = false
  /** A look that the witness answered for: still under way. */
  let late: Promise<Look> | null = null
  /** Since when the process is at work on what somebody waits for; and when it last was. */
  let working: number | null = null
  let lastWork = 0

  /** One thing at a time: a time-out counts from the moment the process was really asked. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = queue.then(act)
    queue = turn.catch(() => {})
    return turn
  }

  const atWork = <T>(act: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      working = performance.now()
      try {
        return await act()
      } finally {
        working = null
        lastWork = performance.now()
      }
    })

  /** Every process that has not ended: one that hangs while it starts must not outlive the console's use of it. */
  const living = new Set<Process>()
  const startProcess: StartProcess = entry => {
    const child = deps.startProcess(entry)
    living.add(child)
    child.onExit(() => living.delete(child))
    return child
  }
  const open = (link?: Link) => openModuleSession({ settings, startProcess, patience, number: ++started, log, link })
  const spare = createSpare(() => startLink({ startProcess, log }))
  const witness = createWitness(async () => {
    const opened = await open(spare.take())
    return 'session' in opened ? opened.session : null
  })

  const stop = () => {
    session?.link.kill()
    session = null
  }

  const failed = (fault: Extract<Look, { kind: 'fault' }>): Look => {
    stop()
    const wait = RESTART_MS[Math.min(failures, RESTART_MS.length - 1)] ?? 0
    failures++
    nextStart = performance.now() + wait
    lastFault = fault
    return fault
  }

  /** A module that is open; else the look that says why not. */
  const ensureOpen = async (): Promise<{ session: ModuleSession } | { fault: Look }> => {
    if (closed) return { fault: { kind: 'fault', status: 'module-missing', detail: 'closed' } }
    if (session?.link.alive()) return { session }
    if (lastFault && performance.now() < nextStart) return { fault: lastFault }
    const opened = await open(spare.take())
    if ('session' in opened) {
      if (closed) opened.session.link.kill()
      session = opened.session
      return opened
    }
    if (opened.lasting) return { fault: failed(opened.fault) }
    // A module may be installed at any moment: looked for at each turn.
    stop()
    failures = 0
    return opened
  }

  const lookOnce = async (): Promise<Look | 'died'> => {
    const opened = await ensureOpen()
    if ('fault' in opened) return opened.fault
    const seen = await opened.session.look()
    if (seen === 'died') return seen
    if (seen.kind === 'fault') return failed(seen)
    failures = 0
    lastFault = null
    lastTokens = seen.tokens
    // A card that this process saw leave has taken its login along: nobody waits for it any more.
    const there = marksOf(seen)
    for (const [slot, { mark }] of logins) if (!there.has(mark)) logins.delete(slot)
    tendWitness(seen)
    return seen
  }

  /** After a look: has the witness load its module, when nobody waits for the card that it would read. */
  const tendWitness = ({ tokens }: Tokens) => {
    if (closed) return
    if (tokens.length === 0) return witness.wake()
    if (inUse().length > 0 && working === null && performance.now() - lastWork > QUIET_MS) witness.wake()
    spare.prepare()
  }

  const lookFully = async (): Promise<Look> => {
    looking = true
    try {
      const first = await lookOnce()
      if (first !== 'died') return first
      // It died while nobody needed it: another one is asked at once, and only its failure is shown.
      const second = await lookOnce()
      return second === 'died' ? failed({ kind: 'fault', status: 'module-hung', detail: 'exit' }) : second
    } finally {
      looking = false
    }
  }

  /** What the first process sees, or, while it is slow, what the witness knows of the cards in use. */
  const watched = async (first: Promise<Look>): Promise<Sight> => {
    const patient = working === null ? 0 : WORK_MS - (performance.now() - working)
    const soon = await Promise.race([first, delay(Math.max(SLOW_MS, patient), null)])
    if (soon) return soon
    void first.finally(() => {
      if (late === first) late = null
    })
    // Twice about the same look, when the process does nothing else: then the card itself is asked, not the list of readers.
    let light = late !== first
    for (;;) {
      const used = inUse()
      if (used.length === 0) {
        // Nobody's card depends on it: there is time, until a signature opens a desk.
        const meanwhile = await Promise.race([first, delay(AGAIN_MS, null)])
        if (meanwhile) return meanwhile
        continue
      }
      late = first
      const asked = witness.look(keyOf(used), light || !looking)
      light = false
      const seen = await Promise.race([
        first,
        asked.then(tokens => ({ kind: 'witness', tokens }) as const),
        delay(AGAIN_MS, { kind: 'silence' } as const),
      ])
      if (seen.kind === 'silence') continue
      if (seen.kind !== 'witness') return seen
      if (seen.tokens) {
        const there = marksOf(seen.tokens)
        if (used.every(({ mark }) => there.has(mark))) return { kind: 'still' }
        return believe(seen.tokens)
      }
      const meanwhile = await Promise.race([first, delay(AGAIN_MS, null)])
      if (meanwhile) return meanwhile
    }
  }

  /** A card in use has left, by the witness: it replaces a process that hangs over a look, and waits for one that is at work. */
  const believe = (tokens: Tokens): Tokens => {
    logins.clear()
    if (looking) {
      log.warn('card.module-replaced')
      stop()
      late = null
      session = witness.take()
      lastTokens = tokens.tokens
    }
    return tokens
  }

  const refusal = (answer: Refusal): Result<never, CardProblem> => {
    if (answer.why !== 'fault') return problem('module-hung', { why: answer.why })
    const { fault } = answer
    if (fault?.kind === 'returned') {
      const { problem: kind, name } = meaningOf(fault.rv)
      return problem(kind, { code: name, at: fault.at })
    }
    if (fault?.kind === 'locked') return problem('pin-locked')
    if (fault?.kind === 'final-try') return problem('pin-final-try')
    if (fault?.kind === 'stale') return problem('card-changed')
    return problem('card-failed', { code: fault?.kind ?? '' })
  }

  const enter = async (
    target: LoginTarget,
    pin: Uint8Array | null,
    lastTryAccepted: boolean,
  ): Promise<Result<null, CardProblem>> => {
    const link = session?.link
    if (!link) {
      pin?.fill(0)
      return problem('module-hung', { why: 'died' })
    }
    let sealed: SealedPin | null = null
    if (pin !== null) {
      const seal = await link.askFor({ op: 'seal' }, SealValue, patience.long)
      try {
        if (!seal.ok) return refusal(seal)
        sealed = sealPin(pin, seal.value.publicKey)
      } finally {
        pin.fill(0)
      }
    }
    const order = { op: 'login', ...target, pin: sealed, lastTryAccepted } as const
    const answer = await link.ask(order, sealed === null ? PIN_PAD_MS : patience.long)
    if (!answer.ok) return refusal(answer)
    const token = lastTokens.find(({ insertion }) => insertion === target.insertion)
    logins.set(target.slot, {
      mark: markOf(token?.certificates ?? []),
      insertion: target.insertion,
      signed: false,
    })
    return ok(null)
  }

  return {
    look: () => watched(late ?? inTurn(lookFully)),

    survey: () =>
      inTurn(async () => {
        if (!session?.link.alive()) return []
        const answer = await session.link.askFor({ op: 'survey' }, SurveyValue, patience.long)
        return answer.ok ? answer.value.readers : []
      }),

    login: (target, pin, lastTryAccepted) => atWork(() => enter(target, pin, lastTryAccepted)),

    sign: ({ slot, insertion }, data) =>
      atWork(async () => {
        if (!session) return problem('module-hung', { why: 'died' })
        const order = { op: 'sign', slot, insertion, data: Buffer.from(data).toString('base64') } as const
        const answer = await session.link.askFor(order, SignValue, patience.quick)
        if (!answer.ok) return refusal(answer)
        const login = logins.get(slot)
        if (login) login.signed = true
        return ok(new Uint8Array(Buffer.from(answer.value.signature, 'base64')))
      }),

    logout: slot =>
      inTurn(async () => {
        if (slot === undefined) logins.clear()
        else logins.delete(slot)
        if (session?.link.alive())
          await session.link.ask({ op: 'logout', ...(slot === undefined ? {} : { slot }) }, patience.long)
      }),

    async close() {
      closed = true
      witness.rest()
      const link = session?.link
      // A killed process may leave the card with its PIN verified: the login is closed first, if the module is free.
      if (link?.alive() && !link.busy()) await Promise.race([link.ask({ op: 'logout' }, CLOSE_MS), delay(CLOSE_MS)])
      stop()
      for (const child of living) child.kill()
    },
  }
}

const markOf = (certificates: { der: Uint8Array }[]): string =>
  certificates.map(({ der }) => Buffer.from(der).toString('base64')).join(' ')

const marksOf = ({ tokens }: Tokens): Set<string> => new Set(tokens.map(token => markOf(token.certificates)))
