/** Tells the console that the search goes further, or back: a step of the hand and a step of its own are counted apart. */
import type { WideningStep } from '../../../shared/contract/availability.ts'
import type { Console } from '../../transport/index.ts'
import { type Draft, editCall, useCall } from '../call/store.ts'
import { useAsk } from './store.ts'

/** Takes the step; the question that follows asks further. */
export function goFurther(console: Console, step: WideningStep, change: Partial<Draft>, automatic = false): void {
  editCall(change)
  const { call } = useCall.getState()
  const askId = useAsk.getState().ask?.askId
  if (!call || askId === undefined) return
  const { radiusKm, reach } = call
  const departements = reach?.departements ?? []
  // An indicator: the search does not wait for it, nor fails with it.
  void console.call('availability.widened', { askId, step, automatic, radiusKm, departements })
}
