/**
 * A directory built once a site, for all its desks: one file, compressed, signed. Its first line says what it holds and is
 * signed (Ed25519); the rest is the database (zstd), whose size and SHA-256 the first line gives. The signature is checked
 * before anything is unpacked, and no more is unpacked than was signed.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { z } from 'zod'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { type GuardProblem, refuseWorse, type Thresholds } from './guard.ts'
import { buildingName, clearLeftovers, switchTo } from './replace.ts'
import { openDirectory } from './store/open.ts'
import { SCHEMA_VERSION } from './store/schema.ts'

const Manifest = z.object({
  format: z.literal(1),
  /** Shape of the database; a console reads one only. */
  schema: z.int(),
  contentDate: z.iso.date(),
  people: z.int().nonnegative(),
  activities: z.int().nonnegative(),
  /** Of the database, unpacked. */
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Manifest = z.infer<typeof Manifest>

/** The manifest as signed, byte for byte, and its signature; both in base64. */
const FirstLine = z.object({ manifest: z.base64().max(10_000), signature: z.base64().max(200) })
const LONGEST_FIRST_LINE = 20_000

export type BuildProblem = 'key-unreadable' | 'directory-unreadable' | 'disk'
/** `snapshot-unreadable` {code}: no such file, or not a snapshot. */
export type SnapshotProblem =
  | 'key-unreadable'
  | 'snapshot-unreadable'
  | 'signature-wrong'
  | 'snapshot-truncated'
  | 'snapshot-altered'
  | 'disk'
/** `snapshot-known`: the one offered is the one last taken. */
export type TakeProblem =
  | SnapshotProblem
  | 'snapshot-version'
  | 'snapshot-known'
  | GuardProblem
  | 'switch-failed'
  | 'directory-busy'

/** Writes a snapshot of `database` to `into`, signed with a private key in PEM. */
export async function buildSnapshot(options: {
  database: string
  into: string
  privateKey: string
}): Promise<Result<Manifest, BuildProblem>> {
  const { database, into } = options
  const key = keyOf(() => createPrivateKey(options.privateKey))
  if (!key) return problem('key-unreadable')
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return problem('directory-unreadable', { code: opened.kind })
  opened.db.close()
  const { contentDate, people, activities } = opened.facts
  const part = `${into}.part-${process.pid}`
  try {
    const hash = createHash('sha256')
    await pipeline(createReadStream(database), hash)
    const { size: bytes } = statSync(database)
    const manifest: Manifest = {
      format: 1,
      schema: SCHEMA_VERSION,
      contentDate,
      people,
      activities,
      bytes,
      sha256: hash.digest('hex'),
    }
    const said = Buffer.from(JSON.stringify(manifest))
    const line = { manifest: said.toString('base64'), signature: sign(null, said, key).toString('base64') }
    const file = createWriteStream(part)
    file.write(`${JSON.stringify(line)}\n`)
    await pipeline(createReadStream(database), createZstdCompress(), file)
    renameSync(part, into)
    return ok(manifest)
  } catch (error) {
    return problem('disk', { code: codeOf(error) })
  } finally {
    rmSync(part, { force: true })
  }
}

/** Reads a snapshot to its end without keeping it: signature, size and content are as signed. */
export async function verifySnapshot(options: {
  file: string
  publicKey: string
}): Promise<Result<Manifest, SnapshotProblem>> {
  return unpack(options.file, options.publicKey, () => null, null)
}

/**
 * Unpacks a snapshot beside `database`, checks it, and puts it in place; the old one answers meanwhile and stays on any
 * problem. `place` makes the switch: a console that runs lets go of the old file first.
 */
