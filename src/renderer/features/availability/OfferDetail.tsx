/** The offer under the hand: its slot, its button, then who and where. What is armed does not change with the list. */
import { memo, useMemo } from 'react'
import type { Offer, RankReason, Slot, SourceState } from '../../../shared/contract/availability.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useRested } from '../../ui/rested.ts'
import { ago, daysAhead, distance, hour, longDay, relative, type Say } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { PersonCard } from '../directory/PersonCard.tsx'
import { saidOnce } from '../directory/work.ts'
import { NextSlots } from '../orientation/NextSlots.tsx'
import { type Armed, useOrientation } from '../orientation/store.ts'
import { Take } from '../orientation/Take.tsx'
import { chipClass, chipOf, isKept } from './chips.ts'
import { SlotFacts } from './SlotFacts.tsx'
import { silentSources } from './source.ts'
import { currentId, currentSlot, useAsk } from './store.ts'

/** Rows that a held arrow passes over are not detailed: what the hand comes to rest on is, ms. */
const REST_MS = 90

/**
 * The row under the hand is drawn first, its detail right after: a held arrow does not wait for it. What is armed is never
 * late: it is what the next Enter takes. An answer that streams in redraws the detail only when it says something of it.
 */
export function OfferDetail() {
  const askId = useAsk(state => state.ask?.askId ?? null)
  const sources = useAsk(state => state.ask?.sources ?? NO_SOURCES)
  const id = useAsk(currentId)
  const slotId = useAsk(state => state.slotId)
  const armed = useOrientation(state => state.armed)
  const failed = useOrientation(state => state.problem?.armed ?? null)
  const sending = useOrientation(state => state.sending?.armed ?? null)
  const fixed = sending ?? armed ?? failed
  const hand = useMemo(() => ({ askId, id, slotId }), [askId, id, slotId])
  const rested = useRested(hand, REST_MS, isSameAsk)
  const isThere = useAsk(state => rested.id !== null && state.offers[rested.id] !== undefined)
  const isSame = isSameAsk(rested, hand)
  const shown = fixed !== null || !isSame || !isThere ? hand : rested
  const offerId = fixed?.offer.id ?? shown.id
  const alive = useAsk(state => (offerId === null ? undefined : state.offers[offerId]))
  const offer = fixed?.offer ?? alive
  const slot = fixed?.slot ?? (offer ? currentSlot(offer, shown.slotId) : null)
  const source = slot === null ? undefined : sources.find(each => each.id === slot.sourceId)
  const label = source?.label ?? slot?.sourceId ?? ''
  const what = useMemo(
    () => fixed ?? (askId !== null && offer && slot ? { askId, offer, slot, sourceLabel: label } : null),
    [fixed, askId, offer, slot, label],
  )
  // The detail of another question than the one on the screen is never shown, not for a moment; that of a new one comes after
  // its list.
  if (!offer || askId === null || (fixed === null && !isSame)) return null
  const gone = armed !== null && !sending && alive !== undefined && !alive.slots.some(each => each.id === armed.slot.id)
  const also = (slot?.alsoFrom ?? []).map(other => sources.find(each => each.id === other)?.label ?? other)
  return (
    <OfferFacts
      offer={alive ?? offer}
      slot={slot}
      what={what}
      isArmed={fixed !== null}
      gone={gone}
      simulated={source?.simulated ?? false}
      also={also.join(', ')}
      silent={source !== undefined && silentSources([source]).size > 0}
    />
  )
}

/** The list of a new question comes first: its best row changes with each source that answers. */
const isSameAsk = (before: { askId: string | null }, now: { askId: string | null }) => before.askId === now.askId

const NO_SOURCES: readonly SourceState[] = []
const SLOT_GONE = { kind: 'slot-gone', params: {} }

interface FactsProps {
  offer: Offer
  slot: Slot | null
  what: Armed | null
  isArmed: boolean
  gone: boolean
  simulated: boolean
  /** Labels of the other sources that hold the same slot; empty when none does. */
  also: string
  /** The source of the slot does not answer any more. */
  silent: boolean
}

