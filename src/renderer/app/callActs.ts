/** What a key can do with the calls themselves: put one aside, bring one back. Nothing of either is lost. */
import i18next from 'i18next'
import type { CallState, ParkedFor } from '../../shared/contract/call.ts'
import type { Result } from '../../shared/contract/kit.ts'
import { needLeft, nextWaiting, useCall } from '../features/call/store.ts'
import { useOrientation } from '../features/orientation/store.ts'
import type { Console } from '../transport/index.ts'
import { focusOn } from '../ui/focus.ts'
import { notifyProblem } from '../ui/problemWords.ts'
import { announce, clearNotice, notify, useUi } from '../ui/store.ts'
import { keepTyped } from '../ui/typeAhead.ts'
import { canUndo, underWay } from './undo.ts'

const t = (key: string, holes: Record<string, string | number> = {}): string => i18next.t(key, holes)

export interface CallActs {
  park(why: ParkedFor | null): Promise<void>
  resume(id: string): Promise<void>
  /** The call of that number on the strip, when it waits. */
  waitingUnder(number: number): CallState | undefined
  /** The next call that waits; alone, this one is put aside. */
  swap(): Promise<void>
}

/** `turn`: grows with what is asked; where it has grown meanwhile, the hand is not brought back from where it went. */
export function createCallActs(console: Console, keepDraft: () => Promise<void>, turn: () => number): CallActs {
  /** The console has put another call in progress: its event has shown it already, or will; the hand follows. */
  function goTo(result: Result<CallState>, asked: number, words: (call: CallState) => string) {
    if (!result.ok) return notifyProblem(result.error, t)
    const call = result.value
    clearNotice()
    announce(words(call))
    if (turn() !== asked) return
    useUi.setState({ pane: 'offers', dialog: null })
    if (useOrientation.getState().shownId) return focusOn('primary')
    focusOn(call.hand && call.hand.zone !== 'question' && call.need ? 'list' : 'need')
  }

  /** What is typed while another call comes is that one's, not of the one that leaves. */
  function following(work: (asked: number) => Promise<void>): Promise<void> {
    const asked = turn()
    return keepTyped(
      () => turn() === asked,
      async () => {
        await keepDraft()
        await work(asked)
      },
      needLeft(useCall.getState().call?.id ?? null),
    )
  }

  const named = (call: CallState) =>
    [t('call.number', { number: call.number }), call.needText, call.placeText].filter(Boolean).join(', ')

  const acts: CallActs = {
    async park(why) {
      const { call } = useCall.getState()
      if (!call) return
      const { byId } = useOrientation.getState()
      const onPage = call.orientationIds.some(id => byId[id]?.status === 'waiting')
      const parking = following(async asked => {
        const result = await console.call('call.park', { id: call.id, for: why ?? (onPage ? 'vendor' : null) })
        if (result.ok && result.value.id === call.id) return notify(t('call.nothingToPark'))
        if (result.ok)
          canUndo({
            what: 'park',
            callId: result.value.id,
            async run() {
              await acts.resume(call.id)
              return useCall.getState().call?.id === call.id
            },
          })
        goTo(result, asked, next => `${t('call.parkedSaid', { number: call.number })} ${named(next)}`)
      })
      // From its key on: Alt+Z waits for it, whatever has to be saved before.
      await underWay(parking)
    },
    async resume(id) {
      if (useCall.getState().call?.id === id) return
      await following(async asked => goTo(await console.call('call.resume', { id }), asked, named))
    },
    waitingUnder: number => useCall.getState().parked.find(each => each.number === number),
    async swap() {
      const next = nextWaiting(useCall.getState())
      if (next) await acts.resume(next.id)
      else await acts.park(null)
    },
  }
  return acts
}
