/**
 * The practice card: a card in software behind the port of the real ones, written by the sandbox. Inserted when its file
 * is there. Its private key is encrypted with the PIN, so the PIN really opens it; three wrong PINs lock it until the
 * console starts again (the counter is in memory). Only for the profile «sandbox»: `createCard` sees to that.
 */
import { createPrivateKey, type KeyObject, scrypt, sign, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { CardReader, Look, StoredCertificate, Tries } from './port.ts'

const MAX_FILE_BYTES = 200_000
const MAX_TRIES = 3
/** CKR_TOKEN_NOT_RECOGNIZED: what a card of another make would answer. */
const NOT_RECOGNIZED = 0xe1

/** The file that the sandbox writes. Binary as base64. */
export const PracticeCardFile = z.object({
  format: z.literal('relais-practice-card'),
  version: z.literal(1),
  reader: z.string().max(64).default('Lecteur d’exercice'),
  certificates: z
    .array(z.object({ id: z.string().regex(/^(?:[0-9a-f]{2}){1,64}$/), label: z.string().max(200), der: z.base64() }))
    .max(16),
  /** Encrypted PKCS#8, by CKA_ID of its certificate. */
  keys: z
    .array(z.object({ id: z.string(), pem: z.string().startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----') }))
    .max(16),
  /** scrypt(PIN, salt), 32 bytes. */
  pin: z.object({ salt: z.base64(), hash: z.base64(), n: z.int().min(1024).max(65_536) }),
})
export type PracticeCardFile = z.infer<typeof PracticeCardFile>

const derive = promisify(scrypt) as (
  pin: Uint8Array,
  salt: Uint8Array,
  length: number,
  options: { N: number },
) => Promise<Buffer>

const PRACTICE_MODULE = { file: 'practice', manufacturer: '', description: 'Carte d’exercice', version: '0' }

interface Inserted {
  insertion: number
  /** Which card, for the PIN counter: taking it out and back gives no new tries. */
  name: string
  card: { file: PracticeCardFile; certificates: StoredCertificate[] } | null
}

export function createPracticeReader(deps: { file: string }): CardReader {
  let insertion = 0
  let seen: { mark: string; inserted: Inserted } | null = null
  let signer: { insertion: number; key: KeyObject } | null = null
  const wrong = new Map<string, number>()

  const triesOf = (name: string): Tries =>
    (['normal', 'low', 'final', 'none'] as const)[Math.min(wrong.get(name) ?? 0, MAX_TRIES)] ?? 'none'

  /** The card that is in now; null when its file is not there. */
  const current = async (): Promise<Inserted | null> => {
    const facts = await stat(deps.file).catch(() => null)
    if (!facts?.isFile()) {
      seen = null
      signer = null
      return null
    }
    const mark = `${facts.ino}:${facts.mtimeMs}:${facts.size}`
    if (seen?.mark === mark) return seen.inserted
    signer = null
    const card = facts.size > MAX_FILE_BYTES ? null : parse(await readFile(deps.file, 'utf8').catch(() => ''))
    const inserted = { insertion: ++insertion, name: card?.file.pin.hash ?? '', card }
    seen = { mark, inserted }
    return inserted
  }

  return {
    async look(): Promise<Look> {
      const inserted = await current()
      if (!inserted) return { kind: 'tokens', module: PRACTICE_MODULE, tokens: [] }
      const { card } = inserted
      const token = {
        slot: '01',
        reader: card?.file.reader ?? '',
        insertion: inserted.insertion,
        tries: card ? triesOf(inserted.name) : ('unknown' as const),
        pinPad: false,
        fault: card ? null : NOT_RECOGNIZED,
        certificates: card?.certificates ?? [],
      }
      return { kind: 'tokens', module: PRACTICE_MODULE, tokens: [token] }
    },

    async survey() {
      const inserted = await current()
      const name = inserted?.card?.file.reader ?? 'Lecteur d’exercice'
      return [{ slot: '01', name, model: inserted ? 'Carte d’exercice' : null, mechanisms: [] }]
    },

    async login(target, pin, lastTryAccepted) {
      if (pin === null) return problem('card-failed', { code: 'no-keys' })
      try {
        const inserted = await current()
        if (!inserted?.card) return problem('card-absent')
        if (inserted.insertion !== target.insertion) return problem('card-changed')
        const { file } = inserted.card
        const tries = triesOf(inserted.name)
        if (tries === 'none') return problem('pin-locked')
        if (tries === 'final' && !lastTryAccepted) return problem('pin-final-try')
        signer = null
        const expected = Buffer.from(file.pin.hash, 'base64')
        const found = await derive(pin, Buffer.from(file.pin.salt, 'base64'), expected.length || 32, { N: file.pin.n })
        if (!timingSafeEqual(found, expected)) {
          wrong.set(inserted.name, (wrong.get(inserted.name) ?? 0) + 1)
          return problem(triesOf(inserted.name) === 'none' ? 'pin-locked' : 'pin-wrong')
        }
        wrong.delete(inserted.name)
        const pem = file.keys.find(key => key.id === target.keyId)?.pem
        if (pem === undefined) return problem('card-failed', { code: 'no-key' })
        const key = openKey(pem, pin)
        if (!key) return problem('card-failed', { code: 'key' })
        signer = { insertion: inserted.insertion, key }
        return ok(null)
      } finally {
        pin.fill(0)
      }
    },

    async sign(target, data) {
      const inserted = await current()
      if (!inserted) return problem('card-absent')
      if (signer?.insertion !== inserted.insertion || target.insertion !== inserted.insertion)
        return problem('card-changed')
      return ok(new Uint8Array(sign('RSA-SHA256', data, signer.key)))
    },

    async logout() {
      signer = null
    },

    async close() {
      signer = null
    },
  }
}

function openKey(pem: string, pin: Uint8Array): KeyObject | null {
  try {
    return createPrivateKey({ key: pem, passphrase: Buffer.from(pin.buffer, pin.byteOffset, pin.byteLength) })
  } catch {
    return null
  }
}

function parse(text: string): Inserted['card'] {
  try {
    const file = PracticeCardFile.safeParse(JSON.parse(text))
    if (!file.success) return null
    const certificates = file.data.certificates.map(({ id, label, der }) => ({
      id,
      label,
      der: new Uint8Array(Buffer.from(der, 'base64')),
    }))
    return { file: file.data, certificates }
  } catch {
    return null
  }
}
