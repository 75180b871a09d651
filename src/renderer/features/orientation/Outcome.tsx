/** What came of it: the status in words that claim no more than is known, the text for the LRM, the next step. */
import { useEffect, useRef } from 'react'
import type { Orientation } from '../../../shared/contract/orientation.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { focusSoon, isHandGoing } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ago, hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { SlotFacts } from '../availability/SlotFacts.tsx'
import { useAsk } from '../availability/store.ts'
import { HandOverLine } from '../call/HandOverLine.tsx'
import { Phones } from '../directory/Phones.tsx'
import { BackToOffers } from './BackToOffers.tsx'
import { ChangeBooking } from './ChangeBooking.tsx'
import { isUnnamed, Naming } from './Naming.tsx'
import { NextSlots } from './NextSlots.tsx'
import { sayOutcome, statusWords } from './said.ts'
import { isLost } from './store.ts'
import { STATUS_LOOK } from './words.tsx'

const HANDED_OVER = new Set([
  'confirmed',
  'declared',
  'waiting',
  'unknown',
  'expired',
  'sent',
  'pending',
  'honoured',
  'missed',
])

export function Outcome({ orientation }: { orientation: Orientation }) {
  const { t } = useWords()
  const acts = useActs()
  const panel = useRef<HTMLElement>(null)
  const { status, slot, sourceLabel: source } = orientation
  const { icon, tone } = STATUS_LOOK[status]
  const lost = isLost(orientation)
  const words = statusWords(orientation, t)
  const lastStatus = useRef(status)

  // The outcome changed under the eyes: say it, and keep the hand on what is now to be done.
  useEffect(() => {
    if (lastStatus.current === status) return
    lastStatus.current = status
    sayOutcome(orientation, t)
    const hand = document.activeElement
    if (isHandGoing()) return
    if (hand === document.body || panel.current?.contains(hand)) focusSoon('primary')
  }, [status, orientation, t])

  return (
    <section ref={panel} className={`outcome outcome--${tone}`} aria-label={t('orientation.title')}>
      <header className="outcome__head">
        <Icon name={icon} className={`outcome__icon tone-${tone}`} />
        <div>
          <h2 className={`outcome__status tone-${tone}`}>{words}</h2>
          <p>{t(`orientation.explain.${explained(orientation)}`, { source })}</p>
        </div>
      </header>
      <p className="outcome__what">
        {slot ? (
          <strong className="figure">
            {hour(slot.start)} – {hour(slot.end)}
          </strong>
        ) : null}{' '}
        {orientation.practitioner.displayName}
      </p>
      {slot ? <SlotFacts slot={slot} sourceLabel={source} simulated={orientation.simulated} /> : null}
      <Evidence orientation={orientation} />
      <div className="outcome__acts">
        {status === 'unknown' || status === 'waiting' || status === 'expired' || status === 'pending' ? (
          <Button
            className="button"
            // One Enter too many must never declare anything: the hand lands on the harmless one.
            data-zone="primary"
            onPress={() => void acts.check(orientation.id)}
          >
            {t('orientation.check')} <Keys chord="Alt+V" />
          </Button>
        ) : null}
        {status === 'waiting' || status === 'expired' ? (
          <>
            <Button className="button" onPress={() => void acts.declare(orientation.id, true)}>
              <Icon name="check" /> {t('orientation.declareYes')} <Keys chord="Alt+P" />
            </Button>
            <Button className="button" onPress={() => void acts.declare(orientation.id, false)}>
              <Icon name="cross" /> {t('orientation.declareNo')} <Keys chord="Alt+N" />
            </Button>
            <Button className="button" onPress={() => void acts.reopen(orientation.id)}>
              <Icon name="page" /> {t('orientation.reopen')}
            </Button>
          </>
        ) : null}
        {status === 'sent' || status === 'intended' || status === 'cancelled' ? <BackToOffers primary /> : null}
      </div>
      <Naming orientation={orientation} />
      <ChangeBooking orientation={orientation} />
      {lost ? <LostNext orientation={orientation} /> : null}
      {status === 'unknown' || lost || orientation.establishment ? (
        <Phones phones={orientation.practitioner.phones} />
      ) : null}
      {HANDED_OVER.has(status) ? <HandOver orientation={orientation} /> : null}
    </section>
  )
}

