/**
 * Reads the certificates of a card. They are chosen by what they say, never by their label or place: KU and EKU for the
 * use, extensions of IGC-Santé for the card and its holder. Whatever a card holds, reading answers a value.
 */
import 'reflect-metadata'

import { X509Certificate } from '@peculiar/x509'
import { CARD_EXT, CARD_KINDS, DN, EKU, EXT } from '../../shared/card/oids.ts'
import type { CardKind } from '../../shared/contract/card.ts'
import { Idnps } from '../../shared/contract/identifiers.ts'

/** Who the certificate says its holder is. A CPE «non nominative» has no name: the site's directory knows it. */
export interface Holder {
  idnps: string
  /** `Prénom NOM`, else the pseudonym or the structure; null when the card says none. */
  displayName: string | null
  kind: CardKind
  /** Number printed on the card, without the issuer prefix. */
  cardNumber: string | null
  /** TRE_G15: 10 physician, 60 nurse… */
  profession: string | null
  /** Name of the structure of a CPE. */
  structure: string | null
  /** TRE_G01: high bit set means a test card. */
  environment: 'real' | 'test'
}

export type CardCertificate =
  | { use: 'authentication'; holder: Holder; notBefore: Date; notAfter: Date; subject: string; issuer: string }
  | { use: 'signature' | 'technical' | 'authority' | 'other'; subject: string; issuer: string }

const KU_DIGITAL_SIGNATURE = 1
const KU_NON_REPUDIATION = 2

/** Reads one certificate; null when the bytes are none. Never throws. */
export function readCertificate(der: Uint8Array): CardCertificate | null {
  try {
    return read(new X509Certificate(new Uint8Array(der)))
  } catch {
    // The parser throws many things on garbage; all of them mean: not a certificate.
    return null
  }
}

function read(certificate: X509Certificate): CardCertificate {
  const names = { subject: certificate.subject, issuer: certificate.issuer }
  const [basic, ku, eku] = [EXT.basicConstraints, EXT.keyUsage, EXT.extendedKeyUsage].map(
    oid => certificate.extensions.find(extension => extension.type === oid) as unknown,
  ) as [{ ca?: boolean } | undefined, { usages?: number } | undefined, { usages?: unknown[] } | undefined]
  if (basic?.ca === true) return { use: 'authority', ...names }
  const usages = ku?.usages ?? 0
  const extended = new Set((eku?.usages ?? []).map(String))
  if ((usages & KU_NON_REPUDIATION) !== 0 && (usages & KU_DIGITAL_SIGNATURE) === 0)
    return { use: 'signature', ...names }
  if ((usages & KU_DIGITAL_SIGNATURE) === 0) return { use: 'other', ...names }
  const isCard = certificate.extensions.some(extension => extension.type === CARD_EXT.number)
  if (!extended.has(EKU.clientAuth) || !extended.has(EKU.smartcardLogon)) {
    // The technical certificate proves the plastic, not the person: usable without a PIN, contactless.
    return { use: isCard ? 'technical' : 'other', ...names }
  }
  const holder = readHolder(certificate)
  if (!holder) return { use: 'other', ...names }
  const { notBefore, notAfter } = certificate
  if (Number.isNaN(notBefore.getTime()) || Number.isNaN(notAfter.getTime())) return { use: 'other', ...names }
  return { use: 'authentication', holder, notBefore, notAfter, ...names }
}

/** Null when the subject names nobody that the national register could know. */
function readHolder(certificate: X509Certificate): Holder | null {
  const field = (oid: string) => {
    const text = certificate.subjectName.getField(oid)[0]
    return text === undefined || text.trim() === '' ? null : clean(text)
  }
  const idnps = Idnps.safeParse(field(DN.commonName))
  const kind = CARD_KINDS[integer(extension(certificate, CARD_EXT.type)) ?? -1]
  const environment = octet(extension(certificate, CARD_EXT.environment))
  // No environment byte: said to be a test card, so that production refuses it.
  if (!idnps.success || kind === undefined) return null
  const given = field(DN.givenName)
  const family = field(DN.surname)
  const structure = field(DN.organization)
  const named = [given, family].filter(part => part !== null).join(' ')
  const number = printable(extension(certificate, CARD_EXT.number))
  const profession = integer(extension(certificate, CARD_EXT.profession))
  return {
    idnps: idnps.data,
    displayName: named !== '' ? named : (field(DN.pseudonym) ?? structure),
    kind,
    cardNumber: number?.split('/')[1] ?? null,
    profession: profession === null ? null : String(profession),
    structure,
    environment: environment === null || (environment & 0x80) !== 0 ? 'test' : 'real',
  }
}

const clean = (text: string) =>
  text
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .trim()
    .slice(0, 120)

function extension(certificate: X509Certificate, oid: string): Uint8Array | null {
  const found = certificate.extensions.find(item => item.type === oid)
  return found ? new Uint8Array(found.value) : null
}

/** Content of a short DER value with this tag; null when the bytes are something else. */
function content(der: Uint8Array | null, tag: number): Uint8Array | null {
  if (!der || der[0] !== tag || der[1] === undefined || der[1] > 0x7f || der.length !== der[1] + 2) return null
  return der.subarray(2)
}

/** A DER INTEGER of one or two bytes, not negative. */
function integer(der: Uint8Array | null): number | null {
  const bytes = content(der, 0x02)
  if (!bytes || bytes.length === 0 || bytes.length > 2 || (bytes[0] ?? 0) > 0x7f) return null
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}

function octet(der: Uint8Array | null): number | null {
  const bytes = content(der, 0x04)
  return bytes?.length === 1 ? (bytes[0] ?? null) : null
}

function printable(der: Uint8Array | null): string | null {
  const bytes = content(der, 0x13)
  return bytes ? clean(Buffer.from(bytes).toString('latin1')) : null
}
