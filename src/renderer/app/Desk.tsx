/** The one screen of a call: bar, question, offers, detail, status. Nothing opens over it by itself. */
import { lazy, type PointerEvent, type KeyboardEvent as ReactKeyboardEvent, Suspense, useEffect, useRef } from 'react'
import { Compare } from '../features/availability/Compare.tsx'
import { OfferDetail } from '../features/availability/OfferDetail.tsx'
import { OffersList } from '../features/availability/OffersList.tsx'
import { OffersState } from '../features/availability/OffersState.tsx'
import { Reach } from '../features/availability/Reach.tsx'
import { Summary } from '../features/availability/Summary.tsx'
import { fixUnderHand, handInList, useAsk } from '../features/availability/store.ts'
import { CallBar } from '../features/call/CallBar.tsx'
import { QuestionLine } from '../features/call/QuestionLine.tsx'
import { useCall } from '../features/call/store.ts'
import { DirectoryDetail, DirectoryPane } from '../features/directory/DirectoryPane.tsx'
import { NearestDetail, NearestStructures, useStructureNeeded } from '../features/directory/NearestStructures.tsx'
import { OtherOutcome } from '../features/orientation/OtherOutcome.tsx'
import { Outcome } from '../features/orientation/Outcome.tsx'
import { Suspended } from '../features/orientation/Suspended.tsx'
import { useOrientation } from '../features/orientation/store.ts'
import { returnCursor } from '../features/session/cursor.ts'
import { SiteFacts } from '../features/site/SiteFacts.tsx'
import { useSite } from '../features/site/store.ts'
import { Button } from '../ui/Button.tsx'
import { focusSoon } from '../ui/focus.ts'
import { Keys } from '../ui/Keys.tsx'
import { NoticeLine } from '../ui/NoticeLine.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { DETAIL_MAX, DETAIL_MIN, nextDetailWidth, setDetailWidth, useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { Banners } from './Banners.tsx'
import { Board } from './Board.tsx'
import { FirstKeys } from './FirstKeys.tsx'
import { watchHand } from './hand.ts'
import { StatusLine } from './StatusLine.tsx'
import { Tour } from './Tour.tsx'
import { useTour } from './tourStore.ts'

const OffersMap = lazy(async () => ({ default: (await import('../features/availability/OffersMap.tsx')).OffersMap }))
const DayPane = lazy(() => import('../features/orientation/DayPane.tsx').then(({ DayPane }) => ({ default: DayPane })))
const PhonePane = lazy(() =>
  import('../features/orientation/PhonePane.tsx').then(({ PhonePane }) => ({ default: PhonePane })),
)

const PANE_WORDS = {
  offers: 'app.offers',
  directory: 'directory.title',
  day: 'orientation.day.title',
  phone: 'orientation.phone.title',
  board: 'app.board.title',
} as const

/**
 * Listens to next to nothing: whatever it draws again, the whole page does, and a key waits for it. Each part below listens
 * to what it shows.
 */
export function Desk() {
  const acts = useActs()
  const ready = useCall(state => state.call !== null)
  const detailWidth = useUi(state => state.detailWidth)

  // The hand starts where it was before a lock, to the very field and character, else at the need.
  useEffect(() => {
    if (!ready) return
    const last = useUi.getState().zone
    returnCursor(() => focusSoon(last === 'list' ? 'list' : last === 'detail' ? 'primary' : 'need'))
  }, [ready])

  useEffect(() => (ready ? watchHand() : undefined), [ready])

  // Told at once, not after a drawing: the list comes right in the same one.
  useEffect(() => {
    const tell = ({ zone }: { zone: string }) => handInList(zone === 'list' || zone === 'detail')
    tell(useUi.getState())
    return useUi.subscribe(tell)
  }, [])

  function onKeyDown(event: ReactKeyboardEvent) {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    acts.back()
  }

  return (
    <div className="desk" onKeyDown={onKeyDown}>
      <CallBar />
      <QuestionLine />
      <main className="desk__body" style={{ '--detail-width': `${detailWidth}px` } as React.CSSProperties}>
        <Work />
        <Detail />
        <NoticeLine />
      </main>
      {/* Below the list: what comes and goes here moves nothing that is under the hand. */}
      <Suspended />
      <Banners />
      <TourStrip />
      <StatusLine />
    </div>
  )
}

/** Last of what stands below the list: what comes and goes above it does not move it. */
function TourStrip() {
  return useTour(state => state.open) ? <Tour /> : null
}

