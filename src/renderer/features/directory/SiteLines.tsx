/** What the site's own lists say of somebody, while they are in force, with the file that says it. */
import type { SiteLine } from '../../../shared/contract/directory.ts'
import { dayAndTime } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { Phones } from './Phones.tsx'

export function SiteLines({ lines }: { lines: readonly SiteLine[] }) {
  const { t, language } = useWords()
  if (lines.length === 0) return null
  return (
    <>
      <h3 className="person__section">{t('directory.siteSays')}</h3>
      {lines.map(line => (
        <div key={`${line.kind} ${line.file} ${line.name} ${line.mode ?? ''}`} className="workplace">
          <p>
            {t(`directory.roster.kind.${line.kind}`)}
            {line.mode ? ` : ${t(`directory.mode.${line.mode}`, { defaultValue: line.mode })}` : ''}
          </p>
          <p className="secondary">
            {[
              line.name,
              line.said,
              line.until ? t('directory.roster.until', { time: dayAndTime(line.until, language) }) : null,
              t('directory.roster.from', { file: line.file }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {line.phones.length > 0 ? <Phones phones={line.phones} /> : null}
        </div>
      ))}
    </>
  )
}
