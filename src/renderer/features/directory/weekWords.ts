/** Opening hours in plain words: «lun.–ven. 8 h 30 – 19 h ; sam. 9 h – 12 h». */
import type { WeekHours } from '../../../shared/contract/directory.ts'
import { localeOf, type Say } from '../../ui/time.ts'

const WHOLE_DAY = 24 * 60
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

function timeWords(minutes: number, t: Say): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return rest === 0
    ? t('directory.hours.wholeTime', { hours })
    : t('directory.hours.time', { hours, minutes: String(rest).padStart(2, '0') })
}

/** «lun.–ven.», «lun., mer.–ven.»; three days in a row or more are said by the first and the last. */
function daysWords(days: readonly number[], t: Say, language: string): string {
  if (days.length === 7) return t('directory.hours.daily')
  const format = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' })
  const name = (day: number) => format.format(MONDAY + (day - 1) * DAY_MS)
  const runs: number[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    if (run && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs
    .flatMap(run => {
      const [from, to] = [name(run[0] ?? 1), name(run.at(-1) ?? 1)]
      return run.length > 2 ? [t('directory.hours.days', { from, to })] : run.map(name)
    })
    .join(', ')
}

export function weekWords(week: WeekHours, t: Say, language: string): string {
  return week
    .map(({ days, spans }) => {
      const times = spans.map(([from, to]) =>
        from === 0 && to === WHOLE_DAY
          ? t('directory.hours.allDay')
          : t('directory.hours.span', { from: timeWords(from, t), to: timeWords(to, t) }),
      )
      return t('directory.hours.group', {
        days: daysWords(days, t, language),
        times: times.length === 0 ? t('directory.hours.closed') : times.join(t('directory.hours.and')),
      })
    })
    .join(t('directory.hours.next'))
}
