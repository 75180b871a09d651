/**
 * A registry export («Windows Registry Editor Version 5.00», UTF-16) as values. Exporting is how a program without a
 * native module reads the registry whole: `reg query` prints in the console's code page and loses accents.
 */

/** One value of the registry, as stored. `other`: a type that no setting uses. */
export type RegistryValue =
  | { type: 'text'; data: string }
  | { type: 'number'; data: number }
  | { type: 'lines'; data: string[] }
  | { type: 'other'; data: string }

export interface RegistryKey {
  /** `HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Relais` */
  key: string
  /** By name; '' is the key's own value. */
  values: Map<string, RegistryValue>
}

/** Reads an export. What is not understood is left out: the caller names what it misses. */
export function readRegistryFile(bytes: Buffer): RegistryKey[] {
  const text = decode(bytes)
  const keys: RegistryKey[] = []
  let key: RegistryKey | null = null
  let at = 0
  while (at < text.length) {
    const line = lineAt(text, at)
    if (line.text.startsWith('[') && line.text.endsWith(']')) {
      key = { key: line.text.slice(1, -1), values: new Map() }
      keys.push(key)
      at = line.next
      continue
    }
    const entry = entryAt(text, at)
    if (entry && key) key.values.set(entry.name, entry.value)
    at = entry?.next ?? line.next
  }
  return keys
}

function decode(bytes: Buffer): string {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  return bytes.toString('latin1')
}

function lineAt(text: string, at: number): { text: string; next: number } {
  const end = text.indexOf('\n', at)
  const stop = end === -1 ? text.length : end
  return { text: text.slice(at, stop).replace(/\r$/, ''), next: stop + 1 }
}

/** `"Name"=…` or `@=…`; a text may hold line breaks, a binary one is folded with `\`. */
function entryAt(text: string, at: number): { name: string; value: RegistryValue; next: number } | null {
  let name = ''
  let from: number
  if (text.startsWith('@=', at)) from = at + 2
  else {
    const quoted = text[at] === '"' ? quotedAt(text, at) : null
    if (!quoted || text[quoted.next] !== '=') return null
    name = quoted.text
    from = quoted.next + 1
  }
  if (text[from] === '"') {
    const quoted = quotedAt(text, from)
    return quoted && { name, value: { type: 'text', data: quoted.text }, next: lineAt(text, quoted.next).next }
  }
  let folded = ''
  let next = from
  for (;;) {
    const line = lineAt(text, next)
    next = line.next
    const more = line.text.endsWith('\\')
    folded += more ? line.text.slice(0, -1) : line.text
    if (!more || next > text.length) break
  }
  return { name, value: dataOf(folded.replaceAll(/\s/g, '')), next }
}

function quotedAt(text: string, at: number): { text: string; next: number } | null {
  let out = ''
  for (let i = at + 1; i < text.length; i++) {
    const letter = text[i]
    if (letter === '\\') out += text[++i] ?? ''
    else if (letter === '"') return { text: out, next: i + 1 }
    else out += letter
  }
  return null
}

function dataOf(said: string): RegistryValue {
  const number = /^dword:([0-9a-f]{1,8})$/i.exec(said)
  if (number) return { type: 'number', data: Number.parseInt(number[1] as string, 16) }
  const hex = /^hex(?:\(([0-9a-f]+)\))?:([0-9a-f,]*)$/i.exec(said)
  if (!hex) return { type: 'other', data: said.slice(0, 40) }
  const bytes = Buffer.from((hex[2] ?? '').replaceAll(',', ''), 'hex')
  switch (hex[1]) {
    case '1':
    case '2':
      return { type: 'text', data: bytes.toString('utf16le').replace(/\0+$/, '') }
    case '7':
      return { type: 'lines', data: bytes.toString('utf16le').replace(/\0+$/, '').split('\0') }
    case 'b':
      return bytes.length === 8
        ? { type: 'number', data: Number(bytes.readBigUInt64LE()) }
        : { type: 'other', data: 'hex(b)' }
    default:
      return { type: 'other', data: `hex(${hex[1] ?? ''})` }
  }
}
