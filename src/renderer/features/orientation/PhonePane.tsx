/**
 * Shift+F6: professionals who may be asked by phone beyond their agenda, in fair order. Enter dials; a digit says what they
 * answered; an agreed time is typed. Stands where the offers stand.
 */
import { type KeyboardEvent, useCallback, useEffect, useId, useState } from 'react'
import type { Problem } from '../../../shared/contract/kit.ts'
import type { CallLine } from '../../../shared/contract/orientation.ts'
import { useActs } from '../../app/actsContext.ts'
import { useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { digitOf } from '../../ui/Choices.tsx'
import { focusOn, handHere } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { phoneWords } from '../../ui/phone.ts'
import { useUi } from '../../ui/store.ts'
import { deskInstant, distance, hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useAsk } from '../availability/store.ts'
import { useSite } from '../site/store.ts'
import { readHour, todayAt } from './agreed.ts'

const ANSWERS = ['accepted', 'no-answer', 'refused', 'refused-until'] as const
type Answer = (typeof ANSWERS)[number]

export function PhonePane() {
  const { t } = useWords()
  const console = useConsole()
  const acts = useActs()
  const id = useId()
  const askId = useAsk(state => state.ask?.askId ?? null)
  const [lines, setLines] = useState<CallLine[] | null>(null)
  /** Why the list could not be read: it is not an empty one. */
  const [problem, setProblem] = useState<Problem | null>(null)
  const [at, setAt] = useState(0)
  /** Whose hour is being typed, and for which answer. */
  const [hourFor, setHourFor] = useState<{ idnps: string; answer: Answer } | null>(null)
  const current = lines?.[at]

  const read = useCallback(async () => {
    const result = askId === null ? null : await console.call('orientation.callList', { askId })
    setLines(result?.ok ? result.value : [])
    setProblem(result && !result.ok ? result.error : null)
  }, [console, askId])

  useEffect(() => {
    void read()
  }, [read])

  // A colleague has just phoned somebody of this list: the hand stays on its line.
  const revision = useSite(state => state.revision)
  const alone = useSite(state => state.link === 'alone')
  useEffect(() => {
    if (revision > 0) void read()
  }, [revision, read])

  async function say(line: CallLine, answer: Answer, typed: Date | null) {
    const until = answer === 'refused-until' ? typed : null
    const agreed = answer === 'accepted' ? typed : null
    const isStill = handHere()
    const done = await acts.orientations.phoned({
      idnps: line.idnps,
      answer: answer === 'refused-until' ? 'refused' : answer,
      at: agreed && deskInstant(agreed),
      until: until && deskInstant(until),
    })
    if (!done) return
    setHourFor(null)
    setAt(0)
    if (agreed) return
    await read()
    if (isStill()) focusOn('list')
  }

  function choose(answer: Answer, line: CallLine) {
    if (answer === 'accepted' || answer === 'refused-until') setHourFor({ idnps: line.idnps, answer })
    else void say(line, answer, null)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!lines || event.target !== event.currentTarget) return
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -999, End: 999 }[event.key]
    const digit = digitOf(event)
    const answer = digit === null ? undefined : ANSWERS[digit - 1]
    if (step !== undefined) {
      const next = Math.min(lines.length - 1, Math.max(0, at + step))
      setAt(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && current) void acts.orientations.dial(current.phone)
    else if (answer && current) choose(answer, current)
    else return
    event.preventDefault()
  }

  return (
    <div className="directory">
      <div className="directory__search">
        <strong className="field__label">
          <Icon name="phone" /> {t('orientation.phone.title')}
        </strong>
        <span className="secondary">{t('orientation.phone.order')}</span>
      </div>
      <p className="directory__count secondary" role="status">
        {problem ? '' : t(`orientation.phone.${stateOf(lines, askId)}`)}
        {alone ? <span className="tone-warn"> {t('site.aloneShort')}</span> : null}
      </p>
      {problem ? <ProblemBox problem={problem} tone="warn" /> : null}
      {current ? (
        <div className="phone-acts" role="group" aria-label={current.displayName}>
          <Button className="button button--small" onPress={() => void acts.orientations.dial(current.phone)}>
            <Icon name="phone" /> {t('orientation.phone.dial', { phone: phoneWords(current.phone) })}
          </Button>
          {ANSWERS.map((answer, index) => (
            <Button key={answer} className="button button--small" onPress={() => choose(answer, current)}>
              <kbd>{index + 1}</kbd> {t(`orientation.phone.answer.${answer}`)}
            </Button>
          ))}
          {hourFor ? (
            <HourField
              key={`${hourFor.idnps}-${hourFor.answer}`}
              label={t(`orientation.phone.hour.${hourFor.answer}`, { name: current.displayName })}
              onHour={typed => void say(current, hourFor.answer, typed)}
              onEscape={() => {
                setHourFor(null)
                focusOn('list')
              }}
            />
          ) : null}
        </div>
      ) : null}
      <div
        className="directory__hits"
        role="listbox"
        tabIndex={0}
        data-zone="list"
        aria-label={t('orientation.phone.title')}
        aria-activedescendant={current ? `${id}-${at}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => useUi.setState({ zone: 'list' })}
      >
        {(lines ?? []).map((line, index) => (
          <div
            key={line.idnps}
            id={`${id}-${index}`}
            className="hit"
            role="option"
            aria-selected={index === at}
            onClick={() => setAt(index)}
          >
            <span className="row__km figure">{distance(line.distanceKm, t)}</span>
            <span className="row__who">
              <span className="row__name">{line.displayName}</span>
              <span className="row__what">
                {[line.speciality, line.city, stateWords(line, t)].filter(Boolean).join(' · ')}
              </span>
            </span>
            <span className="hit__phone figure">{phoneWords(line.phone)}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

function stateOf(lines: CallLine[] | null, askId: string | null): 'reading' | 'noAsk' | 'none' | 'help' {
  if (lines === null) return 'reading'
  if (lines.length > 0) return 'help'
  return askId === null ? 'noAsk' : 'none'
}

function stateWords(line: CallLine, t: (key: string, holes?: Record<string, string | number>) => string): string {
  if (line.state === 'to-call') return ''
  const words = ownWords(line, t)
  return line.desk ? `${words} (${line.desk})` : words
}

function ownWords(line: CallLine, t: (key: string, holes?: Record<string, string | number>) => string): string {
  const local = (instant: string) => hour(deskInstant(new Date(instant)))
  const holes = { time: line.lastAt ? local(line.lastAt) : '', until: line.until ? local(line.until) : '' }
  if (line.state === 'refused' && line.until) return t('orientation.phone.state.refused-until', holes)
  return t(`orientation.phone.state.${line.state}`, holes)
}

/** «17:40», «1740», «17h40», typed and entered. */
function HourField(props: { label: string; onHour(at: Date): void; onEscape(): void }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  return (
    <label className="phone-acts__hour">
      <span>{props.label}</span>
      <input
        className="input figure"
        ref={element => element?.focus()}
        value={text}
        placeholder="17:40"
        aria-invalid={wrong}
        onChange={event => {
          setText(event.currentTarget.value)
          setWrong(false)
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            props.onEscape()
          } else if (event.key === 'Enter') {
            event.preventDefault()
            const read = readHour(text)
            if (read) props.onHour(todayAt(read, new Date()))
            else setWrong(true)
          }
        }}
      />
      {wrong ? (
        <span className="tone-bad" role="alert">
          {t('call.limitWrong')}
        </span>
      ) : null}
    </label>
  )
}
