/** The calls that wait, as strips: number, need and place in short, how long, what for, what has come of them meanwhile. */
import type { CallState } from '../../../shared/contract/call.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Keys } from '../../ui/Keys.tsx'
import { timer } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useOrientation } from '../orientation/store.ts'
import { OrientationIcon } from '../orientation/words.tsx'
import { nextWaiting, useCall } from './store.ts'

/** Beyond this a call that waits is coloured, ms. */
const LONG_MS = 5 * 60_000

export function ParkedCalls() {
  const { t } = useWords()
  const parked = useCall(state => state.parked)
  const next = useCall(state => nextWaiting(state)?.id ?? null)
  if (parked.length === 0) return null
  return (
    <ul className="parked" aria-label={t('call.waiting')}>
      {parked.map(call => (
        <Strip key={call.id} call={call} next={call.id === next} />
      ))}
    </ul>
  )
}

function Strip({ call, next }: { call: CallState; next: boolean }) {
  const { t } = useWords()
  const acts = useActs()
  const now = useNow(1000)
  const outcome = useOrientation(state => {
    const id = call.orientationIds.at(-1)
    return id ? (state.byId[id]?.status ?? null) : null
  })
  const since = call.parkedAt ?? call.startedAt
  const long = now - Date.parse(since) > LONG_MS
  const about = [call.needText, call.placeText].filter(Boolean).join(' · ')
  const why = outcome
    ? t(`orientation.status.${outcome}`)
    : call.parkedFor && call.parkedFor !== 'other'
      ? t(`call.parkedFor.${call.parkedFor}`)
      : t('call.waitingWord')
  return (
    <li>
      <Button className={`parked__call${long ? ' parked__call--long' : ''}`} onPress={() => acts.resume(call.id)}>
        <span className="parked__number">
          <span className="out-of-sight">{t('call.resume')} </span>
          {call.number}
        </span>
        <span className="parked__words">
          <span className="parked__about">{about || t('call.number', { number: call.number })}</span>
          <span className="parked__why">
            {outcome ? <OrientationIcon status={outcome} /> : null} {why}
          </span>
        </span>
        <span className="parked__timer figure">{timer(since, now)}</span>
        {next ? <Keys chord="F4" /> : null}
      </Button>
    </li>
  )
}
