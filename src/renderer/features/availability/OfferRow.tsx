/** One offer on one line: when, how far, who, which slots. */
import { memo, useDeferredValue } from 'react'
import type { Offer, Slot } from '../../../shared/contract/availability.ts'
import type { SiteHold } from '../../../shared/contract/site.ts'
import { Icon } from '../../ui/Icon.tsx'
import { phoneWords } from '../../ui/phone.ts'
import { ago, distance, hour, relative } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { saysMore } from '../directory/work.ts'
import { chipClass, chipOf, chipWindow } from './chips.ts'
import { namedWords, rankWords, shortReason } from './reasons.ts'
import { departementAcross, isBeyond } from './view.ts'

export const rowDomId = (offerId: string) => `offer-${encodeURIComponent(offerId)}`
export const chipDomId = (slotId: string) => `slot-${encodeURIComponent(slotId)}`

/** News older than this is said to be old: three missed refreshes. */
const OLD_MS = 150_000

/** Why a slot is no longer there: this desk has it, it has begun, or somebody else took it. */
function goneWord(slot: Slot, taken: ReadonlyMap<string, boolean>, now: number): 'booked' | 'ours' | 'begun' | 'gone' {
  const ours = taken.get(slot.id)
  if (ours !== undefined) return ours ? 'booked' : 'ours'
  return Date.parse(slot.taking === 'walk-in' ? slot.end : slot.start) <= now ? 'begun' : 'gone'
}

interface RowProps {
  offer: Offer
  index: number
  current: boolean
  slotId: string | null
  gone: readonly Slot[]
  withdrawn: boolean
  limit: string | null
  /** Département of the caller: what is across its border says so. */
  here: string | null
  /** What is asked for, and what most of them do: not said again on every row. */
  said: readonly string[]
  now: number
  room: number
  sourceLabels: Readonly<Record<string, string>>
  /** The source of the first slot does not answer any more. */
  silent: boolean
  /** Slots that this desk has taken; true once that is certain. */
  taken: ReadonlyMap<string, boolean>
  /** Slots that colleagues are on, by the names of their desks. */
  held: ReadonlyMap<string, SiteHold>
  onRow(offerId: string): void
  onChip(offerId: string, slotId: string): void
  onAct(offerId: string): void
}

