/** Tells the console which rows the operator sees, so that those and no others are kept fresh. */
import { useEffect, useRef } from 'react'
import { useConsole } from '../../app/console.ts'

/** Scrolling tells once it has come to rest. */
const REST_MS = 400
/** The console takes a minute of silence for nobody looking. */
const AGAIN_MS = 25_000

/** Keeps the console told of the rows on the screen while the page itself is seen. */
export function useLook(askId: string | null, offerIds: readonly string[]): void {
  const console = useConsole()
  const shown = useRef(offerIds)
  shown.current = offerIds
  const key = offerIds.join(' ')

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the rows themselves
  useEffect(() => {
    if (askId === null) return
    const tell = () => {
      const seen = document.visibilityState === 'visible' ? shown.current.slice(0, 100) : []
      void console.call('availability.look', { askId, offerIds: [...seen] })
    }
    const soon = setTimeout(tell, REST_MS)
    const again = setInterval(tell, AGAIN_MS)
    document.addEventListener('visibilitychange', tell)
    return () => {
      clearTimeout(soon)
      clearInterval(again)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [console, askId, key])

  // Gone from the list: nothing is looked at any more.
  useEffect(() => {
    if (askId === null) return
    return () => void console.call('availability.look', { askId, offerIds: [] })
  }, [console, askId])
}
