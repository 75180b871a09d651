/**
 * The PKCS#11 module, as the card process drives it: everything synchronous, one call after the other. Throws what the
 * module answers; `faultOf` makes a value of it.
 */
import { createHash } from 'node:crypto'
import type { PKCS11 } from 'pkcs11js'
import type { Fault, LookValue, ReadValue, SurveyValue } from './messages.ts'
import { alive, findKey, hex, quietly, readCertificates, surveyReader, words } from './pkcs11-objects.ts'
import { ALREADY_INITIALIZED } from './returns.ts'

const CKF_DONT_BLOCK = 1
const CKF_SERIAL_SESSION = 4
const CKF_TOKEN_INITIALIZED = 0x400
const CKF_USER_PIN_COUNT_LOW = 0x10000
const CKF_USER_PIN_FINAL_TRY = 0x20000
const CKF_USER_PIN_LOCKED = 0x40000
const CKF_PROTECTED_AUTHENTICATION_PATH = 0x100
const CKU_USER = 1
const CKU_CONTEXT_SPECIFIC = 2
const CKM_RSA_PKCS = 1

/** DER of DigestInfo up to the digest, SHA-256 (RFC 8017 §9.2). The authentication key of a CPS takes nothing else. */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** A reason of ours to stop, not the module's. */
export class Refused extends Error {
  readonly fault: Fault
  constructor(kind: Exclude<Fault['kind'], 'returned'>) {
    super(kind)
    this.fault = { kind }
  }
}

/** The return value in an exception of pkcs11js; CKR_GENERAL_ERROR when it holds none. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refused) return error.fault
  const { code, method, message } = error as { code?: unknown; method?: unknown; message?: unknown }
  const at = typeof method === 'string' ? method.slice(0, 40) : ''
  const said = /CKR_[^:]*:(-?\d+)/.exec(String(message))?.[1]
  const rv = typeof code === 'number' && code !== 0 ? code : said !== undefined ? Number(said) : 0x05
  return { kind: 'returned', at, rv: rv >>> 0 }
}

type Seen = LookValue['tokens'][number]

interface Opened {
  session: Buffer
  serial: string
  insertion: number
  /** What the last thorough look said, and when, ms. */
  seen: Seen | null
  at: number
}

/**
 * A card whose PIN is open is not spoken to at each look: the list of slots and the module's events tell that it left. It is asked
 * itself this often, ms. A card that is pulled while it is being asked makes some modules hang (OpenSC).
 */
const THOROUGH_MS = 5_000

export interface Module {
  /** `light`: cards seen before are not spoken to, unless the module tells of an event. */
  look(light: boolean): LookValue
  /** Closes what cards that have left leave open. Some modules hang over it: done when what was seen has been told. */
  tidy(): void
  survey(): SurveyValue
  read(slot: string, insertion: number): ReadValue
  /** `pin` null: typed on the reader. The caller wipes it. */
  login(target: { slot: string; insertion: number; keyId: string }, pin: Buffer | null, lastTryAccepted: boolean): void
  sign(target: { slot: string; insertion: number }, data: Buffer): Buffer
  /** Of one card, or of all. */
  logout(slot?: string): void
}

/** A PIN that a key wants before each signature: for one sign-in, then nowhere. */
interface Kept {
  /** The reader's own keys, or the digits; throws when they are gone: the person types them again. */
  pin(): Buffer | null
  wipe(): void
}

/** A sign-in signs once or twice, within seconds. */
const KEPT_MS = 20_000

function keep(typed: Buffer | null): Kept {
  if (typed === null) return { pin: () => null, wipe() {} }
  const copy = Buffer.from(typed)
  let there = true
  const wipe = () => {
    there = false
    clearTimeout(timer)
    copy.fill(0)
  }
  const timer = setTimeout(wipe, KEPT_MS).unref()
  return {
    wipe,
    pin() {
      if (!there) throw new Refused('stale')
      return copy
    },
  }
}

