/** The band of the call: its number, how long it lasts, its file in the LRM, what has come of it. */
import { useId } from 'react'
import { Button } from 'react-aria-components'
import { useActs } from '../../app/actsContext.ts'
import { useNow } from '../../ui/clock.ts'
import { focusOn } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { hour, timer } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { showOrientation, useOrientation } from '../orientation/store.ts'
import { OrientationIcon } from '../orientation/words.tsx'
import { LaunchNotice } from './LaunchNotice.tsx'
import { editCall, useCall } from './store.ts'

function Timer({ startedAt }: { startedAt: string }) {
  const { t } = useWords()
  const now = useNow(1000)
  return (
    <time className="call-bar__timer" title={t('call.timer')}>
      {timer(startedAt, now)}
    </time>
  )
}

function Outcomes() {
  const { t } = useWords()
  const byId = useOrientation(state => state.byId)
  const mine = useOrientation(state => state.mine)
  const shownId = useOrientation(state => state.shownId)
  const last = mine.map(id => byId[id]).at(-1)
  if (!last || last.id === shownId) return null
  return (
    <Button
      className="call-bar__outcome"
      onPress={() => {
        showOrientation(last.id)
        focusOn('primary')
      }}
    >
      <OrientationIcon status={last.status} /> {t(`orientation.status.${last.status}`)}{' '}
      <span className="figure">{hour(last.slot.start)}</span>
    </Button>
  )
}

export function CallBar() {
  const { t } = useWords()
  const acts = useActs()
  const drmId = useId()
  const number = useCall(state => state.call?.number ?? null)
  const startedAt = useCall(state => state.call?.startedAt ?? null)
  const drm = useCall(state => state.call?.drm ?? '')
  return (
    <>
      <header className="call-bar">
        {number === null || startedAt === null ? null : (
          <h1 className="call-bar__call">
            <span>{t('call.number', { number })}</span> <Timer startedAt={startedAt} />
          </h1>
        )}
        <Outcomes />
        <span className="call-bar__space" />
        <label className="call-bar__drm-label" htmlFor={drmId}>
          {t('call.drm')}
        </label>
        <input
          id={drmId}
          className="input call-bar__drm"
          value={drm}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          title={t('call.drmHelp')}
          onChange={event => editCall({ drm: event.target.value })}
        />
        <Button className="button button--quiet" onPress={() => acts.run('next-call')}>
          <span>{t('orientation.nextCall')}</span> <Keys chord="F2" />
        </Button>
        <Button
          className="button button--quiet button--icon"
          aria-label={`Ctrl+K, ${t('app.action.palette')}`}
          onPress={() => acts.run('palette')}
        >
          <Keys chord="Ctrl+K" />
        </Button>
        <Button
          className="button button--quiet button--icon"
          aria-label={`F1, ${t('app.action.help')}`}
          onPress={() => acts.run('help')}
        >
          <Keys chord="F1" />
        </Button>
        <Button
          className="button button--quiet button--icon"
          aria-label={t('app.action.lock')}
          onPress={() => acts.run('lock')}
        >
          <Icon name="lock" />
        </Button>
      </header>
      <LaunchNotice />
    </>
  )
}
