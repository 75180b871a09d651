/** Tells the console when the limit or the order of the ask on the screen is another: it ranks again, nothing is asked. */
import { useEffect } from 'react'
import { useConsole } from '../../app/console.ts'
import { useCall } from '../call/store.ts'
import { useAsk, useOrder } from './store.ts'

/** Typing a limit goes through other hours. */
const REST_MS = 250

/** Keeps the limit and the order of the console those of the desk. */
export function useRank(): void {
  const console = useConsole()
  const askId = useAsk(state => state.ask?.askId ?? null)
  const asked = useAsk(state => state.ask?.question.limit ?? null)
  const ranked = useAsk(state => state.ask?.policy ?? null)
  const limit = useCall(state => state.call?.limit ?? null)
  const policy = useOrder(state => state.policy)
  const same = asked === limit && (policy === null || ranked === policy)

  useEffect(() => {
    if (askId === null || same) return
    const soon = setTimeout(
      () => void console.call('availability.rank', { askId, limit, policy: policy ?? ranked }),
      REST_MS,
    )
    return () => clearTimeout(soon)
  }, [console, askId, same, limit, policy, ranked])
}
