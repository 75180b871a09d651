/** One shape for everything that goes wrong: what happened, what was kept, what to do. Never a code alone. */
import type { ReactNode } from 'react'
import type { Problem } from '../../shared/contract/kit.ts'
import { Icon, type IconName } from './Icon.tsx'
import { problemWords } from './problemWords.ts'
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
  const { code, ...words } = problemWords(problem, t)
  return (
    <Statement words={words} tone={tone ?? 'bad'} detail={code}>
      {children}
    </Statement>
  )
}
