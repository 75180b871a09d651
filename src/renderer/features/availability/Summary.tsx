/** «23 créneaux · 7 sources: 5 ✓ 1 … 1 ✕», what waits above the hand, and the whole said once to who listens. */
import { memo, useEffect, useRef } from 'react'
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components'
import type { SourceState } from '../../../shared/contract/availability.ts'
import { useActs } from '../../app/actsContext.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { announce } from '../../ui/store.ts'
import { ago, deskInstant, hour, seconds } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { simulatedMark } from './source.ts'
import { setFilter, useAsk } from './store.ts'
import { summary } from './view.ts'

export const SOURCE_LOOK: Record<SourceState['status'], { icon: IconName; tone: 'ok' | 'wait' | 'warn' | 'bad' }> = {
  asked: { icon: 'dots', tone: 'wait' },
  answered: { icon: 'check', tone: 'ok' },
  none: { icon: 'check', tone: 'ok' },
  late: { icon: 'clock', tone: 'warn' },
  down: { icon: 'cross', tone: 'bad' },
  refused: { icon: 'cross', tone: 'bad' },
  malformed: { icon: 'cross', tone: 'bad' },
  'not-concerned': { icon: 'info', tone: 'wait' },
}

export function countSources(sources: readonly SourceState[]) {
  const concerned = sources.filter(source => source.status !== 'not-concerned')
  const of = (...statuses: SourceState['status'][]) => concerned.filter(s => statuses.includes(s.status)).length
  return {
    all: concerned.length,
    answered: of('answered', 'none'),
    pending: of('asked', 'late'),
    failed: of('down', 'refused', 'malformed'),
  }
}

export function Summary() {
  const ask = useAsk(state => state.ask)
  const better = useAsk(state => state.better)
  const arrived = useAsk(state => state.arrived)
  const filter = useAsk(state => state.filter)
  useSpokenSummary()
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
  return (
    <div className="summary">
      <strong className="summary__slots">{t('availability.slots', { count: slots })}</strong>
      <DialogTrigger>
        <Button className="summary__sources">
          <span>{t('availability.sources', { count: all })}</span>
          <Count icon="check" tone="ok" count={answered} words={t('availability.answered', { count: answered })} />
          <Count icon="dots" tone="wait" count={pending} words={t('availability.pending', { count: pending })} />
          <Count icon="cross" tone="bad" count={failed} words={t('availability.failed', { count: failed })} />
        </Button>
        <Popover className="choice__popover sources" placement="bottom start">
          <Dialog className="sources__dialog">
            <Heading slot="title" className="suggestions__head">
              {t('availability.sourcesTitle')}
            </Heading>
            <Sources />
          </Dialog>
        </Popover>
      </DialogTrigger>
      <span className="secondary summary__reach">
        {t('availability.candidates', { count: candidates })}
        {radius ? ` · ${t('availability.radius', { km: radius })}` : ''}
      </span>
      {filter ? (
        <Button className="summary__filter" onPress={() => setFilter('')}>
          {t('availability.filter', { text: filter })} <Icon name="cross" />
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

function Sources() {
  const { t, language } = useWords()
  const sources = useAsk(state => state.ask?.sources ?? NONE)
  return (
    <ul className="sources__list">
      {sources.map(source => {
        const { icon, tone } = SOURCE_LOOK[source.status]
        return (
          <li key={source.id} className="sources__line">
            <Icon name={icon} className={`tone-${tone}`} />
            <span>
              {source.label} <span className="secondary">{simulatedMark(source.label, source.simulated, t)}</span>
            </span>
            <span className={`tone-${tone}`}>{t(`availability.source.${source.status}`)}</span>
            <span className="figure">{source.slots > 0 ? t('availability.slots', { count: source.slots }) : ''}</span>
            <span className="figure secondary">
              {source.ms === null ? '' : t('availability.sourceMs', { seconds: seconds(source.ms, language) })}
            </span>
            {source.retryAt ? (
              <span className="sources__aside secondary">
                {t(
                  `availability.retryAt.${source.detail === 'resting' || source.detail === 'budget' ? source.detail : 'busy'}`,
                  {
                    time: hour(deskInstant(new Date(source.retryAt))),
                  },
                )}
              </span>
            ) : null}
            {source.detail === 'trying' ? (
              <span className="sources__aside secondary">{t('availability.trying')}</span>
            ) : null}
            {source.lastGoodAt && SOURCE_LOOK[source.status].tone !== 'ok' ? (
              <span className="sources__aside secondary">
                {t('availability.board.lastGood', { ago: ago(source.lastGoodAt, Date.now(), t) })}
              </span>
            ) : null}
            {source.leftAside > 0 ? (
              <span className="sources__aside tone-warn">
                {t('availability.leftAside', { count: source.leftAside })}
              </span>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

const NONE: readonly SourceState[] = []

/** Slots that arrive are summed for who listens: one sentence when they have come to rest, not one for each. */
function useSpokenSummary() {
  const { t } = useWords()
  const ask = useAsk(state => state.ask)
  const better = useAsk(state => state.better)
  const said = useRef('')
  useEffect(() => {
    if (!ask) return
    const timer = setTimeout(
      () => {
        const { slots, first } = summary(ask.offers)
        const { pending } = countSources(ask.sources)
        const parts = [
          slots === 0 || first === null
            ? t('availability.announceNone')
            : t('availability.announceSlots', { count: slots, time: hour(first) }),
          pending > 0 && !ask.done ? t('availability.announceWaiting', { count: pending }) : null,
          better > 0 ? t('availability.announceBetter', { count: better }) : null,
        ]
        const words = parts.filter(Boolean).join(' ')
        if (words !== said.current) announce(words)
        said.current = words
      },
      ask.done ? 300 : 1200,
    )
    return () => clearTimeout(timer)
  }, [ask, better, t])
}
