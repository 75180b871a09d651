/** F3: the whole directory, any mix of words. Stands where the offers stand; Esc brings them back as they were. */
import { type KeyboardEvent, useEffect, useId } from 'react'
import type { Chip, PersonHit } from '../../../shared/contract/directory.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { focusOn } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { phoneWords } from '../../ui/phone.ts'
import { useUi } from '../../ui/store.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { Chips } from './Chips.tsx'
import { Highlighted } from './Highlighted.tsx'
import { PersonCard } from './PersonCard.tsx'
import { useDirectory } from './store.ts'

const LIMIT = 50

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
  const idnps = useDirectory(state => state.idnps)
  const answer = useHits()
  const typed = text.trim()
  const hits: PersonHit[] = typed === '' ? [] : (answer.value?.hits ?? [])
  const at = Math.max(
    0,
    hits.findIndex(hit => hit.idnps === idnps),
  )
  const current = hits[at]
  const chips = typed === '' ? [] : (answer.value?.chips ?? [])

  function take(chip: Chip) {
    useDirectory.setState({ text: chip.without, idnps: null })
    focusOn('directory')
  }

  useEffect(() => {
    if (current) document.getElementById(`${id}-${current.idnps}`)?.scrollIntoView({ block: 'nearest' })
  }, [current, id])

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const step = STEPS[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const next = hits[Math.min(hits.length - 1, Math.max(0, at + step))]
      if (next) useDirectory.setState({ idnps: next.idnps })
    } else if (event.key === 'Enter' && current) {
      event.preventDefault()
      acts.askPerson(current)
    } else if (event.altKey && event.key === 'Backspace') {
      const last = chips.at(-1)
      if (!last) return
      event.preventDefault()
      take(last)
    } else if (event.ctrlKey && event.key.toLowerCase() === 'c' && String(window.getSelection() ?? '') === '') {
      const phone = current?.activity?.phones[0]
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
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-hits`}
          aria-activedescendant={current ? `${id}-${current.idnps}` : undefined}
          aria-describedby={`${id}-help`}
          placeholder={t('directory.search')}
          maxLength={400}
          value={text}
          onChange={event => useDirectory.setState({ text: event.target.value, idnps: null })}
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
          : hits.length > 0
            ? answer.value?.more
              ? t('directory.more', { count: hits.length })
              : t('directory.hits', { count: hits.length })
            : answer.fresh && !answer.problem
              ? t('directory.nothingFound', { text: typed })
              : ''}
      </p>
      <div id={`${id}-hits`} className="directory__hits" role="listbox" aria-label={t('directory.people')}>
        {hits.map(hit => (
          <div
            key={hit.idnps}
            id={`${id}-${hit.idnps}`}
            className="hit"
            role="option"
            aria-selected={hit.idnps === current?.idnps}
            onClick={() => useDirectory.setState({ idnps: hit.idnps })}
            onDoubleClick={() => acts.askPerson(hit)}
          >
            <span className="row__km figure">{distance(hit.distanceKm, t) ?? ''}</span>
            <span className="row__who">
              <span className="row__name">
                <Highlighted hit={hit} />
              </span>
              <span className="row__what">
                {[hit.speciality?.label ?? hit.profession.label, hit.activity?.city].filter(Boolean).join(' · ')}
                {hit.otherActivities > 0 ? ` ${t('directory.otherPlaces', { count: hit.otherActivities })}` : ''}
              </span>
            </span>
            <span className="hit__phone figure">
              {hit.activity?.phones[0] ? phoneWords(hit.activity.phones[0]) : <span className="secondary">–</span>}
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

/** The person under the hand in the directory, in the detail. */
export function DirectoryDetail() {
  const idnps = useDirectory(state => state.idnps)
  const text = useDirectory(state => state.text)
  const answer = useHits()
  const hits = text.trim() === '' ? [] : (answer.value?.hits ?? [])
  const hit = hits.find(each => each.idnps === idnps) ?? hits[0]
  if (!hit) return null
  return (
    <PersonCard
      idnps={hit.idnps}
      name={hit.displayName}
      what={[hit.profession.label, hit.speciality?.label].filter(Boolean).join(' · ')}
      phones={[]}
      hit={hit}
    />
  )
}
