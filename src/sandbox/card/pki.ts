/**
 * A test PKI of our own in the shape of IGC-Santé: two roots (FORT for CPS, STANDARD for CPE), an intermediate under
 * each, leaves with the card's extensions. Clearly fictitious names; the keys live as long as the process.
 */
import 'reflect-metadata'

import { randomBytes, webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509'
import { CARD_EXT, CARD_ISSUER, CARD_KINDS, DN, EKU, ENVIRONMENT, EXT, POLICY, UPN } from '../../shared/card/oids.ts'
import type { PracticePerson } from './people.ts'

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
}
const DAY = 24 * 3600 * 1000

type KeyPair = webcrypto.CryptoKeyPair
const { subtle } = webcrypto

export const createKeys = () => subtle.generateKey(RSA, true, ['sign', 'verify']) as Promise<KeyPair>

/** PKCS#8, DER. */
export const exportKey = async (keys: KeyPair) => new Uint8Array(await subtle.exportKey('pkcs8', keys.privateKey))

const pemOf = async (keys: KeyPair) =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(await exportKey(keys)).toString('base64')}\n-----END PRIVATE KEY-----\n`

export interface Authority {
  name: JsonName
  certificate: X509Certificate
  keys: KeyPair
  /** The private key, PKCS#8 PEM; fictitious. */
  key: string
}

const authorityName = (commonName: string): JsonName => [
  utf8(DN.country, 'FR'),
  utf8(DN.organization, 'RELAIS FICTIF'),
  utf8(DN.unit, '0002 000000000'),
  utf8(DN.unit, 'IGC-SANTE TEST FICTIVE RELAIS'),
  utf8(DN.commonName, commonName),
]

/** One RDN of one attribute. Country codes are PrintableString by X.520, everything else UTF8String. */
function utf8(oid: string, value: string): JsonName[number] {
  return {
    [oid]: [oid === DN.country ? { printableString: value } : { utf8String: value }],
  } as unknown as JsonName[number]
}

export async function createRoot(commonName: string, now: number): Promise<Authority> {
  const keys = await createKeys()
  const name = authorityName(commonName)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name,
    notBefore: new Date(now - 365 * DAY),
    notAfter: new Date(now + 10 * 365 * DAY),
    signingAlgorithm: RSA,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { name, certificate, keys, key: await pemOf(keys) }
}

/** `ends`: its last instant, ms; five years from now by default. */
export async function createIntermediate(
  commonName: string,
  root: Authority,
  now: number,
  ends = now + 5 * 365 * DAY,
): Promise<Authority> {
  const keys = await createKeys()
  const name = authorityName(commonName)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: name,
    issuer: root.name,
    notBefore: new Date(now - 300 * DAY),
    notAfter: new Date(ends),
    signingAlgorithm: RSA,
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(root.keys.publicKey),
    ],
  })
  return { name, certificate, keys, key: await pemOf(keys) }
}

export interface CrlShape {
  /** Only what changed since another list; `givenBack`: serial numbers that it takes off. */
  delta?: { givenBack?: string[] }
  /** Addresses of the distribution points that it speaks for; without any, for all. */
  points?: string[]
  /** How old it is, ms; an hour by default. */
  age?: number
}

/** The list of what an authority has revoked, DER. `now` in ms. */
export async function createCrl(
  authority: Authority,
  serials: Iterable<string>,
  now: number,
  { delta, points, age = 3_600_000 }: CrlShape = {},
): Promise<Uint8Array> {
  const revocationDate = new Date(now - age - 3_600_000)
  const names = (points ?? []).flatMap(point => [...tlv(0x86, Buffer.from(point, 'latin1'))])
  const crl = await X509CrlGenerator.create({
    issuer: authority.name,
    thisUpdate: new Date(now - age),
    nextUpdate: new Date(now + 7 * DAY),
    signingAlgorithm: RSA,
    signingKey: authority.keys.privateKey,
    entries: [
      ...[...serials].map(serialNumber => ({ serialNumber, revocationDate })),
      ...(delta?.givenBack ?? []).map(serialNumber => ({
        ...{ serialNumber, revocationDate },
        reason: X509CrlReason.removeFromCRL,
      })),
    ],
    extensions: [
      ...(delta ? [new Extension('2.5.29.27', true, tlv(0x02, [1]))] : []),
      ...(points ? [new Extension('2.5.29.28', true, tlv(0x30, tlv(0xa0, tlv(0xa0, names))))] : []),
    ],
  })
  return new Uint8Array(crl.rawData)
}

export interface LeafOptions {
  use: 'authentication' | 'signature' | 'technical'
  person: PracticePerson
  authority: Authority
  publicKey: webcrypto.CryptoKey
  notBefore: Date
  notAfter: Date
  /** TRE_G01 byte; the practice cards say «test card». */
  environment?: number
  /** Where its list of revocations is found; by default, an address in the manner of IGC-Santé's. */
  point?: string
}

const level = ({ kind }: PracticePerson) => (kind === 'CPS' || kind === 'CPF' ? 'FO' : 'ST')

/** A leaf as the card products have it. */
export async function createLeaf(options: LeafOptions): Promise<X509Certificate> {
  const { use, person, authority } = options
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false),
    new KeyUsagesExtension(use === 'signature' ? KeyUsageFlags.nonRepudiation : KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(
      use === 'signature'
        ? [EKU.emailProtection]
        : use === 'technical'
          ? [EKU.clientAuth]
          : [EKU.clientAuth, EKU.smartcardLogon],
    ),
    new CertificatePolicyExtension([POLICY]),
    await SubjectKeyIdentifierExtension.create(options.publicKey),
    await AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    new CRLDistributionPointsExtension([
      options.point ?? `http://igc-sante.example/CRL/ACI-${level(person)}-PP-TEST.crl`,
    ]),
    raw(CARD_EXT.type, tlv(0x02, [CARD_KINDS.indexOf(person.kind)])),
    raw(CARD_EXT.number, tlv(0x13, Buffer.from(`${CARD_ISSUER}/${person.cardNumber}`, 'latin1'))),
    raw(CARD_EXT.environment, tlv(0x04, [options.environment ?? ENVIRONMENT.testCard])),
  ]
  if (person.profession !== null) extensions.push(raw(CARD_EXT.profession, tlv(0x02, [person.profession])))
  if (use === 'authentication') extensions.push(raw(EXT.subjectAltName, upn(`${person.idnps}@carte-cps.fr`)))
  return X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: use === 'technical' ? technicalName(person) : subjectOf(person),
    issuer: authority.name,
    notBefore: options.notBefore,
    notAfter: options.notAfter,
    signingAlgorithm: RSA,
    publicKey: options.publicKey,
    signingKey: authority.keys.privateKey,
    extensions,
  })
}

