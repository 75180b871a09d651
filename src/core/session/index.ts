/**
 * Who is at the desk. Opens a session with the card's proof and the service's word, keeps its token alive while the card is
 * there, locks it the moment the card leaves, and answers the dispatcher's question: may this person do this, now?
 */
import type { Taking } from '../../shared/contract/availability.ts'
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result, type Right } from '../../shared/contract/kit.ts'
import type { Operator, SessionState, SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { Card } from '../card/index.ts'
import type { Gate } from '../dispatcher.ts'
import type { Http } from '../http.ts'
import type { Clock, Events, Log, Shell } from '../ports.ts'
import type { Settings } from '../settings/schema.ts'
import { type ApprovalsPort, createApprovals } from './approvals.ts'
import { createApproving } from './approving.ts'
import { createClockDrift } from './clock-drift.ts'
import { createIdle } from './idle.ts'
import { type Desk, type DeskChange, type DeskEvent, EMPTY_DESK, type LockReason, next, viewOf } from './machine.ts'
import { personOf, type Word } from './people.ts'
import { createProving, type ProveHere, type Proven, type SigningCard } from './proving.ts'
import { createPsc } from './psc.ts'
import { createRenewal } from './renewal.ts'
import { rolesWith } from './rights.ts'
import { createSignInServer } from './server.ts'
import type { VendorCalls } from './vendors.ts'

export { createProveHere } from './here.ts'
export { openKnownPeople } from './known-people.ts'
export type { DeskChange } from './machine.ts'
export { createVendorSignIns } from './vendors.ts'

/**
 * How long a card may be out of sight because its module is being restarted before the desk locks, ms. A crash of the
 * vendor's module costs no call; a card that cannot be seen proves nobody for long.
 */
const UNSEEN_MS = 5_000

type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]

/** What the journal hears, beyond who sits down and leaves: codes and identifiers, never a PIN. */
export interface SessionActs {
  /** `result`: `given`, or why not; `by`: IDNPS of the second person, when proven. */
  approval(purpose: string, result: string, by: string | null): void
  /** The service took the token's renewal, or why not. */
  renewal(result: string): void
}

export interface Session {
  handlers: Pick<Handlers, Exclude<CallsOf<'session'>, VendorCalls>>
  gate: Gate
  /** Null unless signed in. */
  operator(): Operator | null
  /** Bearer token for the platform; null unless signed in, and when it has ended. */
  accessToken(): string | null
  /** Why nothing may be taken this way now; null when it may. */
  mayTake(taking: Taking): 'proof-ended' | 'degraded-no-booking' | null
  approvals: ApprovalsPort
  /** Windows' own session was locked, or the machine sleeps. */
  lockBySystem(): void
  /**
   * Called when who is at the desk changes. On `shift`, `signed-in` and `signed-out` the call in progress is to be
   * forgotten; on `locked`, `unlocked` and `relief` it is kept. Returns the function that stops it.
   */
  onChange(listener: (change: DeskChange, state: SessionState) => void): () => void
  close(): void
}

export interface SessionDeps {
  settings: Pick<Settings, 'signIn' | 'lock' | 'desk' | 'profile'>
  card: Card
  http: Http
  shell: Pick<Shell, 'openExternal'>
  /** The same checks on this desk, for when the service is silent. */
  here?: ProveHere
  /** Told whom the service has recognised. */
  remember?: (word: Word) => void
  acts?: SessionActs
  events: Events
  clock: Clock
  log: Log
}

