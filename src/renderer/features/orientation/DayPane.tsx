/** F9: every orientation of this desk today, what is uncertain first. Stands where the offers stand; Esc brings them back. */
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { PASS_WORDS } from '../../../shared/contract/lists.ts'
import type { Orientation } from '../../../shared/contract/orientation.ts'
import type { SiteOrientation } from '../../../shared/contract/site.ts'
import { useActs } from '../../app/actsContext.ts'
import { useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { digitOf } from '../../ui/Choices.tsx'
import { useNow } from '../../ui/clock.ts'
import { copyText } from '../../ui/copy.ts'
import { focusOn } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { notify, useUi } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { ScopeButtons, useScope } from '../site/scope.tsx'
import { useSite } from '../site/store.ts'
import { begun, DAY_GROUPS, type DayGroup, dayList, dayText } from './day.ts'
import { startOf, statusWords } from './said.ts'
import { putOrientations, showOrientation, useOrientation } from './store.ts'
import { OrientationIcon } from './words.tsx'

/** As many as the contract gives at once. */
const MOST = 500
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -MOST, End: MOST }

export function DayPane() {
  const { t } = useWords()
  const acts = useActs()
  const console = useConsole()
  const id = useId()
  const now = useNow(60_000)
  const byId = useOrientation(state => state.byId)
  const shownId = useOrientation(state => state.shownId)
  const [group, setGroup] = useState<DayGroup>('all')
  const others = useSite(state => state.day)
  const scope = useScope()
  const all = scope.whole ? [...Object.values(byId), ...others.filter(one => !byId[one.id])] : Object.values(byId)
  const count = (each: DayGroup) => dayList(all, each, new Date(now)).length
  // A word left, a follow-up: shown when there are some.
  const groups = DAY_GROUPS.filter(each => each === group || (each !== 'left' && each !== 'after') || count(each) > 0)
  const list = dayList(all, group, new Date(now))
  const at = Math.max(
    0,
    list.findIndex(one => one.id === shownId),
  )
  const current = list[at]

  useEffect(() => {
    void console.call('orientation.list', { limit: MOST }).then(result => {
      if (result.ok) putOrientations(result.value)
    })
  }, [console])

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key]
    const digit = digitOf(event)
    const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = list[shownId === null ? 0 : Math.min(list.length - 1, Math.max(0, at + step))]
      if (!next) return
      showOrientation(next.id)
      document.getElementById(`${id}-${next.id}`)?.scrollIntoView({ block: 'nearest' })
    } else if (across !== undefined) {
      event.preventDefault()
      const many = groups.length
      setGroup(groups[(groups.indexOf(group) + across + many) % many] ?? 'all')
    } else if (event.key.toLowerCase() === 's' && scope.may && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault()
      scope.turn()
    } else if (digit !== null && digit <= PASS_WORDS.length && current && byId[current.id]) {
      event.preventDefault()
      void acts.orientations.passOn([current.id], PASS_WORDS[digit - 1] ?? null)
    } else if (event.key === 'Enter' && current) {
      event.preventDefault()
      showOrientation(current.id)
      focusOn('primary')
    }
  }

  async function copy() {
    const text = dayText(list, one => [statusWords(one, t), deskOf(one), leftWords(one, t)].filter(Boolean).join(', '))
    const done = await copyText(text)
    notify(
      t(done ? 'orientation.day.copied' : 'orientation.day.copyFailed', { count: list.length }),
      done ? 'ok' : 'warn',
    )
  }

  return (
    <div className="directory">
      <div className="directory__search">
        <strong className="field__label">
          <Icon name="clock" /> {t('orientation.day.title')}
        </strong>
        {scope.may ? <ScopeButtons {...scope} /> : <span className="secondary">{t('orientation.day.desk')}</span>}
        {groups.map(each => (
          <Button
            key={each}
            className={`button button--small${each === group ? ' button--primary' : ''}`}
            aria-pressed={each === group}
            onPress={() => setGroup(each)}
          >
            {t(`orientation.day.${each}`)} <span className="figure">{count(each)}</span>
          </Button>
        ))}
        <Button className="button button--small" disabled={list.length === 0} onPress={() => void copy()}>
          <Icon name="copy" /> {t('orientation.day.copy')}
        </Button>
      </div>
      <p className="directory__count secondary" role="status">
        {list.length === 0 ? t('orientation.day.none') : t('orientation.day.help')}
        {scope.may ? ` ${t('site.keys')}` : ''}
        {scope.words ? <span className="tone-warn"> {scope.words}</span> : null}
      </p>
      <div
        id={`${id}-list`}
        className="directory__hits"
        role="listbox"
        tabIndex={0}
        data-zone="list"
        aria-label={t('orientation.day.title')}
        aria-activedescendant={current ? `${id}-${current.id}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => useUi.setState({ zone: 'list' })}
      >
        {list.map(one => (
          <div
            key={one.id}
            id={`${id}-${one.id}`}
            className="hit"
            role="option"
            aria-selected={one.id === shownId}
            onClick={() => showOrientation(one.id)}
          >
            <span className="row__km figure">{begun(one)}</span>
            <span className="row__who">
              <span className="row__name">
                <OrientationIcon status={one.status} /> {statusWords(one, t)}
              </span>
              <span className="row__what">
                {[one.practitioner.displayName, one.slot?.place.city, one.sourceLabel, deskOf(one), leftWords(one, t)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <span className="hit__phone figure">{startOf(one)}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Name of the desk, of those of the others. */
const deskOf = (one: Orientation | SiteOrientation): string => ('desk' in one ? one.desk : '')

/** The word left for the next person, if any. */
const leftWords = (one: Orientation, t: (key: string) => string): string =>
  one.passedOn ? t(`orientation.passOn.${one.passedOn.word}`) : ''
