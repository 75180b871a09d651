/**
 * What makes one directory out of another, byte for byte: the new file in segments, each compressed (zstd) with the part of
 * the old file that stands about there as its dictionary. It knows nothing of what is in the files; the SHA-256 of the result
 * is in the signed manifest. Memory is bounded on both sides: one segment and its part of the old file.
 *
 * Each segment: length of what follows (u32), where its part of the old file begins (u48) and how long it is (u32), then the
 * compressed bytes; numbers are little-endian.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, type ZstdOptions, zstdCompressSync, zstdDecompress } from 'node:zlib'

const SEGMENT = 4 << 20
/** Rows come and go: the same one stands a little before or after. */
const SLACK = 6 << 20
const LARGEST_PART = SEGMENT + 2 * SLACK
const HEADER = 14
/** A segment that resembles nothing is as long as itself, and a little more. */
const LARGEST_PACKED = SEGMENT + (SEGMENT >> 6)

const PARAMS = {
  [constants.ZSTD_c_compressionLevel]: 12,
  // The whole part is looked at, and indexed: the defaults of a level are for files without a dictionary.
  [constants.ZSTD_c_windowLog]: 25,
  [constants.ZSTD_c_hashLog]: 24,
  [constants.ZSTD_c_chainLog]: 24,
  [constants.ZSTD_c_enableLongDistanceMatching]: 1,
}

/** False on an engine whose zstd takes no dictionary: it would compress and unpack without one, and say nothing. */
export function canDelta(): boolean {
  const dictionary = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * at * 31 + (at >> 3)) & 0xff))
  return zstdCompressSync(dictionary, { dictionary }).length < 256
}

/** The segments of `target` out of `base`, one after the other. Throws the system's error. */
export function* segmentsOf(base: string, target: string): Generator<Buffer> {
  const [old, now] = [openSync(base, 'r'), openSync(target, 'r')]
  try {
    const [oldSize, size] = [statSync(base).size, statSync(target).size]
    for (let at = 0; at < size; at += SEGMENT) {
      const middle = Math.floor((at / size) * oldSize)
      const from = Math.max(0, Math.min(middle - SLACK, oldSize - LARGEST_PART))
      const dictionary = bytesAt(old, from, Math.min(LARGEST_PART, oldSize - from))
      const packed = zstdCompressSync(bytesAt(now, at, Math.min(SEGMENT, size - at)), { dictionary, params: PARAMS })
      const header = Buffer.alloc(HEADER)
      header.writeUInt32LE(packed.length, 0)
      header.writeUIntLE(from, 4, 6)
      header.writeUInt32LE(dictionary.length, 10)
      yield Buffer.concat([header, packed])
    }
  } finally {
    closeSync(old)
    closeSync(now)
  }
}

/** Thrown when a delta cannot be what was signed; `truncated` when it only ends too early. */
export class BadDelta extends Error {
  readonly truncated: boolean
  constructor(truncated: boolean) {
    super('bad delta')
    this.truncated = truncated
  }
}

/** The bytes of the new file, out of `base` and of the delta from `offset` on. Throws {@link BadDelta}, or the system's error. */
export async function* restored(base: string, delta: string, offset: number): AsyncGenerator<Buffer> {
  const [old, packed] = [await open(base), await open(delta)]
  try {
    const [{ size: oldSize }, { size }] = [await old.stat(), await packed.stat()]
    for (let at = offset; at < size; ) {
      if (at + HEADER > size) throw new BadDelta(true)
      const header = await read(packed, at, HEADER)
      const length = header.readUInt32LE(0)
      const from = header.readUIntLE(4, 6)
      const part = header.readUInt32LE(10)
      if (length > LARGEST_PACKED || part > LARGEST_PART || from + part > oldSize) throw new BadDelta(false)
      if (at + HEADER + length > size) throw new BadDelta(true)
      yield await unpacked(await read(packed, at + HEADER, length), await read(old, from, part))
      at += HEADER + length
    }
  } finally {
    await old.close()
    await packed.close()
  }
}

/** In the threads of the system: a console goes on answering. */
const decompress = promisify(zstdDecompress) as (packed: Buffer, options: ZstdOptions) => Promise<Buffer>

async function unpacked(packed: Buffer, dictionary: Buffer): Promise<Buffer> {
  try {
    return await decompress(packed, {
      dictionary,
      maxOutputLength: SEGMENT,
      params: { [constants.ZSTD_d_windowLogMax]: 25 },
    })
  } catch {
    throw new BadDelta(false)
  }
}

function bytesAt(descriptor: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const more = readSync(descriptor, bytes, read, length - read, at + read)
    if (more === 0) return bytes.subarray(0, read)
    read += more
  }
  return bytes
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(bytes, 0, length, at)
  return bytes.subarray(0, bytesRead)
}
