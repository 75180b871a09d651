/**
 * Where the parts of a JSON text begin and end, in its bytes (UTF-8). Nothing is validated: each part is parsed by
 * `JSON.parse` afterwards, and a text whose parts do not all parse is parsed whole.
 */

const TAB = 0x09
const LINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b

export const QUOTE = 0x22
export const COLON = 0x3a
export const COMMA = 0x2c
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
export const CLOSE_LIST = 0x5d

/** The first place from `at` on that is no white space of JSON; the length when there is none. */
export function past(bytes: Uint8Array, at: number): number {
  let i = at
  for (; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte !== SPACE && byte !== LINE && byte !== RETURN && byte !== TAB) break
  }
  return i
}

/** Place after the string that opens at `at`; -1 when it does not close. */
function pastString(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === BACKSLASH) i++
    else if (byte === QUOTE) return i + 1
  }
  return -1
}

/** Place after the value that begins at `at`; -1 when it does not end. */
export function pastValue(bytes: Uint8Array, at: number): number {
  let depth = 0
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) {
      i = pastString(bytes, i) - 1
      if (i < 0) return -1
      if (depth === 0) return i + 1
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // Of what it stands in: a number or a word has just ended.
      if (depth === 0) return i
      depth--
      if (depth === 0) return i + 1
    } else if (byte === COMMA && depth === 0) return i
  }
  return -1
}

/** Place of the list under that name (ASCII) in the object that is the text; -1 when there is none such. */
export function listUnder(bytes: Buffer, name: string): number {
  let at = past(bytes, 0)
  if (bytes[at] !== OPEN_OBJECT) return -1
  for (;;) {
    at = past(bytes, at + 1)
    const end = bytes[at] === QUOTE ? pastString(bytes, at) : -1
    if (end < 0) return -1
    const key = bytes.toString('latin1', at + 1, end - 1)
    at = past(bytes, end)
    if (bytes[at] !== COLON) return -1
    at = past(bytes, at + 1)
    if (key === name) return bytes[at] === OPEN_LIST ? at : -1
    const over = pastValue(bytes, at)
    if (over < 0) return -1
    at = past(bytes, over)
    if (bytes[at] !== COMMA) return -1
  }
}
