/** Cancelling or moving what is booked by API: asked twice, then shown as it really is, whoever changed it. */
import { useState } from 'react'
import type { Orientation } from '../../../shared/contract/orientation.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/Icon.tsx'
import { hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useAsk } from '../availability/store.ts'

/** Slots proposed to move to. */
const MOST = 4

export function ChangeBooking({ orientation }: { orientation: Orientation }) {
  const { t } = useWords()
  const acts = useActs()
  const now = useNow(10_000)
  const [asked, setAsked] = useState<'cancel' | 'move' | null>(null)
  const offers = useAsk(state => state.offers)
  const { id, status, taking, slot, change } = orientation
  const byApi = taking === 'direct' || taking === 'marketplace'
  const still = slot !== null && Date.parse(slot.start) > now
  if (!byApi || !still || (status !== 'confirmed' && status !== 'pending')) return null
  const under = change?.state === 'sent' || change?.state === 'unknown'
  const offer = Object.values(offers).find(one => one.idnps !== null && one.idnps === orientation.practitioner.idnps)
  const others = (offer?.slots ?? [])
    .filter(one => one.sourceId === slot.sourceId && one.taking === taking && one.id !== slot.id)
    .filter(one => Date.parse(one.start) > now)
    .slice(0, MOST)
  return (
    <section className="change" aria-label={t('orientation.change.title')}>
      {change ? (
        <p className={change.state === 'refused' ? 'tone-warn' : 'tone-wait'} role="status">
          <Icon name={change.state === 'refused' ? 'warn' : 'dots'} />{' '}
          {change.state === 'refused'
            ? t(`orientation.change.refused.${change.kind}`, { why: t(`orientation.change.why.${whyOf(change.why)}`) })
            : t(`orientation.change.${change.state}.${change.kind}`)}
        </p>
      ) : null}
      {under ? null : asked === 'cancel' ? (
        <div className="outcome__acts">
          {/* First, and under the hand: the key that asked, pressed once more, cancels nothing. */}
          <Button key="keep" autoFocus className="button" onPress={() => setAsked(null)}>
            {t('orientation.change.keep')}
          </Button>
          <Button key="sure" className="button button--danger" onPress={() => void acts.orientations.cancel(id)}>
            <Icon name="cross" /> {t('orientation.change.cancelSure', { time: hour(slot.start) })}
          </Button>
        </div>
      ) : asked === 'move' ? (
        <div className="outcome__acts">
          <Button key="keep" autoFocus className="button" onPress={() => setAsked(null)}>
            {t('orientation.change.keep')}
          </Button>
          {others.map(one => (
            <Button
              key={one.id}
              className="button"
              onPress={() => void acts.orientations.move(id, offer?.id ?? '', one.id).then(() => setAsked(null))}
            >
              {t('orientation.change.moveTo', { time: hour(one.start) })}
            </Button>
          ))}
        </div>
      ) : (
        <div className="outcome__acts">
          <Button className="button button--small" onPress={() => setAsked('cancel')}>
            {t('orientation.change.cancel')}
          </Button>
          {others.length > 0 && status === 'confirmed' ? (
            <Button className="button button--small" onPress={() => setAsked('move')}>
              {t('orientation.change.move')}
            </Button>
          ) : null}
        </div>
      )}
    </section>
  )
}

const KNOWN = new Set(['taken', 'changed-elsewhere', 'refused', 'not-sent', 'never-arrived', 'unreadable', 'absent'])
const whyOf = (why: string | null): string => (why !== null && KNOWN.has(why) ? why : 'refused')
