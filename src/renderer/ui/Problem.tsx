/** One shape for everything that goes wrong: what happened, what was kept, what to do. Never a code alone. */
import type { ReactNode } from 'react'
import type { Problem } from '../../shared/contract/kit.ts'
import { Icon, type IconName } from './Icon.tsx'
import { useWords } from './words.ts'

interface Words {
  what: string
  kept: string
  next: string
}

interface StatementProps {
  words: Words
  tone?: 'bad' | 'warn' | 'info'
  icon?: IconName
  detail?: string | null
  children?: ReactNode
  /** Said at once to a screen reader; false where a live region says it already. */
  alert?: boolean
  /** On as few lines as they take: for what stays there for hours. */
  inline?: boolean
}

export function Statement({ words, tone = 'bad', icon, detail, children, alert = true, inline }: StatementProps) {
  return (
    <div
      className={`statement statement--${tone}${inline ? ' statement--inline' : ''}`}
      {...(alert ? { role: 'alert' } : {})}
    >
      <Icon name={icon ?? (tone === 'info' ? 'info' : 'warn')} className="statement__icon" />
      <div className="statement__words">
        <p className="statement__what">{words.what}</p>
        <p className="statement__kept">{words.kept}</p>
        <p className="statement__next">{words.next}</p>
        {detail ? <p className="statement__code">{detail}</p> : null}
        {children ? <div className="statement__acts">{children}</div> : null}
      </div>
    </div>
  )
}

const EVERYDAY =
  /^(pin|card|slot|need|place|no-candidate|not-|locked|busy|beyond|reason|dial|person-unknown|approval|clock|proof|degraded)/

export function ProblemBox({
  problem,
  tone = 'bad',
  children,
}: {
  problem: Problem
  tone?: StatementProps['tone']
  children?: ReactNode
}) {
  const { t } = useWords()
  const known = t(`problem.${problem.kind}.what`) !== `problem.${problem.kind}.what`
  const kind = known ? problem.kind : 'other'
  // Roles travel as codes; whoever reads is told whom to ask.
  const word = (key: string, value: unknown) =>
    key === 'roles'
      ? String(value)
          .split(',')
          .map(role => t(`session.role.${role}`))
          .join(', ')
      : String(value)
  const holes = Object.fromEntries(Object.entries(problem.params).map(([key, value]) => [key, word(key, value)]))
  const say = (part: string) => t(`problem.${kind}.${part}`, holes)
  const params = Object.entries(problem.params)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')
  // A code is for IT: it says nothing to the operator about a PIN or a slot.
  const detail = EVERYDAY.test(problem.kind) ? null : t('problem.code', { kind: `${problem.kind} ${params}`.trim() })
  return (
    <Statement words={{ what: say('what'), kept: say('kept'), next: say('next') }} tone={tone ?? 'bad'} detail={detail}>
      {children}
    </Statement>
  )
}
