/** What a site sends to the vendor of a source that breaks the guide: figures, refusals, each fault with its rule. */
import type { SourceReport } from '../../shared/contract/availability.ts'

const WORDS = {
  fr: {
    title: (r: SourceReport) => `Source « ${r.label} » (${r.host}), vue depuis un poste de régulation`,
    since: 'Depuis',
    requests: 'Demandes',
    latency: 'Temps de réponse',
    outcomes: 'Réponses',
    lastGood: 'Dernière bonne réponse',
    lastFault: 'Dernier défaut',
    software: 'Logiciel déclaré',
    faults: 'Ressources inutilisables, et la règle du guide ANS SAS 1.1.0 qu’elles enfreignent',
    none: 'aucune',
    example: 'exemple',
    colon: '\u00a0:',
  },
  en: {
    title: (r: SourceReport) => `Source “${r.label}” (${r.host}), as seen from a regulation desk`,
    since: 'Since',
    requests: 'Requests',
    latency: 'Time to answer',
    outcomes: 'Answers',
    lastGood: 'Last good answer',
    lastFault: 'Last fault',
    software: 'Declared software',
    faults: 'Resources that cannot be used, and the rule of the ANS SAS 1.1.0 guide that they break',
    none: 'none',
    example: 'example',
    colon: ':',
  },
} as const

/** Plain text, to be pasted into a letter. Holds nothing of any caller. */
export function vendorReport(report: SourceReport, language: 'fr' | 'en'): string {
  const words = WORDS[language]
  const { latency, outcomes, lastFault, capability } = report
  const line = (name: string, value: string) => `${name}${words.colon} ${value}`
  const outcomeWords = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
  return [
    words.title(report),
    line(words.since, report.since),
    line(words.requests, String(report.requests)),
    line(
      words.latency,
      latency ? `p50 ${latency.p50} ms, p95 ${latency.p95} ms, max ${latency.max} ms (n = ${latency.n})` : words.none,
    ),
    line(words.outcomes, outcomeWords.join(', ') || words.none),
    line(words.lastGood, report.lastGoodAt ?? words.none),
    line(words.lastFault, lastFault ? `${lastFault.at} ${lastFault.kind} ${lastFault.code}` : words.none),
    line(words.software, capability?.software ?? words.none),
    '',
    line(words.faults, report.faults.length === 0 ? words.none : ''),
    ...report.faults.map(
      fault => `- ${fault.count} × ${fault.why} — ${fault.rule} (${words.example} ${fault.example}, ${fault.lastAt})`,
    ),
  ].join('\n')
}
