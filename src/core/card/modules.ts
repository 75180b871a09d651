/** Where the vendor installs the PKCS#11 module of CPS cards (release notes of Cryptolib CPS 5.2, ansforge/dops-cryptolib). */
import { closeSync, existsSync, openSync, readSync } from 'node:fs'

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

type Bits = '32 bits' | '64 bits' | 'ARM 64 bits'
const OURS: Partial<Record<NodeJS.Architecture, Bits>> = { x64: '64 bits', ia32: '32 bits', arm64: 'ARM 64 bits' }
const PE_MACHINES: Record<number, Bits> = { 332: '32 bits', 34404: '64 bits', 43620: 'ARM 64 bits' }
const ELF_MACHINES: Record<number, Bits> = { 3: '32 bits', 40: '32 bits', 62: '64 bits', 183: 'ARM 64 bits' }

/**
 * For which kind of program a library is made, by its first bytes (PE, ELF); null when they do not say (several at once, another
 * format, no library at all: the loader will tell).
 */
export function bitsOf(head: Buffer): Bits | null {
  if (head.length < 64) return null
  if (head.readUInt32BE(0) === 0x7f454c46) return ELF_MACHINES[head.readUInt16LE(18)] ?? null
  if (head.readUInt16BE(0) !== 0x4d5a) return null
  const at = head.readUInt32LE(0x3c)
  if (at + 6 > head.length || head.readUInt32BE(at) !== 0x50450000) return null
  return PE_MACHINES[head.readUInt16LE(at + 4)] ?? null
}

/** Why this program cannot load the library, in a word for IT: «32 bits / 64 bits»; null when nothing speaks against it. */
export function otherBits(file: string, arch: NodeJS.Architecture = process.arch): string | null {
  const head = Buffer.alloc(4096)
  let read = 0
  try {
    const handle = openSync(file, 'r')
    try {
      read = readSync(handle, head)
    } finally {
      closeSync(handle)
    }
  } catch {
    return null
  }
  const bits = bitsOf(head.subarray(0, read))
  const ours = OURS[arch]
  return bits === null || ours === undefined || bits === ours ? null : `${bits} / ${ours}`
}

/**
 * Oldest module of the Cryptolib CPS that is used: the one of its release 5.2, by OS (release notes, ansforge/dops-cryptolib). A module
 * tells its own number, major and minor, not the release that brought it: 5.2.2 cannot be told from 5.2.0 here.
 */
const OLDEST: Partial<Record<NodeJS.Platform, string>> = { win32: '3.4', linux: '3.1', darwin: '3.1' }

/** The version that this module ought to have at least; null when it is new enough, or not the Cryptolib. */
export function tooOld(
  { manufacturer, description, version }: { manufacturer: string; description: string; version: string },
  wanted?: string,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (!/^CPS3?\b|^CPS3 PKCS#11|^Cryptolib/i.test(description) && !/^(ANS|ASIP)\b/i.test(manufacturer)) return null
  const oldest = wanted ?? OLDEST[platform]
  if (oldest === undefined) return null
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [least = 0, leastMinor = 0] = oldest.split('.').map(Number)
  return major > least || (major === least && minor >= leastMinor) ? null : oldest
}