function LostNext({ orientation }: { orientation: Orientation }) {
  const offers = useAsk(state => state.offers)
  const offer = Object.values(offers).find(each => each.slots.some(slot => slot.id === orientation.slot?.id))
  const same =
    offer ?? Object.values(offers).find(each => each.idnps !== null && each.idnps === orientation.practitioner.idnps)
  return <NextSlots lost={{ offerId: same?.id ?? null, slotId: orientation.slot?.id ?? '' }} />
}

function Evidence({ orientation }: { orientation: Orientation }) {
  const { t } = useWords()
  const now = useNow(1000)
  const { movedFrom, override, passedOn } = orientation
  const parts = [
    movedFrom ? t('orientation.movedFrom', { time: hour(movedFrom) }) : null,
    override ? t(override.approvedBy ? 'orientation.approved' : 'orientation.overridden') : null,
    passedOn ? t(`orientation.passOn.${passedOn.word}`) : null,
    orientation.status === 'unknown' && orientation.readBacks > 0
      ? t('orientation.readBacks', { count: orientation.readBacks })
      : null,
    ago(orientation.updatedAt, now, t),
    orientation.appointmentId ? t('orientation.appointment', { id: orientation.appointmentId }) : null,
  ]
  const detail = sourceWords(orientation.problem?.detail ?? null)
  return (
    <>
      <p className="secondary figure">{parts.filter(Boolean).join(' · ')}</p>
      {detail ? <p className="secondary">{t('orientation.detail', { detail })}</p> : null}
      {orientation.simulated ? (
        <p className="secondary">
          <Icon name="info" /> {t('orientation.simulated')}
        </p>
      ) : null}
    </>
  )
}

function HandOver({ orientation }: { orientation: Orientation }) {
  const { t, language } = useWords()
  const acts = useActs()
  // The status is part of what was asked: another status, another text.
  const text = useHandOverText(orientation, language === 'en' ? 'en' : 'fr')
  // The hand is on the names while there is one to choose.
  const settled = orientation.status === 'confirmed' || (orientation.status === 'declared' && !isUnnamed(orientation))
  return (
    <section className="hand-over">
      <label className="person__section" htmlFor="hand-over">
        {t('orientation.text')}
      </label>
      <HandOverLine orientationId={orientation.id} />
      <textarea
        id="hand-over"
        data-hand-over=""
        className="hand-over__text"
        readOnly
        rows={Math.min(12, Math.max(4, (text ?? '').split('\n').length + 1))}
        value={text ?? t('orientation.textWaiting')}
      />
      <div className="outcome__acts">
        <Button
          className={`button${settled ? ' button--primary' : ''}`}
          {...(settled ? { 'data-zone': 'primary' } : {})}
          onPress={() => void acts.copyOutcome()}
        >
          <Icon name="copy" /> {t('orientation.copy')} <Keys chord="F7" />
        </Button>
        <Button className="button" onPress={() => acts.run('next-call')}>
          {t('orientation.nextCall')} <Keys chord="F2" />
        </Button>
      </div>
    </section>
  )
}

function useHandOverText(orientation: Orientation, language: 'fr' | 'en'): string | undefined {
  const answer = useAnswer(
    'orientation.handOver',
    { id: orientation.id, language },
    { revision: orientation.updatedAt },
  )
  return answer.value?.text
}

/** A page closed without a booking is not a booking that was cancelled. */
const explained = ({ status, taking, problem }: Orientation): string => {
  if (status === 'cancelled' && taking === 'vendor-page' && problem === null) return 'nothingTaken'
  if (status === 'cancelled' && problem !== null) return problem.kind
  if (status === 'confirmed' && problem !== null) return problem.kind
  return status === 'declared' && taking !== 'vendor-page' ? `declared-${taking}` : status
}

/** What the source itself said, in its words. A code of the system or of HTTP alone helps nobody at the desk. */
const sourceWords = (detail: string | null): string | null => (detail !== null && /\s/.test(detail) ? detail : null)
