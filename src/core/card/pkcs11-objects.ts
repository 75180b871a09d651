/** What stands on a token, read one object at a time: an object that cannot be read costs no other. */
import type { PKCS11 } from 'pkcs11js'
import { MAX_CERTIFICATE_BYTES, MAX_CERTIFICATES, type ReadValue, type SurveyValue } from './messages.ts'

const CKA_CLASS = 0
const CKA_LABEL = 3
const CKA_VALUE = 0x11
const CKA_ID = 0x102
const CKA_ALWAYS_AUTHENTICATE = 0x202
const CKO_CERTIFICATE = 1
const CKO_PRIVATE_KEY = 3

/** Names come from the device: printable, short, whatever their encoding was. */
export const words = (text: string) =>
  text
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .trim()
    .slice(0, 64)

export const hex = (handle: Buffer) => handle.toString('hex')

/** Signature mechanisms of RSA keys, by number. */
const MECHANISMS: Readonly<Record<number, string>> = {
  1: 'CKM_RSA_PKCS',
  6: 'CKM_SHA1_RSA_PKCS',
  13: 'CKM_RSA_PKCS_PSS',
  64: 'CKM_SHA256_RSA_PKCS',
  67: 'CKM_SHA256_RSA_PKCS_PSS',
}

/** One reader as IT wants to know it; what its card does not tell is left out. */
export function surveyReader(lib: PKCS11, handle: Buffer): SurveyValue['readers'][number] {
  const survey = { slot: hex(handle), name: '', model: null as string | null, mechanisms: [] as string[] }
  quietly(() => {
    survey.name = words(lib.C_GetSlotInfo(handle).slotDescription)
  })
  quietly(() => {
    survey.model = words(lib.C_GetTokenInfo(handle).model)
    survey.mechanisms = lib.C_GetMechanismList(handle).flatMap(number => MECHANISMS[number] ?? [])
  })
  return survey
}

/** Every certificate of the token that can be one. */
export function readCertificates(lib: PKCS11, session: Buffer): ReadValue['certificates'] {
  return find(lib, session, [{ type: CKA_CLASS, value: CKO_CERTIFICATE }]).flatMap(
    object => readCertificate(lib, session, object) ?? [],
  )
}

/** The private key with this CKA_ID (hexadecimal), visible after the PIN only; null when there is none. */
export function findKey(lib: PKCS11, session: Buffer, keyId: string): { key: Buffer; everyTime: boolean } | null {
  const [key] = find(lib, session, [
    { type: CKA_CLASS, value: CKO_PRIVATE_KEY },
    { type: CKA_ID, value: Buffer.from(keyId, 'hex') },
  ])
  return key ? { key, everyTime: asksEveryTime(lib, session, key) } : null
}

/** CKA_ALWAYS_AUTHENTICATE: the card wants its PIN before each signature. CPS and CPE do not. */
function asksEveryTime(lib: PKCS11, session: Buffer, key: Buffer): boolean {
  try {
    const [mark] = lib.C_GetAttributeValue(session, key, [{ type: CKA_ALWAYS_AUTHENTICATE }])
    return mark !== undefined && Buffer.from(mark.value)[0] === 1
  } catch {
    // Modules that do not know the attribute do not do it.
    return false
  }
}

export function alive(lib: PKCS11, session: Buffer): boolean {
  try {
    lib.C_GetSessionInfo(session)
    return true
  } catch {
    return false
  }
}

/** For what may fail without consequence: closing what is perhaps closed already. */
export function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // The next look tells what is really there.
  }
}

function find(lib: PKCS11, session: Buffer, template: { type: number; value: number | Buffer }[]): Buffer[] {
  lib.C_FindObjectsInit(session, template)
  try {
    return lib.C_FindObjects(session, MAX_CERTIFICATES) ?? []
  } finally {
    quietly(() => lib.C_FindObjectsFinal(session))
  }
}

/** One certificate object; null when it cannot be read or cannot be a certificate: the others still count. */
function readCertificate(lib: PKCS11, session: Buffer, object: Buffer): ReadValue['certificates'][number] | null {
  try {
    const [value, id, label] = lib
      .C_GetAttributeValue(session, object, [{ type: CKA_VALUE }, { type: CKA_ID }, { type: CKA_LABEL }])
      .map(attribute => Buffer.from(attribute.value))
    if (!value || !id || value.length === 0 || value.length > MAX_CERTIFICATE_BYTES || id.length > 64) return null
    return { id: hex(id), label: words(label?.toString('utf8') ?? ''), der: value.toString('base64') }
  } catch {
    return null
  }
}
