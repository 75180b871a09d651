/**
 * Rows of known heights, drawn only where they are seen. Ours: nothing is measured and nothing is drawn twice, so that a key
 * held down in two thousand rows costs one drawing and one layout (`npm run bench -- screen`).
 */
import {
  type RefObject,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'

/** First and last place that are drawn, both included. */
export interface Range {
  first: number
  last: number
}

/** Places drawn above and below what the wheel brings: it rolls before anything can be drawn. */
const AROUND = 6
/** The same when a key brings it: each row more is a row that the key waits for. */
const AROUND_HAND = 1
/** Items of an answer that are drawn with it; the others follow, each time so many times more, in pieces of time of their own. */
const AT_ONCE = 4
/** The same where a key leaps to another part of the list: counted from the item under the hand, on both sides. */
const AT_LEAP = 8
const THEN = 3
/** A window lower than this is not laid out yet: rolling in it would leave the list rolled for no reason, px. */
const LEAST = 48

/** Where each item begins, px, and at the end where the last one ends. */
export function offsetsOf(heights: Iterable<number>): number[] {
  const offsets = [0]
  let at = 0
  for (const height of heights) {
    at += height
    offsets.push(at)
  }
  return offsets
}

/** The items that a window of this height shows when it is rolled to `top`. */
export function rangeOf(offsets: readonly number[], top: number, height: number): Range {
  const count = offsets.length - 1
  // The last item that begins at or above `y`, by halves.
  const under = (y: number) => {
    let low = 0
    let high = Math.max(0, count - 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((offsets[middle] ?? 0) <= y) low = middle
      else high = middle - 1
    }
    return low
  }
  return { first: under(top), last: under(Math.max(top, top + height - 1)) }
}

/** How far to roll so that the item is whole in the window, moving as little as may be. */
export function rolledTo(offsets: readonly number[], at: number, top: number, height: number): number {
  // The line above the first row comes back into view with it.
  const from = at <= 1 ? 0 : (offsets[at] ?? 0)
  const to = offsets[at + 1] ?? from
  if (from < top) return from
  return to > top + height ? Math.max(0, to - height) : top
}

/**
 * The items to draw, in order: at most `may` on each side of the one under the hand (of the end of the range that is next
 * to it, when it is out of sight), and that one itself wherever it is.
 */
export function drawnOf({ first, last }: Range, at: number, may: number, count: number): number[] {
  const hand = Math.min(Math.max(at, first), last)
  const from = Math.max(first, hand - may + 1)
  const to = Math.min(count - 1, last, hand + may - 1)
  const drawn: number[] = []
  if (at >= 0 && at < from) drawn.push(at)
  for (let index = from; index <= to; index++) drawn.push(index)
  if (at > to && at < count) drawn.push(at)
  return drawn
}

/** True when some of the item is seen in the window. */
function isWithin(offsets: readonly number[], at: number, top: number, height: number): boolean {
  const [from, to] = [offsets[at], offsets[at + 1]]
  return from !== undefined && to !== undefined && to > top && from < top + height
}

const covers = (drawn: Range, seen: Range) => drawn.first <= seen.first && seen.last <= drawn.last
const meets = (a: Range, b: Range) => a.first <= b.last && b.first <= a.last
const around = ({ first, last }: Range, more: number): Range => ({
  first: Math.max(0, first - more),
  last: last + more,
})

export interface Rows {
  scroller: RefObject<HTMLDivElement | null>
  /** Items to draw; the one under the hand is always among them, since the grid names it to screen readers. */
  drawn: number[]
  offsets: readonly number[]
  /** Width of the window, px. */
  width: number
  onScroll(): void
}

/** `at`: the item under the hand, or -1; it is rolled into view when it changes, and not when the mouse rolls the list. */
export function useRows(count: number, heightOf: (index: number) => number, at: number): Rows {
  const scroller = useRef<HTMLDivElement>(null)
  // As the browser last told: reading it again would have the page laid out at each key.
  const box = useRef({ top: 0, height: 0 })
  const rolledFor = useRef(-1)
  const hand = useRef(at)
  hand.current = at
  const [width, setWidth] = useState(800)
  /** Height of the window, px: when it changes (a map opens below), what is under the hand is rolled into it again. */
  const [tall, setTall] = useState(0)
  // As good as nothing until the window is known: rows drawn below what is seen are rows that a first answer waits for.
  const [kept, setRange] = useState<Range>({ first: 0, last: 0 })
  /** Items that may be drawn: a page of rows at once, where there was none, would hold up the next key. */
  const [may, setMay] = useState(AT_ONCE)
  const isEmpty = count === 0
  const offsets = useMemo(
    () => offsetsOf(Array.from({ length: count }, (_, index) => heightOf(index))),
    [count, heightOf],
  )

  const { top, height } = box.current
  const ready = height >= LEAST
  const target = at >= 0 && rolledFor.current !== at && ready ? rolledTo(offsets, at, top, height) : top
  const seen = rangeOf(offsets, target, height)
  // Drawn first, rolled after: the rows are there when they come into view, and the page is laid out once. Asked for while
  // drawing, not after: what is drawn for a range that is not seen would be drawn in vain.
  const range = covers(kept, seen) ? kept : around(seen, AROUND_HAND)
  if (range !== kept) {
    setRange(range)
    if (!meets(kept, range)) setMay(Math.min(may, AT_LEAP))
  }

  useEffect(() => {
    if (isEmpty) setMay(AT_ONCE)
    else if (may <= range.last - range.first) startTransition(() => setMay(may * THEN))
  }, [isEmpty, may, range])

  // biome-ignore lint/correctness/useExhaustiveDependencies: told again for another height or another list, which roll it anew
  useLayoutEffect(() => {
    if (ready) rolledFor.current = at
    if (target === top || !scroller.current) return
    scroller.current.scrollTop = target
    box.current = { top: target, height }
  }, [at, target, offsets, range, tall])

  const follow = useCallback(() => {
    const { top, height } = box.current
    const seen = rangeOf(offsets, top, height)
    setRange(now => (covers(now, seen) ? now : around(seen, AROUND)))
  }, [offsets])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width: wide, height } = entry.contentRect
      const { top, height: before } = box.current
      box.current = { top, height }
      // Told anew for each list, and for another width, which hides nothing. What was rolled out of sight by hand stays so.
      if (height !== before && (before < LEAST || isWithin(offsets, hand.current, top, before))) rolledFor.current = -1
      setWidth(wide)
      setTall(height)
      follow()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [follow, offsets])

  const onScroll = useCallback(() => {
    box.current = { top: scroller.current?.scrollTop ?? 0, height: box.current.height }
    // Before this frame is painted: no white below what the wheel brings.
    flushSync(follow)
  }, [follow])

  const drawn = drawnOf(range, at, may, count)
  return { scroller, drawn, offsets, width, onScroll }
}
