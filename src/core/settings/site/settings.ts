/**
 * The site's signed settings: read from an address or a share, kept in the profile, used from there when the source is
 * gone. What is not signed by the site's key, or is older than the last good one, is refused and told.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { SettingsProblem, SiteSettingsState } from '../../../shared/contract/settings.ts'
import type { Clock } from '../../ports.ts'
import { writeWhole } from '../../write-whole.ts'
import { type Json, makeAbsolute } from '../read.ts'
import { type FetchText, fetchText } from './fetch.ts'
import { MAX_SIGNED_BYTES, openSigned } from './signed.ts'

/** What is signed. `serial` only grows. */
export const SiteContent = z.object({
  serial: z.int().nonnegative(),
  issuedAt: z.iso.datetime({ offset: true }),
  settings: z.record(z.string(), z.json()),
})
export type SiteContent = z.infer<typeof SiteContent>

/** Sections that a site's file may not carry: it cannot say who signs it. */
const NOT_ITS_OWN = ['siteSettings']

const FETCH_MS = 5_000

export interface SiteSettings {
  /** Null: nothing good was ever had. */
  content: SiteContent | null
  state: SiteSettingsState
}

export const noSiteSettings: SiteSettings = {
  content: null,
  state: { status: 'none', serial: null, issuedAt: null, checkedAt: null, detail: null },
}

interface Source {
  url: string
  publicKey: string
  /** The profile: where the last good one is kept. */
  dir: string
}

const cacheFile = (dir: string) => path.join(dir, 'site-settings.json')

/** The last good one, its signature checked again: whoever changed the copy is found out. */
export function keptSiteSettings({ dir, publicKey }: Source): SiteSettings {
  let text: string
  try {
    text = readFileSync(cacheFile(dir), 'utf8')
  } catch {
    return noSiteSettings
  }
  const read = readContent(text, publicKey)
  if ('fault' in read) return { content: null, state: { ...noSiteSettings.state, status: read.fault, detail: 'copie' } }
  return { content: read.content, state: stateOf('current', read.content, null, null) }
}

/** Asks the source; what it gives replaces what is kept only when it is good and not older. */
export async function askSiteSettings(
  source: Source,
  kept: SiteSettings,
  clock: Clock,
  get: FetchText = fetchText,
): Promise<SiteSettings> {
  const checkedAt = new Date(clock.now()).toISOString()
  const stays = (status: SiteSettingsState['status'], detail: string | null): SiteSettings => ({
    content: kept.content,
    state: stateOf(status, kept.content, checkedAt, detail),
  })
  const got = await get(source.url, { timeoutMs: FETCH_MS, maxBytes: MAX_SIGNED_BYTES })
  if (got.kind === 'unreachable') return stays('unreachable', got.code)
  const read = readContent(got.text, source.publicKey)
  if ('fault' in read) return stays(read.fault, null)
  if (kept.content && read.content.serial < kept.content.serial)
    return stays('older', `n° ${read.content.serial} < n° ${kept.content.serial}`)
  const detail = keep(source.dir, got.text)
  return { content: read.content, state: stateOf('current', read.content, checkedAt, detail) }
}

/** What the site says, as a layer; what it may not say is named. */
export function siteLayer(
  content: SiteContent,
  folder: string,
): { raw: { [key: string]: Json }; problems: SettingsProblem[] } {
  const raw = { ...content.settings } as { [key: string]: Json }
  const problems: SettingsProblem[] = []
  for (const name of NOT_ITS_OWN)
    if (Object.hasOwn(raw, name)) {
      delete raw[name]
      const detail = 'ne peut pas venir des réglages du site, ignorée'
      problems.push({ path: `site ${name}`, kind: 'wrong-value', detail })
    }
  return { raw: makeAbsolute(raw, folder), problems }
}

function readContent(
  text: string,
  publicKey: string,
): { content: SiteContent } | { fault: 'unreadable' | 'bad-signature' } {
  const opened = openSigned('settings', text, publicKey)
  if (opened.kind !== 'content') return { fault: opened.kind }
  const parsed = SiteContent.safeParse(opened.content)
  return parsed.success ? { content: parsed.data } : { fault: 'unreadable' }
}

/** A full disk costs the copy, not the settings. Answers what went wrong. */
function keep(dir: string, text: string): string | null {
  const code = writeWhole(cacheFile(dir), text)
  return code === null ? null : `copie non gardée (${code})`
}

const stateOf = (
  status: SiteSettingsState['status'],
  content: SiteContent | null,
  checkedAt: string | null,
  detail: string | null,
): SiteSettingsState => ({
  status,
  serial: content?.serial ?? null,
  issuedAt: content?.issuedAt ?? null,
  checkedAt,
  detail,
})