/** What is worked in: the offers of the question, or what was opened in their place. */
function Work() {
  const { t } = useWords()
  const pane = useUi(state => state.pane)
  const map = useUi(state => state.map)
  const structures = useStructureNeeded()
  const narrow = useNarrow()
  const isUnder = useDetailOver()
  return (
    // What the detail covers is out of reach of Tab too.
    <section className="desk__offers" aria-label={t(PANE_WORDS[pane])} inert={isUnder}>
      {pane === 'directory' ? (
        <DirectoryPane />
      ) : pane === 'day' || pane === 'phone' ? (
        <Suspense fallback={<p className="secondary">{t('app.board.loading')}</p>}>
          {pane === 'day' ? <DayPane /> : <PhonePane />}
        </Suspense>
      ) : pane === 'board' ? (
        <Board />
      ) : structures ? (
        <NearestStructures />
      ) : (
        <>
          <Summary />
          <OffersState />
          {narrow ? <Compare /> : null}
          <div className={`offers-and-map${map ? ' offers-and-map--split' : ''}`}>
            <div className="offers-and-map__list">
              <OffersList />
            </div>
            {map ? (
              <Suspense>
                <OffersMap />
              </Suspense>
            ) : null}
          </div>
          <Reach />
        </>
      )}
    </section>
  )
}

const isBusy = ({ armed, sending, problem }: ReturnType<typeof useOrientation.getState>) =>
  armed !== null || sending !== null || problem !== null

/** Docked: true when the detail lies over the list. The hand in the list, by whatever key, has the list before the eyes. */
function useDetailOver(): boolean {
  const narrow = useNarrow()
  // Beside nothing, neither where the hand is nor what is armed draws anything again.
  const zone = useUi(state => (narrow ? state.zone : null))
  const isShown = useOrientation(state => narrow && (isBusy(state) || state.other !== null || state.shownId !== null))
  return zone === 'detail' || (zone !== 'list' && isShown)
}

function Detail() {
  const { t } = useWords()
  const acts = useActs()
  const narrow = useNarrow()
  const pane = useUi(state => state.pane)
  const over = useDetailOver()
  const shownId = useOrientation(state => state.shownId)
  const shown = useOrientation(state => (state.shownId ? (state.byId[state.shownId] ?? null) : null))
  const elsewhere = useSite(state => (shownId ? state.day.find(one => one.id === shownId) : undefined))
  const structures = useStructureNeeded()
  const busy = useOrientation(isBusy)
  const other = useOrientation(state => state.other)
  const nothing = useAsk(state => state.ask === null && !state.asking && state.problem === null) && !busy
  const alone = pane === 'board' || pane === 'phone'
  if ((narrow && !over) || (alone && !shown && !busy && !other)) return null
  return (
    <>
      <aside
        className="detail"
        data-zone="detail"
        tabIndex={-1}
        aria-label={t('app.detail')}
        onFocus={() => {
          // What is read here is what its button takes: from now on the list may not put another row in its place.
          if (pane === 'offers') fixUnderHand()
          useUi.setState({ zone: 'detail' })
        }}
      >
        {narrow ? (
          <Button className="button button--quiet detail__back" onPress={() => acts.back()}>
            {t('orientation.backToOffers')} <Keys chord="Escape" />
          </Button>
        ) : null}
        {shown ? (
          <Outcome orientation={shown} />
        ) : elsewhere && pane === 'day' ? (
          <SiteFacts one={elsewhere} />
        ) : other ? (
          <OtherOutcome />
        ) : pane === 'directory' ? (
          <DirectoryDetail />
        ) : pane === 'offers' && structures && !busy ? (
          <NearestDetail />
        ) : (
          <>
            {narrow ? null : <Compare />}
            {nothing && pane === 'offers' ? <FirstKeys /> : <OfferDetail />}
          </>
        )}
      </aside>
      {narrow ? null : <Divider />}
    </>
  )
}

/** Between list and detail: moved by mouse, by arrows when it has the focus, or by one press after another. */
function Divider() {
  const { t } = useWords()
  const width = useUi(state => state.detailWidth)
  const from = useRef<{ x: number; width: number } | null>(null)
  const dragged = useRef(false)
  return (
    <div
      className="divider"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('app.resize')}
      aria-valuenow={width}
      aria-valuemin={DETAIL_MIN}
      aria-valuemax={DETAIL_MAX}
      tabIndex={0}
      onKeyDown={event => {
        const step = event.key === 'ArrowLeft' ? 16 : event.key === 'ArrowRight' ? -16 : 0
        if (step !== 0) setDetailWidth(width + step)
      }}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width }
        dragged.current = false
      }}
      onPointerMove={event => {
        if (!from.current) return
        const by = from.current.x - event.clientX
        // A hand that trembles has not dragged.
        if (Math.abs(by) > 3) dragged.current = true
        if (dragged.current) setDetailWidth(from.current.width + by)
      }}
      onPointerUp={() => {
        from.current = null
      }}
      onClick={() => {
        if (!dragged.current) nextDetailWidth()
        dragged.current = false
      }}
    />
  )
}
