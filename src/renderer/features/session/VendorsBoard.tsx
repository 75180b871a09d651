/** Where the person at the desk stands with each booking vendor: account, conditions, sign-in, the day it last worked. */
import { useState } from 'react'
import type { VendorSignIn } from '../../../shared/contract/vendor-sign-in.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { notify } from '../../ui/store.ts'
import { deskInstant, fullDate, hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'

/** What there is to do first; `nothing`: it works. */
function todo({
  account,
  terms,
  signIn,
}: VendorSignIn): 'refused' | 'pending' | 'terms' | 'signIn' | 'ask' | 'nothing' {
  if (account === 'refused') return 'refused'
  if (account === 'pending') return 'pending'
  if (terms === 'to-accept') return 'terms'
  if (signIn === 'needed') return 'signIn'
  return account === 'unknown' || terms === 'unknown' || signIn === 'unknown' ? 'ask' : 'nothing'
}

export function VendorsBoard() {
  const { t } = useWords()
  const [look, setLook] = useState(0)
  const seen = useAnswer('session.vendors', null, { revision: String(look), keepLast: true })
  const { value } = seen
  if (seen.problem) return <ProblemBox problem={seen.problem} />
  if (!value) return <p className="secondary">{t('app.board.loading')}</p>
  return (
    <section aria-label={t('session.vendors.title')}>
      <p className="sources-board__head">
        <span className="secondary">{t('session.vendors.what')}</span>
        <Button className="button button--small" disabled={seen.waiting} onPress={() => setLook(look + 1)}>
          {t('session.vendors.again')}
        </Button>
      </p>
      {value.service === 'told' ? null : (
        <p role="status" className="tone-warn">
          <Icon name="warn" /> {t(`session.vendors.service.${value.service}`)}
        </p>
      )}
      {value.vendors.length === 0 ? (
        <p className="secondary">{t('session.vendors.none')}</p>
      ) : (
        <div className="sources-board__scroll">
          <table className="sources-board">
            <thead>
              <tr>
                {(['vendor', 'account', 'terms', 'signIn', 'worked', 'todo'] as const).map(column => (
                  <th key={column} scope="col">
                    {t(`session.vendors.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.vendors.map(vendor => (
                <VendorLine key={vendor.sourceId} vendor={vendor} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function VendorLine({ vendor }: { vendor: VendorSignIn }) {
  const { t } = useWords()
  const console = useConsole()
  const [problem, setProblem] = useState<{ kind: string; params: Record<string, string | number | boolean | null> }>()
  const what = todo(vendor)
  const { worked } = vendor

  async function open() {
    const opened = await console.call('session.openVendor', { sourceId: vendor.sourceId })
    setProblem(opened.ok ? undefined : opened.error)
    if (opened.ok) notify(t('session.vendors.opened', { vendor: vendor.label }))
  }

  return (
    <tr>
      <th scope="row">{vendor.label}</th>
      <td>{t(`session.vendors.account.${vendor.account}`)}</td>
      <td>{t(`session.vendors.terms.${vendor.terms}`)}</td>
      <td>{t(`session.vendors.signIn.${vendor.signIn}`)}</td>
      <td>
        {worked === null ? (
          t('session.vendors.never')
        ) : (
          <>
            {t('session.vendors.worked', {
              day: fullDate(deskInstant(new Date(worked.at)).slice(0, 10)),
              hour: hour(deskInstant(new Date(worked.at))),
            })}
            <br />
            <span className="secondary">{t(`session.vendors.by.${worked.by}`)}</span>
          </>
        )}
      </td>
      <td>
        <span className={what === 'nothing' ? 'tone-ok' : what === 'ask' ? 'secondary' : 'tone-warn'}>
          {what === 'ask' ? null : <Icon name={what === 'nothing' ? 'check' : 'warn'} />}{' '}
          {t(`session.vendors.todo.${what}`)}
        </span>
        {vendor.page && what !== 'pending' && what !== 'refused' ? (
          <>
            <br />
            <Button
              className="button button--small"
              aria-label={t('session.vendors.openOf', { vendor: vendor.label })}
              onPress={() => void open()}
            >
              {t('session.vendors.open')}
            </Button>
          </>
        ) : null}
        {problem ? <ProblemBox problem={problem} /> : null}
      </td>
    </tr>
  )
}
