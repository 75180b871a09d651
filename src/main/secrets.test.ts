import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { type SafeStorage, sealedKeyStore } from './secrets.ts'

/** Stands in for the system's store: what it seals is not what it was given. */
const storage = (more: Partial<SafeStorage> = {}): SafeStorage => ({
  isEncryptionAvailable: () => true,
  encryptString: text => Buffer.from(Buffer.from(text).map(byte => byte ^ 0x5a)),
  decryptString: sealed => Buffer.from(sealed.map(byte => byte ^ 0x5a)).toString(),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...more,
})

it('seals the key, and finds it again', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-secrets-'))
  const made = sealedKeyStore(storage(), 'win32').deskKey(dir)
  const again = sealedKeyStore(storage(), 'win32').deskKey(dir)
  const text = made?.export({ type: 'pkcs8', format: 'der' }).toString('base64') ?? 'none'
  expect(again?.export({ type: 'pkcs8', format: 'der' }).toString('base64')).toBe(text)
  expect(readFileSync(path.join(dir, 'desk.sealed')).includes(text)).toBe(false)
  rmSync(dir, { recursive: true })
})

it('has no key where the system cannot seal, or only pretends to', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-secrets-'))
  expect(sealedKeyStore(storage({ isEncryptionAvailable: () => false }), 'win32').deskKey(dir)).toBeNull()
  const pretended = storage({ getSelectedStorageBackend: () => 'basic_text' })
  expect(sealedKeyStore(pretended, 'linux').deskKey(dir)).toBeNull()
  expect(sealedKeyStore(pretended, 'win32').deskKey(dir)).not.toBeNull()
  rmSync(dir, { recursive: true })
})
