import { expect, test } from 'vitest'
import { findModule } from './modules.ts'

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
