/** What this console is, everything it may contact, and the report that a support desk asks for. */
import { useState } from 'react'
import type { SettingsAbout } from '../../../shared/contract/settings.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { localeOf } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { SettingsProblems } from './SettingsProblems.tsx'

export function About() {
  const { t, language } = useWords()
  const view = useAnswer('settings.view', null)
  const about = useAnswer('settings.about', null)
  if (about.problem) return <ProblemBox problem={about.problem} />
  const { value } = about
  if (!value || !view.value) return null
  const { site, desk, profile } = view.value
  const runtime = value.electron ? 'settings.about.runtimeWords' : 'settings.about.runtimeHost'
  const lines: [string, string][] = [
    ['version', value.version],
    ['site', site],
    ['desk', desk],
    ['profile', t(`settings.profile.${profile}`)],
    ['runtime', t(runtime, { electron: value.electron ?? '', node: value.node })],
    ['system', value.system],
    ['folder', value.profileDir],
    ['siteSettings', siteWords(value.site, t, language)],
  ]
  return (
    <div className="about">
      {value.update ? (
        <p className="settings-note">
          <Icon name="info" />
          <span className="settings-note__words">
            {t('settings.about.update', { version: value.update.version })} {value.update.notes}
          </span>
        </p>
      ) : null}
      <dl className="facts">
        {lines.map(([word, said]) => (
          <div key={word} className="facts__line">
            <dt>{t(`settings.about.${word}`)}</dt>
            <dd>{said === '' ? t('settings.about.unset') : said}</dd>
          </div>
        ))}
      </dl>
      <SettingsProblems />
      <Report />
      <h2 className="suggestions__head">{t('settings.about.addresses')}</h2>
      <ul className="board__addresses">
        {value.addresses.map(address => (
          <li key={address}>
            <code>{address}</code>
          </li>
        ))}
      </ul>
      <Licences licences={value.licences} />
    </div>
  )
}

function siteWords(site: SettingsAbout['site'], t: ReturnType<typeof useWords>['t'], language: string): string {
  const state = t(`settings.siteState.${site.status}`)
  if (site.serial === null || site.issuedAt === null) return state
  const date = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long' }).format(new Date(site.issuedAt))
  return `${t('settings.siteSerial', { serial: site.serial, date })} · ${state}`
}

/** Made when it is asked for: it looks at every address. */
function Report() {
  const { t } = useWords()
  const console = useConsole()
  const [state, setState] = useState<'none' | 'looking' | 'copied' | 'not-copied'>('none')
  const [text, setText] = useState('')

  async function make() {
    setState('looking')
    const answer = await console.call('settings.report', null)
    if (!answer.ok) return setState('none')
    setText(answer.value.text)
    setState((await copyText(answer.value.text)) ? 'copied' : 'not-copied')
  }

  return (
    <section aria-label={t('settings.about.report')}>
      <h2 className="suggestions__head">{t('settings.about.report')}</h2>
      <p className="secondary">{t('settings.about.reportWhat')}</p>
      <Button className="button" disabled={state === 'looking'} onPress={() => void make()}>
        <Icon name="copy" /> {t(state === 'looking' ? 'settings.about.copyingReport' : 'settings.about.copyReport')}
      </Button>
      <p role="status">
        {state === 'copied' ? t('settings.about.reportCopied') : null}
        {state === 'not-copied' ? t('settings.about.reportNotCopied') : null}
      </p>
      {text === '' ? null : (
        <textarea
          className="input about__report"
          readOnly
          rows={12}
          value={text}
          aria-label={t('settings.about.report')}
        />
      )}
    </section>
  )
}

function Licences({ licences }: Pick<SettingsAbout, 'licences'>) {
  const { t } = useWords()
  if (licences.length === 0) return <p className="secondary">{t('settings.about.licencesElsewhere')}</p>
  return (
    <details>
      <summary>
        {t('settings.about.licences')} · {t('settings.about.licencesCount', { count: licences.length })}
      </summary>
      <ul className="board__addresses">
        {licences.map(one => (
          <li key={`${one.name} ${one.version}`}>
            {one.name} {one.version} · {one.licence}
          </li>
        ))}
      </ul>
    </details>
  )
}
