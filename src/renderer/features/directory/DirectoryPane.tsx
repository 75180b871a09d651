/** F3: the whole directory, any mix of words. Stands where the offers stand; Esc brings them back as they were. */
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react'
import type { Chip } from '../../../shared/contract/directory.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { focusOn } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { useNarrow } from '../../ui/narrow.ts'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useUi } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { Chips } from './Chips.tsx'
import { HitLine } from './HitLine.tsx'
import { establishmentNeed, indexOf, type Line, linesOf, needOf, phoneOf } from './lines.ts'
import { PersonCard } from './PersonCard.tsx'
import { StructureCard } from './StructureCard.tsx'
import { useDirectory } from './store.ts'
import { WidenedWords } from './Widened.tsx'

const LIMIT = 50

/** What Enter does to a line: opens it, adds it to the question (Shift), asks for the slots of an establishment (Ctrl). */
type Deed = 'open' | 'add' | 'slots'

function useHits() {
  const text = useDirectory(state => state.text)
  const near = useCall(state => state.call?.place?.insee ?? null)
  return useAnswer(
    'directory.search',
    { text: text.trim(), near, limit: LIMIT },
    { enabled: text.trim() !== '', keepLast: true },
  )
}

export function DirectoryPane() {
  const { t } = useWords()
  const acts = useActs()
  const id = useId()
  const text = useDirectory(state => state.text)
  const chosen = useDirectory(state => state.at)
  const unfolded = useDirectory(state => state.unfolded)
  const answer = useHits()
  const typed = text.trim()
  const lines = typed === '' ? [] : linesOf(answer.value)
  const narrow = useNarrow()
  const at = indexOf(lines, chosen)
  const current = lines[at]
  /** Enter was pressed before the answer to these words: the lines still drawn are those of others. */
  const [awaited, setAwaited] = useState<{ text: string; deed: Deed } | null>(null)
  const chips = typed === '' ? [] : (answer.value?.chips ?? [])

  /** Somebody: their slots. An establishment is called: its phone. */
  function open(line: Line, deed: Deed = 'open') {
    if (deed === 'add') return acts.addNamed(needOf(line))
    if (deed === 'slots' && line.kind === 'structure') return acts.askNamed(establishmentNeed(line.hit))
    if (line.kind === 'person') return acts.askNamed(needOf(line))
    const phone = phoneOf(line)
    if (phone) void acts.copyPhone(phone)
  }

  const openAwaited = useEffectEvent(() => {
    setAwaited(null)
    if (current && awaited?.text === text) open(current, awaited.deed)
  })
  const isAnswered = awaited !== null && answer.fresh
  useEffect(() => {
    if (isAnswered) openAwaited()
  }, [isAnswered])

  function take(chip: Chip) {
    useDirectory.setState({ text: chip.without, at: null })
    focusOn('directory')
  }

  useEffect(() => {
    if (current) document.getElementById(`${id}-${current.key}`)?.scrollIntoView({ block: 'nearest' })
  }, [current, id])

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (!LONE.includes(event.key)) setAwaited(null)
    const step = STEPS[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = lines[Math.min(lines.length - 1, Math.max(0, at + step))]
      if (next) useDirectory.setState({ at: next.key })
    } else if (event.key === 'Enter' && event.altKey) {
      event.preventDefault()
      if (current) focusOn('detail')
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const deed = event.shiftKey ? 'add' : event.ctrlKey ? 'slots' : 'open'
      // A line chosen by hand is meant, whatever comes.
      if (typed !== '' && chosen === null && !answer.fresh) setAwaited({ text, deed })
      else if (current) open(current, deed)
    } else if (event.altKey && event.key === 'ArrowRight' && current?.kind === 'person') {
      event.preventDefault()
      useDirectory.setState({ unfolded: unfolded === current.key ? null : current.key })
    } else if (event.altKey && event.key === 'Backspace') {
      const last = chips.at(-1)
      if (!last) return
      event.preventDefault()
      take(last)
    } else if (event.ctrlKey && event.key.toLowerCase() === 'c' && String(window.getSelection() ?? '') === '') {
      const phone = current && phoneOf(current)
      if (!phone) return
      event.preventDefault()
      void acts.copyPhone(phone)
    }
  }

  return (
    <div className="directory">
      <div className="directory__search">
        <label className="field__label" htmlFor={`${id}-box`}>
          <Icon name="book" /> {t('directory.title')}
        </label>
        <input
          id={`${id}-box`}
          className="input"
          data-zone="directory"
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-autocomplete="list"
          aria-expanded={lines.length > 0}
          aria-controls={`${id}-hits`}
          aria-activedescendant={current ? `${id}-${current.key}` : undefined}
          aria-describedby={`${id}-help`}
          placeholder={t('directory.search')}
          maxLength={400}
          value={text}
          onChange={event => useDirectory.setState({ text: event.target.value, at: null, unfolded: null })}
          onKeyDown={onKeyDown}
          onFocus={() => useUi.setState({ zone: 'list' })}
        />
        <span id={`${id}-help`} className="secondary directory__help">
          {t('directory.searchHelp')}
        </span>
      </div>
      <Chips chips={chips} onTake={take} />
      {answer.problem ? (
        <div className="offers-state">
          <ProblemBox problem={answer.problem} tone="warn" />
        </div>
      ) : null}
      <p className="directory__count secondary" role="status">
        {typed === ''
          ? t('directory.nothingTyped')
          : lines.length > 0
            ? answer.value?.more
              ? t('directory.more', { count: lines.length })
              : t(lines.every(line => line.kind === 'person') ? 'directory.hits' : 'directory.results', {
                  count: lines.length,
                })
            : answer.fresh && !answer.problem
              ? t('directory.nothingFound', { text: typed })
              : ''}
      </p>
      <WidenedWords widened={typed === '' ? [] : (answer.value?.widened ?? [])} />
      <div id={`${id}-hits`} className="directory__hits" role="listbox" aria-label={t('directory.people')}>
        {lines.map(line => (
          <HitLine
            key={line.key}
            id={`${id}-${line.key}`}
            line={line}
            selected={line.key === current?.key}
            unfolded={line.key === unfolded}
            onChoose={() => {
              useDirectory.setState({ at: line.key })
              // Docked, the record is not beside the list.
              if (narrow) focusOn('detail')
            }}
            onOpen={() => open(line)}
          />
        ))}
      </div>
    </div>
  )
}

