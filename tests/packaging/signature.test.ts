/** Signing what ships: by a file, by a key that stays in its token; what was altered afterwards is refused. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pkcs11Engine, signatureHolds, signerOf, signFile } from '../../packaging/sign.mjs'
import { findSoftHsm } from '../../src/sandbox/card/index.ts'
import { makeVersions, missing } from './windows.ts'

const absent = missing('osslsigncode', 'openssl', 'wixl', 'msibuild')

describe.skipIf(absent !== null)('signature', () => {
  let dir: string
  let msi: string
  let exe: string
  const file = (name: string) => path.join(dir, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })

  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'relais-sign-'))
    msi = makeVersions(dir, ['1.2.3'])['1.2.3'] ?? ''
    exe = path.join(dir, 'app 1.2.3 é', 'Relais.exe')
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=Editeur fictif',
      '-addext',
      'extendedKeyUsage=codeSigning',
      '-keyout',
      file('key.pem'),
      '-out',
      file('cert.pem'),
    )
    writeFileSync(file('pass'), 'épreuve')
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      file('key.pem'),
      '-in',
      file('cert.pem'),
      '-passout',
      `file:${file('pass')}`,
      '-out',
      file('key.p12'),
    )
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  /** Alters one byte of the content of a file, not of its signature. */
  const alter = (name: string, at: number) => {
    const bytes = readFileSync(name)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const altered = `${name}.altered`
    writeFileSync(altered, bytes)
    return altered
  }

  test('without a certificate nothing is signed, and a file that is not holds for nobody', () => {
    expect(signerOf({})).toBeNull()
    expect(signatureHolds(exe, file('cert.pem'))).toBe(false)
  })

  test.each(['exe', 'msi'] as const)(
    'a PKCS#12 file signs the %s; altered, it is refused; to another authority it is nothing',
    kind => {
      const signer = signerOf({ RELAIS_SIGN_PKCS12: file('key.p12'), RELAIS_SIGN_PASSWORD_FILE: file('pass') })
      const target = kind === 'exe' ? exe : msi
      signFile(target, signer)
      expect(signatureHolds(target, file('cert.pem'))).toBe(true)
      openssl(
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '30',
        '-subj',
        '/CN=Autre',
        '-keyout',
        file('o.key'),
        '-out',
        file('other.pem'),
      )
      expect(signatureHolds(target, file('other.pem'))).toBe(false)
      const at = kind === 'exe' ? 0x400 : readFileSync(target).indexOf(Buffer.from('MSCF')) + 60
      expect(signatureHolds(alter(target, at), file('cert.pem'))).toBe(false)
    },
  )

  test('a wrong password signs nothing and leaves the file as it was', () => {
    const before = readFileSync(exe)
    writeFileSync(file('wrong'), 'autre')
    const signer = signerOf({ RELAIS_SIGN_PKCS12: file('key.p12'), RELAIS_SIGN_PASSWORD_FILE: file('wrong') })
    expect(() => signFile(exe, signer)).toThrow(/signature de/)
    expect(readFileSync(exe).equals(before)).toBe(true)
  })

  test('the address of a timestamp goes along', () => {
    const signer = signerOf({ RELAIS_SIGN_PKCS12: 'k.p12', RELAIS_SIGN_TIMESTAMP: 'http://horodatage.invalid' })
    expect(signer).toEqual(expect.arrayContaining(['-ts', 'http://horodatage.invalid', '-pkcs12', 'k.p12']))
  })

  const token = findSoftHsm() !== null && pkcs11Engine() !== null
  if (!token) console.log('not run: signature par jeton (softhsm2 ou libengine-pkcs11-openssl absents de ce poste)')
  test.skipIf(!token)('a key that never leaves its token signs too', () => {
    const module = findSoftHsm() ?? ''
    const conf = file('softhsm2.conf')
    mkdirSync(file('tokens'), { recursive: true })
    writeFileSync(conf, `directories.tokendir = ${file('tokens')}\nobjectstore.backend = file\n`)
    const env = { ...process.env, SOFTHSM2_CONF: conf }
    const soft = (...args: string[]) => execFileSync('softhsm2-util', args, { env, stdio: 'pipe' })
    soft('--init-token', '--free', '--label', 'editeur', '--pin', '1234', '--so-pin', '12345678')
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', file('key.pem'), '-out', file('key.p8'))
    soft('--import', file('key.p8'), '--token', 'editeur', '--label', 'signature', '--id', '01', '--pin', '1234')
    process.env['SOFTHSM2_CONF'] = conf
    try {
      const signer = signerOf({
        RELAIS_SIGN_PKCS11_MODULE: module,
        RELAIS_SIGN_KEY: 'pkcs11:token=editeur;object=signature;type=private;pin-value=1234',
        RELAIS_SIGN_CERTIFICATES: file('cert.pem'),
      })
      const target = path.join(dir, 'jeton.msi')
      writeFileSync(target, readFileSync(makeVersions(path.join(dir), ['1.2.4'])['1.2.4'] ?? ''))
      signFile(target, signer)
      expect(signatureHolds(target, file('cert.pem'))).toBe(true)
    } finally {
      delete process.env['SOFTHSM2_CONF']
    }
  })
})
