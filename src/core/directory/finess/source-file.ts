/** Bytes of a source file, as they are or out of gzip, a chunk at a time, with how far the reader is in the file itself. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** What a file may grow to when unpacked: six times the largest national file. A small file may hold a very large one. */
const LARGEST_UNPACKED = 6 * 1024 ** 3

/** Thrown by the reader when the file unpacks to more than any source: its code is `TOO_LARGE`. */
class TooLarge extends Error {
  readonly code = 'TOO_LARGE'
}

/** The first bytes of a file. Throws the system's error when it cannot be read. */
export function firstBytes(file: string, length: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const start = Buffer.alloc(length)
    return start.subarray(0, readSync(descriptor, start, 0, length, 0))
  } finally {
    closeSync(descriptor)
  }
}

/** True when the file begins as a gzip one. */
export const isGzip = (file: string): boolean => firstBytes(file, 2).toString('hex') === '1f8b'

/**
 * Hands every chunk to `onChunk`, with the bytes of the file read so far. Throws the system's error, zlib's (`Z_BUF_ERROR`:
 * the file ends too early; `Z_DATA_ERROR`: it is damaged), or `TOO_LARGE`.
 */
export async function readChunks(
  file: string,
  onChunk: (chunk: Buffer, bytesRead: number) => void,
  largest = LARGEST_UNPACKED,
): Promise<void> {
  const packed = isGzip(file)
  const content = createReadStream(file, { highWaterMark: 1 << 18 })
  let unpacked = 0
  const sink = new Transform({
    transform(chunk: Buffer, _, done) {
      unpacked += chunk.length
      if (unpacked > largest) return done(new TooLarge())
      try {
        onChunk(chunk, content.bytesRead)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  sink.resume()
  if (packed) await pipeline(content, createGunzip({ chunkSize: 1 << 18 }), sink)
  else await pipeline(content, sink)
}

/** The same; what stands before a cut is good, and the guards say whether it is enough: true when the file was cut. */
export async function readToTheEnd(
  file: string,
  onChunk: (chunk: Buffer, bytesRead: number) => void,
): Promise<boolean> {
  try {
    await readChunks(file, onChunk)
    return false
  } catch (error) {
    if ((error as { code?: unknown }).code === 'Z_BUF_ERROR') return true
    throw error
  }
}