export function createSession(deps: SessionDeps): Session {
  const { settings, card, clock, log } = deps
  const policy = settings.signIn
  const drift = createClockDrift(clock)
  const over = (limit: number) => {
    const off = drift.seconds()
    return off !== null && Math.abs(off) > limit ? off : null
  }
  const proving = createProving({
    server: createSignInServer({
      http: deps.http,
      url: policy.url,
      audience: policy.audience,
      heard: drift.heard,
      clockOff: () => over(policy.clock.refuseSeconds),
    }),
    workstation: settings.desk.name,
    audience: policy.audience,
    clock,
    here: (signing, nonce, proof) => (policy.degraded.allowed ? (deps.here?.(signing, nonce, proof) ?? null) : null),
  })
  const psc = createPsc({
    settings: policy.psc,
    profile: settings.profile,
    workstation: settings.desk.name,
    http: deps.http,
    shell: deps.shell,
    heard: drift.heard,
    clock,
  })
  let pscShown: SessionState['psc'] = null
  const listeners = new Set<(change: DeskChange, state: SessionState) => void>()
  let desk: Desk = EMPTY_DESK
  let signing: SigningCard | null = null
  let unseen: NodeJS.Timeout | undefined

  const renewal = createRenewal({
    clock,
    log,
    renew: async () => (desk.by === 'psc' ? psc.renew() : signing ? proving.renew(signing) : problem('card-absent')),
    may: () => desk.by === 'psc' || (!approving.held() && card.presence() === 'present'),
    onChange: () => tell(),
    onRenewed: ({ operator }) => {
      const { key } = personOf(operator, null, policy)
      // Whoever the service sees behind this card, it is not the person who sits here.
      if (key !== desk.person) return lock('card-removed')
      deps.remember?.(operator)
      if (desk.degraded) deps.acts?.renewal('service-back')
      apply({ type: 'service-back' })
    },
  })
  const approvals = createApprovals({ clock, validSeconds: policy.approval.validSeconds, present: () => desk.person })
  const approving = createApproving({ clock, onTimeout: () => endApproving('timeout') })
  const idle = createIdle(settings.lock.idleMinutes, () => lock('idle'))

  const state = (): SessionState => ({
    ...viewOf(desk),
    proof: desk.status === 'signed-in' ? renewal.view() : null,
    clockOff: over(policy.clock.tellSeconds),
    approving: desk.status === 'signed-in' ? approving.view(card.other()) : null,
    pscFlows: [...psc.flows],
    psc: desk.status === 'signing-in' ? pscShown : null,
  })
  let told = ''
  /** Tells the screens, when there is something new to tell. */
  function tell() {
    const now = state()
    const text = JSON.stringify(now)
    if (text === told) return
    told = text
    deps.events.emit('session.changed', now)
  }

  function apply(event: DeskEvent) {
    const before = desk
    const { desk: after, change } = next(desk, event)
    if (after === before) return
    desk = after
    if (desk.status !== 'signed-in') {
      renewal.drop()
      approving.end()
      signing = null
      if (desk.status !== 'signing-in') psc.drop()
      idle.stop()
    }
    // What was approved for one person is nobody else's; for the same one it outlives a lock.
    if (change && change !== 'locked' && change !== 'unlocked') approvals.clear()
    if (change) log.info('session.change', { change })
    // The call's keeper forgets before any screen hears who is there.
    if (change) for (const listener of listeners) listener(change, state())
    tell()
  }

  function lock(reason: LockReason) {
    apply({ type: 'lock', reason, now: clock.now() })
    void card.logout()
  }

  function endApproving(result: string, by: string | null = null) {
    const purpose = approving.purpose()
    if (purpose === null) return
    deps.acts?.approval(purpose, result, by)
    if (approving.end()) lock('approval')
    else tell()
  }

  const watch = () => {
    if (desk.status !== 'signed-in') return
    if (desk.by === 'card') watchCard()
    if (approving.purpose() !== null) tell()
  }
  const watchCard = () => {
    const presence = card.presence()
    if (presence !== 'unknown') {
      clearTimeout(unseen)
      unseen = undefined
    }
    if ((presence === 'gone' || presence === 'none') && !approving.cardLeft()) lock('card-removed')
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
  ): Promise<Result<{ proven: Proven; card: SigningCard }, SignInProblem>> => {
    const login = await card.login(pin, lastTryAccepted)
    if (!login.ok) return login
    const signingCard: SigningCard = { ...login.value, sign: data => card.sign(data) }
    const proven = await proving.prove(signingCard, step => apply({ type: 'step', step }))
    if (!proven.ok) return proven
    // The card may have left while the server was thinking: then nobody is proven to be here.
    const presence = card.presence()
    if (presence === 'unknown') return problem('module-hung')
    if (presence !== 'present') return problem('card-absent')
    return ok({ proven: proven.value, card: signingCard })
  }

  const signIn: Handlers['session.signIn'] = async input => {
    const pin = taken(input)
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
    const { proven, card: signingCard } = result.value
    const { operator, key } = personOf(proven.word, signingCard.kind, policy)
    const degraded = proven.token === null
    signing = signingCard
    if (!degraded) deps.remember?.(proven.word)
    renewal.hold(proven.token)
    apply({ type: 'accepted', operator, person: key, by: 'card', degraded, now: clock.now() })
    idle.start()
    log.info('session.sign-in', { result: 'ok', role: operator.role, degraded, ms })
    return ok(state())
  }

  const pscSignIn: Handlers['session.pscSignIn'] = async input => {
    if (desk.status === 'signing-in' || desk.status === 'signed-in') return problem('busy', { status: desk.status })
    apply({ type: 'begin', now: clock.now() })
    apply({ type: 'step', step: 'psc' })
    const nationalId = input.flow === 'ciba' ? input.nationalId : null
    const opened = await psc
      .signIn(input.flow, nationalId, shown => {
        pscShown = shown
        tell()
      })
      .finally(() => {
        pscShown = null
      })
    if (!opened.ok) {
      log.warn('session.psc', { result: opened.error.kind, flow: input.flow })
      apply({ type: 'refused', now: clock.now() })
      return opened
    }
    const { operator, key } = personOf(opened.value.operator, null, policy)
    renewal.hold(opened.value)
    apply({ type: 'accepted', operator, person: key, by: 'psc', degraded: false, now: clock.now() })
    idle.start()
    log.info('session.psc', { result: 'ok', role: operator.role, flow: input.flow })
    return ok(state())
  }

  const approve: Handlers['session.approve'] = async input => {
    const pin = taken(input)
    const forWhom = desk.person
    if (approving.purpose() !== input.purpose || forWhom === null) {
      pin.fill(0)
      return problem('approval-not-open')
    }
    const borrowed = await card.borrow(pin, input.lastTryAccepted).finally(() => pin.fill(0))
    if (!borrowed.ok) return refused(borrowed.error)
    const proven = await proving.prove(borrowed.value, () => {}).finally(() => borrowed.value.giveBack())
    if (!proven.ok) return refused(proven.error)
    const { operator, key } = personOf(proven.value.word, borrowed.value.kind, policy)
    if (key === forWhom) return refused({ kind: 'approval-same-person', params: {} })
    if (!operator.rights.includes(policy.approval.right)) {
      const roles = rolesWith(policy.roles, policy.approval.right).join(',')
      return refused({ kind: 'approval-no-right', params: { roles } }, operator.idnps)
    }
    // It may have ended while the service was thinking.
    if (approving.purpose() !== input.purpose || desk.person !== forWhom) return problem('approval-not-open')
    const approval = approvals.grant(operator, input.purpose, forWhom)
    endApproving('given', operator.idnps)
    return ok(approval)

    function refused<K extends string>(
      error: { kind: K; params: Record<string, string | number | boolean | null> },
      by: string | null = null,
    ) {
      deps.acts?.approval(input.purpose, error.kind, by)
      return problem(error.kind, error.params)
    }
  }

  const gate: Gate = (right: Right) => {
    if (right === 'anybody') return 'yes'
    if (desk.status === 'signed-in' && desk.operator) {
      if (approving.held()) return 'locked'
      if (right === 'signed-in' || desk.operator.rights.includes(right)) return 'yes'
      return { kind: 'not-allowed', params: { right, roles: rolesWith(policy.roles, right).join(',') } }
    }
    return desk.behind !== null ? 'locked' : 'not-signed-in'
  }

  const view = (): { ok: true; value: SessionState } => ok(state())

  return {
    handlers: {
      'session.state': view,
      'session.signIn': signIn,
      'session.pscSignIn': pscSignIn,
      'session.pscCancel': () => {
        psc.cancel()
        return view()
      },
      'session.approve': approve,
      'session.approvalBegin': ({ purpose }) => {
        if (approving.purpose() !== null) return problem('busy')
        approving.begin(purpose, policy.approval.swapSeconds)
        tell()
        return view()
      },
      'session.approvalCancel': () => {
        endApproving('cancelled')
        return view()
      },
      'session.activity': () => {
        idle.active()
        return ok(null)
      },
      'session.handOverCall': () => {
        lock('handed-over')
        return view()
      },
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
    accessToken: () => (desk.status === 'signed-in' ? renewal.token() : null),
    mayTake(taking) {
      // A walk-in, or a time agreed by phone, sends nothing to anybody.
      if (taking === 'walk-in' || taking === 'phone') return null
      if (desk.degraded) {
        const { booking } = policy.degraded
        return booking === 'all' || (booking === 'vendor-page' && taking === 'vendor-page')
          ? null
          : 'degraded-no-booking'
      }
      return renewal.token() === null ? 'proof-ended' : null
    },
    approvals,
    lockBySystem: () => lock('system'),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      unwatch()
      clearTimeout(unseen)
      approving.end()
      psc.cancel()
      renewal.drop()
      idle.stop()
    },
  }
}

/** The PIN out of an input, whose own copy is wiped at once. */
function taken(input: { pin: number[] }): Uint8Array {
  // On an ArrayBuffer of its own: a small array that V8 keeps in its heap leaves a copy behind each time it is moved.
  const pin = new Uint8Array(new ArrayBuffer(input.pin.length))
  pin.set(input.pin)
  input.pin.fill(0)
  return pin
}
