/** Opening the session by card; the same screen, emptier, when the desk is locked. */

import type { SessionState } from '../../../shared/contract/session.ts'
import { useAnswer } from '../../app/console.ts'
import { useNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { timer } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { CardWords } from '../card/CardWords.tsx'
import { SettingsProblems } from '../settings/SettingsProblems.tsx'
import { PinForm } from './PinForm.tsx'
import { PscForm } from './PscForm.tsx'

export function SignIn({ session }: { session: SessionState }) {
  const { t } = useWords()
  const card = useAnswer('card.state', null)
  const settings = useAnswer('settings.view', null)
  const place = [settings.value?.site, settings.value?.desk].filter(Boolean).join(' · ')
  return (
    <main className="gate">
      <section className="gate__panel" aria-labelledby="gate-title">
        <h1 id="gate-title" className="gate__title">
          {t('session.title')}
        </h1>
        <p className="secondary">
          <span className="gate__name">{t('app.name')}</span>
          {place ? ` · ${place}` : ''}
        </p>
        {card.value ? <CardWords card={card.value} /> : null}
        {card.problem ? <ProblemBox problem={card.problem} /> : null}
        {card.value ? <PinForm card={card.value} session={session} unlocking={false} /> : null}
        <PscForm session={session} />
        <SettingsProblems />
      </section>
    </main>
  )
}

export function Locked({ session }: { session: SessionState }) {
  const { t } = useWords()
  const card = useAnswer('card.state', null)
  return (
    <main className="gate">
      <section className="gate__panel" aria-labelledby="gate-title">
        <h1 id="gate-title" className="gate__title">
          <Icon name="lock" /> {t('session.locked')}
        </h1>
        {session.lockReason ? <p className="secondary">{t(`session.lockReason.${session.lockReason}`)}</p> : null}
        <CallTimer />
        {card.value ? <CardWords card={card.value} /> : null}
        {card.value ? <PinForm card={card.value} session={session} unlocking={true} /> : null}
        <PscForm session={session} />
      </section>
    </main>
  )
}

function CallTimer() {
  const { t } = useWords()
  const startedAt = useCall(state => state.call?.startedAt ?? null)
  const now = useNow(1000)
  if (!startedAt) return null
  return (
    <p className="gate__timer">
      <span className="gate__timer-word">{t('session.lockedCall')}</span>
      <time className="gate__timer-time">{timer(startedAt, now)}</time>
      <span className="secondary">{t('session.lockedKept')}</span>
    </p>
  )
}
