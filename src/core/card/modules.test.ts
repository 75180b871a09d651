import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { bitsOf, findModule, otherBits, tooOld } from './modules.ts'

const only =
  (...files: string[]) =>
  (file: string) =>
    files.includes(file)

test('each OS has its known places, the first that exists is taken', () => {
  const windows = 'C:\\Windows\\System32\\cps3_pkcs11_w64.dll'
  expect(findModule(undefined, 'win32', only(windows))).toEqual({ found: true, file: windows })
  const link = '/usr/lib64/libcps3_pkcs11_lux.so'
  expect(findModule(undefined, 'linux', only(link))).toEqual({ found: true, file: link })
  const mac = '/usr/local/lib/libcps3_pkcs11_osx.dylib'
  expect(findModule(undefined, 'darwin', only(mac))).toEqual({ found: true, file: mac })
})

test('a path in the settings is used alone: when it is wrong, no other module is taken in silence', () => {
  const known = '/opt/santesocial/CPS/lib/libcps3_pkcs11_lux.so'
  expect(findModule('/srv/module.so', 'linux', only(known))).toEqual({ found: false, looked: ['/srv/module.so'] })
  expect(findModule('/srv/module.so', 'linux', only(known, '/srv/module.so'))).toEqual({
    found: true,
    file: '/srv/module.so',
  })
})

test('an OS without known places finds nothing and says that it looked nowhere', () => {
  expect(findModule(undefined, 'freebsd', () => true)).toEqual({ found: false, looked: [] })
})

/** First bytes of a library, as linkers write them. */
function pe(machine: number): Buffer {
  const head = Buffer.alloc(256)
  head.write('MZ', 'latin1')
  head.writeUInt32LE(128, 0x3c)
  head.write('PE\0\0', 128, 'latin1')
  head.writeUInt16LE(machine, 132)
  return head
}
function elf(machine: number): Buffer {
  const head = Buffer.alloc(64)
  head.writeUInt32BE(0x7f454c46, 0)
  head.writeUInt16LE(machine, 18)
  return head
}

test('a library for 32 bits is named before it is loaded; one that does not say is left to the loader', () => {
  expect([pe(0x14c), pe(0x8664), pe(0xaa64), elf(3), elf(62), elf(183)].map(bitsOf)).toEqual([
    '32 bits',
    '64 bits',
    'ARM 64 bits',
    '32 bits',
    '64 bits',
    'ARM 64 bits',
  ])
  expect([Buffer.from('text'), Buffer.alloc(64), pe(0x14c).subarray(0, 100), elf(9999)].map(bitsOf)).toEqual([
    null,
    null,
    null,
    null,
  ])
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-bits-'))
  const file = path.join(dir, 'cps3_pkcs11_w32.dll')
  writeFileSync(file, pe(0x14c))
  expect(otherBits(file, 'x64')).toBe('32 bits / 64 bits')
  expect(otherBits(file, 'ia32')).toBeNull()
  expect(otherBits(path.join(dir, 'nowhere'), 'x64')).toBeNull()
  // The program that runs this test can load itself.
  expect(otherBits(process.execPath)).toBeNull()
  rmSync(dir, { recursive: true, force: true })
})

test('an old Cryptolib is refused by its own number; other makers are not ours to judge', () => {
  const cps = (version: string) => ({ manufacturer: 'ANS', description: 'CPS3 PKCS#11 WINDOWS', version })
  expect(['2.9', '3.3', '3.4', '3.10', '5.2'].map(version => tooOld(cps(version), undefined, 'win32'))).toEqual([
    '3.4',
    '3.4',
    null,
    null,
    null,
  ])
  expect(tooOld(cps('3.0'), undefined, 'linux')).toBe('3.1')
  expect(tooOld(cps('3.1'), '3.2', 'linux')).toBe('3.2')
  expect(
    tooOld({ manufacturer: 'OpenSC Project', description: 'OpenSC', version: '0.23' }, undefined, 'linux'),
  ).toBeNull()
})
