/** The sheet of keys as one page of HTML: the keys as delivered, in the desk's own words. */
import { chordsOf, keyGroups, PLACES } from '../../src/renderer/app/keys.ts'
import { app } from '../../src/renderer/i18n/fr/app.ts'
import { DEFAULT_KEYS } from '../../src/shared/keyboard.ts'

/** The paper it is printed on: one page, to pin up beside a desk. */
export const PAPER = {
  format: 'A4',
  landscape: true,
  margin: { top: '12mm', bottom: '12mm', left: '12mm', right: '12mm' },
} as const

const KEYS: Record<string, string> = { ...app.key, letters: app.action.letters }
const WORDS: Record<string, string> = app.action

const written = (chord: string) =>
  chord === 'to'
    ? app.keys.to
    : `<kbd>${chord
        .split('+')
        .map(key => KEYS[key] ?? key)
        .join('+')}</kbd>`

const line = (chords: readonly string[], words: string) =>
  `<tr><td>${chords.map(written).join(' ')}</td><td>${words}</td></tr>`

const section = (head: string, lines: readonly string[]) =>
  `<section><h2>${head}</h2><table>${lines.join('')}</table></section>`

/** The whole page. Nine calls that wait are one line. */
export function keySheet(): string {
  const groups = keyGroups(DEFAULT_KEYS).map(({ group, actions }) =>
    section(
      app.keys.group[group],
      actions.map(action =>
        line(chordsOf(action, DEFAULT_KEYS), WORDS[action === 'call-1' ? 'call-n' : action] ?? action),
      ),
    ),
  )
  const places = PLACES.map(({ place, lines }) =>
    section(
      app.keys[place],
      lines.map(([word, chords]) => line(chords, WORDS[word] ?? word)),
    ),
  )
  return `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Relais : touches</title><style>
    body { font: 9.5pt/1.25 system-ui, sans-serif; margin: 0 }
    h1 { font-size: 16pt; margin: 0 0 4mm } h2 { font-size: 11pt; margin: 0 0 1mm; border-bottom: 1px solid #444 }
    main { columns: 3; column-gap: 8mm } section { break-inside: avoid-column; margin: 0 0 3mm }
    table { border-collapse: collapse; width: 100% } td { padding: 0.55mm 0; vertical-align: baseline; border-bottom: 0.2mm solid #ccc }
    td:first-child { width: 27mm; padding-right: 1.5mm; white-space: nowrap }
    kbd { font: inherit; border: 1px solid #555; border-radius: 2px; padding: 0 1.2mm }
  </style><h1>Relais : ${app.keys.title.toLowerCase()}</h1><main>${[...groups, ...places].join('')}</main></html>`
}