export const OfferRow = memo(function OfferRow(props: RowProps) {
  const { offer, index, current, withdrawn, limit, now } = props
  const { t, language } = useWords()
  // When, how far and who first, the slots right after: a page of new rows does not wait for all of theirs.
  const isDrawn = useDeferredValue(true, false)
  const isWhole = current || isDrawn
  const first = offer.slots[0]
  const walkInNow = first?.taking === 'walk-in' && Date.parse(first.start) <= now
  const away = distance(offer.distanceKm, t)
  const phone = offer.phones[0]
  const label = offer.speciality?.label ?? offer.profession?.label
  const what = label && props.said.every(said => saysMore(label, said)) ? label : null
  const across = departementAcross(offer, props.here)
  const beyond = first ? isBeyond(first, limit) : false
  const waiting = !first && offer.state === 'waiting'
  const reason = shortReason(offer, t)
  return (
    <div
      id={rowDomId(offer.id)}
      className={`row${current ? ' row--current' : ''}${beyond ? ' row--beyond' : ''}${first ? '' : ' row--empty'}${waiting ? ' row--waiting' : ''}${withdrawn ? ' row--withdrawn' : ''}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={current}
      onClick={() => props.onRow(offer.id)}
      onDoubleClick={() => props.onAct(offer.id)}
      // Written when a mouse asks for it: a page of rows does not say at each key why each of them stands where it stands.
      onMouseEnter={event => {
        event.currentTarget.title = t('availability.why', { reason: rankWords(offer, Date.now(), t, language) })
      }}
    >
      {first ? (
        <>
          <span role="gridcell" className="row__when">
            {walkInNow ? t('availability.walkIn') : relative(first.start, now, t, language)}
          </span>
          <span role="gridcell" className="row__hour figure">
            {walkInNow ? t('availability.until', { time: hour(first.end) }) : hour(first.start)}
          </span>
        </>
      ) : (
        <span role="gridcell" className="row__instead">
          {waiting ? (
            <span className="secondary">
              <Icon name="dots" /> <span className="out-of-sight">{t('availability.offerState.waiting')}</span>
            </span>
          ) : phone ? (
            <span className="row__phone figure">
              <Icon name="phone" /> {phoneWords(phone)}
            </span>
          ) : (
            <span className="secondary">{t('availability.noPhone')}</span>
          )}
        </span>
      )}
      <span role="gridcell" className="row__km figure">
        {away ?? <span title={t('time.kmUnknown')}>?</span>}
      </span>
      <span role="rowheader" className="row__who">
        <span className="row__name">{offer.displayName}</span>
        {offer.rank.why?.includes('treating') ? <span className="row__mark">{t('availability.treating')}</span> : null}
        {offer.named && offer.named.length > 0 ? (
          <span className="row__mark row__mark--named" title={namedWords(offer, t)}>
            {namedWords(offer, t)}
          </span>
        ) : null}
        <span className="row__what">
          {[
            offer.city && across ? t('availability.across', { city: offer.city, code: across }) : offer.city,
            what,
            offer.idnps !== null && !offer.directory ? t('availability.unlisted') : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {reason === null ? null : <span className="row__why">{reason}</span>}
      </span>
      <span role="presentation" className="row__slots">
        {isWhole ? <RowSlots {...props} /> : null}
      </span>
    </div>
  )
})

/** The slots of a row, and what else stands where they stand. */
function RowSlots(props: RowProps) {
  const { offer, current, slotId, gone, withdrawn, limit, now, room, sourceLabels, silent, taken, held } = props
  const { t } = useWords()
  const first = offer.slots[0]
  const phone = offer.phones[0]
  const waiting = !first && offer.state === 'waiting'
  const chosen = Math.max(
    0,
    offer.slots.findIndex(slot => slot.id === slotId),
  )
  const old = first && now - Date.parse(first.seenAt) > OLD_MS ? first.seenAt : null
  const { from, to } = chipWindow(offer.slots.length, chosen, room - gone.length - (silent ? 2 : 0) - (old ? 1 : 0))
  const rest = offer.slots.length - (to - from)
  return (
    <>
      {withdrawn ? (
        <span role="gridcell" className="row__state tone-warn">
          <Icon name="cross" /> {t('availability.withdrawn')}
        </span>
      ) : null}
      {gone.map(slot => (
        <span key={slot.id} role="gridcell" className="chip chip--gone">
          <s>{hour(slot.start)}</s>
          <span> {t(`availability.${goneWord(slot, taken, now)}`)}</span>
        </span>
      ))}
      {silent ? (
        <span role="gridcell" className="row__silent tone-warn" title={t('availability.toConfirm')}>
          <Icon name="phone" />{' '}
          {phone ? (
            <>
              <span className="figure">{phoneWords(phone)}</span> {t('availability.toConfirmThere')}
            </>
          ) : (
            t('availability.toConfirm')
          )}
        </span>
      ) : null}
      {old ? (
        <span role="gridcell" className="row__age">
          {t('availability.seenAgo', { ago: ago(old, now, t) })}
        </span>
      ) : null}
      {offer.slots.slice(from, to).map((slot, i) => {
        const chip = chipOf(slot, limit, t, sourceLabels[slot.sourceId])
        const picked = current && from + i === chosen
        const colleague = held.get(slot.id)
        const said = colleague ? `${chip.label}, ${t('site.heldChip', { desk: colleague.desk })}` : chip.label
        return (
          <span
            key={slot.id}
            id={chipDomId(slot.id)}
            className={`${chipClass(chip)}${picked ? ' chip--picked' : ''}${colleague ? ' chip--held' : ''}`}
            role="gridcell"
            aria-label={said}
            aria-selected={picked}
            title={said}
            onClick={event => {
              event.stopPropagation()
              props.onChip(offer.id, slot.id)
            }}
          >
            {colleague ? <Icon name="person" /> : null}
            <span className="chip__time">{chip.time}</span>
            {chip.rest ? <span className="chip__rest"> {chip.rest}</span> : null}
          </span>
        )
      })}
      {rest > 0 && offer.slots.length > 0 ? (
        <span role="gridcell" className="row__more figure">
          {t('availability.more', { count: rest })}
        </span>
      ) : null}
      {first || withdrawn || waiting ? null : (
        // The line above says it already to who sees; a row is also heard alone.
        <span role="gridcell" className={offer.state === 'unknown' ? 'row__state secondary' : 'out-of-sight'}>
          {offer.state === 'unknown' ? <Icon name="warn" /> : null} {t(`availability.offerState.${offer.state}`)}
        </span>
      )}
      {waiting && phone && !withdrawn ? (
        <span role="gridcell" className="row__phone figure">
          <Icon name="phone" /> {phoneWords(phone)}
        </span>
      ) : null}
    </>
  )
}
