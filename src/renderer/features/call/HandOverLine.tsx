/** Whether the LRM has been told of an outcome: «remis», «pas remis», «repris». Nothing where the site only pastes. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { HandOver } from '../../../shared/contract/call.ts'
import { keepAnswer, useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'

const LOOK: Record<HandOver['state'], { icon: IconName; tone: string }> = {
  waiting: { icon: 'dots', tone: 'wait' },
  delivered: { icon: 'check', tone: 'wait' },
  acknowledged: { icon: 'check', tone: 'ok' },
  failed: { icon: 'warn', tone: 'bad' },
}

export function HandOverLine({ orientationId }: { orientationId: string }) {
  const { t } = useWords()
  const console = useConsole()
  const one = useHandOvers().find(each => each.orientationId === orientationId)
  if (!one) return null
  const { icon, tone } = LOOK[one.state]
  const words = t(`call.handOver.${one.state}`, { time: localHour(one.at), code: one.code ?? '', count: one.attempts })
  return (
    <p className={`secondary tone-${tone}`} role="status">
      <Icon name={icon} /> {words}
      {one.withNumber ? null : <> · {t('call.handOver.withoutNumber')}</>}{' '}
      {one.state === 'failed' ? (
        <Button
          className="button button--small"
          onPress={() => void console.call('call.handOverAgain', { id: orientationId })}
        >
          {t('call.handOver.again')}
        </Button>
      ) : null}
    </p>
  )
}

/** What has been handed over, kept up to date by its event. */
function useHandOvers(): HandOver[] {
  const console = useConsole()
  const queries = useQueryClient()
  const { value } = useAnswer('call.handOvers', null)
  useEffect(
    () =>
      console.on('call.handedOver', one => {
        const known = queries.getQueryData<{ ok: boolean; value?: HandOver[] }>(['call.handOvers', null])?.value ?? []
        const others = known.filter(each => each.orientationId !== one.orientationId)
        keepAnswer(queries, 'call.handOvers', null, [...others, one])
      }),
    [console, queries],
  )
  return value ?? []
}

/** The console writes its own acts in universal time: shown in the desk's. */
const localHour = (instant: string): string => {
  const date = new Date(instant)
  const two = (n: number) => String(n).padStart(2, '0')
  return hour(`${instant.slice(0, 11)}${two(date.getHours())}:${two(date.getMinutes())}:00Z`)
}
