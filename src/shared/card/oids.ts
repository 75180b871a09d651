/**
 * Object identifiers and code tables of CPS/CPE certificates (IGC-Santé) and of the card's PKCS#11 objects.
 * Sources: NOS tables TRE_G01, TRE_G02, TRE_G15 (mos.esante.gouv.fr); documentation of Cryptolib CPS (ansforge/dops-cryptolib).
 * Pure values: the console, the sandbox and the tests read the same table but each verifies with its own code.
 */
import type { CardKind } from '../contract/card.ts'

/** Extended key usages. An authentication certificate carries the first two (selection rule of the GIE SESAM-Vitale sample). */
export const EKU = {
  clientAuth: '1.3.6.1.5.5.7.3.2',
  smartcardLogon: '1.3.6.1.4.1.311.20.2.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const

/** Attributes of a subject. GN, SN and CN of a CPS stand in one multi-valued RDN. */
export const DN = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  country: '2.5.4.6',
  state: '2.5.4.8',
  organization: '2.5.4.10',
  unit: '2.5.4.11',
  title: '2.5.4.12',
  givenName: '2.5.4.42',
  pseudonym: '2.5.4.65',
} as const

/** Standard extensions. */
export const EXT = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  certificatePolicies: '2.5.29.32',
  crlDistributionPoints: '2.5.29.31',
} as const

/** Extensions of IGC-Santé, all non-critical. */
export const CARD_EXT = {
  /** INTEGER, TRE_G02. */
  type: '1.2.250.1.71.1.2.2',
  /** PrintableString `8025000001/<card number>`. */
  number: '1.2.250.1.71.1.2.3',
  /** OCTET STRING of one byte, TRE_G01. */
  environment: '1.2.250.1.71.1.2.5',
  /** INTEGER, TRE_G15. */
  profession: '1.2.250.1.71.1.2.7',
  /** SEQUENCE of UTF8String: `SM26`. */
  speciality: '1.2.250.1.71.4.2.5',
} as const

/** otherName «user principal name» of a smart card logon certificate. */
export const UPN = '1.3.6.1.4.1.311.20.2.3'

/** Certification policy of IGC-Santé persons. */
export const POLICY = '1.2.250.1.213.1.7.2.1.1.1.1'

/** TRE_G02: kind of card by the value of {@link CARD_EXT.type}. */
export const CARD_KINDS: readonly CardKind[] = ['CPS', 'CPF', 'CPE', 'CPA']

/** TRE_G01: `00` card, `03` software, `80` test card, `83` test software. A set high bit means: test. */
export const ENVIRONMENT = { card: 0x00, software: 0x03, testCard: 0x80, testSoftware: 0x83 } as const

/** Issuer prefix of card numbers. */
export const CARD_ISSUER = '8025000001'

/** Labels of a CPS/CPE's PKCS#11 objects. For layouts and diagnostics; certificates are chosen by their content. */
export const LABELS = {
  authKey: 'CPS_PRIV_AUT',
  signatureKey: 'CPS_PRIV_SIG',
  technicalKey: 'CPS_PRIV_TECH_AUT',
  authCertificate: "Certificat d'Authentification CPS",
  signatureCertificate: 'Certificat de Signature CPS',
  technicalCertificate: 'Certificat Technique CPS',
} as const

/** 14-byte CKA_ID of a CPS3's objects, hexadecimal: AID of the application, then the key's number. */
export const OBJECT_IDS = {
  auth: 'e828bd080f8025000001ff001002',
  signature: 'e828bd080f8025000001ff001001',
  technical: 'e828bd080f8025000001ff002003',
} as const
