/** Checking a journal: every line altered, removed, moved or cut off is found and named by file and line. */
import type { KeyObject } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileName, fileNumbers, linesOf, readHead } from './files.ts'
import { fingerprintOf, hashOf, type Line, publicKeyOf, readLine, unsigned } from './line.ts'

export interface Finding {
  /** File name, and line in it from 1; 0: the file as a whole. */
  file: string
  line: number
  kind:
    | 'altered'
    | 'removed'
    | 'moved'
    | 'chain'
    | 'torn'
    | 'truncated'
    | 'head-missing'
    | 'head-altered'
    | 'start-missing'
    | 'other-key'
    | 'no-key'
    | 'told'
  /** How many lines are gone, or what the console itself had noted. */
  detail: string | number | null
}

export interface Verified {
  files: number
  lines: number
  from: string | null
  to: string | null
  /** Short name of the key; to be compared with the one noted when the desk was set up. */
  fingerprint: string | null
  findings: Finding[]
}

/** Checks a file, or a whole folder with its head. Throws the system's error when it cannot be read. */
export function verifyJournal(target: string, onLine: (line: Line) => void = () => {}): Verified {
  const whole = statSync(target).isDirectory()
  const dir = whole ? target : path.dirname(target)
  const names = whole ? fileNumbers(dir).map(fileName) : [path.basename(target)]
  const findings: Finding[] = []
  const told: Verified = { files: names.length, lines: 0, from: null, to: null, fingerprint: null, findings }
  let key: KeyObject | null = null
  let keyText = ''
  let last: Line | null = null
  let lastText: string | null = null
  /** Lines since the last good one that cannot be read. */
  let bad = 0
  let purgedThrough = 0
  let firstFile = 0

  for (const [index, name] of names.entries()) {
    const { lines, torn } = linesOf(path.join(dir, name))
    const number = Number(/\d{6}/.exec(name)?.[0] ?? 0)
    const claimed = unsigned(lines[0] ?? '')?.facts?.['key']
    if (index === 0) firstFile = number
    if (typeof claimed === 'string' && claimed !== keyText) {
      if (keyText === '') {
        key = publicKeyOf(claimed)
        keyText = claimed
        told.fingerprint = key ? fingerprintOf(claimed) : null
      } else findings.push({ file: name, line: 1, kind: 'other-key', detail: fingerprintOf(claimed) })
    }
    if (key === null) {
      findings.push({ file: name, line: 1, kind: 'no-key', detail: null })
      continue
    }
    for (const [at, text] of lines.entries()) {
      told.lines += 1
      const here = (kind: Finding['kind'], detail: Finding['detail'] = null) =>
        findings.push({ file: name, line: at + 1, kind, detail })
      const line = readLine(text, key)
      if (line === null) {
        here('altered')
        bad += 1
        continue
      }
      const broken = line.what === 'journal.begin' ? line.facts?.['broken'] : undefined
      if (typeof broken === 'string') here('told', broken)
      if (line.what === 'journal.purged') purgedThrough = Math.max(purgedThrough, Number(line.facts?.['through']))
      const expected = last === null ? line.n - bad : last.n + 1 + bad
      if (last === null && bad === 0 && index === 0 && line.what !== 'journal.begin') here('removed', null)
      else if (last === null && bad === 0 && number === 1 && line.n !== 1) here('removed', line.n - 1)
      else if (line.n > expected) here('removed', line.n - expected)
      else if (line.n < expected) here('moved')
      else if (bad === 0 && lastText !== null && line.prev !== hashOf(lastText) && broken === undefined) here('chain')
      last = line
      lastText = text
      bad = 0
      told.from ??= line.at
      told.to = line.at
      onLine(line)
    }
    if (torn > 0) findings.push({ file: name, line: lines.length + 1, kind: 'torn', detail: torn })
  }
  if (whole && key) checkEnds({ dir, key, last, findings, firstFile, purgedThrough, names })
  return told
}

function checkEnds(seen: {
  dir: string
  key: KeyObject
  last: Line | null
  findings: Finding[]
  firstFile: number
  purgedThrough: number
  names: string[]
}): void {
  const { findings, last } = seen
  const end = seen.names.at(-1) ?? ''
  if (seen.firstFile > 1 && seen.purgedThrough < seen.firstFile - 1) {
    findings.push({ file: seen.names[0] ?? '', line: 0, kind: 'start-missing', detail: seen.firstFile - 1 })
  }
  const head = readHead(seen.dir, seen.key)
  if (head === 'none') findings.push({ file: 'head.json', line: 0, kind: 'head-missing', detail: null })
  else if (head === 'bad') findings.push({ file: 'head.json', line: 0, kind: 'head-altered', detail: null })
  else if (!last || last.n < head.n) {
    findings.push({ file: end, line: 0, kind: 'truncated', detail: head.n - (last?.n ?? 0) })
  }
}

/** The journal of a profile, whether the profile or the journal's own folder is named. */
export function journalDir(named: string): string {
  const inside = path.join(named, 'journal')
  return existsSync(inside) && statSync(inside).isDirectory() ? inside : named
}
