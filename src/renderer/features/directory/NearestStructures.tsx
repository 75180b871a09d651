/** The need is a kind of establishment: the nearest, with their phones. Stands where the offers stand; nothing is booked. */
import { type KeyboardEvent, useEffect, useId } from 'react'
import type { StructureHit } from '../../../shared/contract/directory.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { focusOn, focusSoon } from '../../ui/focus.ts'
import { useNarrow } from '../../ui/narrow.ts'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useUi } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { HitLine } from './HitLine.tsx'
import { establishmentNeed } from './lines.ts'
import { StructureCard } from './StructureCard.tsx'
import { useDirectory } from './store.ts'
import { WidenedWords } from './Widened.tsx'

const LIMIT = 50

/** The kind of establishment that this call asks for, with its place; null when the need is another. */
function useStructureNeed() {
  const need = useCall(state => state.call?.need ?? null)
  const place = useCall(state => state.call?.place ?? null)
  const radius = useCall(state => state.call?.radiusKm ?? null)
  if (need?.kind !== 'structure' || !place) return null
  return { need, place, radiusKm: radius ?? place.radiusKm }
}

/** The same, as yes or no: who only asks that is not drawn again for another place. */
export const useStructureNeeded = (): boolean =>
  useCall(({ call }) => call?.need?.kind === 'structure' && call.place !== null)

function useNearest() {
  const asked = useStructureNeed()
  return useAnswer(
    'directory.structures',
    {
      code: asked?.need.code ?? '',
      near: asked?.place.insee ?? null,
      radiusKm: asked?.radiusKm ?? 10,
      limit: LIMIT,
    },
    { enabled: asked !== null },
  )
}

const currentOf = (structures: readonly StructureHit[], id: string | null): StructureHit | undefined =>
  structures.find(each => each.id === id) ?? structures[0]

export function NearestStructures() {
  const { t } = useWords()
  const acts = useActs()
  const id = useId()
  const asked = useStructureNeed()
  const chosen = useDirectory(state => state.structure)
  const answer = useNearest()
  const structures = answer.value?.structures ?? []
  const current = currentOf(structures, chosen)
  const narrow = useNarrow()

  // The hand was sent to the list while the offers still stood there.
  useEffect(() => {
    if (useUi.getState().zone === 'list') focusSoon('list')
  }, [])

  useEffect(() => {
    if (current) document.getElementById(`${id}-${current.id}`)?.scrollIntoView({ block: 'nearest' })
  }, [current, id])

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = STEPS[event.key]
    const phone = current?.phones[0]
    if (step !== undefined) {
      event.preventDefault()
      const at = structures.findIndex(each => each.id === current?.id)
      const next = structures[Math.min(structures.length - 1, Math.max(0, at + step))]
      if (next) useDirectory.setState({ structure: next.id })
    } else if (event.key === 'Enter' && event.altKey) {
      event.preventDefault()
      if (current) focusOn('detail')
    } else if (event.key === 'Enter' && event.ctrlKey && current) {
      event.preventDefault()
      acts.askNamed(establishmentNeed(current))
    } else if (phone && (event.key === 'Enter' || (event.ctrlKey && event.key.toLowerCase() === 'c'))) {
      event.preventDefault()
      void acts.copyPhone(phone)
    }
  }

  if (!asked) return null
  return (
    <div className="directory">
      <p className="directory__count secondary" role="status">
        {structures.length > 0
          ? `${t('directory.structures', { count: structures.length, need: asked.need.label })} ${t('directory.structuresHelp')}`
          : answer.fresh && !answer.problem
            ? t(asked.need.code === 'pharmacie-garde' ? 'directory.noDutyPharmacy' : 'directory.noStructure', {
                need: asked.need.label,
              })
            : ''}
      </p>
      <WidenedWords widened={answer.value?.widened ?? []} />
      {answer.problem ? (
        <div className="offers-state">
          <ProblemBox problem={answer.problem} tone="warn" />
        </div>
      ) : null}
      <div
        className="directory__hits"
        role="listbox"
        tabIndex={0}
        data-zone="list"
        aria-label={t('directory.structuresList')}
        aria-activedescendant={current ? `${id}-${current.id}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => useUi.setState({ zone: 'list' })}
      >
        {structures.map(hit => (
          <HitLine
            key={hit.id}
            id={`${id}-${hit.id}`}
            line={{ key: hit.id, kind: 'structure', hit }}
            selected={hit.id === current?.id}
            onChoose={() => {
              useDirectory.setState({ structure: hit.id })
              if (narrow) focusOn('detail')
            }}
          />
        ))}
      </div>
    </div>
  )
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

export function NearestDetail() {
  const chosen = useDirectory(state => state.structure)
  const answer = useNearest()
  const current = currentOf(answer.value?.structures ?? [], chosen)
  return current ? <StructureCard hit={current} /> : null
}
