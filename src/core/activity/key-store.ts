/**
 * Where the desk's signing key is kept. In Electron the system's own store seals it (`src/main/secrets.ts`); elsewhere
 * it is a file of the profile that only its owner reads.
 *
 * Limit of the file, said in the settings' page too: whoever can read the profile can sign in the desk's name. It tells
 * a line that was altered by mistake or by somebody without that right, and no more.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Seals and opens the few bytes of a key. */
export interface Sealing {
  /** File name of the sealed key. */
  name: string
  /** Null: the store of this system cannot be trusted or used now. */
  seal(secret: string): Buffer | null
  open(sealed: Buffer): string | null
}

export interface KeyStore {
  /** The desk's Ed25519 key, made at its first use; null when it cannot be had: then nothing may be signed. */
  deskKey(dir: string): KeyObject | null
}

/** A key store over a way of sealing. A key that cannot be opened any more is not replaced: somebody has to look. */
export function keyStore(sealing: Sealing): KeyStore {
  return {
    deskKey(dir) {
      const file = path.join(dir, sealing.name)
      const known = readSealed(file)
      if (known === 'unreadable') return null
      try {
        if (known) {
          const text = sealing.open(known)
          return text === null ? null : privateKeyOf(text)
        }
        const { privateKey } = generateKeyPairSync('ed25519')
        const text = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
        const sealed = sealing.seal(text)
        if (sealed === null) return null
        mkdirSync(dir, { recursive: true, mode: 0o700 })
        writeFileSync(file, sealed, { mode: 0o600, flag: 'wx', flush: true })
        return privateKey
      } catch {
        return null
      }
    },
  }
}

/** A file of the profile, 0600. */
export const fileKeyStore = (): KeyStore =>
  keyStore({ name: 'desk.key', seal: secret => Buffer.from(secret), open: sealed => sealed.toString('utf8') })

function readSealed(file: string): Buffer | null | 'unreadable' {
  try {
    return readFileSync(file)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'unreadable'
  }
}

function privateKeyOf(text: string): KeyObject | null {
  const key = createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' })
  return key.asymmetricKeyType === 'ed25519' ? key : null
}
