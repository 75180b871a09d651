/** When a place is open, as a list of the site says, with the list and its day; said to be unknown where none does. */
import type { OpeningHours } from '../../../shared/contract/directory.ts'
import { dayAndTime, fullDate } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { weekWords } from './weekWords.ts'

/** `elsewhere`: at none of the places that stand on the record. */
export function Hours({ hours, elsewhere = false }: { hours: OpeningHours | undefined; elsewhere?: boolean }) {
  const { t, language } = useWords()
  if (!hours) return <p className="secondary">{t('directory.hoursUnknown')}</p>
  const week = weekWords(hours.week, t, language)
  const { where, file, taken, note, until } = hours
  const said = elsewhere
    ? where === ''
      ? t('directory.hours.unplaced', { week })
      : t('directory.hours.elsewhere', { week, where })
    : t(`directory.hours.${hours.of === 'person' ? 'said' : 'structure'}`, { week })
  return (
    <>
      <p>{said}</p>
      <p className="secondary">
        {[
          note,
          until ? t('directory.roster.until', { time: dayAndTime(until, language) }) : null,
          t('directory.hours.source', { file, date: fullDate(taken) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  )
}
