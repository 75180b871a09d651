/** «23 créneaux · 7 sources: 5 ✓ 1 … 1 ✕», what waits above the hand, and the whole said once to who listens. */
import { lazy, memo, Suspense, useRef, useState } from 'react'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { useWords } from '../../ui/words.ts'
import { countSources } from './source.ts'
import { useSpokenList } from './spoken.ts'
import { setFilter, useAsk } from './store.ts'
import { summary } from './view.ts'

// Made when it is first opened: no call waits for it.
const Sources = lazy(async () => ({ default: (await import('./Sources.tsx')).Sources }))

export function Summary() {
  const ask = useAsk(state => state.ask)
  const better = useAsk(state => state.better)
  const arrived = useAsk(state => state.arrived)
  const filter = useAsk(state => state.filter)
  useSpokenList()
  if (!ask) return null
  return (
    <Line
      {...countSources(ask.sources)}
      slots={summary(ask.offers).slots}
      candidates={ask.candidates}
      radius={ask.question.radiusKm ?? ask.question.place?.radiusKm ?? null}
      filter={filter}
      better={better}
      arrived={arrived}
    />
  )
}

interface LineProps {
  /** Sources by what they did. */
  all: number
  answered: number
  pending: number
  failed: number
  slots: number
  candidates: number
  radius: number | null
  filter: string
  better: number
  arrived: number
}

/** Drawn again only when it says something else: slots stream in twenty times a second. */
const Line = memo(function Line(props: LineProps) {
  const { t } = useWords()
  const acts = useActs()
  const { all, answered, pending, failed, slots, candidates, radius, filter, better, arrived } = props
  const trigger = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="summary">
      <strong className="summary__slots">{t('availability.slots', { count: slots })}</strong>
      <Button
        ref={trigger}
        className="summary__sources"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <span>{t('availability.sources', { count: all })}</span>
        <Count icon="check" tone="ok" count={answered} words={t('availability.answered', { count: answered })} />
        <Count icon="dots" tone="wait" count={pending} words={t('availability.pending', { count: pending })} />
        <Count icon="cross" tone="bad" count={failed} words={t('availability.failed', { count: failed })} />
      </Button>
      {isOpen ? (
        <Suspense>
          <Sources trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
      <span className="secondary summary__reach">
        {t('availability.candidates', { count: candidates })}
        {radius ? ` · ${t('availability.radius', { km: radius })}` : ''}
      </span>
      {filter ? (
        <Button className="summary__filter" onPress={() => setFilter('')}>
          <span>{t('availability.filter', { text: filter })}</span> <Icon name="cross" />
        </Button>
      ) : null}
      <span className="call-bar__space" />
      {better > 0 || arrived > 0 ? (
        <Button className="summary__better" onPress={() => acts.run('take-in')}>
          {better > 0 ? (
            <>
              {t('availability.better', { count: better })} <Icon name="up" />
            </>
          ) : (
            t('availability.arrived', { count: arrived })
          )}{' '}
          <Keys chord="F5" />
        </Button>
      ) : null}
    </div>
  )
})

function Count(props: { icon: IconName; tone: string; count: number; words: string }) {
  if (props.count === 0) return null
  return (
    <span className={`count tone-${props.tone}`}>
      <Icon name={props.icon} />
      <span className="figure">{props.count}</span>
      <span className="count__words">{props.words}</span>
    </span>
  )
}
