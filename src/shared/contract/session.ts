/** Who is at the desk: sign-in by card, lock, role. */
import { z } from 'zod'
import { CardKind } from './card.ts'
import { Idnps, Instant } from './identifiers.ts'
import { call, event } from './kit.ts'

export const Role = z.enum(['arm', 'osnp', 'regulator', 'supervisor', 'it'])
export type Role = z.infer<typeof Role>

export const Operator = z.object({
  idnps: Idnps,
  displayName: z.string(),
  role: Role,
  card: CardKind,
  /** Rights in force for this role; the console enforces them, the screen only shows them. */
  rights: z.array(z.enum(['search', 'book', 'override', 'supervise', 'configure'])),
})
export type Operator = z.infer<typeof Operator>

export const SessionState = z.object({
  status: z.enum(['signed-out', 'signing-in', 'signed-in', 'locked']),
  /** Null unless signed in; a locked desk does not leak who was there. */
  operator: Operator.nullable(),
  since: Instant.nullable(),
  /** Step under way while signing in: for the progress shown to the operator. */
  step: z.enum(['pin', 'challenge', 'signature', 'server']).nullable(),
  lockReason: z.enum(['card-removed', 'manual', 'idle']).nullable(),
})
export type SessionState = z.infer<typeof SessionState>

/** PIN as character codes of its digits: bytes can be wiped, a string cannot. */
export const Pin = z.array(z.int().min(0).max(255)).max(32)

export const SIGN_IN_PROBLEMS = [
  'pin-format',
  'pin-wrong',
  'pin-locked',
  'pin-final-try',
  'card-absent',
  'card-unreadable',
  'card-contactless',
  'card-foreign',
  'card-expired',
  'card-changed',
  'card-failed',
  'module-missing',
  'module-invalid',
  'module-hung',
  'server-unreachable',
  'server-untrusted',
  'server-answer',
  'refused-certificate',
  'refused-expired',
  'refused-revoked',
  'refused-chain',
  'refused-environment',
  'refused-unknown-person',
  'refused-nonce',
  'refused',
  'busy',
] as const

export const sessionCalls = {
  'session.state': call({ right: 'anybody', input: z.null(), value: SessionState }),
  /** Also unlocks: the same person finds the desk as it was; another person gets a fresh one. */
  'session.signIn': call({
    right: 'anybody',
    input: z.object({
      pin: Pin,
      /** Explicit yes to use the card's last try. */
      lastTryAccepted: z.boolean(),
    }),
    value: SessionState,
    problems: SIGN_IN_PROBLEMS,
    wipe: ['pin'],
  }),
  'session.lock': call({ right: 'signed-in', input: z.null(), value: SessionState }),
  'session.signOut': call({ right: 'signed-in', input: z.null(), value: SessionState }),
}

export const sessionEvents = {
  'session.changed': event(SessionState),
}