/** Keys that change nothing alone. */
const LONE = ['Shift', 'Control', 'Alt', 'Meta']
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

/** The record under the hand, in the detail. */
export function DirectoryDetail() {
  const at = useDirectory(state => state.at)
  const text = useDirectory(state => state.text)
  const answer = useHits()
  const lines = text.trim() === '' ? [] : linesOf(answer.value)
  const line = lines[indexOf(lines, at)]
  if (!line) return null
  return (
    <>
      <AddName line={line} />
      <LineCard line={line} />
    </>
  )
}

function LineCard({ line }: { line: Line }) {
  const acts = useActs()
  if (line.kind === 'structure') return <StructureCard hit={line.hit} />
  const { hit } = line
  return (
    <PersonCard
      idnps={hit.idnps}
      name={hit.displayName}
      what={[hit.profession.label, hit.speciality?.label].filter(Boolean).join(' · ')}
      phones={[]}
      hit={hit}
      onAsk={() => acts.askNamed(needOf(line))}
    />
  )
}

/** Beside a question that is asked already: what Shift+Enter does, for the mouse. */
function AddName({ line }: { line: Line }) {
  const { t } = useWords()
  const acts = useActs()
  const asked = useCall(state => state.call !== null && state.call.need !== null)
  if (!asked) return null
  return (
    <p className="directory__add">
      <Button className="button button--small" onPress={() => acts.addNamed(needOf(line))}>
        {t('call.also.add')} <Keys chord="Shift+Enter" />
      </Button>
    </p>
  )
}
