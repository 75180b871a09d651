/** `OperationOutcome`: what a server says went wrong, in its own words. */
import { OperationOutcomeResource, type Searched } from './schemas.ts'
import { cleanText } from './text.ts'

export interface OutcomeIssue {
  /** fatal, error, warning, information; `error` when the server does not say. */
  severity: string
  /** Code of FHIR's issue-type: `conflict`, `duplicate`, `processing`… */
  code: string
  /** The server's own words, cut to 300 characters. */
  text: string | null
}

export function issuesOf(outcome: Searched<'OperationOutcome'>): OutcomeIssue[] {
  return outcome.issue.map(issue => ({
    severity: cleanText(issue.severity, 20) ?? 'error',
    code: cleanText(issue.code, 40) ?? 'unknown',
    text:
      cleanText(issue.details?.text, 300) ??
      cleanText(issue.diagnostics, 300) ??
      cleanText(issue.details?.coding.find(coding => coding.display)?.display, 300),
  }))
}

/** Issues of a body that should be an `OperationOutcome`; empty when it is anything else. */
export function readOutcome(text: string): OutcomeIssue[] {
  const parsed = OperationOutcomeResource.safeParse(parseJson(text))
  return parsed.success ? issuesOf(parsed.data) : []
}

/** Words of the worst issue, to be shown; null when there are none. */
export function wordsOf(issues: readonly OutcomeIssue[]): string | null {
  const worst = issues.find(issue => issue.severity === 'fatal' || issue.severity === 'error') ?? issues[0]
  return worst?.text ?? null
}

/** JSON, with or without its byte order mark; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    return undefined
  }
}
