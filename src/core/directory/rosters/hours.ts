/**
 * Opening hours as a site writes them in one cell: «lun.-ven. 8h30-12h et 14h-19h ; sam. 9h-12h», «du lundi au vendredi de 9 h à 18 h»,
 * «tous les jours sauf dimanche 24h/24», «dimanche fermé». Read whole or not at all: hours half understood would send
 * somebody to a closed door.
 */
import type { WeekHours } from '../../../shared/contract/directory.ts'

const DAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche']
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const MIDNIGHT = 24 * 60

type Token =
  | { kind: 'days'; days: number[] }
  | { kind: 'time'; minutes: number }
  | { kind: 'span'; from: number; to: number }
  | { kind: 'to' | 'except' | 'closed' | 'join' }

/** What may stand at one place of the text, the longer before the shorter. */
const PATTERNS: readonly (readonly [RegExp, (match: RegExpExecArray) => Token | null])[] = [
  [/^24 ?h? ?(?:\/|sur) ?24(?: ?h)?(?![\d:h])/, () => ({ kind: 'span', from: 0, to: MIDNIGHT })],
  [
    /^(?:7 ?j? ?(?:\/|sur) ?7(?: ?j)?|tous les jours|chaque jour)(?![a-z\d])/,
    () => ({ kind: 'days', days: EVERY_DAY }),
  ],
  [/^(?:en )?semaine(?![a-z])/, () => ({ kind: 'days', days: [1, 2, 3, 4, 5] })],
  [/^week ?-?end(?![a-z])/, () => ({ kind: 'days', days: [6, 7] })],
  [
    /^(\d{1,2})(?: ?h(?:eures?)?(?: ?(\d{2})(?! ?h))?|:(\d{2}))(?![\da-z])/,
    ([, hours, minutes, after]) => timeOf(Number(hours), Number(minutes ?? after ?? 0)),
  ],
  [/^ferme(?:e|s|es)?(?![a-z])/, () => ({ kind: 'closed' })],
  [/^sauf(?: les?)?(?![a-z])/, () => ({ kind: 'except' })],
  [/^(?:-|au(?![a-z])|a(?![a-z])|jusqu ?'? ?a(?![a-z]))/, () => ({ kind: 'to' })],
  [/^(?:[,;/+]|(?:et|puis)(?![a-z]))/, () => ({ kind: 'join' })],
  [/^([a-z]{3,8})s?\.?(?![a-z])/, ([, word]) => dayOf(word ?? '')],
]
/** Words that only lead to what follows. */
const FILLERS = /^(?:(?:de|du|des|les?|la|ouvert|ouverte|non stop|sans interruption|matin|apres ?-?midi)(?![a-z])|[.:])/

function dayOf(word: string): Token | null {
  const bare = word.endsWith('s') ? word.slice(0, -1) : word
  const at = DAYS.findIndex(day => day === bare || day.slice(0, 3) === word)
  return at < 0 ? null : { kind: 'days', days: [at + 1] }
}

function timeOf(hours: number, minutes: number): Token | null {
  const all = hours * 60 + minutes
  return minutes > 59 || all > MIDNIGHT ? null : { kind: 'time', minutes: all }
}

/** The text in tokens; null when a part of it means nothing. */
function tokensOf(text: string): Token[] | null {
  let rest = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[’ʼ]/g, "'")
    .replace(/\s+/g, ' ')
  const tokens: Token[] = []
  for (rest = rest.trim(); rest !== ''; rest = rest.trimStart()) {
    const found = PATTERNS.flatMap(([pattern, read]) => {
      const match = pattern.exec(rest)
      const token = match && read(match)
      return token ? [{ length: match[0].length, token }] : []
    })[0]
    if (found) tokens.push(found.token)
    const length = found?.length ?? FILLERS.exec(rest)?.[0].length ?? 0
    if (length === 0) return null
    rest = rest.slice(length)
  }
  return tokens
}

interface Group {
  days: number[]
  spans: [number, number][]
  closed: boolean
}

/** Days and hours that belong together; null when they do not follow each other as hours do. */
function groupsOf(tokens: readonly Token[]): Group[] | null {
  const groups: Group[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    const group = groups.at(-1)
    if (!token || token.kind === 'join') continue
    if (token.kind === 'days') {
      const days = [...token.days]
      const end = tokens[at + 1]?.kind === 'to' ? tokens[at + 2] : undefined
      if (end?.kind === 'days') {
        const [first, last] = [days[0], end.days[0]]
        if (days.length > 1 || end.days.length > 1 || first === undefined || last === undefined) return null
        for (let day = first; day !== last; ) {
          day = (day % 7) + 1
          days.push(day)
        }
        at += 2
      }
      if (group && group.spans.length === 0 && !group.closed) group.days.push(...days)
      else groups.push({ days, spans: [], closed: false })
    } else if (token.kind === 'except') {
      // «Tous les jours sauf dimanche»: the days that follow, one after the other.
      if (!group || group.spans.length > 0) return null
      let left = 0
      for (; ; at++) {
        const next = tokens[at + 1]
        if (next?.kind === 'join' && tokens[at + 2]?.kind === 'days') continue
        if (next?.kind !== 'days') break
        group.days = group.days.filter(day => !next.days.includes(day))
        left++
      }
      if (left === 0) return null
    } else if (token.kind === 'closed') {
      if (!group || group.spans.length > 0) return null
      group.closed = true
    } else if (token.kind === 'span' || token.kind === 'time') {
      let span: [number, number] | null = null
      if (token.kind === 'span') span = [token.from, token.to]
      else {
        const end = tokens[at + 1]?.kind === 'to' ? tokens[at + 2] : undefined
        if (end?.kind === 'time' && end.minutes !== token.minutes) span = [token.minutes, end.minutes]
        at += 2
      }
      if (!group || group.closed || !span) return null
      group.spans.push(span)
    } else return null
  }
  return groups.every(group => group.days.length > 0 && (group.spans.length > 0 || group.closed)) ? groups : null
}

/**
 * The week that a cell tells; null when any part of it is not understood, when a day is told twice, or when two spans of
 * a day overlap. Days not told are not known to be closed: they are left out.
 */
export function weekOf(text: string): WeekHours | null {
  const tokens = tokensOf(text)
  const groups = tokens && groupsOf(tokens)
  if (!groups || groups.length === 0) return null
  const days = groups.flatMap(group => group.days)
  if (new Set(days).size !== days.length) return null
  const week = groups.map(({ days, spans }) => ({
    days: days.toSorted((a, b) => a - b),
    spans: spans.toSorted(([a], [b]) => a - b),
  }))
  const whole = week.every(({ spans }) =>
    // Only the last one of a day may end on the next.
    spans.every(([from, to], at) => {
      const next = spans[at + 1]
      return from < MIDNIGHT && (next === undefined || (to > from && to <= next[0]))
    }),
  )
  return whole ? week : null
}
