/**
 * The one port behind which a real reader (PKCS#11, in its own process) and the practice card (software) stand.
 * Nothing here opens a session: it looks, checks a PIN on the card, and signs with the authentication key.
 */
import type { CardState } from '../../shared/contract/card.ts'
import type { Result } from '../../shared/contract/kit.ts'
import type { SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'

/** Problems that come from the card, its reader or its module; a part of the problems of a sign-in. */
export type CardProblem = Extract<
  (typeof SIGN_IN_PROBLEMS)[number],
  `pin-${string}` | `card-${string}` | `module-${string}` | 'refused-environment' | 'busy'
>

/** PIN counter as the card tells it. */
export type Tries = CardState['tries']

/** A certificate as the token stores it, before anybody believes it. */
export interface StoredCertificate {
  /** CKA_ID, hexadecimal: the private key has the same. */
  id: string
  label: string
  der: Uint8Array
}

/** One card in one reader, as one look sees it. */
export interface TokenSeen {
  /** Handle of the slot, opaque. */
  slot: string
  reader: string
  /** Changes whenever the card may have left: what was opened before is dead. */
  insertion: number
  tries: Tries
  /** The reader has keys of its own: the PIN is typed there. */
  pinPad: boolean
  /** Return value that reading the token ended with; null when it could be read. */
  fault: number | null
  certificates: StoredCertificate[]
}

export type ModuleFault = 'module-missing' | 'module-invalid' | 'module-too-old' | 'module-wrong-bits' | 'module-hung'

/** The module in use, as it presents itself. */
export interface ModuleFacts {
  file: string
  manufacturer: string
  description: string
  version: string
}

export type Look =
  | { kind: 'tokens'; module: ModuleFacts; tokens: TokenSeen[] }
  | { kind: 'fault'; status: ModuleFault; detail: string }

/** `still`: the module is busy; the cards whose PIN is open are there, and nothing else is known. */
export type Sight = Look | { kind: 'still' }

/** A reader as IT wants to know it. */
export interface SurveyedReader {
  slot: string
  name: string
  /** Model of the card in it, as the module names it. */
  model: string | null
  /** Signature mechanisms, by their PKCS#11 names. */
  mechanisms: string[]
}

export interface LoginTarget {
  slot: string
  insertion: number
  /** CKA_ID of the authentication certificate. */
  keyId: string
}

/** What every reader can do. Calls are made one at a time; none throws for what a card or a module does. */
export interface CardReader {
  look(): Promise<Sight>
  /** Every reader, with or without a card; empty when the module does not answer. For diagnostics. */
  survey(): Promise<SurveyedReader[]>
  /** Checks the PIN on the card and finds the key. Wipes `pin` before it answers; null: it is typed on the reader. */
  login(target: LoginTarget, pin: Uint8Array | null, lastTryAccepted: boolean): Promise<Result<null, CardProblem>>
  /** RS256 over `data` with the key that `login` found on this card. */
  sign(target: Pick<LoginTarget, 'slot' | 'insertion'>, data: Uint8Array): Promise<Result<Uint8Array, CardProblem>>
  /** Closes the login of the card in this slot; of all when none is named. */
  logout(slot?: string): Promise<void>
  close(): Promise<void>
}
