/** A problem in words: what happened, what was kept, what to do, and for IT its code. The same in a box and in a notice. */
import type { Problem } from '../../shared/contract/kit.ts'
import { notify } from './store.ts'
import type { Say } from './time.ts'

interface ProblemWords {
  what: string
  kept: string
  next: string
  /** For IT; null where it says nothing to anybody. */
  code: string | null
}

/** A code says nothing to the operator about a PIN or a slot. */
const EVERYDAY =
  /^(pin|card|slot|need|place|no-candidate|not-|locked|busy|beyond|reason|dial|person-unknown|approval|clock|proof|degraded)/

/** Long enough to read three sentences, ms. */
const READ_MS = 12_000

export function problemWords({ kind, params }: Problem, t: Say): ProblemWords {
  const known = t(`problem.${kind}.what`) !== `problem.${kind}.what`
  const holes = Object.fromEntries(
    // Roles travel as codes; whoever reads is told whom to ask.
    Object.entries(params).map(([key, value]) => [key, key === 'roles' ? roleWords(String(value), t) : String(value)]),
  )
  const say = (part: string) => t(`problem.${known ? kind : 'other'}.${part}`, holes)
  const facts = Object.entries(params).map(([key, value]) => `${key}=${value}`)
  const code = EVERYDAY.test(kind) ? null : t('problem.code', { kind: [kind, ...facts].join(' ') })
  return { what: say('what'), kept: say('kept'), next: say('next'), code }
}

const roleWords = (roles: string, t: Say): string =>
  roles
    .split(',')
    .map(role => t(`session.role.${role}`))
    .join(', ')

/** The same on one line. The code only where the words send to it: who reads on the run is not to read more. */
export function problemLine(problem: Problem, t: Say): string {
  const { what, kept, next, code } = problemWords(problem, t)
  return [what, kept, next, /\bcode\b/.test(next) ? code : null].filter(Boolean).join(' ')
}

/** Says it at the foot of the list. */
export function notifyProblem(problem: Problem, t: Say): void {
  notify(problemLine(problem, t), 'warn', READ_MS)
}
