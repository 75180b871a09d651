/** The list drawn in time: who, then their slots on one line from now to 48 hours. Same rows, same keys, same choice. */
import { memo } from 'react'
import type { Offer } from '../../../shared/contract/availability.ts'
import { useNarrow } from '../../ui/narrow.ts'
import { deskInstant, distance, hour, shortDay } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { chipOf } from './chips.ts'
import { chipDomId, rowDomId } from './OfferRow.tsx'
import { marksOf, onLine, shareOf } from './timeline.ts'

const left = (share: number) => ({ left: `${(share * 100).toFixed(2)}%` })

/** The hours above the lines; the limit, and midnights with their day. */
export function TimeScale({ now, limit, picked }: { now: number; limit: string | null; picked: string | null }) {
  const { t, language } = useWords()
  const narrow = useNarrow()
  return (
    <div className="time-row time-row--scale" aria-hidden="true">
      <span className="time-row__who secondary">{t('availability.timelineTitle')}</span>
      <span className="time-row__line">
        {marksOf(now, narrow ? 0.14 : undefined).map(({ at, share }) => {
          const instant = deskInstant(new Date(at))
          const midnight = hour(instant) === '00:00'
          return (
            <span key={at} className={`time-row__mark${midnight ? ' time-row__mark--day' : ''}`} style={left(share)}>
              {midnight ? shortDay(instant, language).split(' ').slice(0, 2).join(' ') : hour(instant)}
            </span>
          )
        })}
        {limit ? <span className="time-row__limit" style={left(shareOf(Date.parse(limit), now))} /> : null}
        {picked ? (
          // On the scale, where it hides no slot.
          <span className="time-row__picked figure" style={left(shareOf(Date.parse(picked), now))}>
            {hour(picked)}
          </span>
        ) : null}
      </span>
    </div>
  )
}

interface RowProps {
  offer: Offer
  index: number
  current: boolean
  slotId: string | null
  limit: string | null
  now: number
  sourceLabels: Readonly<Record<string, string>>
  onRow(offerId: string): void
  onChip(offerId: string, slotId: string): void
  onAct(offerId: string): void
}

export const TimelineRow = memo(function TimelineRow(props: RowProps) {
  const { offer, index, current, slotId, limit, now, sourceLabels } = props
  const { t } = useWords()
  const { shown, later } = onLine(offer.slots, now)
  const chosen = Math.max(
    0,
    offer.slots.findIndex(slot => slot.id === slotId),
  )
  const picked = current ? offer.slots[chosen]?.id : undefined
  return (
    <div
      id={rowDomId(offer.id)}
      className={`row time-row${current ? ' row--current' : ''}${offer.slots.length > 0 ? '' : ' row--empty'}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={current}
      onClick={() => props.onRow(offer.id)}
      onDoubleClick={() => props.onAct(offer.id)}
    >
      <span role="rowheader" className="time-row__who">
        <span className="row__name">{offer.displayName}</span>
        <span className="row__what figure">{distance(offer.distanceKm, t) ?? ''}</span>
      </span>
      <span role="presentation" className="time-row__line">
        {limit ? <span className="time-row__limit" style={left(shareOf(Date.parse(limit), now))} /> : null}
        {shown.map(slot => {
          const chip = chipOf(slot, limit, t, sourceLabels[slot.sourceId])
          const here = slot.id === picked
          return (
            <span
              key={slot.id}
              id={chipDomId(slot.id)}
              role="gridcell"
              aria-label={chip.label}
              aria-selected={here}
              title={chip.label}
              className={`tick tick--${chip.shape}${chip.beyond ? ' tick--beyond' : ''}${here ? ' tick--picked' : ''}`}
              style={left(shareOf(Date.parse(slot.start), now))}
              onClick={event => {
                event.stopPropagation()
                props.onChip(offer.id, slot.id)
              }}
            />
          )
        })}
        {later > 0 ? (
          <span role="gridcell" className="time-row__later figure">
            {t('availability.more', { count: later })}
          </span>
        ) : null}
        {offer.slots.length === 0 ? (
          <span role="gridcell" className="row__state secondary">
            {t(`availability.offerState.${offer.state}`)}
          </span>
        ) : null}
      </span>
    </div>
  )
})
