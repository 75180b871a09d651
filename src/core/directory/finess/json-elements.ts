/**
 * The elements of one array of a JSON object, one at a time, out of a text that is never whole in memory: the national
 * files are longer than the longest string of the engine. Only brackets and quotes are looked at here; each element is
 * then parsed by the engine itself, which is several times faster than a parser that tells every token.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c
const SPACE = 0x20
const BRACKETS = new Set([OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET])

/** Longer elements are not kept in memory: the largest legal entity of France is a fiftieth of it. */
const LONGEST_ELEMENT = 64 * 1024 * 1024
/** What stands before the array and outside of it is kept this far, to read its dates. */
const HEAD = 4096
const LONGEST_KEY = 200

export type Element = { kind: 'value'; value: unknown } | { kind: 'unreadable' } | { kind: 'too-long' }

export interface ElementReader {
  write(chunk: Buffer): void
  /** True when the array and the object that holds it were both closed: the file is whole. */
  readonly whole: boolean
  /** True when the array was met. */
  readonly found: boolean
  /** The first characters of the text. */
  readonly head: string
}

/** Reads the elements of the array that stands under `key` at the first level, wherever it stands among the others. */
export function elementsOf(
  key: string,
  onElement: (element: Element) => void,
  longest = LONGEST_ELEMENT,
): ElementReader {
  let depth = 0
  let inString = false
  let escaped = false
  /** Last string of the first level: the key of what follows. */
  let lastString = ''
  let stringParts = ''
  let inArray = false
  let found = false
  let closed = false
  /** A number, a text or a word stands where an object should: told once. */
  let stray = false
  let head = ''
  /** Parts of the element being read, from chunks before this one. */
  let parts: Buffer[] = []
  let size = 0
  let skipped = false

  const end = (piece: Buffer) => {
    const tooLong = skipped || size + piece.length > longest
    const text = tooLong ? '' : Buffer.concat([...parts, piece]).toString('utf8')
    parts = []
    size = 0
    skipped = false
    if (tooLong) return onElement({ kind: 'too-long' })
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return onElement({ kind: 'unreadable' })
    }
    onElement({ kind: 'value', value })
  }

  const reader = {
    whole: false,
    get found() {
      return found
    },
    get head() {
      return head
    },
    write(chunk: Buffer) {
      if (head.length < HEAD) head += chunk.toString('latin1', 0, HEAD - head.length)
      /** Where the element begins in this chunk; -1 when there is none. */
      let start = inArray && depth > 2 ? 0 : -1
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]
        if (inString) {
          if (escaped) escaped = false
          else if (byte === BACKSLASH) escaped = true
          else if (byte === QUOTE) {
            inString = false
            if (depth === 1) lastString = stringParts
          } else if (depth === 1 && stringParts.length < LONGEST_KEY && byte !== undefined)
            stringParts += String.fromCharCode(byte)
          continue
        }
        if (inArray && depth === 2 && byte !== undefined) {
          if (byte === COMMA) stray = false
          else if (!stray && byte > SPACE && !BRACKETS.has(byte)) {
            stray = true
            onElement({ kind: 'unreadable' })
          }
        }
        if (byte === QUOTE) {
          inString = true
          stringParts = ''
        } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          depth++
          if (depth === 2 && byte === OPEN_BRACKET && lastString === key) {
            inArray = true
            found = true
          } else if (depth === 3 && inArray) start = at
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          depth--
          if (depth === 2 && inArray && start >= 0) {
            end(chunk.subarray(start, at + 1))
            start = -1
          } else if (depth === 1 && inArray) {
            inArray = false
            closed = true
          } else if (depth === 0) reader.whole = closed
        }
      }
      if (start < 0) return
      const rest = chunk.subarray(start)
      size += rest.length
      if (size > longest) {
        skipped = true
        parts = []
      } else parts.push(Buffer.from(rest))
    },
  }
  return reader
}
