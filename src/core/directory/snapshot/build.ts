/**
 * A directory built once a site, for all its desks: one file, compressed (zstd), signed. Beside it, its first line alone
 * (`.manifest`), so that a desk knows at little cost whether it has it; and what makes it out of the generation before
 * (`.delta-…`), when that is smaller.
 */
import { createHash, type KeyObject } from 'node:crypto'
import { createReadStream, createWriteStream, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import { openDirectory } from '../store/open.ts'
import { SCHEMA_VERSION } from '../store/schema.ts'
import { canDelta, segmentsOf } from './delta.ts'
import { codeOf, type Manifest, privateKeyOf, signedLine } from './manifest.ts'

export type BuildProblem = 'key-unreadable' | 'directory-unreadable' | 'disk'

export interface Built {
  manifest: Manifest
  /** Of the whole snapshot, packed. */
  bytes: number
  /** What was made beside it; null when there is no generation before, or when the whole is as small. */
  delta: { file: string; bytes: number; contentDate: string } | null
}

/** Name of the manifest beside a snapshot: a file, or an address. */
export const manifestName = (snapshot: string): string => `${snapshot}.manifest`
/** Name of the delta for the desks that have the directory of this SHA-256. */
export const deltaName = (snapshot: string, base: string): string => `${snapshot}.delta-${base.slice(0, 16)}`

/** Writes a snapshot of `database` to `into`, signed with a private key in PEM; `base`: the directory that desks have now. */
export async function buildSnapshot(options: {
  database: string
  into: string
  privateKey: string
  base?: string | undefined
}): Promise<Result<Built, BuildProblem>> {
  const { database, into, base } = options
  const key = privateKeyOf(options.privateKey)
  if (!key) return problem('key-unreadable')
  const facts = factsOf(database)
  if (typeof facts === 'string') return problem('directory-unreadable', { code: facts })
  const part = `${into}.part-${process.pid}`
  try {
    const { contentDate, people, activities } = facts
    const { size } = statSync(database)
    const sha256 = await sha256Of(database)
    const manifest: Manifest = {
      format: 1,
      schema: SCHEMA_VERSION,
      contentDate,
      people,
      activities,
      bytes: size,
      sha256,
    }
    const line = signedLine(manifest, key)
    const file = createWriteStream(part, { flush: true })
    file.write(line)
    await pipeline(createReadStream(database), createZstdCompress(), file)
    const { size: bytes } = statSync(part)
    const delta = base === undefined ? null : await buildDelta({ database, into, base, manifest, key, below: bytes })
    // Those of other generations lead to a content that is no longer the one offered.
    for (const name of readdirSync(path.dirname(path.resolve(into)))) {
      const stale = name.startsWith(`${path.basename(into)}.delta-`) && name !== path.basename(delta?.file ?? '')
      if (stale) rmSync(path.join(path.dirname(into), name), { force: true })
    }
    renameSync(part, into)
    // Last: what it tells of is there.
    writeFileSync(part, line)
    renameSync(part, manifestName(into))
    return ok({ manifest, bytes, delta })
  } catch (error) {
    return problem('disk', { code: codeOf(error) })
  } finally {
    rmSync(part, { force: true })
  }
}

async function buildDelta(options: {
  database: string
  into: string
  base: string
  manifest: Manifest
  key: KeyObject
  /** Only when it is smaller than this. */
  below: number
}): Promise<Built['delta']> {
  const { database, into, base, manifest, key, below } = options
  const facts = factsOf(base)
  if (typeof facts === 'string' || !canDelta()) return null
  const sha256 = await sha256Of(base)
  if (sha256 === manifest.sha256) return null
  const file = deltaName(into, sha256)
  const part = `${file}.part-${process.pid}`
  try {
    let bytes = 0
    const line = signedLine({ ...manifest, format: 2, base: sha256 }, key)
    const pieces = function* () {
      yield Buffer.from(line)
      for (const segment of segmentsOf(base, database)) {
        bytes += segment.length
        // No use going on with one that is no smaller.
        if (bytes >= below) return
        yield segment
      }
    }
    await pipeline(Readable.from(pieces()), createWriteStream(part, { flush: true }))
    if (bytes >= below) return null
    renameSync(part, file)
    return { file, bytes: bytes + line.length, contentDate: facts.contentDate }
  } finally {
    rmSync(part, { force: true })
  }
}

/** SHA-256 of a file, in hexadecimal. Throws the system's error. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

function factsOf(database: string) {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return opened.kind
  opened.db.close()
  return opened.facts
}
