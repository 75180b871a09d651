/**
 * The card at the desk. Looks at the readers in turns, tells the screens what changed, checks a PIN on the card and signs
 * with its authentication key. Knows nothing of servers, roles or sessions.
 */
import type { CardKind, CardState } from '../../shared/contract/card.ts'
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Clock, Events, Log, StartProcess } from '../ports.ts'
import type { CardSettings } from '../settings/schema.ts'
import type { Holder, Trust } from '../trust/index.ts'
import { diagnosisOf, NOT_ASKED, proveSigning } from './diagnose.ts'
import { INSERTIONS_PER_PROCESS } from './module-session.ts'
import { createPkcs11Reader } from './pkcs11-reader.ts'
import type { CardProblem, CardReader, Look } from './port.ts'
import { createPracticeReader } from './practice.ts'
import {
  type AuthCertificate,
  chooseCard,
  type Followed,
  follow,
  NOBODY,
  obstacle,
  otherCard,
  type Presence,
  type SeenCard,
  stateOf,
} from './state.ts'

export type { Holder } from '../trust/index.ts'
export { askPinOnTerminal } from './ask-pin.ts'
export { runCardDiagnosis } from './diagnose-command.ts'
export { findModule } from './modules.ts'
export type { CardProblem } from './port.ts'
export type { Presence } from './state.ts'

/** The card whose PIN has just been accepted. */
export interface OpenedCard {
  /** Authentication certificate, DER. */
  certificate: Uint8Array
  /** Its issuers as far as the card holds them, nearest first, DER. Often empty: the server knows its intermediates. */
  chain: Uint8Array[]
  kind: CardKind
  holder: Holder
}

/** Another person's card, for one proof. */
export interface BorrowedCard extends OpenedCard {
  sign(data: Uint8Array): Promise<Result<Uint8Array, CardProblem>>
  giveBack(): Promise<void>
}

export interface Card {
  handlers: Pick<Handlers, CallsOf<'card'>>
  state(): CardState
  /** Of the card that last logged in: whether it is still there. */
  presence(): Presence
  /** Called after every change of `state()` or `presence()`. Returns the function that stops it. */
  onChange(listener: (state: CardState) => void): () => void
  /**
   * Checks the PIN on the card. Four digits, or nothing is sent and no try is spent; the last try only with
   * `lastTryAccepted`. Empty when `state().pinPad`: it is typed on the reader, and this takes as long as the person does.
   * `pin` is wiped when this answers, whatever it answers.
   */
  login(pin: Uint8Array, lastTryAccepted: boolean): Promise<Result<OpenedCard, CardProblem>>
  /** RS256 signature over `data` by the card that logged in. `card-changed`: it asks for its PIN again. */
  sign(data: Uint8Array): Promise<Result<Uint8Array, CardProblem>>
  /** A card other than the one in use that is ready for its PIN: in another reader, or in its place. */
  other(): { pinPad: boolean } | null
  /**
   * Checks the PIN of that other card, as `login` does. The one in use stays the one in use; `giveBack` closes the
   * other's login and must always be called.
   */
  borrow(pin: Uint8Array, lastTryAccepted: boolean): Promise<Result<BorrowedCard, CardProblem>>
  /** Closes the card's login; the card stays in its reader. */
  logout(): Promise<void>
  close(): Promise<void>
}

/** A reader that shows no card ever: what a practice card meets outside the sandbox. */
const refusedReader: CardReader = {
  look: async () => ({ kind: 'fault', status: 'module-missing', detail: 'practice-card-refused' }),
  survey: async () => [],
  login: async (_target, pin) => {
    pin?.fill(0)
    return problem('module-missing')
  },
  sign: async () => problem('module-missing'),
  logout: async () => {},
  close: async () => {},
}

function createReader(deps: CardDeps): CardReader {
  const { settings } = deps
  if (settings.kind === 'pkcs11')
    return createPkcs11Reader({ settings, startProcess: deps.startProcess, log: deps.log })
  if (deps.profile !== 'sandbox') {
    deps.log.error('card.practice-refused', { profile: deps.profile })
    return refusedReader
  }
  return createPracticeReader({ file: settings.file })
}

