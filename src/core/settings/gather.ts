/** Reads every layer of the settings where it lies on this machine. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { SettingsProblem } from '../../shared/contract/settings.ts'
import { type Layer, nest, onlyComfort } from './layers.ts'
import { INSTALLATION_KEY, POLICY_KEY, type RunReg, readRegistry, systemReg } from './policy/registry.ts'
import { policyValues } from './policy/values.ts'
import { readRaw } from './read.ts'

/** Where this machine keeps what concerns all its accounts; administrators write there. */
export function machineFolder(
  platform: NodeJS.Platform = process.platform,
  env: Record<string, string | undefined> = process.env,
): string {
  return platform === 'win32' ? path.win32.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Relais') : '/etc/relais'
}

/** What this machine offers to read; tests give their own. */
export interface Places {
  machineDir: string
  /** Null where there is no registry: `policy.json` of the machine's folder stands for it. */
  reg: RunReg | null
  /** How reg.exe must be told a file of ours. */
  regFile?: (file: string) => string
}

export const systemPlaces = (): Places => ({
  machineDir: machineFolder(),
  reg: process.platform === 'win32' ? systemReg : null,
})

/** Settings that the person chose, in the profile. */
export const userFile = (profileDir: string) => path.join(profileDir, 'user-settings.json')

/** All layers but the site's, which need to be asked for. `settingsFile`: that of the command line. */
export async function gatherLayers(options: {
  places: Places
  profileDir: string
  settingsFile: string | null
}): Promise<Layer[]> {
  const { places, profileDir, settingsFile } = options
  const file = settingsFile ?? path.join(places.machineDir, 'settings.json')
  const [machine, user, installation] = await Promise.all([
    registryLayer(places, `HKLM\\${POLICY_KEY}`, 'machine-policy'),
    registryLayer(places, `HKCU\\${POLICY_KEY}`, 'user-policy'),
    registryLayer(places, `HKLM\\${INSTALLATION_KEY}`, 'installation'),
  ])
  const own = fileLayer(userFile(profileDir), 'user')
  return [
    ...[machine ?? policyFile(places), user, installation],
    fileLayer(file, 'file', settingsFile !== null),
    own && onlyComfort(own, 'user-settings.json'),
  ].filter(layer => layer !== null)
}

async function registryLayer(places: Places, key: string, origin: Layer['origin']): Promise<Layer | null> {
  if (places.reg === null) return null
  const read = await readRegistry(places.reg, key, places.regFile)
  if (read.kind === 'absent') return null
  if (read.kind === 'failed') {
    const problem: SettingsProblem = { path: key, kind: 'unreadable-file', detail: `registre illisible (${read.code})` }
    return { origin, raw: {}, problems: [problem], broken: true }
  }
  const { values, problems, wrong } = policyValues(read.keys, key, origin === 'user-policy' ? 'user' : 'machine')
  return { origin, raw: nest(values, places.machineDir), problems, wrong }
}

/** Where there is no registry, the machine's policy is a file that administrators write. */
function policyFile(places: Places): Layer | null {
  return places.reg === null ? fileLayer(path.join(places.machineDir, 'policy.json'), 'machine-policy') : null
}

/** Null when there is none and nobody named it. */
function fileLayer(file: string, origin: Layer['origin'], named = false): Layer | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'inconnu'
    if (code === 'ENOENT' && !named) return null
    return { origin, raw: {}, problems: [{ path: file, kind: 'unreadable-file', detail: code }], broken: true }
  }
  const raw = readRaw(text, path.dirname(path.resolve(file)))
  if (raw.ok) return { origin, raw: raw.value, problems: [] }
  return { origin, raw: {}, problems: [{ ...raw.problem, path: file }], broken: true }
}
