/** The files of a journal: their names, and the head that says how far it had come. */

import { type KeyObject, sign, verify } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const NAME = /^journal-(\d{6})\.jsonl$/

export const fileName = (number: number): string => `journal-${String(number).padStart(6, '0')}.jsonl`

/** Numbers of the files of a folder, in order. */
export function fileNumbers(dir: string): number[] {
  return readdirSync(dir)
    .map(name => Number(NAME.exec(name)?.[1] ?? 0))
    .filter(number => number > 0)
    .sort((a, b) => a - b)
}

/** Whole lines of a file, and how many bytes after the last of them. */
export function linesOf(file: string): { lines: string[]; bytes: number; torn: number } {
  const bytes = readFileSync(file)
  const end = bytes.lastIndexOf(0x0a) + 1
  const lines =
    end === 0
      ? []
      : bytes
          .subarray(0, end - 1)
          .toString('utf8')
          .split('\n')
  return { lines, bytes: end, torn: bytes.length - end }
}

const Head = z.object({ file: z.int().positive(), n: z.int().positive(), hash: z.string(), sig: z.string() })
/** How far the journal had come when it was last made safe on disk. */
export type Head = Omit<z.infer<typeof Head>, 'sig'>

const headFile = (dir: string) => path.join(dir, 'head.json')
const headText = ({ file, n, hash }: Head) => Buffer.from(`head ${file} ${n} ${hash}`)

/** Written aside, then put in place: a reader sees the one before or this one. Throws the system's error. */
export function writeHead(dir: string, head: Head, key: KeyObject): void {
  const text = JSON.stringify({ ...head, sig: sign(null, headText(head), key).toString('base64url') })
  const aside = `${headFile(dir)}.new`
  const fd = openSync(aside, 'w', 0o600)
  try {
    writeSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(aside, headFile(dir))
}

/** `none`: there is no head; `bad`: it is not one that this key signed. */
export function readHead(dir: string, key: KeyObject): Head | 'none' | 'bad' {
  let text: string
  try {
    text = readFileSync(headFile(dir), 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'bad'
  }
  try {
    const { sig, ...head } = Head.parse(JSON.parse(text))
    return verify(null, headText(head), key, Buffer.from(sig, 'base64url')) ? head : 'bad'
  } catch {
    return 'bad'
  }
}