export interface CardDeps {
  settings: CardSettings
  profile: 'sandbox' | 'production'
  startProcess: StartProcess
  /** The desk's own judgement of cards: for diagnostics. */
  trust?: Trust
  /** How far our clock is ahead of the sign-in service's, ms, when that is known. */
  clockAhead?: () => number | null
  events: Events
  clock: Clock
  log: Log
}

/** A look that takes longer has lost sight of the card in use, ms; the session then has its own patience. */
const BLIND_MS = 1_500
const IN_USE_POLL_MS = 300

const isPin = (pin: Uint8Array) => pin.length === 4 && pin.every(byte => byte >= 0x30 && byte <= 0x39)
const processOf = (insertion: number) => Math.floor(insertion / INSERTIONS_PER_PROCESS)

/** Starts looking at the readers at once; the first look is under way when this returns. */
export function createCard(deps: CardDeps): Card {
  const { settings, events, clock, log } = deps
  const practice = settings.kind === 'practice'
  const reader = createReader(deps)
  const listeners = new Set<(state: CardState) => void>()
  let state: CardState = {
    status: 'starting',
    practice,
    reader: null,
    kind: null,
    tries: 'unknown',
    expires: null,
    daysLeft: null,
    pinPad: false,
    choice: [],
    detail: null,
  }
  let chosen: SeenCard | null = null
  let other: SeenCard | null = null
  /** Among several, the card that the person at the desk pointed at. */
  let picked: string | null = null
  /** The card that `sign` signs with. */
  let signer: { slot: string; insertion: number } | null = null
  let followed: Followed = NOBODY
  let loggingIn = false
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const take = (look: Look) => {
    const presence = followed.presence
    followed = follow(followed, look, processOf)
    const inUse = followed.presence === 'present' ? followed.fingerprint : null
    chosen = look.kind === 'tokens' ? chooseCard(look.tokens, clock.now(), inUse, picked) : null
    const before = other?.auth?.fingerprint
    other = look.kind === 'tokens' ? otherCard(look.tokens, clock.now(), followed.fingerprint) : null
    const next = stateOf(look, chosen, practice, clock.now())
    const changed = JSON.stringify(next) !== JSON.stringify(state)
    if (changed) {
      log.info('card.state', { status: next.status, tries: next.tries })
      state = next
      events.emit('card.changed', state)
    }
    const moved = presence !== followed.presence || before !== other?.auth?.fingerprint
    if (changed || moved) for (const listener of listeners) listener(state)
  }

  /** What the last look that was slow knows of the card in use: nothing, or (`true`) that it is there. */
  const sight = (there: boolean) => {
    const presence = there ? 'present' : 'unknown'
    if (followed.presence !== (there ? 'unknown' : 'present')) return
    followed = { ...followed, presence }
    for (const listener of listeners) listener(state)
  }

  /** Null: only that the card in use is still there. */
  const look = async (): Promise<Look | null> => {
    const blind = setTimeout(() => sight(false), BLIND_MS)
    const seen = await reader.look().finally(() => clearTimeout(blind))
    if (closed) return null
    if (seen.kind === 'still') {
      sight(true)
      return null
    }
    take(seen)
    return seen
  }

  const turn = async () => {
    // A defect in one look must not end the looking.
    await look().catch(error => log.error('card.defect', { error: error instanceof Error ? error.name : typeof error }))
    // A card in use is looked at more often: its module is asked for the list of readers, and the card for nothing.
    const inUse = followed.presence === 'present' || followed.presence === 'unknown'
    if (!closed) timer = setTimeout(turn, inUse ? Math.min(settings.pollMs, IN_USE_POLL_MS) : settings.pollMs)
  }
  void turn()

  const login = async (pin: Uint8Array, lastTryAccepted: boolean): Promise<Result<OpenedCard, CardProblem>> => {
    // The PIN counter and the card itself may have changed since the last turn.
    await look()
    const blocked = obstacle(state.status)
    if (blocked) return problem(blocked)
    if (!chosen?.auth) return problem('card-absent')
    return enter(chosen, chosen.auth, pin, lastTryAccepted, false)
  }

  /** Sends the PIN to this card. `borrowed`: the card in use stays the one in use. */
  const enter = async (
    { token }: SeenCard,
    auth: AuthCertificate,
    pin: Uint8Array,
    lastTryAccepted: boolean,
    borrowed: boolean,
  ): Promise<Result<OpenedCard, CardProblem>> => {
    const { holder } = auth.read
    if (deps.profile === 'production' && holder.environment === 'test') return problem('refused-environment')
    const started = performance.now()
    const target = { slot: token.slot, insertion: token.insertion, keyId: auth.stored.id }
    const opened = await reader.login(target, token.pinPad ? null : pin, lastTryAccepted)
    log.info('card.login', {
      result: opened.ok ? 'ok' : opened.error.kind,
      ms: Math.round(performance.now() - started),
    })
    if (!opened.ok) {
      // Tells the tries that are left.
      if (!borrowed) followed = NOBODY
      await look()
      return problem(opened.error.kind, { ...opened.error.params, tries: state.tries })
    }
    if (!borrowed) {
      followed = { presence: 'present', fingerprint: auth.fingerprint, insertion: token.insertion }
      signer = { slot: token.slot, insertion: token.insertion }
    }
    await look()
    return ok({ certificate: auth.stored.der, chain: auth.chain, kind: holder.kind, holder })
  }

  /** One PIN at a time, and none left behind. */
  const alone = async <T>(
    pin: Uint8Array,
    pad: SeenCard | null,
    act: () => Promise<Result<T, CardProblem>>,
  ): Promise<Result<T, CardProblem>> => {
    if (!isPin(pin) && !(pin.length === 0 && pad?.token.pinPad)) {
      pin.fill(0)
      return problem('pin-format')
    }
    if (loggingIn) {
      pin.fill(0)
      return problem('busy')
    }
    loggingIn = true
    try {
      return await act()
    } finally {
      pin.fill(0)
      loggingIn = false
    }
  }

  const diagnose = async () => {
    const busy = { kind: 'fault', status: 'module-hung', detail: 'busy' } as const
    const seen = (await look()) ?? busy
    const inUse = followed.presence === 'present' ? chosen : null
    const sign =
      inUse?.auth && signer ? proveSigning(inUse.auth.stored.der, data => reader.sign(inUse.token, data)) : null
    return diagnosisOf({
      look: seen,
      readers: await reader.survey(),
      trust: deps.trust ?? null,
      clockAheadMs: deps.clockAhead?.() ?? null,
      now: clock.now(),
      signature: (await sign) ?? NOT_ASKED,
    })
  }

  return {
    handlers: {
      'card.state': () => ok(state),
      'card.choose': async ({ id }) => {
        picked = id
        await look()
        return ok(state)
      },
      'card.diagnose': async () => ok(await diagnose()),
    },
    state: () => state,
    presence: () => followed.presence,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async login(pin, lastTryAccepted) {
      return alone(pin, chosen, () => login(pin, lastTryAccepted))
    },
    other: () => (other?.status === 'ready' ? { pinPad: other.token.pinPad } : null),
    async borrow(pin, lastTryAccepted) {
      return alone(pin, other, async () => {
        await look()
        if (!other?.auth) return problem('card-absent')
        const blocked = obstacle(other.status)
        if (blocked) return problem(blocked)
        const { slot, insertion } = other.token
        const opened = await enter(other, other.auth, pin, lastTryAccepted, true)
        if (!opened.ok) return opened
        return ok({
          ...opened.value,
          sign: data => reader.sign({ slot, insertion }, data),
          giveBack: () => reader.logout(slot),
        })
      })
    },
    async sign(data) {
      if (!signer) return problem('card-changed')
      const started = performance.now()
      const signed = await reader.sign(signer, data)
      // The card was asked whether it is there after it signed: a look that waited behind the signature knows no better.
      if (signed.ok) sight(true)
      log.info('card.sign', {
        result: signed.ok ? 'ok' : signed.error.kind,
        ms: Math.round(performance.now() - started),
      })
      return signed
    },
    async logout() {
      followed = NOBODY
      signer = null
      await reader.logout()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await reader.close()
    },
  }
}
