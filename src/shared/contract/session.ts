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
  /** Null for somebody who came by Pro Santé Connect, without a card. */
  card: CardKind.nullable(),
  /** Rights in force for this role; the console enforces them, the screen only shows them. */
  rights: z.array(z.enum(['search', 'book', 'override', 'supervise', 'configure', 'site'])),
})
export type Operator = z.infer<typeof Operator>

/** A code, never words of anybody: what a second person is asked to approve (`override`, `second-booking`…). */
export const ApprovalPurpose = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)

export const SessionState = z.object({
  status: z.enum(['signed-out', 'signing-in', 'signed-in', 'locked']),
  /** Null unless signed in; a locked desk does not leak who was there. */
  operator: Operator.nullable(),
  since: Instant.nullable(),
  /** Step under way while signing in: for the progress shown to the operator. `local`: checked here, the service is out. */
  step: z.enum(['pin', 'challenge', 'signature', 'server', 'local', 'psc']).nullable(),
  /**
   * `system`: Windows' own session was locked; `approval`: the card was lent its reader to a second person's;
   * `handed-over`: the call waits for the next person.
   */
  lockReason: z.enum(['card-removed', 'manual', 'idle', 'system', 'approval', 'handed-over']).nullable(),
  /** How the person proved who they are; null unless signed in. */
  by: z.enum(['card', 'psc']).nullable(),
  /** Checked on this desk because the service did not answer: booking as the site allows. */
  degraded: z.boolean(),
  /**
   * The access token, in words: `fresh`; `late`: not renewed yet, tried again by itself; `needs-pin`: the card asks for
   * its PIN again; `refused`: the service no longer wants it; `ended`: none left, no booking. Null unless signed in.
   */
  proof: z
    .object({
      state: z.enum(['fresh', 'late', 'needs-pin', 'refused', 'ended']),
      /** When booking stops, or stopped. */
      ends: Instant.nullable(),
      /** Why it was not renewed: a kind of {@link SIGN_IN_PROBLEMS}. */
      problem: z.string().nullable(),
    })
    .nullable(),
  /** Seconds by which this desk's clock is ahead of the service's (negative: late); null when it matters to nobody. */
  clockOff: z.int().nullable(),
  /** A second person's approval is being asked for on this desk. */
  approving: z
    .object({
      purpose: ApprovalPurpose,
      until: Instant,
      /** A card other than the operator's is there, ready for its PIN. */
      cardReady: z.boolean(),
      /** Its reader has keys of its own: no PIN is typed on the screen. */
      pinPad: z.boolean(),
      /** The operator's own card has left its reader: nothing else can be done until it is back. */
      held: z.boolean(),
    })
    .nullable(),
  /** Ways of Pro Santé Connect that the site offers. */
  pscFlows: z.array(z.enum(['browser', 'ciba'])),
  /** A sign-in by Pro Santé Connect waits for the person. `code`: the two digits that their phone must show. */
  psc: z.object({ flow: z.enum(['browser', 'ciba']), code: z.string().nullable(), until: Instant }).nullable(),
})
export type SessionState = z.infer<typeof SessionState>

/** PIN as character codes of its digits: bytes can be wiped, a string cannot. */
export const Pin = z.array(z.int().min(0).max(255)).max(32)

export const SIGN_IN_PROBLEMS = [
  'pin-format',
  'pin-wrong',
  'pin-locked',
  'pin-final-try',
  'pin-cancelled',
  'card-absent',
  'card-unreadable',
  'card-contactless',
  'card-foreign',
  'card-expired',
  'card-changed',
  'card-failed',
  'module-missing',
  'module-invalid',
  'module-too-old',
  'module-wrong-bits',
  'module-hung',
  'server-unreachable',
  'server-untrusted',
  /** Its certificate, or that of an authority above it, is out of its dates. */
  'server-expired',
  'server-answer',
  'clock-off',
  'refused-certificate',
  'refused-expired',
  'refused-revoked',
  'refused-chain',
  /** The card leads to a root, by an authority that is out of its dates. */
  'refused-authority-expired',
  'refused-environment',
  'refused-unknown-person',
  'refused-status-unknown',
  'refused-clock',
  'refused-nonce',
  'refused',
  'busy',
] as const

/** `psc-page`: the page to open was not one of the site's own; `psc-unavailable`: the site does not offer this way. */
export const PSC_PROBLEMS = ['psc-refused', 'psc-expired', 'psc-cancelled', 'psc-page', 'psc-unavailable'] as const

/** A doctor's card for a minute: what was approved, by whom, until when. */
export const Approval = z.object({
  approvalId: z.uuid(),
  purpose: ApprovalPurpose,
  by: z.object({ idnps: Idnps, displayName: z.string(), role: Role }),
  expiresAt: Instant,
})
export type Approval = z.infer<typeof Approval>

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
  /**
   * Opens or unlocks by Pro Santé Connect, through the site's server. Answers when the person has proven themselves, has
   * refused, or the time is up; meanwhile `session.changed` says what to show.
   */
  'session.pscSignIn': call({
    right: 'anybody',
    input: z.discriminatedUnion('flow', [
      z.object({ flow: z.literal('browser') }),
      /** `nationalId`: whose telephone is asked, as PSC knows them (RPPS with its leading 8). */
      z.object({ flow: z.literal('ciba'), nationalId: Idnps }),
    ]),
    value: SessionState,
    problems: [...SIGN_IN_PROBLEMS, ...PSC_PROBLEMS],
  }),
  'session.pscCancel': call({ right: 'anybody', input: z.null(), value: SessionState }),
  /**
   * Asks for a second person. Until it ends the operator's card may leave its reader without locking the desk, which
   * can then do nothing but be approved.
   */
  'session.approvalBegin': call({
    right: 'signed-in',
    input: z.object({ purpose: ApprovalPurpose }),
    value: SessionState,
    problems: ['busy'],
  }),
  /** The second person's PIN, on their own card. Verified like a sign-in; whose session it is does not change. */
  'session.approve': call({
    // The operator's card may be out: the handler asks for an approval that is under way, and nothing else is opened.
    right: 'anybody',
    input: z.object({ pin: Pin, lastTryAccepted: z.boolean(), purpose: ApprovalPurpose }),
    value: Approval,
    problems: [...SIGN_IN_PROBLEMS, 'approval-not-open', 'approval-same-person', 'approval-no-right'],
    wipe: ['pin'],
  }),
  'session.approvalCancel': call({ right: 'anybody', input: z.null(), value: SessionState }),
  /** «Passer mon appel à la relève»: locks the desk; the next person, whoever they are, finds this call. */
  'session.handOverCall': call({ right: 'signed-in', input: z.null(), value: SessionState }),
  /** Somebody is typing or pointing: puts off the lock of an idle desk. */
  'session.activity': call({ right: 'signed-in', input: z.null(), value: z.null() }),
  'session.lock': call({ right: 'signed-in', input: z.null(), value: SessionState }),
  'session.signOut': call({ right: 'signed-in', input: z.null(), value: SessionState }),
}

export const sessionEvents = {
  'session.changed': event(SessionState),
}
