/** Refusals: an HTTP status and an `OperationOutcome` that names the parameter or the element at fault. */
import type { Resource } from './fhir.ts'

/** Codes of http://hl7.org/fhir/issue-type that the sandbox uses. */
export type IssueCode =
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'login'
  | 'not-supported'
  | 'not-found'
  | 'duplicate'
  | 'conflict'
  | 'too-costly'
  | 'too-long'
  | 'business-rule'
  | 'throttled'
  | 'transient'
  | 'timeout'
  | 'exception'

export interface Issue {
  code: IssueCode
  /** Sentence in French for whoever reads the answer. */
  diagnostics: string
  /** Parameter of the query or FHIRPath of the element. */
  expression?: string
  severity?: 'error' | 'warning'
}

export interface Refusal {
  status: number
  issues: Issue[]
}

export const refuse = (status: number, ...issues: Issue[]): Refusal => ({ status, issues })

export function outcome(issues: readonly Issue[]): Resource {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ code, diagnostics, expression, severity }) => ({
      severity: severity ?? 'error',
      code,
      diagnostics,
      ...(expression === undefined ? {} : { expression: [expression] }),
    })),
  }
}
