/**
 * «Nouvelle version X, installée par votre service informatique»: a signed line read from an address or a share. It is
 * words only: the console never downloads a program.
 */
import { z } from 'zod'
import type { UpdateNotice } from '../../../shared/contract/settings.ts'
import type { Clock } from '../../ports.ts'
import { type FetchText, fetchText } from './fetch.ts'
import { MAX_SIGNED_BYTES, openSigned } from './signed.ts'

export const LatestContent = z.object({
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/),
  issuedAt: z.iso.datetime({ offset: true }),
  notes: z.string().max(4_000).default(''),
})

export type LatestAnswer =
  | { kind: 'newer'; notice: UpdateNotice }
  | { kind: 'up-to-date' }
  | { kind: 'unreachable' | 'bad-signature' | 'unreadable'; detail: string }

/** Asks whether a version newer than `running` was announced. */
export async function askLatest(
  source: { url: string; publicKey: string },
  running: string,
  clock: Clock,
  get: FetchText = fetchText,
): Promise<LatestAnswer> {
  const got = await get(source.url, { timeoutMs: 10_000, maxBytes: MAX_SIGNED_BYTES })
  if (got.kind === 'unreachable') return { kind: 'unreachable', detail: got.code }
  const opened = openSigned('latest', got.text, source.publicKey)
  if (opened.kind !== 'content') return { kind: opened.kind, detail: '' }
  const parsed = LatestContent.safeParse(opened.content)
  if (!parsed.success) return { kind: 'unreadable', detail: parsed.error.issues[0]?.path.map(String).join('.') ?? '' }
  const { version, notes } = parsed.data
  if (!isNewer(version, running)) return { kind: 'up-to-date' }
  return { kind: 'newer', notice: { version, notes, seenAt: new Date(clock.now()).toISOString() } }
}

/** `1.10.0` is newer than `1.9.3`. A running version that is not three numbers is older than any. */
export function isNewer(version: string, running: string): boolean {
  const theirs = version.split('.').map(Number)
  const ours = running.split(/[.-]/).slice(0, 3).map(Number)
  for (let i = 0; i < 3; i++) {
    const [a, b] = [theirs[i] ?? 0, ours[i] ?? 0]
    if (Number.isNaN(b)) return true
    if (a !== b) return a > b
  }
  return false
}
