/** The conformance report: the same verdicts as text, JSON or a page of HTML. */
import type { Verdict } from './inspect.ts'

export interface Report {
  /** ISO instant. */
  at: string
  verdicts: Verdict[]
  /** Rules of the guide that nothing here can decide. */
  undecided: string[]
}

const MARKS = { passed: '✓', failed: '✕', 'not-run': '–' } as const
const WORDS = { passed: 'conforme', failed: 'en défaut', 'not-run': 'non vérifié' } as const

export const passed = ({ verdicts }: Report) =>
  verdicts.some(verdict => verdict.status === 'passed') && !verdicts.some(verdict => verdict.status === 'failed')

/** One line a requirement, its findings below. */
export function asText(report: Report): string {
  const lines = [`Conformité au guide national 1.1.0 · ${report.at}`]
  for (const [target, verdicts] of byTarget(report)) {
    lines.push('', target)
    for (const { status, title, count, note, findings } of verdicts) {
      const after = [count > 0 ? `${count} défaut${count > 1 ? 's' : ''}` : '', note ?? ''].filter(Boolean).join(', ')
      lines.push(`  ${MARKS[status]} ${title}${after ? ` (${after})` : ''}`)
      for (const { rule, path, detail } of findings) lines.push(`      ${rule} · ${path} · ${detail}`)
      if (count > findings.length) lines.push(`      et ${count - findings.length} de plus`)
    }
  }
  if (report.undecided.length > 0) lines.push('', `Non décidé ici : ${report.undecided.join(' ; ')}`)
  lines.push('', summary(report))
  return lines.join('\n')
}

export const asJson = (report: Report): string => JSON.stringify({ ...report, passed: passed(report) }, null, 2)

/** One file without anything to fetch: it can be sent to a vendor as it is. */
export function asHtml(report: Report): string {
  const sections = [...byTarget(report)].map(([target, verdicts]) => {
    const rows = verdicts.map(({ status, title, count, note, findings }) => {
      const told = findings.map(
        ({ rule, path, detail }) => `<li><code>${safe(rule)}</code> <code>${safe(path)}</code> ${safe(detail)}</li>`,
      )
      const more = count > findings.length ? `<li>et ${count - findings.length} de plus</li>` : ''
      const list = told.length > 0 ? `<ul>${told.join('')}${more}</ul>` : ''
      return `<tr class="${status}"><td>${MARKS[status]} ${WORDS[status]}</td><td>${safe(title)}${list}</td><td>${safe(note ?? '')}</td></tr>`
    })
    return `<h2>${safe(target)}</h2><table><thead><tr><th scope="col">Verdict</th><th scope="col">Exigence</th><th scope="col">Mesure</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  })
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Conformité au guide national</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #bbb}
.failed td:first-child{color:#a00000;font-weight:600}.passed td:first-child{color:#0b5e1c}.not-run td:first-child{color:#555}
code{font-size:.9em;overflow-wrap:anywhere}</style></head><body><h1>Conformité au guide national 1.1.0</h1>
<p>${safe(report.at)} · ${safe(summary(report))}</p>${sections.join('')}</body></html>`
}

function summary(report: Report): string {
  const count = (status: Verdict['status']) => report.verdicts.filter(verdict => verdict.status === status).length
  const words = passed(report) ? 'Conforme' : 'Non conforme'
  return `${words} : ${count('passed')} exigences tenues, ${count('failed')} en défaut, ${count('not-run')} non vérifiées.`
}

function byTarget({ verdicts }: Report): Map<string, Verdict[]> {
  const found = new Map<string, Verdict[]>()
  for (const verdict of verdicts) found.set(verdict.target, [...(found.get(verdict.target) ?? []), verdict])
  return found
}

/** What a server writes is shown as text, whatever it is. */
const safe = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
