/** The fuses of the packed program, read back from its executable: what was asked is what is there, or nothing ships. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

/** Each fuse of Electron, and what it must be: `electron-builder.yml` and `after-pack.mjs` set them. */
export const WANTED_FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
}

/** Fuses of an executable by name: true, false, or `null` where this Electron has no such fuse, or it was taken away. */
export async function readFuses(executable) {
  const wire = await getCurrentFuseWire(executable)
  const known = Object.entries(FuseV1Options).filter(([, value]) => typeof value === 'number')
  return Object.fromEntries(
    known.map(([name, at]) => [name, { [FuseState.ENABLE]: true, [FuseState.DISABLE]: false }[wire[at]] ?? null]),
  )
}

/** Reads the fuses back. Answers them in words; throws when one is not as wanted. */
export async function checkFuses(executable) {
  const found = await readFuses(executable)
  const names = [...new Set([...Object.keys(WANTED_FUSES), ...Object.keys(found)])]
  const wrong = names.filter(name => found[name] !== WANTED_FUSES[name])
  if (wrong.length > 0)
    throw new Error(
      `${path.basename(executable)} : fusibles autres que voulu : ${wrong.map(name => `${name}=${found[name] ?? 'absent'}`).join(', ')}`,
    )
  return names.map(name => `${name} ${found[name] ? 'oui' : 'non'}`).join(', ')
}

/** The text of an archive's header, whose hash Electron checks before it runs anything of it. */
export function archiveHeader(file) {
  const bytes = readFileSync(file)
  return bytes.subarray(16, 16 + bytes.readUInt32LE(12))
}