/** Starts the library that `lib` has loaded. `onText`: called when a PIN has been made a text of. */
export function openModule(lib: PKCS11, firstInsertion: number, onText: () => void): Module {
  try {
    lib.C_Initialize()
  } catch (error) {
    const fault = faultOf(error)
    if (fault.kind !== 'returned' || fault.rv !== ALREADY_INITIALIZED) throw error
  }
  const opened = new Map<string, Opened>()
  let lastInsertion = firstInsertion
  /** Cards whose PIN was accepted, by slot: the operator's, and for a minute a second person's. */
  const signers = new Map<string, { insertion: number; key: Buffer; again: Kept | null }>()

  /** Forgets a login; what was kept of its PIN is wiped. */
  const drop = (slot: string): boolean => {
    signers.get(slot)?.again?.wipe()
    return signers.delete(slot)
  }

  /** Presents a PIN, or, on a reader with its own keys (`null`), asks the reader to. */
  const checkPin = (session: Buffer, user: number, pin: Buffer | null) => {
    if (pin !== null) onText()
    // The binding takes texts only; modules read an empty one as «typed on the reader».
    lib.C_Login(session, user, pin === null ? '' : pin.toString('latin1'))
  }

  /** Sessions of cards that have left, not closed yet. */
  const left: Buffer[] = []
  /** Forgets a card that has left: its handles are dead even when it comes back. */
  const forget = (slot: string) => {
    const known = opened.get(slot)
    if (!known) return
    opened.delete(slot)
    drop(slot)
    left.push(known.session)
  }
  const tidy = () => {
    for (const session of left.splice(0)) quietly(() => lib.C_CloseSession(session))
  }

  const enter = (handle: Buffer, serial: string): Opened => {
    // A handle that is closed late might be the new one's: modules give the same number again.
    tidy()
    const session = lib.C_OpenSession(handle, CKF_SERIAL_SESSION)
    const entered: Opened = { session, serial, insertion: ++lastInsertion, seen: null, at: 0 }
    opened.set(hex(handle), entered)
    return entered
  }

  /**
   * After a signature that failed, the session may still hold its operation (CKR_OPERATION_ACTIVE ever after): another
   * one takes its place, opened first so that the card's login lives on.
   */
  const renew = (slot: string, known: Opened) => {
    const old = known.session
    try {
      known.session = lib.C_OpenSession(handleOf(slot), CKF_SERIAL_SESSION)
      quietly(() => lib.C_CloseSession(old))
    } catch {
      forget(slot)
    }
  }

  const handleOf = (slot: string) => Buffer.from(slot, 'hex')

  const current = (slot: string, insertion: number): Opened => {
    const known = opened.get(slot)
    if (known?.insertion !== insertion) throw new Refused('stale')
    return known
  }

  const lookAt = (handle: Buffer, stirred: boolean, light: boolean): Seen | null => {
    const slot = hex(handle)
    const last = opened.get(slot)
    const recent = last !== undefined && signers.has(slot) && performance.now() - last.at < THOROUGH_MS
    if (!stirred && last?.seen && (light || recent)) return last.seen
    let reader = ''
    try {
      reader = words(lib.C_GetSlotInfo(handle).slotDescription)
      const token = lib.C_GetTokenInfo(handle)
      if ((token.flags & CKF_TOKEN_INITIALIZED) === 0) {
        forget(slot)
        return null
      }
      const known = opened.get(slot)
      // An event may be missed: a dead session or another serial number tells that the card has left meanwhile.
      if (known && (known.serial !== token.serialNumber || !alive(lib, known.session))) forget(slot)
      const entered = opened.get(slot) ?? enter(handle, token.serialNumber)
      const pinPad = (token.flags & CKF_PROTECTED_AUTHENTICATION_PATH) !== 0
      entered.seen = { slot, reader, insertion: entered.insertion, tries: triesOf(token.flags), pinPad, fault: null }
      entered.at = performance.now()
      return entered.seen
    } catch (error) {
      forget(slot)
      const fault = faultOf(error)
      const rv = fault.kind === 'returned' ? fault.rv : 0x05
      return { slot, reader, insertion: 0, tries: 'unknown', pinPad: false, fault: rv }
    }
  }

  return {
    look(light) {
      // Events are only a hint, and some modules keep one per change: drained, then everything is looked at.
      let stirred = false
      quietly(() => {
        for (let i = 0; i < 32 && lib.C_WaitForSlotEvent(CKF_DONT_BLOCK) !== null; i++) stirred = true
      })
      const handles = lib.C_GetSlotList(true)
      const present = new Set(handles.map(hex))
      for (const slot of [...opened.keys()]) if (!present.has(slot)) forget(slot)
      return { tokens: handles.map(handle => lookAt(handle, stirred, light)).filter(token => token !== null) }
    },

    tidy,

    survey: () => ({
      readers: lib
        .C_GetSlotList(false)
        .slice(0, 64)
        .map(handle => surveyReader(lib, handle)),
    }),

    read(slot, insertion) {
      const { session } = current(slot, insertion)
      return { certificates: readCertificates(lib, session) }
    },

    login({ slot, insertion, keyId }, pin, lastTryAccepted) {
      const known = current(slot, insertion)
      const { session, seen } = known
      // Whatever comes of it, the tries left are others afterwards.
      known.seen = null
      // Read live: another program may have used tries since the last look.
      const { flags } = lib.C_GetTokenInfo(handleOf(slot))
      if ((flags & CKF_USER_PIN_LOCKED) !== 0) throw new Refused('locked')
      if ((flags & CKF_USER_PIN_FINAL_TRY) !== 0 && !lastTryAccepted) throw new Refused('final-try')
      // A login left open would accept any PIN (CKR_USER_ALREADY_LOGGED_IN): closed first, always.
      drop(slot)
      quietly(() => lib.C_Logout(session))
      checkPin(session, CKU_USER, pin)
      const found = findKey(lib, session, keyId)
      if (!found) {
        quietly(() => lib.C_Logout(session))
        throw new Refused('no-key')
      }
      signers.set(slot, { insertion, key: found.key, again: found.everyTime ? keep(pin) : null })
      // A right PIN gives every try back, and the card has just answered: the next look need not ask it.
      if (seen) known.seen = { ...seen, tries: 'normal' }
      known.at = performance.now()
    },

    sign({ slot, insertion }, data) {
      const signer = signers.get(slot)
      if (signer?.insertion !== insertion) throw new Refused('stale')
      const { key, again } = signer
      const known = current(slot, insertion)
      const digestInfo = Buffer.concat([SHA256_DIGEST_INFO, createHash('sha256').update(data).digest()])
      try {
        lib.C_SignInit(known.session, { mechanism: CKM_RSA_PKCS }, key)
        if (again) checkPin(known.session, CKU_CONTEXT_SPECIFIC, again.pin())
        const signature = lib.C_Sign(known.session, digestInfo, Buffer.alloc(1024))
        // Some modules notice a removal only when asked: a signature whose card is no longer there is void.
        lib.C_GetTokenInfo(handleOf(slot))
        lib.C_GetSessionInfo(known.session)
        return Buffer.from(signature)
      } catch (error) {
        renew(slot, known)
        throw error
      }
    },

    logout(slot) {
      for (const one of slot === undefined ? [...signers.keys()] : [slot]) {
        const known = opened.get(one)
        if (drop(one) && known) quietly(() => lib.C_Logout(known.session))
      }
    },
  }
}

function triesOf(flags: number): LookValue['tokens'][number]['tries'] {
  if ((flags & CKF_USER_PIN_LOCKED) !== 0) return 'none'
  if ((flags & CKF_USER_PIN_FINAL_TRY) !== 0) return 'final'
  return (flags & CKF_USER_PIN_COUNT_LOW) !== 0 ? 'low' : 'normal'
}
