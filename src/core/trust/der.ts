/** Walks DER without copying it: what is needed to read a revocation list of a million lines in one pass. Never throws. */

export interface Value {
  tag: number
  /** Where the value begins (its tag), where its content begins, where it ends. */
  from: number
  content: number
  end: number
}

/** The value at `at`; null when the bytes are not DER, or run past `limit`. */
export function valueAt(bytes: Uint8Array, at: number, limit: number): Value | null {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 0x1f) === 0x1f) return null
  let length = first
  let content = at + 2
  if (first > 0x7f) {
    const size = first & 0x7f
    // Indefinite lengths are BER, not DER; four bytes of length are more than we ever read.
    if (size === 0 || size > 4) return null
    length = 0
    for (let i = 0; i < size; i++) length = length * 256 + (bytes[content + i] ?? 0)
    content += size
  }
  const end = content + length
  return end > limit ? null : { tag, from: at, content, end }
}

/** What stands inside a constructed value; null when that is not DER. */
export function childrenOf(bytes: Uint8Array, parent: Value): Value[] | null {
  const children: Value[] = []
  for (let at = parent.content; at < parent.end; ) {
    const child = valueAt(bytes, at, parent.end)
    if (!child) return null
    children.push(child)
    at = child.end
  }
  return children
}

export const contentOf = (bytes: Uint8Array, value: Value): Uint8Array => bytes.subarray(value.content, value.end)
export const wholeOf = (bytes: Uint8Array, value: Value): Uint8Array => bytes.subarray(value.from, value.end)
export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** UTCTime or GeneralizedTime as RFC 5280 wants them (Zulu, with seconds), ms; null when it is neither. */
export function timeOf(bytes: Uint8Array, value: Value): number | null {
  const text = Buffer.from(contentOf(bytes, value)).toString('latin1')
  const short = value.tag === 0x17
  if (!short && value.tag !== 0x18) return null
  const parts = /^(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!parts || parts[1]?.length !== (short ? 2 : 4)) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  const full = short ? (year < 50 ? 2000 + year : 1900 + year) : year
  const time = Date.UTC(full, month - 1, day, hour, minute, second)
  return new Date(time).getUTCMonth() === month - 1 ? time : null
}

/** Hexadecimal of an INTEGER without its sign byte, capitals, as serial numbers are written. */
export function serialOf(bytes: Uint8Array, value: Value): string {
  const text = hexOf(contentOf(bytes, value)).toUpperCase()
  return text.replace(/^(?:00)+(?=..)/, '')
}
