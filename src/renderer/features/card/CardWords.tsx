/** What the card is doing, in words, with the next step. */

import type { CardState, CardStatus } from '../../../shared/contract/card.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { fullDate } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { CardChoice } from './CardChoice.tsx'

/** From here on the end of a card is told, days. */
const SOON_DAYS = 30

const TONE: Record<CardStatus, 'ok' | 'wait' | 'warn' | 'bad'> = {
  starting: 'wait',
  'module-missing': 'bad',
  'module-invalid': 'bad',
  'module-too-old': 'bad',
  'module-wrong-bits': 'bad',
  'module-hung': 'warn',
  absent: 'wait',
  unreadable: 'warn',
  contactless: 'warn',
  foreign: 'warn',
  expired: 'bad',
  locked: 'bad',
  ready: 'ok',
}
const ICON: Record<'ok' | 'wait' | 'warn' | 'bad', IconName> = { ok: 'check', wait: 'card', warn: 'warn', bad: 'cross' }

export function cardTone(status: CardStatus): 'ok' | 'wait' | 'warn' | 'bad' {
  return TONE[status]
}

export function CardWords({ card }: { card: CardState }) {
  const { t } = useWords()
  const tone = TONE[card.status]
  const facts = [
    card.practice ? t('card.practice') : null,
    card.kind ? t(`card.kind.${card.kind}`) : null,
    card.expires ? t('card.expires', { date: fullDate(card.expires) }) : null,
  ].filter(Boolean)
  const forIt = card.status.startsWith('module-') ? card.detail : null
  const tries = card.status === 'ready' && card.tries !== 'unknown' && card.tries !== 'normal' ? card.tries : null
  const days = card.status === 'ready' ? card.daysLeft : null
  const ends =
    days === null || days >= SOON_DAYS ? null : days === 0 ? t('card.ends.today') : t('card.ends.soon', { count: days })
  return (
    <div className={`card-words tone-${tone}`} role="status">
      <Icon name={ICON[tone]} className="card-words__icon" />
      <div>
        <p className="card-words__what">{t(`card.status.${card.status}.what`)}</p>
        <p className="card-words__next">{t(`card.status.${card.status}.next`)}</p>
        {facts.length > 0 ? <p className="secondary">{facts.join(' · ')}</p> : null}
        {tries ? (
          <p className="card-words__tries">
            <Icon name="warn" /> {t(`card.tries.${tries}`)}
          </p>
        ) : null}
        {card.status === 'ready' && card.pinPad ? <p>{t('card.pinPad')}</p> : null}
        {ends ? (
          <p className="card-words__tries">
            <Icon name="warn" /> {ends}
          </p>
        ) : null}
        <CardChoice choice={card.choice} />
        {forIt ? <p className="statement__code">{forIt}</p> : null}
      </div>
    </div>
  )
}
