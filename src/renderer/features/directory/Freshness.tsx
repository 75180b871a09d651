/**
 * Where the directory comes from: each source with the age of its content, imports under way or refused, the way back, the
 * site's rosters. A tab of the board; the directory answers whatever happens here.
 */
import { useState } from 'react'
import type { DirectorySource, DirectorySources, ImportProgress } from '../../../shared/contract/directory-sources.ts'
import type { Problem } from '../../../shared/contract/kit.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { dayAndTime, localeOf } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { Rosters } from './Rosters.tsx'

type Act = 'importNow' | 'acceptRefused' | 'returnToPrevious'

const dayOf = (date: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'short' }).format(new Date(`${date}T12:00`))

export function Freshness() {
  const { t, language } = useWords()
  const console = useConsole()
  // Every word about an import comes with the directory's state: the sources are asked again then.
  const status = useAnswer('directory.status', null).value
  const answer = useAnswer('directory.sources', null, { revision: JSON.stringify(status ?? null) })
  const [doing, setDoing] = useState<Act | null>(null)
  const [said, setSaid] = useState<{ problem: Problem } | { done: Act } | null>(null)
  const [last, setLast] = useState<DirectorySources | null>(null)
  const shown = answer.value ?? last
  const session = useAnswer('session.state', null).value
  const configure = session?.operator?.rights.includes('configure') ?? false

  async function act(what: Act) {
    setDoing(what)
    setSaid(null)
    const result =
      what === 'importNow'
        ? await console.call('directory.importNow', { again: false })
        : await console.call(`directory.${what}`, null)
    setDoing(null)
    setSaid(result.ok ? { done: what } : { problem: result.error })
    if (result.ok) setLast(result.value)
  }

  if (answer.problem) return <ProblemBox problem={answer.problem} />
  if (!shown) return null
  const { sources, previous, refused, importing } = shown
  return (
    <div className="freshness">
      <div className="sources-board__head">
        <Button className="button" disabled={doing !== null} onPress={() => void act('importNow')}>
          <Icon name="server" /> {t('directory.fresh.importNow')}
        </Button>
        <Button
          className="button"
          disabled={doing !== null || previous === null}
          onPress={() => void act('returnToPrevious')}
        >
          {previous
            ? t('directory.fresh.return', {
                date: dayOf(previous.contentDate, language),
                people: new Intl.NumberFormat(language).format(previous.people),
              })
            : t('directory.fresh.noPrevious')}
        </Button>
        {shown.nextCheck ? <NextCheck at={shown.nextCheck} /> : null}
      </div>
      {importing ? <Progress importing={importing} /> : null}
      <p role="status">{said && 'done' in said ? t(`directory.fresh.done.${said.done}`) : ''}</p>
      {said && 'problem' in said ? <ProblemBox problem={said.problem} tone="warn" /> : null}
      {refused ? (
        <section aria-label={t('directory.fresh.refused')}>
          <h2 className="suggestions__head">{t('directory.fresh.refused')}</h2>
          <ProblemBox problem={{ kind: refused.kind, params: refused.params }} tone="warn" />
          {refused.canForce && configure ? (
            <Button className="button" disabled={doing !== null} onPress={() => void act('acceptRefused')}>
              {t('directory.fresh.accept')}
            </Button>
          ) : null}
        </section>
      ) : null}
      <SourcesTable sources={sources} staleDays={shown.staleDays} />
      <Rosters />
    </div>
  )
}

function NextCheck({ at }: { at: string }) {
  const { t, language } = useWords()
  return <span className="secondary">{t('directory.fresh.nextCheck', { time: dayAndTime(at, language) })}</span>
}

