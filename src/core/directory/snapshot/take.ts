/**
 * A site's directory taken by a desk: the signature is checked before anything is unpacked, no more is unpacked than was
 * signed, and what comes out has the SHA-256 that was signed. The directory in place answers meanwhile and stays on any problem.
 */
import { createHash, type KeyObject } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, rmSync } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { ok, problem, type Result } from '../../../shared/contract/kit.ts'
import { type GuardProblem, refuseWorse, type Thresholds } from '../guard.ts'
import { buildingName, clearLeftovers, switchTo } from '../replace.ts'
import { openDirectory } from '../store/open.ts'
import { SCHEMA_VERSION } from '../store/schema.ts'
import { deltaName, sha256Of } from './build.ts'
import { BadDelta, canDelta, restored } from './delta.ts'
import { codeOf, type Manifest, publicKeyOf, readManifest } from './manifest.ts'

/** `snapshot-unreadable` {code}: no such file, or not a snapshot. `snapshot-base`: a delta of another directory. */
export type SnapshotProblem =
  | 'key-unreadable'
  | 'snapshot-unreadable'
  | 'signature-wrong'
  | 'snapshot-truncated'
  | 'snapshot-altered'
  | 'snapshot-base'
  | 'disk'
/** `snapshot-known`: the one offered is the one last taken. */
export type TakeProblem =
  | SnapshotProblem
  | 'snapshot-version'
  | 'snapshot-known'
  | GuardProblem
  | 'switch-failed'
  | 'directory-busy'

export interface TakeOptions {
  /** A whole snapshot, or a delta. */
  file: string
  publicKey: string
  database: string
  force?: boolean
  /** Fingerprint of the snapshot last taken: the same is not taken again. */
  known?: string | null
  thresholds?: Thresholds | undefined
  /** Makes the switch: a console that runs lets go of the old file first. */
  place?: (change: () => Result<never, 'switch-failed'> | null) => Promise<Result<never, 'switch-failed'> | null>
}

/** What a file says of itself, its signature checked; nothing is unpacked. */
export async function manifestOf(file: string, publicKey: string): Promise<Result<Manifest, SnapshotProblem>> {
  const key = publicKeyOf(publicKey)
  if (!key) return problem('key-unreadable')
  const read = await readManifest(file, key)
  return read.ok ? ok(read.value.manifest) : read
}

/**
 * Reads a snapshot to its end without keeping it: signature, size and content are as signed. A delta needs `database`, the
 * directory that it starts from.
 */
export async function verifySnapshot(options: {
  file: string
  publicKey: string
  database?: string | undefined
}): Promise<Result<Manifest, SnapshotProblem>> {
  return unpack(options, () => null, null)
}

/** Unpacks a snapshot, or applies a delta, beside `database`, checks it, and puts it in place. */
export async function takeSnapshot(options: TakeOptions): Promise<Result<Manifest, TakeProblem>> {
  const { database, force = false, known = null, thresholds, place = async change => change() } = options
  clearLeftovers(database)
  const target = buildingName(database)
  const refuse = (manifest: Manifest): Result<never, TakeProblem> | null => {
    if (manifest.sha256 === known) return problem('snapshot-known')
    if (manifest.schema !== SCHEMA_VERSION) return problem('snapshot-version', { schema: manifest.schema })
    return force ? null : refuseOlder(database, manifest)
  }
  try {
    const unpacked = await unpack<TakeProblem>(options, refuse, target)
    if (!unpacked.ok) return unpacked
    const worse = force ? null : refuseWorse({ database, target, thresholds })
    const failed = worse ?? (await place(() => switchTo(target, database)))
    return failed ?? unpacked
  } finally {
    rmSync(target, { force: true })
  }
}

/** Faults of a delta that the whole snapshot does not have. */
const OF_A_DELTA = new Set<TakeProblem>([
  'snapshot-unreadable',
  'signature-wrong',
  'snapshot-truncated',
  'snapshot-altered',
  'snapshot-base',
])
/** True when the whole snapshot is worth taking in the place of a delta that failed so. */
export const wholeInstead = (kind: TakeProblem): boolean => OF_A_DELTA.has(kind)

/**
 * The same from a file or a share where a delta for what is in place may stand beside the snapshot: it is taken when it
 * leads to the same content, and the whole otherwise. `onDelta` hears what became of it.
 */
export async function takeFromShare(
  options: TakeOptions & { onDelta?: (delta: { file: string; refused: TakeProblem | null }) => void },
): Promise<Result<Manifest, TakeProblem>> {
  const { file, publicKey, database, known = null, onDelta = () => {} } = options
  const whole = await manifestOf(file, publicKey)
  if (!whole.ok || whole.value.sha256 === known || whole.value.format !== 1) return takeSnapshot(options)
  const delta = await deltaBeside(file, database, known)
  if (delta === null) return takeSnapshot(options)
  const said = await manifestOf(delta, publicKey)
  if (said.ok && said.value.sha256 !== whole.value.sha256) return takeSnapshot(options)
  const taken = await takeSnapshot({ ...options, file: delta })
  onDelta({ file: delta, refused: taken.ok ? null : taken.error.kind })
  return taken.ok || !wholeInstead(taken.error.kind) ? taken : takeSnapshot(options)
}

/** The delta for the directory in place, by the fingerprint that is remembered of it, else by its own; null: none. */
async function deltaBeside(file: string, database: string, known: string | null): Promise<string | null> {
  const remembered = known === null ? null : deltaName(file, known)
  if (remembered !== null && existsSync(remembered)) return remembered
  try {
    const found = deltaName(file, await sha256Of(database))
    return existsSync(found) ? found : null
  } catch {
    // Nothing in place.
    return null
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
  { file, publicKey, database }: { file: string; publicKey: string; database?: string | undefined },
  refuse: (manifest: Manifest) => Result<never, Problem> | null,
  target: string | null,
): Promise<Result<Manifest, SnapshotProblem | Problem>> {
  const key: KeyObject | null = publicKeyOf(publicKey)
  if (!key) return problem('key-unreadable')
  const first = await readManifest(file, key)
  if (!first.ok) return first
  const { manifest, offset } = first.value
  const refused = refuse(manifest)
  if (refused) return refused
  const base = database ?? ''
  if (manifest.format === 2 && !(canDelta() && (await isBase(base, manifest.base)))) return problem('snapshot-base')
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
    const content =
      manifest.format === 2
        ? [Readable.from(restored(base, file, offset))]
        : [createReadStream(file, { start: offset }), createZstdDecompress()]
    const into = target === null ? [measure.resume()] : [measure, createWriteStream(target, { flush: true })]
    await pipeline([...content, ...into])
  } catch (error) {
    const code = codeOf(error)
    if (error instanceof BadDelta) return problem(error.truncated ? 'snapshot-truncated' : 'snapshot-altered')
    if (error instanceof Altered || code === 'ZSTD_error_corruption_detected') return problem('snapshot-altered')
    if (/^Z|^ERR_.*ZSTD|^ERR_BUFFER/i.test(code))
      return problem(bytes < manifest.bytes ? 'snapshot-truncated' : 'snapshot-altered')
    return problem('disk', { code })
  }
  if (bytes < manifest.bytes) return problem('snapshot-truncated')
  return hash.digest('hex') === manifest.sha256 ? ok(manifest) : problem('snapshot-altered')
}

async function isBase(database: string, sha256: string): Promise<boolean> {
  try {
    return (await sha256Of(database)) === sha256
  } catch {
    return false
  }
}

class Altered extends Error {}
