/** The second screen: the map of the call in progress, and the board. It only shows; the desk keeps the keys. */
import { useEffect } from 'react'
import { OffersMap } from '../features/availability/OffersMap.tsx'
import { useCall } from '../features/call/store.ts'
import { LiveRegions } from '../ui/Live.tsx'
import { NoticeLine } from '../ui/NoticeLine.tsx'
import { hour } from '../ui/time.ts'
import { useWords } from '../ui/words.ts'
import { LinkLine } from './Banners.tsx'
import { Board } from './Board.tsx'
import { useAnswer } from './console.ts'
import { usePageSettings } from './pageSettings.ts'

export function SecondScreen() {
  const { t } = useWords()
  const session = useAnswer('session.state', null)
  const open = session.value?.status === 'signed-in'
  usePageSettings()
  // Two windows in the task bar, told apart.
  useEffect(() => {
    document.title = t('app.second.title')
  }, [t])
  return (
    <>
      {open ? <MapAndBoard /> : <Closed />}
      <LiveRegions silent={!open} />
    </>
  )
}

function Closed() {
  const { t } = useWords()
  return (
    <main className="gate">
      <p className="secondary" role="status">
        {t('app.second.closed')}
      </p>
    </main>
  )
}

function MapAndBoard() {
  const { t } = useWords()
  const call = useCall(state => state.call)
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
        <NoticeLine />
      </main>
      <div className="banners">
        <LinkLine />
      </div>
    </div>
  )
}
