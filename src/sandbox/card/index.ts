/**
 * Practice cards: a fictitious PKI in the shape of IGC-Santé, cards for the people of the sandbox, and the software card
 * that stands in for a reader. Keys are made anew at each start; nothing but the encrypted key of the card in use is
 * written to disk.
 */
import { createPrivateKey, randomBytes, scrypt } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Role } from '../../shared/contract/session.ts'
import { type CardVariant, createIssuer, type IssuedCard, type Issuer } from './issue.ts'
import { PEOPLE } from './people.ts'

export type { CardVariant, IssuedCard } from './issue.ts'
export { findSoftHsm, provisionSoftHsm } from './softhsm.ts'

/** One line of the directory of operators that the sign-in server knows. */
export interface OperatorRecord {
  idnps: string
  displayName: string
  role: Role
}

export interface PracticeCards {
  /** Trust anchors, PEM. */
  roots: string[]
  /** Intermediates, PEM: cards do not carry them, servers do. */
  intermediates: string[]
  /** File with the roots, PEM. */
  rootsFile: string
  /** File with the intermediates, PEM, and files with the revocation lists, DER: rewritten when a revoked card is issued. */
  intermediatesFile: string
  crlFiles: string[]
  /** Serial numbers of revoked leaves, hexadecimal capitals. */
  revoked: ReadonlySet<string>
  operators: OperatorRecord[]
  /** The software card. It is in when this is returned: the CPE of an OSNP. */
  practiceCard: { file: string; pin: string }
  /** Makes a card: `cpe`, `cpe-unnamed`, `cps`, `supervisor`, `stranger`; sound unless a variant is named. */
  issue(person: string, variant?: CardVariant): Promise<IssuedCard>
  /** Certificate and key of the authority that issued a card, PEM: for a responder of its own. */
  authorityOf: Issuer['authorityOf']
  /** Puts a card into the software reader, in place of the one that is there. */
  insert(card: IssuedCard, pin?: string): Promise<void>
  /** Takes it out. */
  remove(): Promise<void>
}

const PIN = '1234'
const SCRYPT_N = 16_384

/** Makes the PKI and writes the roots and the practice card under `dir`. `now`: ms, the machine's time by default. */
export async function createPracticeCards(options: { dir: string; now?: number }): Promise<PracticeCards> {
  const { dir, now = Date.now() } = options
  await mkdir(dir, { recursive: true })
  const issuer = await createIssuer(now)
  const rootsFile = path.join(dir, 'card-roots.pem')
  const file = path.join(dir, 'practice-card.json')
  const intermediatesFile = path.join(dir, 'card-intermediates.pem')
  const together = (pems: string[]) => pems.map(pem => `${pem.trim()}\n`).join('')
  await writeFile(rootsFile, together(issuer.roots))
  await writeFile(intermediatesFile, together(issuer.intermediates))
  const crlFiles = (await issuer.crls()).map((_, i) => path.join(dir, `card-${i}.crl`))
  const writeCrls = async () => {
    for (const [i, crl] of (await issuer.crls()).entries()) await writeFile(crlFiles[i] ?? '', crl)
  }
  await writeCrls()

  const insert = async (card: IssuedCard, pin = PIN) => {
    // Written whole or not at all: a console may be looking.
    const part = path.join(dir, `practice-card.${randomBytes(4).toString('hex')}.part`)
    await writeFile(part, await writeCard(card, pin), { mode: 0o600 })
    await rename(part, file)
  }
  await insert(await issuer.issue('cpe'))

  return {
    roots: issuer.roots,
    intermediates: issuer.intermediates,
    rootsFile,
    intermediatesFile,
    crlFiles,
    revoked: issuer.revoked,
    operators: PEOPLE.flatMap(({ idnps, operator }) => (operator ? [{ idnps, ...operator }] : [])),
    practiceCard: { file, pin: PIN },
    authorityOf: issuer.authorityOf,
    async issue(person, variant) {
      const card = await issuer.issue(person, variant)
      if (variant === 'revoked') await writeCrls()
      return card
    },
    insert,
    remove: () => rm(file, { force: true }),
  }
}

/** Text of the file that the console's practice reader reads. The key is encrypted with the PIN, the PIN itself nowhere. */
async function writeCard(card: IssuedCard, pin: string): Promise<string> {
  const salt = randomBytes(16)
  const derive = promisify(scrypt) as (pin: string, salt: Buffer, length: number, o: { N: number }) => Promise<Buffer>
  const hash = await derive(pin, salt, 32, { N: SCRYPT_N })
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const keys = card.objects.map(({ id, key }) => ({
    id,
    pem: createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: pin })
      .toString(),
  }))
  return JSON.stringify({
    format: 'relais-practice-card',
    version: 1,
    reader: 'Lecteur d’exercice',
    certificates: [
      ...card.objects.map(({ id, certificateLabel, certificate }) => ({
        id,
        label: certificateLabel,
        der: base64(certificate),
      })),
      ...card.chain.map((der, i) => ({ id: `ca0${i}`, label: 'Autorité d’exercice', der: base64(der) })),
    ],
    keys,
    pin: { salt: base64(salt), hash: base64(hash), n: SCRYPT_N },
  })
}
