/** Where an outcome sends the caller: a digit names it, the nearest first; for a pharmacy, who is on duty before all others. */
import { useState } from 'react'
import { NAMED_OUTCOMES } from '../../../shared/contract/lists.ts'
import type { Establishment, Orientation } from '../../../shared/contract/orientation.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Choices } from '../../ui/Choices.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { phoneWords } from '../../ui/phone.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'

/** As many as can be said by one digit without filling the screen. */
const MOST = 6

/** True when this outcome may be named, and is not yet: the hand then goes to the names. */
export const isUnnamed = ({ status, outcome, establishment }: Orientation): boolean =>
  status === 'declared' &&
  establishment === undefined &&
  outcome !== undefined &&
  (NAMED_OUTCOMES as readonly string[]).includes(outcome)

export function Naming({ orientation }: { orientation: Orientation }) {
  const { t } = useWords()
  const acts = useActs()
  const [again, setAgain] = useState(false)
  const { establishment, outcome, id } = orientation
  if (establishment && !again) {
    return (
      <div className="naming">
        <Facts establishment={establishment} outcome={outcome ?? ''} />
        <div className="outcome__acts">
          <Button className="button button--small" onPress={() => setAgain(true)}>
            {t('orientation.naming.other')}
          </Button>
          <Button className="button button--small" onPress={() => void acts.orientations.name(id, null)}>
            {t('orientation.naming.none')}
          </Button>
        </div>
      </div>
    )
  }
  if (!again && !isUnnamed(orientation)) return null
  return <Places orientation={orientation} onNamed={() => setAgain(false)} />
}

function Places({ orientation, onNamed }: { orientation: Orientation; onNamed(): void }) {
  const { t } = useWords()
  const acts = useActs()
  const near = useCall(state => state.call?.place?.insee ?? null)
  const { id, outcome } = orientation
  const { value, problem, waiting } = useAnswer('orientation.places', { id, near, limit: MOST })
  if (problem) return <ProblemBox problem={problem} tone="warn" />
  const places = value?.places ?? []
  const lines = places.map(place => ({
    value: place.id,
    label: place.name,
    note: [
      distance(place.distanceKm, t),
      place.address[0],
      place.city,
      place.onDuty ? t('orientation.naming.onDuty') : null,
      place.hours,
      place.phones[0] ? phoneWords(place.phones[0]) : null,
    ]
      .filter(Boolean)
      .join(' · '),
  }))
  return (
    <section className="naming" aria-label={t(`orientation.naming.title.${outcome ?? 'emergency'}`)}>
      <h3 className="person__section">{t(`orientation.naming.title.${outcome ?? 'emergency'}`)}</h3>
      <p className="secondary" role="status">
        {lines.length > 0
          ? t('orientation.naming.help')
          : t(waiting ? 'orientation.naming.reading' : 'orientation.naming.nothing')}
        {value && outcome === 'pharmacy' && !value.duty ? ` ${t('orientation.naming.noRoster')}` : ''}
        {near === null && lines.length > 0 ? ` ${t('orientation.naming.noPlace')}` : ''}
      </p>
      <Choices
        label={t(`orientation.naming.title.${outcome ?? 'emergency'}`)}
        lines={lines}
        stacked
        onChoose={place => void acts.orientations.name(id, place).then(onNamed)}
      />
    </section>
  )
}

/** What is known of it, and by whom: the roster of the site, or the operator alone. */
function Facts({ establishment, outcome }: { establishment: Establishment; outcome: string }) {
  const { t } = useWords()
  const { address, postalCode, city, code, finess, hours, onDuty } = establishment
  const town = [postalCode, city].filter(Boolean).join(' ')
  return (
    <>
      <p>{[...address, town].filter(Boolean).join(', ')}</p>
      {onDuty || outcome === 'pharmacy' ? (
        <p className={onDuty ? 'tone-ok' : 'secondary'}>
          <Icon name={onDuty ? 'check' : 'info'} />{' '}
          {onDuty
            ? [t('orientation.naming.dutySaid'), hours].filter(Boolean).join(' · ')
            : t('orientation.naming.dutyUnsaid')}
        </p>
      ) : null}
      <p className="secondary figure">
        {[code ? `${code.label} (${code.code})` : null, finess ? t('orientation.naming.finess', { finess }) : null]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  )
}
