/** What, where, when, how, until when: one line, in the order of speech. Docked, it folds to one line of words. */
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import type { When } from '../../../shared/contract/call.ts'
import { WHENS } from '../../../shared/contract/lists.ts'
import { Button } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { focusOn } from '../../ui/focus.ts'
import { useUi } from '../../ui/store.ts'
import { hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { NeedField } from '../directory/NeedField.tsx'
import { PlaceField } from '../directory/PlaceField.tsx'
import { Also } from './Also.tsx'
import { hoursOf } from './question.ts'
import { dropName, editCall, settleLimit, useCall, useFolded } from './store.ts'

const MODES = ['AMB', 'VR', 'HH'] as const

/** The words of a window: «ce soir», «dans les 6 h». */
function whenWords(when: When, t: ReturnType<typeof useWords>['t']): string {
  const hours = hoursOf(when)
  return hours === null ? t(`call.whenWord.${when}`) : t('call.within', { count: hours })
}

/** A number typed on the field takes that many hours. */
function typedAs(when: When): { typed?: string } {
  const hours = hoursOf(when)
  return hours === null ? {} : { typed: `${hours} h` }
}

function WhenField() {
  const { t } = useWords()
  const when = useCall(state => state.call?.when ?? 'today')
  return (
    <Choice
      zone="when"
      label={t('call.when')}
      value={when}
      options={WHENS.map(value => ({ value, label: whenWords(value, t), ...typedAs(value) }))}
      onChange={value => editCall({ when: value })}
    />
  )
}

function ModeField() {
  const { t } = useWords()
  const value = useCall(({ call }) => (call?.modes.length === 1 ? (call.modes[0] ?? 'all') : 'all'))
  return (
    <Choice
      zone="mode"
      label={t('call.mode')}
      value={value}
      options={[
        { value: 'all' as const, label: t('call.allModes') },
        ...MODES.map(mode => ({ value: mode, label: t(`availability.mode.${mode}`) })),
      ]}
      onChange={mode => editCall({ modes: mode === 'all' ? [] : [mode] })}
    />
  )
}

function LimitField() {
  const { t } = useWords()
  const id = useId()
  const text = useCall(state => state.limitText)
  const [wrong, setWrong] = useState(false)

  const settle = () => setWrong(!settleLimit())

  // A new call begins without the fault of the last one.
  useEffect(() => {
    if (text === '') setWrong(false)
  }, [text])

  return (
    <div className="field field--limit">
      <label className="field__label" htmlFor={id}>
        {t('call.limit')}
      </label>
      <input
        id={id}
        data-zone="limit"
        className="input"
        value={text}
        placeholder={t('call.limitPlaceholder')}
        title={t('call.limitHelp')}
        maxLength={8}
        autoComplete="off"
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onChange={event => useCall.setState({ limitText: event.target.value })}
        onBlur={settle}
        onKeyDown={event => {
          if (event.key !== 'Enter') return
          settle()
          focusOn('list')
        }}
      />
      {wrong ? (
        <span id={`${id}-wrong`} className="combobox__nothing" role="status">
          {t('call.limitWrong')}
        </span>
      ) : null}
    </div>
  )
}

/** Docked and with the hand elsewhere: the question in words, one key away from being changed. */
function Folded() {
  const { t } = useWords()
  const call = useCall(state => state.call)
  if (!call) return null
  const mode = call.modes.length === 1 ? t(`availability.mode.${call.modes[0]}`) : null
  const parts = [
    call.needText,
    call.also.length > 0 ? t('call.folded.also', { count: call.also.length }) : null,
    call.placeText,
    whenWords(call.when, t),
    mode,
    call.limit ? `≤ ${hour(call.limit)}` : null,
    call.ageBand ? t(`call.ageWord.${call.ageBand}`) : null,
    call.treating ? t('call.folded.treating', { name: call.treating.displayName }) : null,
    call.drm ? t('call.folded.drm', { number: call.drm }) : null,
  ]
  return (
    <Button className="question__folded" onPress={() => focusOn('need')}>
      <span className="out-of-sight">{t('call.edit')}</span>
      {parts.filter(Boolean).map(part => (
        <span key={part} className="question__part">
          {part}
        </span>
      ))}
    </Button>
  )
}

/** Alt+Backspace, as for what the directory understood: the last name that was added goes. */
function dropLast(event: KeyboardEvent): void {
  const last = (useCall.getState().call?.also.length ?? 0) - 1
  if (!event.altKey || event.key !== 'Backspace' || last < 0) return
  event.preventDefault()
  dropName(last)
}

export function QuestionLine() {
  const { t } = useWords()
  const folded = useFolded()
  return (
    <section className="question" aria-label={t('call.question')}>
      {folded ? <Folded /> : null}
      {/* Kept in the page while folded: an Enter that waits for its suggestion is still answered. */}
      <div
        className="question__fields"
        hidden={folded}
        onFocus={() => useUi.setState({ zone: 'question' })}
        onKeyDown={dropLast}
      >
        <NeedField />
        <PlaceField />
        <WhenField />
        <ModeField />
        <LimitField />
        <Also />
      </div>
    </section>
  )
}
