/**
 * Who is at the desk. Opens a session with the card's proof and the server's word, locks it the moment the card leaves,
 * and answers the dispatcher's question: may this person do this, now?
 */
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result, type Right } from '../../shared/contract/kit.ts'
import type { Operator, SessionState, SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { Card, OpenedCard } from '../card/index.ts'
import type { Gate } from '../dispatcher.ts'
import type { Http } from '../http.ts'
import type { Clock, Events, Log } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import { type Desk, type DeskChange, type DeskEvent, EMPTY_DESK, type LockReason, next, viewOf } from './machine.ts'
import { makeProof } from './proof.ts'
import { RIGHTS } from './rights.ts'
import { createSignInServer, type Opened } from './server.ts'

export type { DeskChange } from './machine.ts'

/**
 * How long a card may be out of sight because its module is being restarted before the desk locks, ms. A crash of the
 * vendor's module costs no call; a card that cannot be seen proves nobody for long.
 */
const UNSEEN_MS = 5_000

type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]

export interface Session {
  handlers: Pick<Handlers, CallsOf<'session'>>
  gate: Gate
  /** Null unless signed in. */
  operator(): Operator | null
  /** Bearer token for the platform; null unless signed in, and when it has ended. */
  accessToken(): string | null
  /**
   * Called when who is at the desk changes. On `shift`, `signed-in` and `signed-out` the call in progress is to be
   * forgotten; on `locked` and `unlocked` it is kept. Returns the function that stops it.
   */
  onChange(listener: (change: DeskChange, state: SessionState) => void): () => void
  close(): void
}

export function createSession(deps: {
  settings: Pick<Settings, 'signIn' | 'desk' | 'profile'>
  card: Card
  http: Http
  events: Events
  clock: Clock
  log: Log
}): Session {
  const { settings, card, clock, log } = deps
  const server = createSignInServer({ http: deps.http, url: settings.signIn.url, audience: settings.signIn.audience })
  const listeners = new Set<(change: DeskChange, state: SessionState) => void>()
  let desk: Desk = EMPTY_DESK
  let token: { text: string; ends: number } | null = null
  let unseen: NodeJS.Timeout | undefined

  const apply = (event: DeskEvent) => {
    const before = desk
    const { desk: after, change } = next(desk, event)
    if (after === before) return
    desk = after
    if (desk.status !== 'signed-in') token = null
    if (change) log.info('session.change', { change })
    // The call's keeper forgets before any screen hears who is there.
    if (change) for (const listener of listeners) listener(change, viewOf(desk))
    deps.events.emit('session.changed', viewOf(desk))
  }

  const lock = (reason: LockReason) => {
    apply({ type: 'lock', reason, now: clock.now() })
    void card.logout()
  }

  const watch = () => {
    if (desk.status !== 'signed-in') return
    const presence = card.presence()
    if (presence !== 'unknown') {
      clearTimeout(unseen)
      unseen = undefined
    }
    if (presence === 'gone' || presence === 'none') lock('card-removed')
    if (presence === 'unknown') {
      unseen ??= setTimeout(() => {
        unseen = undefined
        if (desk.status === 'signed-in' && card.presence() !== 'present') lock('card-removed')
      }, UNSEEN_MS)
    }
  }
  const unwatch = card.onChange(watch)

  /** Card, nonce, signature, server: each step told to the screens. */
  const prove = async (
    pin: Uint8Array,
    lastTryAccepted: boolean,
  ): Promise<Result<{ opened: Opened; card: OpenedCard }, SignInProblem>> => {
    const login = await card.login(pin, lastTryAccepted)
    if (!login.ok) return login
    apply({ type: 'step', step: 'challenge' })
    const workstation = settings.desk.name
    const challenge = await server.challenge(workstation)
    if (!challenge.ok) return challenge
    apply({ type: 'step', step: 'signature' })
    const claims = {
      nonce: challenge.value.nonce,
      aud: settings.signIn.audience,
      iat: Math.floor(clock.now() / 1000),
      workstation,
    }
    const proof = await makeProof(claims, [login.value.certificate, ...login.value.chain], data => card.sign(data))
    if (!proof.ok) return proof
    apply({ type: 'step', step: 'server' })
    const opened = await server.open(proof.value)
    if (!opened.ok) return opened
    // The card may have left while the server was thinking: then nobody is proven to be here.
    const presence = card.presence()
    if (presence === 'unknown') return problem('module-hung')
    if (presence !== 'present') return problem('card-absent')
    return ok({ opened: opened.value, card: login.value })
  }

  const signIn: Handlers['session.signIn'] = async input => {
    const pin = Uint8Array.from(input.pin)
    input.pin.fill(0)
    if (desk.status === 'signing-in' || desk.status === 'signed-in') {
      pin.fill(0)
      return problem('busy', { status: desk.status })
    }
    const started = performance.now()
    apply({ type: 'begin', now: clock.now() })
    const refuse = () => {
      apply({ type: 'refused', now: clock.now() })
      void card.logout()
    }
    const result = await prove(pin, input.lastTryAccepted)
      .catch(defect => {
        // The dispatcher tells it; the desk must not stay between two states.
        refuse()
        throw defect
      })
      .finally(() => pin.fill(0))
    const ms = Math.round(performance.now() - started)
    if (!result.ok) {
      log.warn('session.sign-in', { result: result.error.kind, ms })
      refuse()
      return result
    }
    const { opened } = result.value
    const { idnps, displayName, role } = opened.operator
    const operator: Operator = { idnps, displayName, role, card: result.value.card.kind, rights: [...RIGHTS[role]] }
    token = { text: opened.accessToken, ends: clock.now() + opened.expiresIn * 1000 }
    apply({ type: 'accepted', operator, now: clock.now() })
    log.info('session.sign-in', { result: 'ok', role, ms })
    return ok(viewOf(desk))
  }

  const gate: Gate = (right: Right) => {
    if (right === 'anybody') return 'yes'
    if (desk.status === 'signed-in' && desk.operator) {
      return right === 'signed-in' || desk.operator.rights.includes(right) ? 'yes' : 'not-allowed'
    }
    return desk.behind !== null ? 'locked' : 'not-signed-in'
  }

  const view = (): { ok: true; value: SessionState } => ok(viewOf(desk))

  return {
    handlers: {
      'session.state': view,
      'session.signIn': signIn,
      'session.lock': () => {
        lock('manual')
        return view()
      },
      'session.signOut': () => {
        apply({ type: 'sign-out', now: clock.now() })
        void card.logout()
        return view()
      },
    },
    gate,
    operator: () => (desk.status === 'signed-in' ? desk.operator : null),
    accessToken: () => (desk.status === 'signed-in' && token && clock.now() <= token.ends ? token.text : null),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      unwatch()
      clearTimeout(unseen)
      token = null
    },
  }
}