function Progress({ importing }: { importing: ImportProgress }) {
  const { t, language } = useWords()
  const number = (value: number) => new Intl.NumberFormat(language).format(Math.round(value))
  const { phase, rows, bytes, totalBytes, rate, remainingSeconds } = importing
  const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 0
  const words = [
    t(`directory.fresh.phase.${phase}`),
    rows > 0 ? t('directory.fresh.rows', { rows: number(rows) }) : null,
    totalBytes > 0 ? t('directory.fresh.share', { percent: Math.round(100 * share) }) : null,
    rate === null || phase === 'downloading' ? null : t('directory.fresh.rate', { rate: number(rate) }),
    remainingSeconds === null ? null : t('directory.fresh.remaining', { seconds: number(remainingSeconds) }),
  ]
  return (
    <p className="freshness__progress">
      <progress aria-label={t('directory.fresh.progress')} value={share} max={1} /> {words.filter(Boolean).join(' · ')}
    </p>
  )
}

function SourcesTable({ sources, staleDays }: { sources: readonly DirectorySource[]; staleDays: number }) {
  const { t, language } = useWords()
  const at = (instant: string | null) => (instant === null ? '–' : dayAndTime(instant, language))
  const number = (value: number) => new Intl.NumberFormat(language).format(value)
  return (
    <div className="sources-board__scroll">
      <table className="sources-board" aria-label={t('directory.fresh.sources')}>
        <thead>
          <tr>
            {['source', 'content', 'success', 'counts', 'report'].map(column => (
              <th key={column} scope="col">
                {t(`directory.fresh.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sources.map(source => (
            <tr key={source.name}>
              <th scope="row">
                {t(`directory.fresh.source.${source.name}`)}
                <span className="sources-board__sub">{source.where ?? t('directory.fresh.notConfigured')}</span>
              </th>
              <td>
                {source.contentDate === null || source.ageDays === null
                  ? '–'
                  : t('directory.fresh.age', { date: dayOf(source.contentDate, language), count: source.ageDays })}
                {source.stale ? (
                  <span className="sources-board__sub tone-warn">
                    <Icon name="warn" /> {t('directory.fresh.stale', { days: staleDays })}
                  </span>
                ) : null}
              </td>
              <td>
                {at(source.lastSuccess)}
                {source.lastAttempt?.kind ? (
                  <span className="sources-board__sub tone-warn">
                    <Icon name="warn" />{' '}
                    {t(`problem.${source.lastAttempt.kind}.what`, source.lastAttempt.params as never)}
                  </span>
                ) : null}
              </td>
              <td className="figure">
                {source.report
                  ? t('directory.fresh.counts', {
                      read: number(source.report.read),
                      kept: number(source.report.kept),
                      merged: number(source.report.merged),
                      refused: number(source.report.refused),
                    })
                  : '–'}
              </td>
              <td>{source.report ? <Refusals report={source.report} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** First refused lines shown; the file says the rest. */
const REFUSALS = 20

function Refusals({ report }: { report: NonNullable<DirectorySource['report']> }) {
  const { t, language } = useWords()
  const words = [
    report.recovered > 0 ? t('directory.fresh.recovered', { count: report.recovered }) : null,
    report.truncated ? t('directory.fresh.truncated') : null,
    report.frozen ? t('directory.fresh.frozen') : null,
  ].filter(Boolean)
  const reasonOf = (reason: string) => t(`directory.fresh.reason.${reason}`, { defaultValue: reason })
  return (
    <>
      {words.length > 0 ? <p>{words.join(' · ')}</p> : null}
      {report.refused > 0 ? (
        <details>
          <summary>{t('directory.fresh.refusals', { count: report.refused })}</summary>
          <p>
            {report.reasons
              .map(({ reason, count }) =>
                t('directory.fresh.reasonCount', {
                  reason: reasonOf(reason),
                  lines: new Intl.NumberFormat(language).format(count),
                }),
              )
              .join(' · ')}
          </p>
          <ul className="board__addresses">
            {report.refusals.slice(0, REFUSALS).map(({ line, reason }) => (
              <li key={`${line} ${reason}`}>{t('directory.fresh.line', { line, reason: reasonOf(reason) })}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  )
}
