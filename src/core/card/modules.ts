/** Where the vendor installs the PKCS#11 module of CPS cards (release notes of Cryptolib CPS 5.2, ansforge/dops-cryptolib). */
import { existsSync } from 'node:fs'

const KNOWN_PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  win32: ['C:\\Windows\\System32\\cps3_pkcs11_w64.dll', 'C:\\Windows\\SysWOW64\\cps3_pkcs11_w32.dll'],
  linux: [
    '/opt/santesocial/CPS/lib/libcps3_pkcs11_lux.so',
    '/usr/lib64/libcps3_pkcs11_lux.so',
    '/usr/local/galss/libcps3_pkcs11_lux.so',
  ],
  darwin: ['/usr/local/lib/libcps3_pkcs11_osx.dylib'],
}

/**
 * The module to load. A path in the settings is used alone, there or not: IT wants to hear that it is wrong, not that
 * another was found. Otherwise the first known place of the OS that exists.
 */
export function findModule(
  configured: string | undefined,
  platform: NodeJS.Platform = process.platform,
  exists: (file: string) => boolean = existsSync,
): { found: true; file: string } | { found: false; looked: readonly string[] } {
  const places = configured !== undefined ? [configured] : (KNOWN_PLACES[platform] ?? [])
  const file = places.find(exists)
  return file !== undefined ? { found: true, file } : { found: false, looked: places }
}
