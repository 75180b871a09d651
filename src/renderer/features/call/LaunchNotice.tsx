/** What the LRM sent by its link: said in place, never over what is being done; another call is never replaced unasked. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Launch } from '../../../shared/contract/call.ts'
import { keepAnswer, useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { notifyProblem } from '../../ui/problemWords.ts'
import { announce } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'

export function LaunchNotice() {
  const { t } = useWords()
  const console = useConsole()
  const queries = useQueryClient()
  const launch = useAnswer('call.launch', null).value ?? null
  useEffect(() => console.on('call.launched', one => keepAnswer(queries, 'call.launch', null, one)), [console, queries])
  const words = launch ? t(launch.shown ? 'call.launch.shown' : 'call.launch.asked') : null
  useEffect(() => {
    if (words) announce(words)
  }, [words])
  if (!launch || !words) return null

  async function accept({ id }: Launch) {
    const result = await console.call('call.acceptLaunch', { id })
    if (!result.ok) notifyProblem(result.error, t)
  }
  const faults = launch.faults.map(
    ({ part, why }) => `${t(`call.launch.part.${part}`)} (${t(`call.launch.why.${why}`)})`,
  )
  return (
    <section className="suspended" aria-label={t('call.launch.title')}>
      <div className={`suspended__line suspended__line--${launch.shown ? 'ok' : 'warn'}`}>
        <Icon name="link" className={launch.shown ? 'tone-ok' : 'tone-warn'} />
        <p className="suspended__what">
          <strong>{words}</strong>{' '}
          {launch.street ? <span>{t('call.launch.street', { street: launch.street })} </span> : null}
          {launch.practitioner ? (
            <span>{t('call.launch.doctor', { name: launch.practitioner.displayName })} </span>
          ) : null}
          {faults.length > 0 ? <span>{t('call.launch.faults', { parts: faults.join(', ') })}</span> : null}
        </p>
        {launch.shown ? null : (
          <Button className="button button--small" onPress={() => void accept(launch)}>
            {t('call.launch.accept')}
          </Button>
        )}
        <Button
          className="button button--small"
          onPress={() => void console.call('call.dropLaunch', { id: launch.id })}
        >
          {t('call.launch.drop')}
        </Button>
      </div>
    </section>
  )
}
