/** Every setting with its value and who gave it; what the organisation manages is shown and cannot be changed. */
import { useId, useState } from 'react'
import type { Problem } from '../../../shared/contract/kit.ts'
import type { SettingShown } from '../../../shared/contract/settings.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { plain } from '../../ui/plain.ts'
import { useWords } from '../../ui/words.ts'
import { NetworkWays } from './NetworkWays.tsx'
import { SettingsProblems } from './SettingsProblems.tsx'

export function SettingsBoard() {
  const { t, language } = useWords()
  // The words of the settings come in the language of the screens.
  const { value, problem } = useAnswer('settings.all', null, { revision: language, keepLast: true })
  const console = useConsole()
  if (problem) return <ProblemBox problem={problem} />
  if (!value) return null
  const free = value.keys.filter(key => key.choices.length > 0)
  return (
    <div className="settings-board">
      {value.pending ? (
        <div className="settings-note">
          <p>
            <Icon name="info" /> {t('settings.board.pending')}
          </p>
          <Button className="button button--small" onPress={() => void console.call('settings.apply', null)}>
            {t('settings.board.applyNow')}
          </Button>
        </div>
      ) : null}
      <SettingsProblems />
      {free.length > 0 ? (
        <>
          <h2 className="suggestions__head">{t('settings.board.yours')}</h2>
          {free.map(key => (
            <Chosen key={key.path} setting={key} />
          ))}
        </>
      ) : null}
      <NetworkWays />
      <AllSettings keys={value.keys} />
    </div>
  )
}

function Chosen({ setting }: { setting: SettingShown }) {
  const { t } = useWords()
  const console = useConsole()
  const [problem, setProblem] = useState<Problem | null>(null)
  async function choose(value: string) {
    const answer = await console.call('settings.choose', { path: setting.path, value })
    setProblem(answer.ok ? null : answer.error)
  }
  return (
    <>
      <Choice
        label={setting.words}
        value={setting.value}
        options={setting.choices.map(choice => ({ value: choice, label: t(`settings.board.choice.${choice}`) }))}
        onChange={value => void choose(value)}
      />
      {problem ? <ProblemBox problem={problem} /> : null}
    </>
  )
}

function AllSettings({ keys }: { keys: readonly SettingShown[] }) {
  const { t } = useWords()
  const id = useId()
  const [text, setText] = useState('')
  const [onlySet, setOnlySet] = useState(false)
  const words = plain(text).split(/\s+/).filter(Boolean)
  const shown = keys.filter(key => {
    if (onlySet && key.origin === 'default') return false
    const hay = plain(`${key.path} ${key.words} ${key.value} ${t(`settings.origin.${key.origin}`)}`)
    return words.every(word => hay.includes(word))
  })
  return (
    <section aria-labelledby={id}>
      <h2 className="suggestions__head" id={id}>
        {t('settings.board.all')}
      </h2>
      <div className="settings-board__filter">
        <input
          className="input"
          type="search"
          value={text}
          placeholder={t('settings.board.filter')}
          aria-label={t('settings.board.filter')}
          onChange={event => setText(event.target.value)}
        />
        <Check checked={onlySet} onChange={setOnlySet}>
          {t('settings.board.changed')}
        </Check>
      </div>
      {shown.length === 0 ? (
        <p className="secondary">{t('settings.board.filterNone')}</p>
      ) : (
        <table className="settings-board__table">
          <thead>
            <tr>
              <th scope="col">{t('settings.board.key')}</th>
              <th scope="col">{t('settings.board.value')}</th>
              <th scope="col">{t('settings.board.origin')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(key => (
              <tr key={key.path}>
                <th scope="row">
                  {key.words}
                  <code className="secondary">{key.path}</code>
                </th>
                <td>{key.value === '' ? <span className="secondary">{t('settings.board.unset')}</span> : key.value}</td>
                <td>
                  {t(`settings.origin.${key.origin}`)}
                  {key.managed ? (
                    <span className="settings-board__managed">
                      <Icon name="lock" /> {t('settings.board.managed')}
                    </span>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
