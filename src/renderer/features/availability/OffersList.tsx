/**
 * The list of offers: a grid that keeps the focus itself and names its current row, so that rows may be drawn only
 * where they are seen. Arrows walk rows and slots, Enter chooses, letters filter, Ctrl+C copies the phone.
 */
import { type KeyboardEvent, memo, useCallback, useMemo } from 'react'
import type { Need } from '../../../shared/contract/directory.ts'
import type { OrientationStatus } from '../../../shared/contract/orientation.ts'
import type { SiteHold } from '../../../shared/contract/site.ts'
import { useActs } from '../../app/actsContext.ts'
import { useNow } from '../../ui/clock.ts'
import { useNarrow } from '../../ui/narrow.ts'
import { useRows } from '../../ui/rows.ts'
import { notify, useUi } from '../../ui/store.ts'
import { hour, longDay } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { useOrientation } from '../orientation/store.ts'
import { useSite } from '../site/store.ts'
import { useAutoWiden } from './autoWiden.ts'
import { useLook } from './look.ts'
import { chipDomId, OfferRow, rowDomId } from './OfferRow.tsx'
import { useRank } from './rank.ts'
import { silentSources } from './source.ts'
import { chooseRow, currentId, currentSlot, pointerInList, setFilter, useAsk, walkRows, walkSlots } from './store.ts'
import { TimelineRow, TimeScale } from './Timeline.tsx'
import { type Group, itemAt, usualWork } from './view.ts'

const LINE = 24
const ROW = 32
const ROW_NARROW = 56
const CHIP = 111
const CHIP_NARROW = 104
const NO_SLOTS: never[] = []
const NO_SLOTS_TAKEN: ReadonlyMap<string, boolean> = new Map()
const NO_HOLDS: ReadonlyMap<string, SiteHold> = new Map()
/** Needs whose words say what people do; a name says who. */
const WORK: readonly Need['kind'][] = ['speciality', 'profession']
/** A slot that is gone because this desk has it is not «gone». */
const HELD_BY_US: readonly OrientationStatus[] = ['sent', 'confirmed', 'unknown', 'waiting', 'declared']

interface LineProps {
  group: Group
  index: number
  limit: string | null
}

const GroupLine = memo(function GroupLine({ group, index, limit }: LineProps) {
  const { t, language } = useWords()
  const words =
    group.kind === 'day'
      ? longDay(group.date ?? '', language)
      : group.kind === 'ranked'
        ? t(`availability.order.${group.policy ?? 'default'}`)
        : t(`availability.group.${group.kind}`, { time: limit ? hour(limit) : '' })
  return (
    <div className={`line line--${group.kind}`} role="row" aria-rowindex={index + 1}>
      <span role="gridcell">{words}</span>
    </div>
  )
})