/** CPS: title, then GN + CN + SN in one RDN. CPE: structure and title; its name, if any, in the RDN of the CN. */
function subjectOf(person: PracticePerson): JsonName {
  const named: [string, string | null][] = [
    [DN.commonName, person.idnps],
    [DN.givenName, person.given],
    [DN.surname, person.family],
  ]
  // DER sorts a SET by its bytes; with OIDs of one length that is by the length of the value first.
  const last: JsonName[number] = Object.assign(
    {},
    ...named
      .flatMap(([oid, value]) => (value === null ? [] : [{ oid, value }]))
      .sort((a, b) => Buffer.byteLength(a.value) - Buffer.byteLength(b.value) || a.oid.localeCompare(b.oid))
      .map(({ oid, value }) => utf8(oid, value)),
  )
  const { structure } = person
  return [
    utf8(DN.country, 'FR'),
    ...(structure
      ? [utf8(DN.state, structure.departement), utf8(DN.organization, structure.name), utf8(DN.unit, structure.id)]
      : []),
    utf8(DN.title, person.title),
    ...(person.pseudonym !== null ? [utf8(DN.pseudonym, person.pseudonym)] : []),
    last,
  ]
}

const technicalName = (person: PracticePerson): JsonName => [
  utf8(DN.country, 'FR'),
  utf8(DN.commonName, `${CARD_ISSUER}/${person.cardNumber}`),
]

const raw = (oid: string, value: Uint8Array<ArrayBuffer>) => new Extension(oid, false, value)

/** A DER value of less than 128 bytes. */
function tlv(tag: number, content: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  if (content.length > 127) throw new RangeError('short DER value expected')
  return Uint8Array.from([tag, content.length, ...Array.from(content)])
}

/** GeneralNames { otherName { UPN, [0] UTF8String } }. */
function upn(name: string): Uint8Array<ArrayBuffer> {
  const value = tlv(0xa0, tlv(0x0c, Buffer.from(name, 'utf8')))
  return tlv(0x30, tlv(0xa0, [...oidBytes(UPN), ...value]))
}

function oidBytes(oid: string): number[] {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number)
  const body = [first * 40 + second, ...rest].flatMap(arc => {
    const bytes = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80)
    return bytes
  })
  return [0x06, body.length, ...body]
}

/** 16 random bytes, positive. */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}

export const derOf = (certificate: X509Certificate) => new Uint8Array(certificate.rawData)
