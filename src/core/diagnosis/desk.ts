/** Looks at what lies on the desk itself: disk, log, directory, card module, certificates. */
import { X509Certificate } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findModule } from '../card/index.ts'
import { readDirectoryFacts } from '../directory/index.ts'
import type { Clock } from '../ports.ts'
import type { Settings, TlsSettings } from '../settings/index.ts'
import type { Check } from './report.ts'

const DAY_MS = 86_400_000
const MB = 2 ** 20
/** A directory of France is built beside the old one: twice its size, then some. */
const LITTLE_MB = 4_000
const TOO_LITTLE_MB = 500
/** The RPPS file is published every day; a site renews its directory each week. */
const OLD_DAYS = 30
const EXPIRES_SOON_DAYS = 30

export function diskCheck(profileDir: string): Check {
  const probe = path.join(profileDir, `probe-${process.pid}`)
  try {
    mkdirSync(profileDir, { recursive: true, mode: 0o700 })
    writeFileSync(probe, 'x')
    rmSync(probe)
    const { bavail, bsize } = statfsSync(profileDir)
    const free = Math.round((bavail * bsize) / MB)
    return {
      id: 'disk',
      state: free < TOO_LITTLE_MB ? 'fault' : free < LITTLE_MB ? 'attention' : 'ok',
      said: `Profil accessible en écriture, ${free} Mo libres.`,
    }
  } catch (error) {
    return { id: 'disk', state: 'fault', said: `Profil inaccessible en écriture (${codeOf(error)}) : ${profileDir}` }
  }
}

/** Codes of the last day's errors: codes only, as the log holds nothing else. */
export function logCheck(profileDir: string, clock: Clock): Check {
  const counts = new Map<string, number>()
  try {
    const text = readFileSync(path.join(profileDir, 'logs', 'console.log'), 'utf8')
    for (const line of text.slice(-1_000_000).split('\n')) {
      if (!line.includes('"level":50')) continue
      const entry = parse(line)
      if (!entry || clock.now() - Date.parse(entry.time) > DAY_MS) continue
      counts.set(entry.code, (counts.get(entry.code) ?? 0) + 1)
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT')
      return { id: 'log', state: 'attention', said: `Traces illisibles (${codeOf(error)}).` }
  }
  const said = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8)
  return counts.size === 0
    ? { id: 'log', state: 'ok', said: 'Aucune erreur tracée depuis 24 h.' }
    : {
        id: 'log',
        state: 'attention',
        said: `Erreurs depuis 24 h : ${said.map(([code, n]) => `${code} × ${n}`).join(', ')}.`,
      }
}

function parse(line: string): { time: string; code: string } | null {
  try {
    const { time, code } = JSON.parse(line) as { time?: unknown; code?: unknown }
    return typeof time === 'string' && typeof code === 'string' ? { time, code } : null
  } catch {
    return null
  }
}

export function directoryCheck(settings: Settings, profileDir: string, clock: Clock): Check {
  const facts = readDirectoryFacts(settings.directory.database ?? path.join(profileDir, 'directory.sqlite'))
  if (facts.kind === 'empty') return { id: 'directory', state: 'fault', said: 'L’annuaire de ce poste est vide.' }
  if (facts.kind === 'broken')
    return { id: 'directory', state: 'fault', said: `L’annuaire est illisible (${facts.detail}).` }
  const days = Math.floor((clock.now() - Date.parse(facts.contentDate)) / DAY_MS)
  return {
    id: 'directory',
    state: days > OLD_DAYS ? 'attention' : 'ok',
    said: `Annuaire du ${facts.contentDate} (${days} j), ${facts.people} professionnels.`,
  }
}

export function cardCheck(settings: Settings): Check {
  if (settings.card.kind === 'practice') return { id: 'card', state: 'ok', said: 'Carte d’exercice.' }
  const found = findModule(settings.card.module)
  return found.found
    ? { id: 'card', state: 'ok', said: `Module de carte : ${found.file}` }
    : { id: 'card', state: 'fault', said: `Module de carte introuvable. Cherché : ${found.looked.join(', ')}` }
}

/** Every certificate file that the settings name, with its end. */
export function certificateChecks(settings: Settings, clock: Clock): Check[] {
  const tls: [string, TlsSettings | undefined][] = [
    ['platform', settings.platform.tls],
    ['signIn', settings.signIn.tls],
    ...settings.sources.map((source, i): [string, TlsSettings | undefined] => [`sources.${i}`, source.tls]),
  ]
  return tls.flatMap(([where, one]) =>
    [...(one?.ca ?? []), one?.certificate]
      .filter(file => file !== undefined)
      .map(file => certificateCheck(where, file, clock)),
  )
}

function certificateCheck(where: string, file: string, clock: Clock): Check {
  const id = `certificate ${where}`
  const name = path.basename(file)
  try {
    accessSync(file, constants.R_OK)
    const { validTo } = new X509Certificate(readFileSync(file))
    const days = Math.floor((Date.parse(validTo) - clock.now()) / DAY_MS)
    const until = new Date(validTo).toISOString().slice(0, 10)
    return {
      id,
      state: days < 0 ? 'fault' : days < EXPIRES_SOON_DAYS ? 'attention' : 'ok',
      said: days < 0 ? `${name} : expiré depuis le ${until}.` : `${name} : valable jusqu’au ${until} (${days} j).`,
    }
  } catch (error) {
    return { id, state: 'fault', said: `${name} : illisible (${codeOf(error)}).` }
  }
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'inconnu'
