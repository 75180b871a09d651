/** An orientation of another desk, to be read: what became of it, for whom to phone back or to tell the caller. */
import type { SiteOrientation } from '../../../shared/contract/site.ts'
import { Icon } from '../../ui/Icon.tsx'
import { hour, longDay } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { begun } from '../orientation/day.ts'
import { statusWords, whoOf } from '../orientation/said.ts'
import { STATUS_LOOK } from '../orientation/words.tsx'

export function SiteFacts({ one }: { one: SiteOrientation }) {
  const { t, language } = useWords()
  const { icon, tone } = STATUS_LOOK[one.status]
  return (
    <section className={`outcome outcome--${tone}`} aria-label={t('orientation.title')}>
      <header className="outcome__head">
        <Icon name={icon} className={`outcome__icon tone-${tone}`} />
        <div>
          <h2 className={`outcome__status tone-${tone}`}>{statusWords(one, t)}</h2>
          <p>{t('site.ofDesk', { desk: one.desk, time: begun(one) })}</p>
        </div>
      </header>
      <p className="outcome__what">
        {one.slot ? (
          <strong className="figure">
            {longDay(one.slot.start, language)} {hour(one.slot.start)}
          </strong>
        ) : null}{' '}
        {whoOf(one, t)}
      </p>
      <p className="secondary">
        {[one.slot?.place.city ?? one.establishment?.city, one.sourceLabel, one.operator].filter(Boolean).join(' · ')}
      </p>
      {one.passedOn ? <p>{t(`orientation.passOn.${one.passedOn.word}`)}</p> : null}
      {one.appointmentId ? (
        <p className="secondary figure">{t('orientation.appointment', { id: one.appointmentId })}</p>
      ) : null}
      <p className="secondary" data-zone="primary" tabIndex={-1}>
        {t('site.readOnly', { desk: one.desk })}
      </p>
    </section>
  )
}
