/** One line of the directory: somebody, or an establishment; with all the places of somebody when unfolded. */
import { useAnswer } from '../../app/console.ts'
import { Icon } from '../../ui/Icon.tsx'
import { phoneWords } from '../../ui/phone.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { HighlightedName } from './Highlighted.tsx'
import { type Line, phoneOf } from './lines.ts'

interface HitLineProps {
  id: string
  line: Line
  selected: boolean
  unfolded?: boolean
  onChoose: () => void
  onOpen?: () => void
}

export function HitLine({ id, line, selected, unfolded = false, onChoose, onOpen }: HitLineProps) {
  const { t } = useWords()
  const phone = phoneOf(line)
  const { hit } = line
  const name = line.kind === 'person' ? line.hit.displayName : line.hit.name
  return (
    <div
      id={id}
      className={unfolded ? 'hit hit--unfolded' : 'hit'}
      role="option"
      aria-selected={selected}
      onClick={onChoose}
      onDoubleClick={onOpen}
    >
      <span className="row__km figure">{distance(hit.distanceKm, t) ?? ''}</span>
      <span className="row__who">
        <span className="row__name">
          {line.kind === 'structure' ? <Icon name="building" /> : null}
          {line.kind === 'structure' ? ' ' : null}
          <HighlightedName
            name={name}
            highlights={hit.highlights}
            approximate={line.kind === 'person' && line.hit.approximate}
          />
        </span>
        <span className="row__what">{whatOf(line, t)}</span>
        {unfolded && line.kind === 'person' ? (
          <Places idnps={line.hit.idnps} shown={line.hit.activity?.id ?? ''} />
        ) : null}
      </span>
      <span className="hit__phone figure">{phone ? phoneWords(phone) : <span className="secondary">–</span>}</span>
    </div>
  )
}

function whatOf(line: Line, t: ReturnType<typeof useWords>['t']): string {
  if (line.kind === 'structure')
    return [line.hit.kinds.map(kind => kind.label).join(', '), line.hit.city].filter(Boolean).join(' · ')
  const { speciality, profession, activity, otherActivities } = line.hit
  const what = [
    speciality?.label ?? profession.label,
    activity?.city,
    activity?.replacement ? t('directory.replacement') : null,
    activity && !activity.care ? t('directory.notCare') : null,
  ]
  const others = otherActivities > 0 ? ` ${t('directory.otherPlaces', { count: otherActivities })}` : ''
  return `${what.filter(Boolean).join(' · ')}${others}`
}

/** The other places of somebody. */
function Places({ idnps, shown }: { idnps: string; shown: string }) {
  const { t } = useWords()
  const answer = useAnswer('directory.person', { idnps })
  const others = (answer.value?.person?.activities ?? []).filter(activity => activity.id !== shown)
  return (
    <>
      {others.map(({ id, structure, address, postalCode, city, phones }) => (
        <span key={id} className="hit__place">
          {[structure, ...address, [postalCode, city].filter(Boolean).join(' ') || t('directory.noAddress')]
            .filter(Boolean)
            .join(', ')}{' '}
          <span className="figure">{phones[0] ? phoneWords(phones[0]) : ''}</span>
        </span>
      ))}
    </>
  )
}
