/** The smart card and its reader, as the screen may know them: never a certificate, never a PIN. */
import { z } from 'zod'
import { call, event } from './kit.ts'

/**
 * What the desk can say of the card:
 * - `module-missing` / `module-invalid` / `module-too-old` / `module-wrong-bits` / `module-hung`: the PKCS#11 library is not there,
 *   is none, is older than the Cryptolib 5.2, is made for another kind of program (32 bits), or does not answer;
 * - `absent`: no card; `unreadable`: a card that does not answer; `contactless`: only the technical certificate
 *   (no proof of the person); `foreign`: a card without a CPS/CPE authentication certificate;
 * - `expired`: certificate out of its dates; `locked`: PIN blocked; `ready`: PIN can be asked.
 */
export const CardStatus = z.enum([
  'starting',
  'module-missing',
  'module-invalid',
  'module-too-old',
  'module-wrong-bits',
  'module-hung',
  'absent',
  'unreadable',
  'contactless',
  'foreign',
  'expired',
  'locked',
  'ready',
])
export type CardStatus = z.infer<typeof CardStatus>

/** CPS doctor's card, CPF student's, CPE employee's, CPA authorised staff's (TRE_G02: 0, 1, 2, 3). */
export const CardKind = z.enum(['CPS', 'CPF', 'CPE', 'CPA'])
export type CardKind = z.infer<typeof CardKind>

export const CardState = z.object({
  status: CardStatus,
  /** True when the card is the practice card in software, never a real one. */
  practice: z.boolean(),
  reader: z.string().nullable(),
  kind: CardKind.nullable(),
  /** PIN counter as the card tells it; `low` and `final` are shown before the PIN is asked. */
  tries: z.enum(['unknown', 'normal', 'low', 'final', 'none']),
  /** Last day of the certificate's validity, ISO date. */
  expires: z.iso.date().nullable(),
  /** Whole days until the certificate ends; negative once it has. Under 30, it is time to ask for another card. */
  daysLeft: z.int().nullable(),
  /** The reader has keys of its own: the PIN is typed there, and a sign-in carries none. */
  pinPad: z.boolean(),
  /** Cards to choose from when several could sign in; empty otherwise. A holder is never named. */
  choice: z.array(
    z.object({ id: z.string(), reader: z.string().nullable(), kind: CardKind.nullable(), chosen: z.boolean() }),
  ),
  /** Details for IT: module path, PKCS#11 return value. Never a person's name. */
  detail: z.string().nullable(),
})
export type CardState = z.infer<typeof CardState>

/** What verifying a card's certificate at the desk itself came to; `no-roots`: the site names no authority to trust. */
export const ChainVerdict = z.enum([
  'good',
  'stale',
  'unchecked',
  'no-roots',
  'refused-certificate',
  'refused-chain',
  'refused-authority-expired',
  'refused-expired',
  'refused-revoked',
  'refused-environment',
  'revocation-unknown',
])

/** What IT needs to know of the card's way into this desk. Nothing in it says whose card it is, unless names were asked for. */
export const CardDiagnosis = z.object({
  at: z.iso.datetime({ offset: true }),
  module: z.object({
    status: z.enum(['ok', 'module-missing', 'module-invalid', 'module-too-old', 'module-wrong-bits', 'module-hung']),
    /** Path, with the account's own folder left out. */
    file: z.string().nullable(),
    manufacturer: z.string(),
    description: z.string(),
    /** As the module tells it. */
    version: z.string(),
    detail: z.string().nullable(),
  }),
  readers: z.array(
    z.object({
      name: z.string(),
      status: CardStatus,
      kind: CardKind.nullable(),
      tries: CardState.shape.tries,
      pinPad: z.boolean(),
      model: z.string().nullable(),
      /** Signature mechanisms, by their PKCS#11 names. */
      mechanisms: z.array(z.string()),
      certificates: z.array(
        z.object({
          use: z.enum(['authentication', 'signature', 'technical', 'authority', 'other', 'unreadable']),
          /** Common name of the authority. */
          issuer: z.string().nullable(),
          daysLeft: z.int().nullable(),
          test: z.boolean().nullable(),
          chain: ChainVerdict.nullable(),
          holder: z.string().nullable(),
        }),
      ),
    }),
  ),
  trust: z.object({
    roots: z.int(),
    intermediates: z.int(),
    refusedFiles: z.int(),
    ocsp: z.boolean(),
    crls: z.array(
      z.object({
        source: z.string(),
        held: z.boolean(),
        ageHours: z.number().nullable(),
        overdue: z.boolean(),
        entries: z.int().nullable(),
        problem: z.string().nullable(),
      }),
    ),
  }),
  /** How far this desk's clock is ahead of the sign-in service's, ms; null: it could not be asked. */
  clockAheadMs: z.int().nullable(),
  /** A random challenge that the card signs and that its certificate verifies. */
  signature: z.object({
    status: z.enum(['not-asked', 'verified', 'refused']),
    problem: z.string().nullable(),
    ms: z.int().nullable(),
  }),
})
export type CardDiagnosis = z.infer<typeof CardDiagnosis>

export const cardCalls = {
  'card.state': call({ right: 'anybody', input: z.null(), value: CardState }),
  /** Among the cards of `choice`, the one that the next PIN is for. One that has left changes nothing. */
  'card.choose': call({ right: 'anybody', input: z.object({ id: z.string().max(80) }), value: CardState }),
  /** Looks at everything, now. The card signs only when somebody is signed in with it: no PIN is asked. */
  'card.diagnose': call({ right: 'supervise', input: z.null(), value: CardDiagnosis }),
}

export const cardEvents = {
  'card.changed': event(CardState),
}
