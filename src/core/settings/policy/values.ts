/**
 * Registry values as settings. A value of the wrong type, unknown, empty or too long is named with its place in the
 * registry and left out: what stands below it serves.
 */
import type { SettingsProblem } from '../../../shared/contract/settings.ts'
import { type SettingKey, settingKeys } from '../keys.ts'
import type { RegistryKey, RegistryValue } from './registry-file.ts'

/** Longest value that is read, characters: a policy is a word, an address or a list of them. */
const LONGEST = 32_000

export interface PolicyValues {
  /** By path of the setting. */
  values: Map<string, unknown>
  problems: SettingsProblem[]
  /** Settings whose value was wrong: a default must not stand in for trust. */
  wrong: Set<string>
}

/** Settings out of the keys that `readRegistry` gave. `root` is how problems name the place: `HKLM\SOFTWARE\Policies\Relais`. */
export function policyValues(keys: readonly RegistryKey[], root: string, holder: 'machine' | 'user'): PolicyValues {
  const byId = new Map(settingKeys().map(key => [key.id.toLowerCase(), key]))
  const read: PolicyValues = { values: new Map(), problems: [], wrong: new Set() }
  const [top, ...below] = keys
  for (const [name, value] of top?.values ?? []) {
    const where = `${root}\\${name.slice(0, 80)}`
    const key = byId.get(name.toLowerCase())
    if (!key) {
      if (name !== '') read.problems.push({ path: where, kind: 'unknown-key', detail: 'stratégie inconnue, ignorée' })
      continue
    }
    if (holder === 'user' && key.scope === 'machine') {
      const detail = 'ne se règle que pour l’ordinateur : ignorée pour l’utilisateur'
      read.problems.push({ path: where, kind: 'wrong-value', detail })
      continue
    }
    const taken = settingOf(key, value)
    const fault = 'fault' in taken ? taken.fault : key.fault(taken.value)
    if (fault !== null) {
      read.problems.push({ path: where, kind: 'wrong-value', detail: `${fault} ; ignorée` })
      read.wrong.add(key.path)
    } else if ('value' in taken) read.values.set(key.path, taken.value)
  }
  for (const { key } of below) {
    const detail = 'clé de registre inconnue, ignorée'
    read.problems.push({ path: `${root}${key.slice(key.lastIndexOf('\\'))}`, kind: 'unknown-key', detail })
  }
  return read
}

type Taken = { value: unknown } | { fault: string }

const expected = (form: string, value: RegistryValue): Taken => ({
  fault: `${form} attendu, ${{ text: 'REG_SZ', number: 'REG_DWORD', lines: 'REG_MULTI_SZ', other: 'type inconnu' }[value.type]} trouvé`,
})

function settingOf(key: SettingKey, value: RegistryValue): Taken {
  const length = Array.isArray(value.data) ? value.data.join('').length : String(value.data).length
  if (length > LONGEST) return { fault: `valeur trop longue (${length} caractères)` }
  if (length === 0) return { fault: 'valeur vide' }
  switch (key.form.kind) {
    case 'yes-no':
      if (value.type === 'number' && value.data <= 1) return { value: value.data === 1 }
      return expected('REG_DWORD 0 ou 1', value)
    case 'whole':
      return value.type === 'number' ? { value: value.data } : expected('REG_DWORD', value)
    case 'number':
      return value.type === 'text' ? numberOf(value.data) : expected('REG_SZ', value)
    case 'list':
      return value.type === 'lines' || value.type === 'text'
        ? listOf(key.form.of, value.data)
        : expected('REG_MULTI_SZ', value)
    case 'json':
      return value.type === 'lines' || value.type === 'text'
        ? jsonOf(Array.isArray(value.data) ? value.data.join('\n') : value.data)
        : expected('REG_MULTI_SZ', value)
    default:
      return value.type === 'text' ? { value: expand(value.data) } : expected('REG_SZ', value)
  }
}

function numberOf(text: string): Taken {
  const value = Number(text.trim().replace(',', '.'))
  return Number.isFinite(value) ? { value } : { fault: 'nombre attendu' }
}

function jsonOf(text: string): Taken {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { fault: 'objet JSON attendu' }
  }
}

/** One item a line. */
function listOf(of: 'text' | 'number' | 'json', data: string | string[]): Taken {
  const lines = (Array.isArray(data) ? data : data.split(/\r?\n/)).map(line => line.trim()).filter(line => line !== '')
  const items: unknown[] = []
  for (const [i, line] of lines.entries()) {
    if (of === 'text') items.push(expand(line))
    else if (of === 'number') {
      const taken = numberOf(line)
      if ('fault' in taken) return { fault: `ligne ${i + 1} : ${taken.fault}` }
      items.push(taken.value)
    } else {
      try {
        items.push(JSON.parse(line))
      } catch {
        return { fault: `ligne ${i + 1} : objet JSON attendu` }
      }
    }
  }
  return { value: items }
}

/** `%ProgramData%\…` as Windows writes it; an unknown name stays as it is and shows. */
const expand = (text: string): string =>
  text.replaceAll(/%(ProgramData|ProgramFiles|SystemRoot|LOCALAPPDATA|USERPROFILE|COMPUTERNAME)%/gi, whole => {
    const name = whole.slice(1, -1).toLowerCase()
    const known = Object.keys(process.env).find(one => one.toLowerCase() === name)
    return (known && process.env[known]) ?? whole
  })
