/** The band of the call: its number, how long it lasts, those that wait, who the patient is seen by, their file in the LRM. */
import { useId } from 'react'
import { AGE_BANDS } from '../../../shared/contract/lists.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { useNow } from '../../ui/clock.ts'
import { focusOn } from '../../ui/focus.ts'
import { Keys } from '../../ui/Keys.tsx'
import { useUi } from '../../ui/store.ts'
import { timer } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { startOf, statusWords } from '../orientation/said.ts'
import { showOrientation, useOrientation } from '../orientation/store.ts'
import { OrientationIcon } from '../orientation/words.tsx'
import { LaunchNotice } from './LaunchNotice.tsx'
import { ParkedCalls } from './ParkedCalls.tsx'
import { editCall, useCall, useFolded } from './store.ts'
import { TreatingField } from './TreatingField.tsx'

function Timer({ startedAt }: { startedAt: string }) {
  const { t } = useWords()
  const now = useNow(1000)
  return (
    <time className="call-bar__timer" title={t('call.timer')}>
      {timer(startedAt, now)}
    </time>
  )
}

function CallName() {
  const { t } = useWords()
  const number = useCall(state => state.call?.number ?? null)
  const startedAt = useCall(state => state.call?.startedAt ?? null)
  if (number === null || startedAt === null) return null
  return (
    <h1 className="call-bar__call">
      <span>{t('call.number', { number })}</span> <Timer startedAt={startedAt} />
    </h1>
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
      <OrientationIcon status={last.status} /> {statusWords(last, t)} <span className="figure">{startOf(last)}</span>
    </Button>
  )
}

function AgeField() {
  const { t } = useWords()
  const age = useCall(state => state.call?.ageBand ?? null)
  return (
    <Choice
      zone="age"
      label={t('call.age')}
      value={age ?? 'any'}
      options={[
        { value: 'any' as const, label: t('call.ageAny') },
        ...AGE_BANDS.map(value => ({ value, label: t(`call.ageWord.${value}`) })),
      ]}
      onChange={value => editCall({ ageBand: value === 'any' ? null : value })}
    />
  )
}

function DrmField() {
  const { t } = useWords()
  const id = useId()
  const drm = useCall(state => state.call?.drm ?? '')
  return (
    <div className="field field--drm">
      <label className="field__label" htmlFor={id}>
        {t('call.drm')}
      </label>
      <input
        id={id}
        data-zone="drm"
        className="input call-bar__drm"
        value={drm}
        maxLength={40}
        autoComplete="off"
        spellCheck={false}
        title={t('call.drmHelp')}
        onChange={event => editCall({ drm: event.target.value })}
        onKeyDown={event => {
          if (event.key === 'Enter') focusOn(useCall.getState().call?.need ? 'list' : 'need')
        }}
      />
    </div>
  )
}

export function CallBar() {
  const { t } = useWords()
  const acts = useActs()
  const folded = useFolded()
  return (
    <>
      <header className="call-bar">
        <CallName />
        <Outcomes />
        <ParkedCalls />
        <span className="call-bar__space" />
        <div className="call-bar__fields" hidden={folded} onFocus={() => useUi.setState({ zone: 'question' })}>
          <AgeField />
          <TreatingField />
          <DrmField />
        </div>
        <Button className="button button--quiet call-bar__next" onPress={() => acts.run('next-call')}>
          <span>{t('orientation.nextCall')}</span> <Keys chord="F2" />
        </Button>
      </header>
      <LaunchNotice />
    </>
  )
}
