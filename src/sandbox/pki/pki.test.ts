import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPki } from './index.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-pki-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('the same folder gives the same certificates', async () => {
  const first = await openPki(dir)
  expect((await openPki(dir)).clientCertificate).toBe(first.clientCertificate)
})

test('keys are readable by their owner only, and the key of the authority is not kept', async () => {
  const pki = await openPki(dir)
  expect(statSync(pki.clientKeyFile).mode & 0o777).toBe(0o600)
  expect(statSync(path.join(dir, 'pki', 'serveur.key')).mode & 0o777).toBe(0o600)
  expect(Object.keys(pki)).not.toContain('caKey')
})

test('a broken file, or a key of another pair, is made anew with all the others', async () => {
  const first = await openPki(dir)
  writeFileSync(first.clientCertificateFile, 'not a certificate')
  const second = await openPki(dir)
  expect(second.ca).not.toBe(first.ca)
  writeFileSync(second.clientKeyFile, readFileSync(path.join(dir, 'pki', 'serveur.key')))
  const third = await openPki(dir)
  expect(third.ca).not.toBe(second.ca)
  expect((await openPki(dir)).ca).toBe(third.ca)
})
