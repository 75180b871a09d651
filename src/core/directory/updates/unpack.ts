/**
 * The text file inside what a source publishes: the register comes as a zip of several files from its own address, as text
 * or gzip from others. Nothing is unpacked beyond a ceiling, and the fingerprint of the zip is checked.
 */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createGunzip, createInflateRaw } from 'node:zlib'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import { firstBytes } from '../finess/source-file.ts'

export type UnpackProblem = 'file-unreadable' | 'file-damaged' | 'disk'

const LARGEST = 6 * 1024 ** 3

/** The file itself when it is plain text; else its content beside it in `folder`, under its own name. */
export async function unpackText(file: string, wanted: RegExp, folder: string): Promise<Result<string, UnpackProblem>> {
  const name = path.basename(file)
  try {
    const start = firstBytes(file, 4)
    const zip = start.equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))
    const gzip = start[0] === 0x1f && start[1] === 0x8b
    if (!zip && !gzip) return { ok: true, value: file }
    const entry = zip ? findEntry(file, wanted) : null
    if (zip && entry === null) return problem('file-damaged', { file: name, code: 'ZIP' })
    // The day of the content is in the name that the source gave.
    const into = path.join(folder, `${entry ? path.basename(entry.name) : name.replace(/\.gz$/i, '')}.unpacked`)
    await inflate(file, entry, `${into}.part`)
    renameSync(`${into}.part`, into)
    return { ok: true, value: into }
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') throw error
    if (/^(Z_|DAMAGED|TOO_LARGE|ERR_OUT_OF_RANGE)/.test(code)) return problem('file-damaged', { file: name, code })
    if (/^(ENOSPC|EIO|EROFS)$/.test(code)) return problem('disk', { code })
    return problem('file-unreadable', { file: name, code })
  }
}

interface Entry {
  name: string
  method: number
  crc: number
  packed: number
  size: number
  /** Where its local header stands. */
  at: number
}

async function inflate(file: string, entry: Entry | null, into: string): Promise<void> {
  let crc = 0
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      if (entry) crc = crc32(chunk, crc)
      done(size > LARGEST ? coded('TOO_LARGE') : null, chunk)
    },
  })
  const out = createWriteStream(into, { flush: true })
  try {
    if (!entry) await pipeline(createReadStream(file), createGunzip(), measure, out)
    else {
      const start = contentAt(file, entry)
      const content = createReadStream(file, { start, end: start + entry.packed - 1 })
      if (entry.method === 8) await pipeline(content, createInflateRaw(), measure, out)
      else await pipeline(content, measure, out)
      if (crc !== entry.crc || size !== entry.size) throw coded('DAMAGED')
    }
  } catch (error) {
    rmSync(into, { force: true })
    throw error
  }
}

const coded = (code: string) => Object.assign(new Error(code), { code })

/** The largest entry whose name fits, from the directory at the end of the zip. */
function findEntry(file: string, wanted: RegExp): Entry | null {
  const { size } = statSync(file)
  const tail = bytesAt(file, Math.max(0, size - 66_000), Math.min(size, 66_000))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0) return null
  const count = tail.readUInt16LE(end + 10)
  const directory = bytesAt(file, tail.readUInt32LE(end + 16), Math.min(tail.readUInt32LE(end + 12), 4_000_000))
  let best: Entry | null = null
  for (let at = 0, part = 0; part < count && at + 46 <= directory.length; part++) {
    const nameLength = directory.readUInt16LE(at + 28)
    const entry: Entry = {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    }
    if (wanted.test(entry.name) && entry.packed > 0 && (!best || entry.size > best.size)) best = entry
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return best && (best.method === 0 || best.method === 8) ? best : null
}

function contentAt(file: string, entry: Entry): number {
  const header = bytesAt(file, entry.at, 30)
  return entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
}

function bytesAt(file: string, at: number, length: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at))
  } finally {
    closeSync(descriptor)
  }
}
