/** The signed directory of a site, from a share or an address: what changed when it is there, else the whole. */
import { readFileSync } from 'node:fs'
import type { ImportProgress } from '../../../shared/contract/directory-sources.ts'
import { problem, type Result } from '../../../shared/contract/kit.ts'
import type { Log } from '../../ports.ts'
import {
  deltaName,
  type Manifest,
  manifestName,
  manifestOf,
  type TakeProblem,
  wholeInstead,
} from '../snapshot/index.ts'
import type { Downloaded, DownloadProblem } from './download.ts'
import type { Replacing } from './index.ts'
import type { UpdateSettings } from './sources.ts'

type Download = NonNullable<UpdateSettings['downloads']['rpps']>

export interface Bringing {
  replacing: Pick<Replacing, 'takeSnapshot' | 'progress'>
  fetchFile(
    name: 'snapshot' | 'snapshot-manifest' | 'snapshot-delta',
    from: Download,
  ): Promise<Result<Downloaded, DownloadProblem>>
  log: Log
}

/** What became of it, and the file that was looked at; null when none came. */
export interface Brought {
  file: string | null
  result: Result<Manifest, TakeProblem | DownloadProblem | 'not-configured'>
}

interface How {
  force: boolean
  /** Fingerprint of the snapshot last taken. */
  known: string | null
}

const CHECKING: ImportProgress = {
  phase: 'checking',
  rows: 0,
  bytes: 0,
  totalBytes: 0,
  rate: null,
  remainingSeconds: null,
}

/** Brings and takes it. `snapshot-known` when there is nothing new. */
export async function bringSnapshot(
  from: NonNullable<UpdateSettings['snapshot']>,
  how: How,
  bringing: Bringing,
): Promise<Brought> {
  const { replacing, fetchFile } = bringing
  let key: string
  try {
    key = readFileSync(from.key, 'utf8')
  } catch {
    return { file: null, result: problem('key-unreadable') }
  }
  if (from.file !== undefined) {
    replacing.progress(CHECKING)
    return { file: from.file, result: await replacing.takeSnapshot(from.file, key, { ...how, beside: true }) }
  }
  if (!from.download) return { file: null, result: problem('not-configured') }
  const changed = await bringDelta(from.download, key, how, bringing)
  if (changed) return changed
  const got = await fetchFile('snapshot', from.download)
  if (!got.ok) return { file: null, result: got }
  replacing.progress(CHECKING)
  const { file } = got.value
  return { file, result: await replacing.takeSnapshot(file, key, { ...how, beside: false }) }
}

/**
 * From an address: its manifest, some hundred bytes, says whether there is anything new; then what changed since what is
 * here, when the site published it. Null: the whole is to be looked at.
 */
async function bringDelta(
  from: Download,
  key: string,
  how: How,
  { replacing, fetchFile, log }: Bringing,
): Promise<Brought | null> {
  const { known } = how
  if (known === null) return null
  // A fingerprint of the settings is that of the whole.
  const beside = (name: (path: string) => string) => {
    const url = new URL(from.url)
    url.pathname = name(url.pathname)
    return { ...from, url: url.href, sha256: undefined, checksumUrl: undefined }
  }
  const manifest = await fetchFile('snapshot-manifest', beside(manifestName))
  if (!manifest.ok) return null
  const offered = await manifestOf(manifest.value.file, key)
  if (!offered.ok) return null
  if (offered.value.sha256 === known) return { file: null, result: problem('snapshot-known') }
  const got = await fetchFile(
    'snapshot-delta',
    beside(url => deltaName(url, known)),
  )
  if (!got.ok) return null
  const { file } = got.value
  const said = await manifestOf(file, key)
  if (!said.ok || said.value.sha256 !== offered.value.sha256) return null
  replacing.progress(CHECKING)
  const result = await replacing.takeSnapshot(file, key, { ...how, beside: false })
  log.info('directory.delta', { refused: result.ok ? null : result.error.kind })
  return !result.ok && wholeInstead(result.error.kind) ? null : { file, result }
}
