/**
 * Reading a settings file. Wrong or unknown keys are named with their path. Where a wrong value concerns comfort, the
 * default stands and the console starts; where it concerns whom to trust, whom to talk to or who signs in, it refuses:
 * a certificate misspelt must not become «no certificate».
 */
import { accessSync, constants, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { SettingsProblem } from '../../shared/contract/settings.ts'
import { keyProblems } from './keyboard.ts'
import { CRITICAL, Settings } from './schema.ts'

export interface ReadSettings {
  /** Null when the console must not start. */
  settings: Settings | null
  problems: SettingsProblem[]
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const inFrench = { error: z.locales.fr().localeError }

/** Reads a settings file; relative file names in it start from its own folder. */
export function readSettingsFile(file: string): ReadSettings {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'inconnu'
    return refuse({ path: file, kind: 'unreadable-file', detail: code })
  }
  return readSettings(text, path.dirname(path.resolve(file)))
}

/** Reads settings from their text. `folder` is where relative file names start. */
export function readSettings(text: string, folder: string): ReadSettings {
  const raw = readRaw(text, folder)
  return raw.ok ? parseSettings(raw.value) : refuse(raw.problem)
}

/** The object of a settings file, its file names made absolute, not yet judged. */
export function readRaw(
  text: string,
  folder: string,
): { ok: true; value: { [key: string]: Json } } | { ok: false; problem: SettingsProblem } {
  let raw: Json
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, '')) as Json
  } catch (error) {
    const detail = `JSON illisible : ${(error as Error).message}`
    return { ok: false, problem: { path: '', kind: 'wrong-value', detail } }
  }
  if (!isRecord(raw))
    return { ok: false, problem: { path: '', kind: 'wrong-value', detail: 'un objet JSON est attendu' } }
  return { ok: true, value: makeAbsolute(raw, folder) }
}

/** Judges a whole object of settings, section by section. It is altered on the way. */
export function parseSettings(raw: { [key: string]: Json }): ReadSettings {
  const problems: SettingsProblem[] = []
  let critical = false
  // Each round drops at least one faulty key, so the rounds are bounded by the size of the file.
  for (let round = 0; round < 200; round++) {
    const parsed = Settings.safeParse(raw, inFrench)
    if (parsed.success) {
      const unreadable = unreadableFiles(parsed.data)
      problems.push(...unreadable, ...keyProblems(parsed.data.desk.keys ?? []))
      return { settings: critical || unreadable.length > 0 ? null : parsed.data, problems }
    }
    let dropped = false
    for (const issue of parsed.error.issues) {
      const faults = faultsOf(issue)
      for (const fault of faults) {
        problems.push(fault.problem)
        const section = String(fault.keys[0] ?? '')
        if (CRITICAL.has(section)) critical = true
        dropped = drop(raw, fault.keys) || dropped
      }
    }
    if (!dropped) return { settings: null, problems: unique(problems) }
    if (critical) return { settings: null, problems: unique(problems) }
  }
  return { settings: null, problems: unique(problems) }
}

interface Fault {
  keys: PropertyKey[]
  problem: SettingsProblem
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const keys = [...issue.path, key]
      const detail = CRITICAL.has(String(keys[0])) ? 'à corriger ou à retirer : rien n’est deviné ici' : 'ignorée'
      return { keys, problem: { path: dotted(keys), kind: 'unknown-key', detail } }
    })
  }
  // A source with a wrong key is left out whole: half a source would be a guess.
  const keys = issue.path[0] === 'sources' ? issue.path.slice(0, 2) : issue.path
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return [
    { keys, problem: { path: dotted(issue.path), kind: missing ? 'missing' : 'wrong-value', detail: issue.message } },
  ]
}

/** Removes the faulty value from the raw settings; false when it was not there. */
function drop(raw: Json, keys: PropertyKey[]): boolean {
  const last = keys.at(-1)
  if (last === undefined) return false
  let holder: Json | undefined = raw
  for (const key of keys.slice(0, -1)) {
    if (Array.isArray(holder)) holder = holder[Number(key)]
    else if (isRecord(holder)) holder = holder[String(key)]
    else return false
  }
  if (Array.isArray(holder)) return holder.splice(Number(last), 1).length > 0
  if (isRecord(holder) && Object.hasOwn(holder, String(last))) {
    delete holder[String(last)]
    return true
  }
  return false
}

/** Every file that the settings name must be readable before the console starts on them. */
function unreadableFiles(settings: Settings): SettingsProblem[] {
  const named: [string, string | undefined][] = [
    ...tlsFiles('platform.tls', settings.platform.tls),
    ...tlsFiles('signIn.tls', settings.signIn.tls),
    ...settings.trust.roots.map((file, i): [string, string] => [`trust.roots.${i}`, file]),
    ...settings.trust.intermediates.map((file, i): [string, string] => [`trust.intermediates.${i}`, file]),
    ...settings.sources.flatMap((source, i) => tlsFiles(`sources.${i}.tls`, source.tls)),
    ...tlsFiles('availability.share.tls', settings.availability.share?.tls),
    ...tlsFiles('site.tls', settings.site?.tls),
    ['directory.rpps', settings.directory.rpps],
  ]
  return named.flatMap(([where, file]) => {
    if (file === undefined) return []
    try {
      accessSync(file, constants.R_OK)
      return []
    } catch {
      return [{ path: where, kind: 'unreadable-file' as const, detail: file }]
    }
  })
}

function tlsFiles(where: string, tls: Settings['platform']['tls'] | undefined): [string, string | undefined][] {
  if (!tls) return []
  return [
    ...tls.ca.map((file, i): [string, string] => [`${where}.ca.${i}`, file]),
    [`${where}.certificate`, tls.certificate],
    [`${where}.key`, tls.key],
  ]
}

/** Keys whose value is a file name, wherever they stand. */
const FILE_KEYS = new Set([
  'certificate',
  'key',
  'module',
  'file',
  'database',
  'rpps',
  'folder',
  'tokenFile',
  'structures',
  'activities',
])

/** Lists of files; revocation lists may be addresses too. */
const isFileList = (key: string, item: string) =>
  ['ca', 'roots', 'intermediates'].includes(key) || (key === 'crls' && !/^https?:/i.test(item))

/** File names that start from `folder`, made absolute. */
export function makeAbsolute(raw: { [key: string]: Json }, folder: string): { [key: string]: Json } {
  const walk = (value: Json, key: string): Json => {
    if (typeof value === 'string') return FILE_KEYS.has(key) ? absolute(folder, value) : value
    if (Array.isArray(value))
      return value.map(item =>
        typeof item === 'string' && isFileList(key, item) ? absolute(folder, item) : walk(item, ''),
      )
    if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k)]))
    return value
  }
  return walk(raw, '') as { [key: string]: Json }
}

/** A Windows path stays one wherever it is read: a drive or a share. */
const absolute = (folder: string, file: string) =>
  /^([A-Za-z]:[\\/]|\\\\)/.test(file) ? file : path.resolve(folder, file)

function unique(problems: SettingsProblem[]): SettingsProblem[] {
  const seen = new Set<string>()
  return problems.filter(problem => {
    const key = `${problem.path}|${problem.kind}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const dotted = (keys: readonly PropertyKey[]) => keys.map(String).join('.')

const refuse = (problem: SettingsProblem): ReadSettings => ({ settings: null, problems: [problem] })
