/** What can be had instead, at once: the same person's next slot, then the best of the others. */
import { proposalsFor } from '../../app/acts.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { distance, hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useAsk } from '../availability/store.ts'
import type { Proposal } from './next.ts'

export function NextSlots({ lost }: { lost: { offerId: string | null; slotId: string } }) {
  const { t } = useWords()
  const acts = useActs()
  const now = useNow(10_000)
  // Read again whenever the list changes.
  useAsk(state => state.offers)
  useAsk(state => state.items)
  const found = proposalsFor(lost, now)
  const words = ({ slot, offer, same }: Proposal) => {
    const time = hour(slot.start)
    if (slot.taking === 'walk-in') {
      const until = t('orientation.nextWalkIn', { time: hour(slot.end) })
      return [until, distance(offer.distanceKm, t)].filter(Boolean).join(' · ')
    }
    if (same) return t('orientation.nextSame', { time })
    const km = distance(offer.distanceKm, t)
    return km
      ? t('orientation.nextOther', { time, km })
      : t('orientation.nextOtherNoKm', { time, city: offer.city ?? offer.displayName })
  }
  if (found.length === 0)
    return (
      <p className="next__none" data-zone="primary" tabIndex={-1}>
        {t('orientation.nextNone')}
      </p>
    )
  return (
    <section className="next" aria-label={t('orientation.next')}>
      <h3 className="person__section">{t('orientation.next')}</h3>
      <ul className="next__list">
        {found.map((proposal, index) => (
          <li key={proposal.slot.id}>
            <Button
              className={`button next__button${index === 0 ? ' button--primary' : ''}`}
              {...(index === 0 ? { 'data-zone': 'primary' } : {})}
              onPress={() => acts.arm(proposal.offer.id, proposal.slot.id)}
            >
              <span className="figure">{words(proposal)}</span>
              <span className="next__who">{proposal.same ? '' : proposal.offer.displayName}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
