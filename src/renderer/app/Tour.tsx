/**
 * The guided tour: a strip at the foot of the desk, which takes neither the hand nor a field. It follows what is done, and
 * can be moved by its own buttons. Its height is that of its width, whatever it says: no step moves the list above it.
 */
import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from 'react'
import { Button } from '../ui/Button.tsx'
import { focusOn } from '../ui/focus.ts'
import { Keys } from '../ui/Keys.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { announce } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { useAnswer } from './console.ts'
import { placeAtWork } from './hand.ts'
import { watchDeeds } from './tourDeeds.ts'
import { STEP_KEYS, stepsOf } from './tourSteps.ts'
import { closeTour, did, foldTour, goTo, useTour } from './tourStore.ts'

/** After what the deed itself has to say to who listens, ms. */
const SAID_AFTER = 800

export function Tour() {
  const { t } = useWords()
  const said = useRef<HTMLDivElement>(null)
  const cameFrom = useRef<HTMLElement | null>(null)
  const profile = useAnswer('settings.view', null).value?.profile
  const practice = profile === 'sandbox'
  const stored = useTour(state => state.step)
  const folded = useTour(state => state.folded)
  const narrow = useNarrow()

  const steps = stepsOf(practice)
  const step = !practice && stored === 'arm' ? 'take' : stored
  const told = step === 'take' && !practice
  const at = step === 'done' ? steps.length : steps.indexOf(step)

  useEffect(() => {
    const stop = watchDeeds()
    return () => {
      stop()
      // It leaves the page with the desk: locked, or signed out. Closed by hand, nothing was done.
      if (useTour.getState().open) did('lock')
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: said again at each step, as it is drawn
  useEffect(() => {
    if (profile === undefined) return
    const timer = setTimeout(() => announce(said.current?.textContent ?? ''), SAID_AFTER)
    return () => clearTimeout(timer)
  }, [step, profile])

  function handBack() {
    if (cameFrom.current?.isConnected) cameFrom.current.focus()
    // What it came from is gone: to where it was at work.
    else focusOn(placeAtWork() ?? 'need')
  }
  function onFocus({ currentTarget, relatedTarget }: FocusEvent) {
    if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget as HTMLElement | null
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape') return
    // One step back: to the call, which keeps what it shows.
    event.preventDefault()
    handBack()
  }
  function close() {
    const { activeElement } = document
    closeTour()
    if (activeElement?.closest('.tour')) handBack()
  }

  // Until it is known whether slots are real, nothing is told of them.
  if (profile === undefined) return null
  return (
    <section
      className={`tour${folded ? ' tour--folded' : ''}`}
      aria-label={t('app.tour.title')}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      // A click moves the tour and leaves the hand where it types.
      onMouseDown={event => event.preventDefault()}
    >
      <div ref={said} className="tour__said">
        <h2 className="tour__head">
          {step === 'done' ? null : (
            <span className="secondary figure">
              {t(narrow ? 'app.tour.short' : 'app.tour.step', { at: at + 1, of: steps.length })}{' '}
            </span>
          )}
          <strong>{t(`app.tour.${step}.head`)} </strong>
        </h2>
        <p className="tour__words" hidden={narrow && folded}>
          {step === 'done' ? (
            <End />
          ) : (
            <>
              {t(told ? 'app.tour.take.real' : step === 'take' ? 'app.firstKeys.page' : `app.tour.${step}.words`)}{' '}
              {step === 'place' && practice ? t('app.tour.example') : null}{' '}
              {told ? null : STEP_KEYS[step].map(chord => <Keys key={chord} chord={chord} />)}
            </>
          )}
        </p>
      </div>
      <div className="tour__acts">
        {narrow ? (
          <Button className="button button--small" aria-expanded={!folded} onPress={foldTour}>
            {t('app.tour.fold')}
          </Button>
        ) : null}
        <Button
          className="button button--small"
          // Said, not disabled: the hand may be on it.
          aria-disabled={at === 0 || undefined}
          onPress={() => at > 0 && goTo(steps[at - 1] ?? 'need')}
        >
          {t('app.tour.former')}
        </Button>
        <Button
          className="button button--small"
          data-zone="tour"
          aria-disabled={step === 'done' || undefined}
          onPress={() => step !== 'done' && goTo(steps[at + 1] ?? 'done')}
        >
          {t('app.tour.following')}
        </Button>
        <Button className="button button--small" onPress={close}>
          {t('app.tour.close')}
        </Button>
      </div>
    </section>
  )
}

/** What was learnt, how many keys it took, and where the rest is. */
function End() {
  const { t } = useWords()
  const acts = useActs()
  const keys = useTour(state => state.keys)
  return (
    <>
      {keys === null ? null : t('app.tour.done.keys', { keys })} {t('app.tour.done.rest')} <Keys chord="Ctrl+K" />{' '}
      <Button className="button button--small" onPress={() => acts.run('glossary')}>
        {t('app.glossary.title')}
      </Button>
    </>
  )
}
