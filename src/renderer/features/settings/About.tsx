/** What this console is, and everything it may contact. */
import { useAnswer } from '../../app/console.ts'
import { useWords } from '../../ui/words.ts'
import { SettingsProblems } from './SettingsProblems.tsx'

export function About() {
  const { t } = useWords()
  const { value } = useAnswer('settings.view', null)
  if (!value) return null
  const lines: [string, string][] = [
    ['version', value.version],
    ['site', value.site],
    ['desk', value.desk],
    ['profile', t(`settings.profile.${value.profile}`)],
  ]
  return (
    <>
      <dl className="facts">
        {lines.map(([word, said]) => (
          <div key={word} className="facts__line">
            <dt>{t(`settings.about.${word}`)}</dt>
            <dd>{said === '' ? t('settings.about.unset') : said}</dd>
          </div>
        ))}
      </dl>
      <h2 className="suggestions__head">{t('settings.about.addresses')}</h2>
      <ul className="board__addresses">
        {value.addresses.map(address => (
          <li key={address}>
            <code>{address}</code>
          </li>
        ))}
      </ul>
      <SettingsProblems />
    </>
  )
}
