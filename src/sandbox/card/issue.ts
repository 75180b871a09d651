/** Issues cards of the test PKI: the good ones, and those that must be refused, each wrong in one way only. */
import { webcrypto } from 'node:crypto'
import { ENVIRONMENT, LABELS, OBJECT_IDS } from '../../shared/card/oids.ts'
import { PEOPLE, type PracticePerson } from './people.ts'
import {
  type Authority,
  createCrl,
  createIntermediate,
  createKeys,
  createLeaf,
  createRoot,
  derOf,
  exportKey,
  type LeafOptions,
} from './pki.ts'

const DAY = 24 * 3600 * 1000
const YEAR = 365 * DAY

/** What is wrong with a card; `good` has nothing wrong. */
export type CardVariant =
  | 'good'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  /** Sound, and issued by an authority that has ended since. */
  | 'expired-authority'
  /** Issued by another root, of the same names. */
  | 'other-root'
  /** Sound, but its signature certificate stands first. */
  | 'signature-first'
  /** The only certificate with a key is the signature one. */
  | 'signature-only'
  /** Only the technical certificate, as a reader without contact shows it. */
  | 'contactless'
  /** Sound, with the environment byte of a real card. */
  | 'real-environment'
  /** Its authentication certificate is noise. */
  | 'garbage'

/** One certificate and its private key, as they stand on a card. */
export interface CardObject {
  /** CKA_ID, hexadecimal. */
  id: string
  certificateLabel: string
  keyLabel: string
  /** Hexadecimal; the certificate's label in an encoding of its own. */
  labelBytes?: string
  /** DER. */
  certificate: Uint8Array
  /** PKCS#8, DER; fictitious, in memory. */
  key: Uint8Array
}

export interface IssuedCard {
  person: PracticePerson
  variant: CardVariant
  objects: CardObject[]
  /** Issuer of the leaves, then nothing: roots are not on cards. DER. */
  chain: Uint8Array[]
}

export interface Issuer {
  /** PEM. */
  roots: string[]
  /** PEM. */
  intermediates: string[]
  /** Serial numbers, hexadecimal capitals; grows when a revoked card is issued. */
  revoked: Set<string>
  issue(person: string, variant?: CardVariant): Promise<IssuedCard>
  /** Certificate and key of the authority that issues such a card, PEM: for a responder of its own. */
  authorityOf(card: IssuedCard): { certificate: string; key: string }
  /** The revocation lists of all authorities, as they stand now, DER. */
  crls(): Promise<Uint8Array[]>
}

const PLACES = {
  authentication: { id: OBJECT_IDS.auth, certificateLabel: LABELS.authCertificate, keyLabel: LABELS.authKey },
  signature: { id: OBJECT_IDS.signature, certificateLabel: LABELS.signatureCertificate, keyLabel: LABELS.signatureKey },
  technical: { id: OBJECT_IDS.technical, certificateLabel: LABELS.technicalCertificate, keyLabel: LABELS.technicalKey },
} as const

type Level = 'FORT' | 'STANDARD'
const intermediateName = (level: Level) => `TEST AC IGC-SANTE ${level} PERSONNES FICTIVE RELAIS`

async function createHierarchy(level: Level, now: number) {
  const root = await createRoot(`TEST AC RACINE IGC-SANTE ${level} FICTIVE RELAIS`, now)
  const intermediate = await createIntermediate(intermediateName(level), root, now)
  return { root, intermediate }
}

/** An authority under the same root whose certificate ended yesterday. */
const endedUnder = (root: Authority, level: Level, now: number) =>
  createIntermediate(intermediateName(level), root, now, now - DAY)

/** Makes roots and intermediates; cards are issued when they are asked for. `now` in ms. */
export async function createIssuer(now: number): Promise<Issuer> {
  const [strong, standard] = await Promise.all([createHierarchy('FORT', now), createHierarchy('STANDARD', now)])
  const revoked = new Set<string>()
  const pem = (authority: Authority) => authority.certificate.toString('pem')

  const keysOf = ({ intermediate }: typeof strong) => ({ certificate: pem(intermediate), key: intermediate.key })

  const issue: Issuer['issue'] = async (name, variant = 'good') => {
    const person = PEOPLE.find(candidate => candidate.name === name)
    if (!person) throw new RangeError(`no practice person named ${name}`)
    const level = person.kind === 'CPS' || person.kind === 'CPF' ? 'FORT' : 'STANDARD'
    const own = level === 'FORT' ? strong : standard
    const intermediate =
      variant === 'other-root'
        ? (await createHierarchy(level, now)).intermediate
        : variant === 'expired-authority'
          ? await endedUnder(own.root, level, now)
          : own.intermediate
    const leaf = leafDates(variant, now)
    const make = async (use: LeafOptions['use']): Promise<CardObject> => {
      const keys = await createKeys()
      const options = { use, person, authority: intermediate, publicKey: keys.publicKey, ...leaf }
      const certificate = await createLeaf(
        variant === 'real-environment' ? { ...options, environment: ENVIRONMENT.card } : options,
      )
      if (variant === 'revoked') revoked.add(certificate.serialNumber.toUpperCase())
      return { ...PLACES[use], certificate: derOf(certificate), key: await exportKey(keys) }
    }
    const objects = await Promise.all(usesOf(variant).map(make))
    if (variant === 'garbage') {
      for (const object of objects) object.certificate = webcrypto.getRandomValues(new Uint8Array(700))
    }
    return { person, variant, objects, chain: [derOf(intermediate.certificate)] }
  }

  return {
    roots: [pem(strong.root), pem(standard.root)],
    intermediates: [pem(strong.intermediate), pem(standard.intermediate)],
    revoked,
    issue,
    authorityOf: ({ person: { kind } }) => keysOf(kind === 'CPS' || kind === 'CPF' ? strong : standard),
    crls: () =>
      Promise.all(
        [strong.root, strong.intermediate, standard.root, standard.intermediate].map(authority =>
          createCrl(authority, authority === strong.root || authority === standard.root ? [] : revoked, now),
        ),
      ),
  }
}

function usesOf(variant: CardVariant): LeafOptions['use'][] {
  if (variant === 'contactless') return ['technical']
  if (variant === 'signature-only') return ['signature']
  if (variant === 'signature-first') return ['signature', 'authentication']
  return ['authentication', 'signature']
}

function leafDates(variant: CardVariant, now: number): { notBefore: Date; notAfter: Date } {
  if (variant === 'expired') return { notBefore: new Date(now - 250 * DAY), notAfter: new Date(now - DAY) }
  if (variant === 'not-yet-valid') return { notBefore: new Date(now + 30 * DAY), notAfter: new Date(now + YEAR) }
  return { notBefore: new Date(now - 30 * DAY), notAfter: new Date(now + 3 * YEAR) }
}