export function OffersList() {
  const { t } = useWords()
  const acts = useActs()
  const narrow = useNarrow()
  const now = useNow(10_000)
  const items = useAsk(state => state.items)
  const offers = useAsk(state => state.offers)
  const gone = useAsk(state => state.gone)
  const withdrawn = useAsk(state => state.withdrawn)
  const slotId = useAsk(state => state.slotId)
  const byHand = useAsk(state => state.rowId !== null)
  const current = useAsk(currentId)
  const filter = useAsk(state => state.filter)
  // In words: each update brings its sources anew, and they seldom say anything new.
  const labels = useAsk(({ ask }) => ask?.sources.map(({ id, label }) => `${id}\t${label}`).join('\n') ?? '')
  const silentIds = useAsk(({ ask }) => [...silentSources(ask?.sources ?? [])].join('\n'))
  const limit = useCall(state => state.call?.limit ?? null)
  // Counted when rows come or go: an hour that is seen again changes nobody's work.
  const usual = useMemo(() => (items.length > 0 ? usualWork(Object.values(useAsk.getState().offers)) : null), [items])
  const asked = useAsk(({ ask }) => (ask && WORK.includes(ask.question.need.kind) ? ask.question.need.label : null))
  const said = useMemo(() => [asked, usual].flatMap(words => words ?? []), [asked, usual])
  const here = useCall(state => state.call?.place?.departement ?? null)
  const timeline = useUi(state => state.drawing === 'timeline')

  const sourceLabels = useMemo(
    () => Object.fromEntries(labels.split('\n').map(line => line.split('\t'))) as Record<string, string>,
    [labels],
  )
  const silent = useMemo(() => new Set(silentIds.split('\n')), [silentIds])
  const ours = useOrientation(state => state.byId)
  const taken = useMemo(
    () =>
      new Map(
        Object.values(ours).flatMap(({ status, slot }) =>
          slot && HELD_BY_US.includes(status) ? [[slot.id, status === 'confirmed'] as const] : [],
        ),
      ),
    [ours],
  )
  const rowHeight = narrow && !timeline ? ROW_NARROW : ROW
  const at = itemAt(items, current)
  const heightOf = useCallback(
    (index: number) => (items[index]?.type === 'line' ? LINE : rowHeight),
    [items, rowHeight],
  )
  const { scroller, drawn, offsets, width, onScroll } = useRows(items.length, heightOf, at)

  const askId = useAsk(state => state.ask?.askId ?? null)
  const held = useSite(state => state.holds)
  const seen = drawn.flatMap(index => {
    const item = items[index]
    return item?.type === 'row' ? [item.id] : []
  })
  useLook(askId, seen)
  useRank()
  useAutoWiden()

  // As in layout.css: what the columns of times, kilometres and names leave to the slots, less the «+3» at their end.
  const slotsWidth = narrow ? width - 20 : ((width - 276) * 1.15) / 2.15
  const room = Math.max(2, Math.floor((slotsWidth - 28) / (narrow ? CHIP_NARROW : CHIP)))
  const onRow = useCallback((id: string) => chooseRow(id), [])
  const onChip = useCallback((id: string, slot: string) => acts.arm(id, slot), [acts])
  const onAct = useCallback((id: string) => acts.arm(id, null), [acts])

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const modified = event.ctrlKey || event.metaKey || event.altKey
    if (modified) {
      const phone = current === null ? undefined : offers[current]?.phones[0]
      const selected = String(window.getSelection() ?? '') !== ''
      if (event.ctrlKey && event.key.toLowerCase() === 'c' && current !== null && !selected) {
        event.preventDefault()
        if (phone) void acts.copyPhone(phone)
        else notify(t('availability.noPhoneToCopy'), 'warn')
      }
      return
    }
    const walk = WALKS[event.key]
    if (walk) {
      event.preventDefault()
      walk()
    } else if (event.key === 'Enter' && !event.repeat) {
      event.preventDefault()
      acts.arm(null, null)
    } else if (event.key === 'Backspace' && filter) {
      event.preventDefault()
      setFilter(filter.slice(0, -1))
    } else if (event.key.length === 1 && (event.key !== ' ' || filter)) {
      event.preventDefault()
      // As it is now: letters may come before what they follow is drawn.
      setFilter(useAsk.getState().filter + event.key)
    }
  }

  const offer = current === null ? undefined : offers[current]
  const pickedSlot = offer?.slots.some(slot => slot.id === slotId) ? slotId : null
  const picked = offer ? (currentSlot(offer, slotId)?.start ?? null) : null
  const active = pickedSlot ? chipDomId(pickedSlot) : current !== null ? rowDomId(current) : undefined
  return (
    <>
      {timeline && items.length > 0 ? <TimeScale now={now} limit={limit} picked={picked} /> : null}
      <div
        ref={scroller}
        className={`offers${byHand ? '' : ' offers--best'}`}
        data-zone="list"
        role={items.length > 0 ? 'grid' : 'group'}
        tabIndex={0}
        aria-label={t('app.offers')}
        {...(items.length > 0 ? { 'aria-rowcount': items.length, 'aria-activedescendant': active } : {})}
        aria-describedby="offers-hint"
        onKeyDown={onKeyDown}
        onScroll={onScroll}
        onPointerMove={event => {
          if (event.pointerType === 'mouse') pointerInList(true)
        }}
        onPointerLeave={() => pointerInList(false)}
        onFocus={() => useUi.setState({ zone: 'list' })}
      >
        <div className="offers__sheet" role="presentation" style={{ height: offsets.at(-1) }}>
          {drawn.map(index => {
            const item = items[index]
            if (!item) return null
            const row = item.type === 'row' ? offers[item.id] : undefined
            return (
              <div
                key={item.id}
                className="offers__place"
                role="presentation"
                style={{ height: heightOf(index), top: offsets[index] }}
              >
                {item.type === 'line' ? <GroupLine group={item.group} index={index} limit={limit} /> : null}
                {row && timeline ? (
                  <TimelineRow
                    offer={row}
                    index={index}
                    current={row.id === current}
                    slotId={row.id === current ? slotId : null}
                    limit={limit}
                    now={now}
                    sourceLabels={sourceLabels}
                    onRow={onRow}
                    onChip={onChip}
                    onAct={onAct}
                  />
                ) : row ? (
                  <OfferRow
                    offer={row}
                    index={index}
                    current={row.id === current}
                    slotId={row.id === current ? slotId : null}
                    gone={gone[row.id] ?? NO_SLOTS}
                    withdrawn={withdrawn[row.id] ?? false}
                    limit={limit}
                    said={said}
                    here={here}
                    now={now}
                    room={room}
                    sourceLabels={sourceLabels}
                    silent={row.slots[0] !== undefined && silent.has(row.slots[0].sourceId)}
                    // Only to the rows that they speak of: any other would be drawn again for nothing.
                    taken={gone[row.id] ? taken : NO_SLOTS_TAKEN}
                    held={row.slots.some(slot => held.has(slot.id)) ? held : NO_HOLDS}
                    onRow={onRow}
                    onChip={onChip}
                    onAct={onAct}
                  />
                ) : null}
              </div>
            )
          })}
        </div>
        <span id="offers-hint" className="out-of-sight">
          {t('availability.rowHint')}
        </span>
      </div>
    </>
  )
}

const WALKS: Record<string, () => void> = {
  ArrowDown: () => walkRows(1),
  ArrowUp: () => walkRows(-1),
  PageDown: () => walkRows(10),
  PageUp: () => walkRows(-10),
  Home: () => walkRows(-1_000_000),
  End: () => walkRows(1_000_000),
  ArrowRight: () => walkSlots(1),
  ArrowLeft: () => walkSlots(-1),
}
