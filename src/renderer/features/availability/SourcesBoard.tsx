/** The sources, for IT and supervisors: how each does, what it says it can do, what of it breaks the guide, until when its papers hold. */
import { Fragment, useState } from 'react'
import type { SourceReport } from '../../../shared/contract/availability.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { copyText } from '../../ui/copy.ts'
import { Icon } from '../../ui/Icon.tsx'
import { notify } from '../../ui/store.ts'
import { ago, deskInstant, fullDate, hour, seconds } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { simulatedMark } from './source.ts'

/** A certificate that ends within so many days is shown as something to do. */
const SOON_DAYS = 45
const DAY_MS = 86_400_000
const AGAIN_MS = 5_000

export function SourcesBoard() {
  const { t } = useWords()
  const console = useConsole()
  const [looks, setLooks] = useState(0)
  const beat = Math.floor(useNow(AGAIN_MS) / AGAIN_MS)
  const { value, waiting } = useAnswer(
    'availability.sources',
    { look: false },
    { revision: `${looks} ${beat}`, keepLast: true },
  )
  const [busy, setBusy] = useState(false)

  async function look() {
    setBusy(true)
    await console.call('availability.sources', { look: true })
    setBusy(false)
    setLooks(count => count + 1)
  }

  if (!value) return <p className="secondary">{waiting ? t('app.board.loading') : t('availability.board.none')}</p>
  return (
    <section aria-label={t('availability.board.title')}>
      <Widenings revision={`${looks} ${beat}`} />
      <p className="sources-board__head">
        <span className="secondary">{t('availability.board.what')}</span>
        <Button className="button button--small" disabled={busy} onPress={() => void look()}>
          {t(busy ? 'availability.board.looking' : 'availability.board.look')}
        </Button>
      </p>
      <div className="sources-board__scroll">
        <table className="sources-board">
          <thead>
            <tr>
              {(['source', 'state', 'times', 'requests', 'faults', 'capability', 'certificates'] as const).map(
                column => (
                  <th key={column} scope="col">
                    {t(`availability.board.column.${column}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {value.map(source => (
              <Fragment key={source.id}>
                <SourceLine source={source} />
                {source.faults.length > 0 ? <Faults source={source} /> : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const STEPS = ['ring', 'neighbours', 'remote'] as const

/** How often searches had to go further: what a supervisor shows to who organises the offer. */
function Widenings({ revision }: { revision: string }) {
  const { t } = useWords()
  const { value } = useAnswer('availability.widenings', null, { revision, keepLast: true })
  if (!value) return null
  const words = STEPS.map(step => t(`availability.board.widening.${step}`, { count: value[step].all }))
  const automatic = STEPS.reduce((sum, step) => sum + value[step].automatic, 0)
  return (
    <p className="secondary">
      {t('availability.board.widenings', { steps: words.join(' · ') })}{' '}
      {t('availability.board.wideningsSelf', { count: automatic })}{' '}
      {t('availability.board.wideningsBack', { count: value.back.all })}
    </p>
  )
}

function SourceLine({ source }: { source: SourceReport }) {
  const { t, language } = useWords()
  const now = useNow(AGAIN_MS)
  const { door, latency, outcomes, capability } = source
  const bad =
    outcomes.late + outcomes.down + outcomes.refused + outcomes.unauthorised + outcomes.busy + outcomes.malformed
  const time = (ms: number) => t('availability.sourceMs', { seconds: seconds(ms, language) })
  const refusals = (['late', 'down', 'refused', 'unauthorised', 'busy', 'malformed'] as const).filter(
    kind => outcomes[kind] > 0,
  )
  return (
    <tr>
      <th scope="row">
        {source.label} <span className="secondary">{simulatedMark(source.label, source.simulated, t)}</span>
        <span className="sources-board__sub">
          <code>{source.host}</code>
        </span>
        <span className="sources-board__sub">
          {source.departements.length === 0
            ? t('availability.board.everywhere')
            : t('availability.board.covers', { codes: source.departements.join(', ') })}
          {source.identifiers === 'bare' ? ` · ${t('availability.board.bare')}` : ''}
        </span>
      </th>
      <td>
        <span className={door.state === 'open' ? 'tone-ok' : 'tone-warn'}>
          <Icon name={door.state === 'open' ? 'check' : 'clock'} /> {t(`availability.board.door.${door.state}`)}
        </span>
        <span className="sources-board__sub">
          {door.until ? t('availability.board.until', { time: hour(deskInstant(new Date(door.until))) }) : null}
        </span>
        <span className="sources-board__sub">
          {source.lastGoodAt
            ? t('availability.board.lastGood', { ago: ago(source.lastGoodAt, now, t) })
            : t('availability.board.neverAnswered')}
        </span>
      </td>
      <td className="figure">
        {latency ? `${time(latency.p50)} · ${time(latency.p95)}` : '–'}
        {latency ? (
          <span className="sources-board__sub">{t('availability.board.answers', { count: latency.n })}</span>
        ) : null}
      </td>
      <td className="figure">
        {source.requests}
        <span className={`sources-board__sub${bad > 0 ? ' tone-warn' : ''}`}>
          {refusals.map(kind => `${t(`availability.board.outcome.${kind}`)} ${outcomes[kind]}`).join(' · ')}
        </span>
        {source.lastFault ? (
          <span className="sources-board__sub">
            <code>{source.lastFault.code}</code> {ago(source.lastFault.at, now, t)}
          </span>
        ) : null}
      </td>
      <td className="figure">{source.faults.reduce((sum, fault) => sum + fault.count, 0)}</td>
      <td>
        {t(`availability.board.taking.${source.taking}`)}
        {source.heldBack ? (
          <span className="sources-board__sub tone-warn">{t('availability.board.heldBack')}</span>
        ) : null}
        <span className="sources-board__sub">
          {capability
            ? [capability.software, capability.fhirVersion ? `FHIR ${capability.fhirVersion}` : null]
                .filter(Boolean)
                .join(' · ')
            : t('availability.board.noStatement')}
        </span>
        {source.capabilityFault ? (
          <span className="sources-board__sub tone-warn">
            {t('availability.board.statementFault', { code: source.capabilityFault })}
          </span>
        ) : null}
      </td>
      <td>
        {source.certificates.length === 0 ? '–' : null}
        {source.certificates.map(({ role, name, endsAt }) => {
          const days = Math.floor((Date.parse(endsAt) - now) / DAY_MS)
          return (
            <span
              key={role}
              className={`sources-board__paper${days < 0 ? ' tone-bad' : days < SOON_DAYS ? ' tone-warn' : ''}`}
              title={name}
            >
              {t(`availability.board.paper.${role}`)} {fullDate(endsAt)}{' '}
              <span className="figure">
                ({days < 0 ? t('availability.board.ended') : t('availability.board.days', { count: days })})
              </span>
            </span>
          )
        })}
      </td>
    </tr>
  )
}

function Faults({ source }: { source: SourceReport }) {
  const { t, language } = useWords()
  const console = useConsole()

  async function copy() {
    const report = await console.call('availability.sourceReport', {
      id: source.id,
      language: language.startsWith('en') ? 'en' : 'fr',
    })
    const done = report.ok && (await copyText(report.value.text))
    notify(
      t(done ? 'availability.board.copied' : 'availability.board.copyFailed', { source: source.label }),
      done ? 'ok' : 'warn',
    )
  }

  return (
    <tr>
      <td colSpan={7} className="sources-board__faults">
        <Button className="button button--small" onPress={() => void copy()}>
          <Icon name="copy" /> {t('availability.board.copy', { source: source.label })}
        </Button>
        <ul>
          {source.faults.map(fault => (
            <li key={fault.why}>
              <span className="figure">{fault.count} ×</span> {fault.rule}{' '}
              <span className="secondary">
                <code>{fault.why}</code>, {t('availability.board.example')} <code>{fault.example}</code>
              </span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )
}