const OfferFacts = memo(function OfferFacts(props: FactsProps) {
  const { offer, slot, what, isArmed, gone, simulated, also, silent } = props
  const { t } = useWords()
  const work = saidOnce([offer.profession, offer.speciality].flatMap(coded => coded?.label ?? []))
  return (
    <>
      {slot && what ? (
        <section className={`offer-slot${isArmed ? ' offer-slot--armed' : ''}`} aria-label={t('availability.chosen')}>
          <div id="take-what">
            <SlotHeading offer={offer} slot={slot} />
            <SlotFacts slot={slot} sourceLabel={what.sourceLabel} simulated={simulated} work={work} />
          </div>
          {also ? <p className="secondary">{t('availability.alsoFrom', { names: also })}</p> : null}
          {silent ? (
            <p className="tone-warn">
              <Icon name="phone" /> {t('availability.confirmByPhone', { source: what.sourceLabel })}
            </p>
          ) : null}
          <Rank offer={offer} slot={slot} />
          {gone ? (
            <>
              <ProblemBox problem={SLOT_GONE} tone="warn" />
              <NextSlots lost={{ offerId: offer.id, slotId: slot.id }} />
            </>
          ) : (
            <Take armed={what} isArmed={isArmed} />
          )}
          <OtherSlots offer={offer} slot={slot} />
        </section>
      ) : (
        <section className="offer-slot">
          <p className="offer-slot__none" data-zone="primary" tabIndex={-1}>
            <Icon name={offer.state === 'waiting' ? 'dots' : offer.state === 'unknown' ? 'warn' : 'info'} />{' '}
            {offer.state === 'waiting'
              ? t('availability.noSlotWaiting')
              : offer.state === 'unknown'
                ? t('availability.noSlotUnknown')
                : t('availability.noSlot')}
          </p>
        </section>
      )}
      <PersonCard
        idnps={offer.idnps}
        name={offer.displayName}
        named={slot !== null}
        what={work.join(' · ')}
        phones={[...new Set([...offer.phones, ...(slot?.place.phones ?? [])])]}
        hit={offer.directory}
        place={slot?.place ?? null}
      />
    </>
  )
})

/** A walk-in that has begun is for now, not past. */
function when(slot: Slot, now: number, t: Say, language: string): string {
  const open = slot.taking === 'walk-in' && Date.parse(slot.start) <= now && Date.parse(slot.end) > now
  return open ? t('time.now') : relative(slot.start, now, t, language)
}

function SlotHeading({ offer, slot }: { offer: Offer; slot: Slot }) {
  const { t, language } = useWords()
  const now = useNow(10_000)
  const days = daysAhead(slot.start, now)
  return (
    <h2 className="offer-slot__head">
      <span className="offer-slot__time figure">
        {slot.taking === 'walk-in' ? `${t('availability.walkIn')} ` : ''}
        {hour(slot.start)} – {hour(slot.end)}
      </span>
      <span className="offer-slot__relative">
        {days >= 1 ? longDay(slot.start, language) : when(slot, now, t, language)}
        {' · '}
        {distance(offer.distanceKm, t) ?? t('time.kmUnknown')}
      </span>
      <span className="offer-slot__who">{offer.displayName}</span>
    </h2>
  )
}

/** Reasons that hold for this slot, which may not be the one that places the row. */
function reasonsFor(offer: Offer, slot: Slot): RankReason[] {
  const row = (offer.rank.why ?? []).filter(reason => reason === 'treating' || reason === 'point')
  return [
    ...row,
    ...(isKept(slot) ? (['kept'] as const) : []),
    ...(slot.taking === 'walk-in' ? (['walk-in'] as const) : []),
  ]
}

/** Why it stands where it stands, and how old the news is. */
function Rank({ offer, slot }: { offer: Offer; slot: Slot }) {
  const { t, language } = useWords()
  const now = useNow(1000)
  const reason = [
    when(slot, now, t, language),
    distance(offer.distanceKm, t),
    ...reasonsFor(offer, slot).map(reason => t(`availability.whyReason.${reason}`)),
  ].filter(Boolean)
  return (
    <p className="secondary figure">
      {t('availability.seenAgo', { ago: ago(slot.seenAt, now, t) })} ·{' '}
      {t('availability.why', { reason: reason.join(', ') })}
    </p>
  )
}

function OtherSlots({ offer, slot }: { offer: Offer; slot: Slot }) {
  const { t } = useWords()
  const acts = useActs()
  const limit = useCall(state => state.call?.limit ?? null)
  const others = offer.slots.filter(each => each.id !== slot.id)
  if (others.length === 0) return null
  return (
    <div className="other-slots">
      <h3 className="person__section">{t('availability.otherSlots')}</h3>
      <div className="other-slots__chips">
        {others.slice(0, 12).map(each => {
          const chip = chipOf(each, limit, t)
          return (
            <Button
              key={each.id}
              className={`${chipClass(chip)} chip--button`}
              aria-label={chip.label}
              onPress={() => acts.arm(offer.id, each.id)}
            >
              <span className="chip__time">{chip.time}</span>
              {chip.rest ? <span className="chip__rest"> {chip.rest}</span> : null}
            </Button>
          )
        })}
      </div>
    </div>
  )
}
