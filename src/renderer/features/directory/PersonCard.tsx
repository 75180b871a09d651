/** Who it is: names, places of work, phones to copy. From the desk's own file, network up or down. */
import type { Activity, OpeningHours, Person, PersonHit } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { dayMonth } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { Away } from './Away.tsx'
import { Changes } from './Changes.tsx'
import { Hours } from './Hours.tsx'
import { Phones } from './Phones.tsx'
import { SiteLines } from './SiteLines.tsx'
import { VerifyNow } from './VerifyNow.tsx'
import { saidOnce } from './work.ts'

/** `hours`: those of all the places of the person. */
function Workplace({ activity, km, hours }: { activity: Activity; km: number | null; hours: readonly OpeningHours[] }) {
  const { t } = useWords()
  const lines = activity.address.length > 0 ? activity.address : null
  const town = [activity.postalCode, activity.city].filter(Boolean).join(' ')
  const marks = [
    activity.sector?.label ?? t('directory.sectorUnknown'),
    activity.mode?.label,
    activity.replacement ? t('directory.replacement') : null,
    activity.care ? null : t('directory.notCare'),
  ].filter(Boolean)
  return (
    <div className="workplace">
      {activity.structure ? <p className="workplace__name">{activity.structure}</p> : null}
      <p>{[...(lines ?? [t('directory.noAddress')]), town].filter(Boolean).join(', ')}</p>
      <p className="secondary">{marks.join(' · ')}</p>
      <Away km={km} precision={activity.precision} />
      <Phones phones={activity.phones} />
      {hours.length > 0 ? <Hours hours={hours.find(one => one.activity === activity.id)} /> : null}
    </div>
  )
}

function Header({ name, what }: { name: string; what: string }) {
  return (
    <header className="person__head">
      <h2 className="person__name">{name}</h2>
      <p className="secondary">{what}</p>
    </header>
  )
}

const whatOf = (person: Person) =>
  saidOnce([person.profession, ...person.specialities].map(coded => coded.label)).join(' · ')

interface PersonCardProps {
  idnps: string | null
  name: string
  what: string
  /** True when the name stands above already. */
  named?: boolean
  /** What is known before the directory has answered, or when it does not know the person. */
  phones: readonly string[]
  hit: PersonHit | null
  /** Where the slot itself is, when it says so. */
  place?: { name: string | null; address: readonly string[]; postalCode: string | null; city: string | null } | null
  /** Asks for their slots; absent where they are on the screen already. */
  onAsk?: () => void
}

/** The nearest place first, then the others. */
export function PersonCard({ idnps, name, what, named, phones, hit, place, onAsk }: PersonCardProps) {
  const { t } = useWords()
  const answer = useAnswer('directory.person', { idnps: idnps ?? '' }, { enabled: idnps !== null })
  const person = answer.value?.person ?? null
  const contentDate = answer.value?.contentDate ?? null
  const unknown = idnps !== null && answer.value !== undefined && person === null && hit === null
  const activities = person?.activities ?? (hit?.activity ? [hit.activity] : [])
  const { hours = [], since = null, changes = [] } = answer.value ?? {}
  const nearest = hit?.activity?.id
  const sorted = [...activities].sort((a, b) => Number(b.id === nearest) - Number(a.id === nearest))
  const known = new Set(activities.flatMap(activity => activity.phones))
  const others = phones.filter(phone => !known.has(phone))
  // Said once when the slot is where the first place of work is.
  const same = sorted[0]?.city === place?.city && sorted[0]?.address.join() === place?.address.join()
  const slotPlace =
    place && !(same && sorted[0])
      ? [place.name, ...place.address, [place.postalCode, place.city].filter(Boolean).join(' ')]
      : []
  return (
    <section className="person">
      {named ? (
        <p className="secondary">{person ? whatOf(person) : what}</p>
      ) : (
        <Header name={person?.displayName ?? name} what={person ? whatOf(person) : what} />
      )}
      {onAsk ? (
        <div className="workplace">
          <Button className="button" onPress={onAsk}>
            {t('directory.askSlots')} <Keys chord="Enter" />
          </Button>
        </div>
      ) : null}
      {slotPlace.some(Boolean) ? (
        <div className="workplace">
          <p>{slotPlace.filter(Boolean).join(', ')}</p>
          {others.length > 0 || activities.length === 0 ? <Phones phones={others} /> : null}
        </div>
      ) : others.length > 0 || activities.length === 0 ? (
        <Phones phones={others} />
      ) : null}
      {unknown || idnps === null ? <p className="secondary">{t('directory.notInDirectory')}</p> : null}
      {answer.problem ? <ProblemBox problem={answer.problem} tone="warn" /> : null}
      {sorted.length > 0 ? (
        <>
          <h3 className="person__section">{t('directory.places', { count: sorted.length })}</h3>
          {sorted.map(activity => (
            <Workplace
              key={activity.id}
              activity={activity}
              km={activity.id === nearest ? (hit?.distanceKm ?? null) : null}
              hours={hours}
            />
          ))}
          {hours
            .filter(one => one.activity === null)
            .map(one => (
              <Hours key={one.where} hours={one} elsewhere />
            ))}
          <p className="secondary">
            {[
              hours.length === 0 ? t('directory.hoursUnknown') : null,
              contentDate ? t('directory.seenOn', { date: dayMonth(contentDate) }) : null,
              since && changes.length === 0 ? t('directory.unchangedSince', { date: dayMonth(since) }) : null,
              person ? t('directory.rpps', { rpps: person.rpps }) : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <SiteLines lines={answer.value?.site ?? []} />
          <Changes since={since} changes={changes} />
          {idnps === null ? null : <VerifyNow key={idnps} idnps={idnps} />}
        </>
      ) : null}
    </section>
  )
}
