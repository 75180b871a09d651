/**
 * What a PKCS#11 return value means at the desk. One table: the status that the card takes, and the problem that a
 * sign-in answers with. Values of PKCS#11 2.20 and of the Cryptolib CPS (ansforge/dops-cryptolib).
 */
import type { CardStatus } from '../../shared/contract/card.ts'
import type { CardProblem } from './port.ts'

export interface ReturnMeaning {
  /** Name in the standard, for IT. */
  name: string
  /** What looking at a reader shows when the module answers this. `null`: the card is where it was. */
  status: Extract<CardStatus, 'absent' | 'unreadable' | 'contactless' | 'locked' | 'module-invalid'> | null
  /** What a sign-in answers. */
  problem: CardProblem
}

const RETURNS = new Map<number, ReturnMeaning>([
  [0x02, { name: 'CKR_HOST_MEMORY', status: 'unreadable', problem: 'card-failed' }],
  [0x03, { name: 'CKR_SLOT_ID_INVALID', status: 'absent', problem: 'card-absent' }],
  [0x05, { name: 'CKR_GENERAL_ERROR', status: 'unreadable', problem: 'card-failed' }],
  [0x06, { name: 'CKR_FUNCTION_FAILED', status: 'unreadable', problem: 'card-failed' }],
  [0x30, { name: 'CKR_DEVICE_ERROR', status: 'unreadable', problem: 'card-unreadable' }],
  [0x31, { name: 'CKR_DEVICE_MEMORY', status: 'unreadable', problem: 'card-unreadable' }],
  [0x32, { name: 'CKR_DEVICE_REMOVED', status: 'absent', problem: 'card-absent' }],
  // The «cancel» key of a reader, or nobody typed in time.
  [0x50, { name: 'CKR_FUNCTION_CANCELED', status: null, problem: 'pin-cancelled' }],
  [0x54, { name: 'CKR_FUNCTION_NOT_SUPPORTED', status: null, problem: 'card-failed' }],
  [0x60, { name: 'CKR_KEY_HANDLE_INVALID', status: null, problem: 'card-changed' }],
  [0x63, { name: 'CKR_KEY_TYPE_INCONSISTENT', status: null, problem: 'card-failed' }],
  [0x68, { name: 'CKR_KEY_FUNCTION_NOT_PERMITTED', status: null, problem: 'card-failed' }],
  [0x70, { name: 'CKR_MECHANISM_INVALID', status: null, problem: 'card-failed' }],
  [0x82, { name: 'CKR_OBJECT_HANDLE_INVALID', status: null, problem: 'card-changed' }],
  [0x90, { name: 'CKR_OPERATION_ACTIVE', status: null, problem: 'card-failed' }],
  [0xa0, { name: 'CKR_PIN_INCORRECT', status: null, problem: 'pin-wrong' }],
  [0xa1, { name: 'CKR_PIN_INVALID', status: null, problem: 'pin-format' }],
  [0xa2, { name: 'CKR_PIN_LEN_RANGE', status: null, problem: 'pin-format' }],
  [0xa3, { name: 'CKR_PIN_EXPIRED', status: null, problem: 'card-failed' }],
  [0xa4, { name: 'CKR_PIN_LOCKED', status: 'locked', problem: 'pin-locked' }],
  [0xb0, { name: 'CKR_SESSION_CLOSED', status: null, problem: 'card-changed' }],
  [0xb3, { name: 'CKR_SESSION_HANDLE_INVALID', status: null, problem: 'card-changed' }],
  [0xe0, { name: 'CKR_TOKEN_NOT_PRESENT', status: 'absent', problem: 'card-absent' }],
  [0xe1, { name: 'CKR_TOKEN_NOT_RECOGNIZED', status: 'unreadable', problem: 'card-unreadable' }],
  [0x100, { name: 'CKR_USER_ALREADY_LOGGED_IN', status: null, problem: 'card-failed' }],
  // The card's PIN state is global: another program may have cleared it. The PIN is asked again, never replayed.
  [0x101, { name: 'CKR_USER_NOT_LOGGED_IN', status: null, problem: 'card-changed' }],
  // What a card read without contact answers to C_Login.
  [0x102, { name: 'CKR_USER_PIN_NOT_INITIALIZED', status: 'contactless', problem: 'card-contactless' }],
  [0x103, { name: 'CKR_USER_TYPE_INVALID', status: null, problem: 'card-failed' }],
  [0x190, { name: 'CKR_CRYPTOKI_NOT_INITIALIZED', status: 'module-invalid', problem: 'module-invalid' }],
  [0x191, { name: 'CKR_CRYPTOKI_ALREADY_INITIALIZED', status: null, problem: 'card-failed' }],
  [0x200, { name: 'CKR_FUNCTION_REJECTED', status: null, problem: 'pin-cancelled' }],
  // CKR_VENDOR_DEFINED + 1 of the Cryptolib: card recognised, its files unusable.
  [0x80000001, { name: 'CKR_ASIP_BAD_EF_ACTUA', status: 'unreadable', problem: 'card-unreadable' }],
])

/** Return values that have a meaning here, for the test of the table. */
export const KNOWN_RETURNS: readonly number[] = [...RETURNS.keys()]

/** Somebody in this process has done it already: carry on. */
export const ALREADY_INITIALIZED = 0x191

/** Meaning of a return value; an unknown one is an unusable card, named by its number. */
export function meaningOf(rv: number): ReturnMeaning {
  // `>>> 0`: vendor values reach us as negative numbers on some platforms.
  const value = rv >>> 0
  return (
    RETURNS.get(value) ?? {
      name: `CKR_0x${value.toString(16).toUpperCase()}`,
      status: 'unreadable',
      problem: 'card-failed',
    }
  )
}
