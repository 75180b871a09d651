/** The second screen: the map of the call in progress, and the board. It only shows; the desk keeps the keys. */
import { OffersMap } from '../features/availability/OffersMap.tsx'
import { useCall } from '../features/call/store.ts'
import { hour } from '../ui/time.ts'
import { useWords } from '../ui/words.ts'
import { Board } from './Board.tsx'
import { useAnswer } from './console.ts'

export function SecondScreen() {
  const { t } = useWords()
  const session = useAnswer('session.state', null)
  const call = useCall(state => state.call)
  if (session.value?.status !== 'signed-in')
    return (
      <main className="gate">
        <p className="secondary" role="status">
          {t('app.second.closed')}
        </p>
      </main>
    )
  const about = call
    ? [call.needText, call.placeText, call.limit ? `≤ ${hour(call.limit)}` : ''].filter(Boolean).join(' · ')
    : ''
  return (
    <div className="second">
      <header className="second__head">
        <h1 className="call-bar__call">
          {call ? t('call.number', { number: call.number }) : t('app.name')} {about}
        </h1>
      </header>
      <main className="second__body">
        <OffersMap />
        <Board />
      </main>
    </div>
  )
}
