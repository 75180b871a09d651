/**
 * Lines of a big file, one chunk in memory at a time. UTF-8 is checked, never guessed: a line that is not UTF-8 is told
 * apart, so that one bad line costs one line.
 */
import { isUtf8 } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Longer than any row of the register by far; beyond, a line is not kept in memory. */
export const LONGEST_LINE = 64 * 1024
const CHUNK = 1 << 20
const NEWLINE = 0x0a

export type Line =
  | { kind: 'text'; text: string; ended: boolean }
  | { kind: 'not-utf8'; ended: boolean }
  | { kind: 'too-long'; ended: boolean }

/**
 * Yields every line, without line ends (LF or CRLF) nor byte order mark. `ended` is false for a last line without line
 * end. `onBytes` hears how far the reader is. Throws the system's error when the file cannot be read.
 */
export function* readLines(file: string, onBytes: (read: number, total: number) => void): Generator<Line> {
  const descriptor = openSync(file, 'r')
  try {
    const total = fstatSync(descriptor).size
    const chunk = Buffer.allocUnsafe(CHUNK)
    let rest: Buffer = Buffer.alloc(0)
    let skipping = false
    let first = true
    for (let position = 0; ; ) {
      const size = readSync(descriptor, chunk, 0, CHUNK, position)
      if (size === 0) break
      position += size
      onBytes(position, total)
      let data: Buffer = chunk.subarray(0, size)
      if (skipping) {
        const end = data.indexOf(NEWLINE)
        if (end < 0) continue
        yield { kind: 'too-long', ended: true }
        skipping = false
        data = data.subarray(end + 1)
      }
      const block: Buffer = rest.length > 0 ? Buffer.concat([rest, data]) : data
      const last = block.lastIndexOf(NEWLINE)
      if (last >= 0) {
        yield* linesOf(withoutMark(block.subarray(0, last), first))
        first = false
      }
      rest = Buffer.from(block.subarray(last + 1))
      if (rest.length > LONGEST_LINE) {
        rest = Buffer.alloc(0)
        skipping = true
      }
    }
    if (skipping) yield { kind: 'too-long', ended: false }
    else if (rest.length > 0) yield lineOf(withoutMark(rest, first), false)
  } finally {
    closeSync(descriptor)
  }
}

/** Whole lines of a block: checked and decoded at once when all is well, one by one when not. */
function* linesOf(block: Buffer): Generator<Line> {
  if (isUtf8(block)) {
    for (const text of block.toString('utf8').split('\n')) yield textLine(text, true)
    return
  }
  for (let start = 0; start <= block.length; ) {
    const end = block.indexOf(NEWLINE, start)
    yield lineOf(block.subarray(start, end < 0 ? block.length : end), true)
    if (end < 0) return
    start = end + 1
  }
}

function lineOf(bytes: Buffer, ended: boolean): Line {
  return isUtf8(bytes) ? textLine(bytes.toString('utf8'), ended) : { kind: 'not-utf8', ended }
}

function textLine(text: string, ended: boolean): Line {
  if (text.length > LONGEST_LINE) return { kind: 'too-long', ended }
  return { kind: 'text', text: text.endsWith('\r') ? text.slice(0, -1) : text, ended }
}

function withoutMark(block: Buffer, first: boolean): Buffer {
  return first && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? block.subarray(3) : block
}
