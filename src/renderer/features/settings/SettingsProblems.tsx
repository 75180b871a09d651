/** What is wrong in the settings file, named: the console works on the rest. */

import { useAnswer } from '../../app/console.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useWords } from '../../ui/words.ts'

export function SettingsProblems() {
  const { t } = useWords()
  const settings = useAnswer('settings.view', null)
  const problems = settings.value?.problems ?? []
  if (problems.length === 0) return null
  return (
    <details className="settings-problems">
      <summary>
        <Icon name="warn" /> {t('settings.problems', { count: problems.length })} · {t('settings.problemsWhat')}
      </summary>
      <ul>
        {problems.map(one => (
          <li key={`${one.path} ${one.kind}`}>
            <code>{one.path}</code> · {t(`settings.problemKind.${one.kind}`)} · {one.detail}
          </li>
        ))}
      </ul>
    </details>
  )
}
