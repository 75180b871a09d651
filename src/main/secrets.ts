/** The desk's secrets (its signing key, the account of a proxy), sealed by the system's own store: DPAPI on Windows, the keyring on Linux, the Keychain on macOS. */
import { type KeyStore, keyStore } from '../core/activity/index.ts'
import type { SecretBox } from '../core/ports.ts'

/** What is used of Electron's `safeStorage`. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(sealed: Buffer): string
  getSelectedStorageBackend?(): string
}

/**
 * Fails closed: on Linux without a keyring, Electron would «seal» with a password that everybody knows (`basic_text`), and
 * then there is no key. Call it once the application is ready.
 */
export function secretBox(storage: SafeStorage, platform: NodeJS.Platform): SecretBox {
  const usable = () =>
    storage.isEncryptionAvailable() && (platform !== 'linux' || storage.getSelectedStorageBackend?.() !== 'basic_text')
  return {
    seal: secret => (usable() ? storage.encryptString(secret) : null),
    open: sealed => (usable() ? storage.decryptString(sealed) : null),
  }
}

/** The desk's key in that box. */
export const sealedKeyStore = (storage: SafeStorage, platform: NodeJS.Platform): KeyStore =>
  keyStore({ name: 'desk.sealed', ...secretBox(storage, platform) })
