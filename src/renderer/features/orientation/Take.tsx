/**
 * The one button that takes an offer. It says exactly what it takes; the first Enter in the list fixes it here, the
 * second takes it. No window opens over the list.
 */
import { useEffect } from 'react'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { focusSoon, isHandGoing } from '../../ui/focus.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { announce, useUi } from '../../ui/store.ts'
import { hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { Held } from '../site/Held.tsx'
import { BackToOffers } from './BackToOffers.tsx'
import { Beyond } from './Beyond.tsx'
import { NextSlots } from './NextSlots.tsx'
import { type Armed, arm, useOrientation } from './store.ts'

const ICONS: Record<Armed['slot']['taking'], IconName> = {
  direct: 'check',
  'vendor-page': 'page',
  'walk-in': 'walk',
  marketplace: 'dots',
  phone: 'phone',
}

/** Words of the button, and of what the next Enter does. A time agreed by phone is never listed. */
const WORDS: Record<Armed['slot']['taking'], [button: string, will: string]> = {
  direct: ['book', 'willBook'],
  'vendor-page': ['openPage', 'willOpen'],
  'walk-in': ['walkIn', 'willDeclare'],
  marketplace: ['request', 'willRequest'],
  phone: ['walkIn', 'willDeclare'],
}

export function useMayBook(): { mayBook: boolean; why: string | null } {
  const { t } = useWords()
  const session = useAnswer('session.state', null)
  const linkUp = useUi(state => state.linkUp)
  const operator = session.value?.operator
  if (!linkUp) return { mayBook: false, why: t('orientation.offline') }
  if (!operator || operator.rights.includes('book')) return { mayBook: true, why: null }
  return { mayBook: false, why: t('orientation.noRight', { role: t(`session.role.${operator.role}`) }) }
}

export function Take({ armed, isArmed }: { armed: Armed; isArmed: boolean }) {
  const { t } = useWords()
  const acts = useActs()
  const sending = useOrientation(state => state.sending)
  const problem = useOrientation(state => state.problem)
  const { mayBook, why } = useMayBook()
  const { slot, sourceLabel } = armed
  const [button, will] = WORDS[slot.taking]
  const label = t(`orientation.${button}`, { time: hour(slot.start), source: sourceLabel })
  const sentence = t(`orientation.${will}`, { source: sourceLabel })
  const waiting = sending?.state === 'waiting'

  if (sending && !waiting) return <LostSending />
  if (problem) return <TakeProblem />
  return (
    <div className="take">
      {isArmed ? <p className="take__sentence">{sentence}</p> : null}
      <Held slotId={slot.id} />
      <Button
        className="button button--primary take__button"
        data-zone="primary"
        aria-describedby="take-what"
        // Said to be unavailable, and still under the hand: an Enter must not fall back into the list.
        aria-disabled={!mayBook || undefined}
        onPress={() => {
          if (!mayBook) return announce(why ?? '', 'assertive')
          // What stands under the hand may have changed just before: the first press fixes it, the next one takes it.
          if (!isArmed) return arm(armed)
          void acts.take()
        }}
      >
        <Icon name={ICONS[slot.taking]} /> {waiting ? t('orientation.status.sent') : label} <Keys chord="Enter" />
      </Button>
      {why ? <p className="take__why">{why}</p> : null}
    </div>
  )
}

/** The link broke between the question and its answer. */
function LostSending() {
  const { t } = useWords()
  const acts = useActs()
  const state = useOrientation(store => store.sending?.state)

  // The sentence gives way to a choice: the hand goes with it, unless it went elsewhere meanwhile.
  useEffect(() => {
    if (state === 'not-sent' && document.activeElement === document.body && !isHandGoing()) focusSoon('primary')
  }, [state])

  if (state === 'lost')
    return (
      <div className="statement statement--warn" role="alert">
        <Icon name="warn" className="statement__icon" />
        <p className="statement__what" data-zone="primary" tabIndex={-1}>
          {t('orientation.linkLostWhileSending')}
        </p>
      </div>
    )
  return (
    <div className="statement statement--warn" role="alert">
      <Icon name="warn" className="statement__icon" />
      <div className="statement__words">
        <p className="statement__what">{t('orientation.notSent')}</p>
        <div className="statement__acts">
          <Button
            className="button button--primary"
            data-zone="primary"
            onPress={() => void acts.take({ again: true })}
          >
            {t('orientation.retry')} <Keys chord="Enter" />
          </Button>
          <BackToOffers />
        </div>
      </div>
    </div>
  )
}

const BEYOND = new Set(['beyond-limit', 'reason-unknown', 'approval-refused'])
const SLOT_LOST = new Set(['slot-gone', 'slot-past', 'slot-unknown', 'link-unsafe', 'intent-conflict'])

/** The console said no before anything was sent. */
function TakeProblem() {
  const { t } = useWords()
  const acts = useActs()
  const problem = useOrientation(state => state.problem)
  if (!problem) return null
  const { kind } = problem.problem
  if (BEYOND.has(kind)) return <Beyond problem={problem.problem} />
  return (
    <>
      <ProblemBox problem={problem.problem} tone="warn">
        {kind === 'need-booked' ? (
          <Button className="button" data-zone="primary" onPress={() => acts.run('next-call')}>
            {t('orientation.nextCall')} <Keys chord="F2" />
          </Button>
        ) : null}
        {SLOT_LOST.has(kind) || kind === 'need-booked' ? null : <BackToOffers primary />}
        {kind === 'need-pending' ? (
          // Never under the hand by itself: it takes a decision to come here.
          <Button className="button" onPress={() => void acts.take({ evenIfPending: true })}>
            {t('orientation.takeAnyway')}
          </Button>
        ) : null}
      </ProblemBox>
      {SLOT_LOST.has(kind) ? (
        <NextSlots lost={{ offerId: problem.armed.offer.id, slotId: problem.armed.slot.id }} />
      ) : null}
    </>
  )
}