export async function takeSnapshot(options: {
  file: string
  publicKey: string
  database: string
  force?: boolean
  /** Fingerprint of the snapshot last taken: the same is not taken again. */
  known?: string | null
  thresholds?: Thresholds | undefined
  place?: (change: () => Result<never, 'switch-failed'> | null) => Promise<Result<never, 'switch-failed'> | null>
}): Promise<Result<Manifest, TakeProblem>> {
  const {
    file,
    publicKey,
    database,
    force = false,
    known = null,
    thresholds,
    place = async change => change(),
  } = options
  clearLeftovers(database)
  const target = buildingName(database)
  const refuse = (manifest: Manifest): Result<never, TakeProblem> | null => {
    if (manifest.sha256 === known) return problem('snapshot-known')
    if (manifest.schema !== SCHEMA_VERSION) return problem('snapshot-version', { schema: manifest.schema })
    return force ? null : refuseOlder(database, manifest)
  }
  try {
    const unpacked = await unpack<TakeProblem>(file, publicKey, refuse, target)
    if (!unpacked.ok) return unpacked
    const worse = force ? null : refuseWorse({ database, target, thresholds })
    const failed = worse ?? (await place(() => switchTo(target, database)))
    return failed ?? unpacked
  } finally {
    rmSync(target, { force: true })
  }
}

/** Said before anything is unpacked: on most days a desk has what is offered. */
function refuseOlder(database: string, manifest: Manifest): Result<never, 'content-older'> | null {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return null
  opened.db.close()
  const before = opened.facts.contentDate
  return manifest.contentDate < before ? problem('content-older', { content: manifest.contentDate, before }) : null
}

/** Signature, then `refuse`, then the content into `target` (null: nowhere). */
async function unpack<Problem extends string = never>(
  file: string,
  publicKey: string,
  refuse: (manifest: Manifest) => Result<never, Problem> | null,
  target: string | null,
): Promise<Result<Manifest, SnapshotProblem | Problem>> {
  const key = keyOf(() => createPublicKey(publicKey))
  if (!key) return problem('key-unreadable')
  const first = await readFirstLine(file, key)
  if (!first.ok) return first
  const { manifest, offset } = first.value
  const refused = refuse(manifest)
  if (refused) return refused
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      hash.update(chunk)
      // More than was signed is not unpacked: a small file may hold a very large one.
      if (bytes > manifest.bytes) done(new Altered())
      else done(null, target === null ? undefined : chunk)
    },
  })
  try {
    const content = createReadStream(file, { start: offset })
    if (target === null) await pipeline(content, createZstdDecompress(), measure.resume())
    else await pipeline(content, createZstdDecompress(), measure, createWriteStream(target, { flush: true }))
  } catch (error) {
    const code = codeOf(error)
    if (error instanceof Altered || code === 'ZSTD_error_corruption_detected') return problem('snapshot-altered')
    if (/^Z|^ERR_.*ZSTD|^ERR_BUFFER/i.test(code))
      return problem(bytes < manifest.bytes ? 'snapshot-truncated' : 'snapshot-altered')
    return problem('disk', { code })
  }
  if (bytes < manifest.bytes) return problem('snapshot-truncated')
  return hash.digest('hex') === manifest.sha256 ? ok(manifest) : problem('snapshot-altered')
}

class Altered extends Error {}

async function readFirstLine(
  file: string,
  key: KeyObject,
): Promise<Result<{ manifest: Manifest; offset: number }, 'snapshot-unreadable' | 'signature-wrong'>> {
  let start: Buffer
  try {
    start = Buffer.concat(await createReadStream(file, { end: LONGEST_FIRST_LINE }).toArray())
  } catch (error) {
    return problem('snapshot-unreadable', { code: codeOf(error) })
  }
  const end = start.indexOf(0x0a)
  const line = FirstLine.safeParse(end < 0 ? null : json(start.subarray(0, end)))
  if (!line.success) return problem('snapshot-unreadable', { code: 'FORMAT' })
  const said = Buffer.from(line.data.manifest, 'base64')
  if (!verify(null, said, key, Buffer.from(line.data.signature, 'base64'))) return problem('signature-wrong')
  const manifest = Manifest.safeParse(json(said))
  if (!manifest.success) return problem('snapshot-unreadable', { code: 'MANIFEST' })
  return ok({ manifest: manifest.data, offset: end + 1 })
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

function keyOf(read: () => KeyObject): KeyObject | null {
  try {
    const key = read()
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}
