/**
 * Where the site wants so many offers (`availability.enough`) and fewer came, the search goes one step further by itself:
 * a ring around, then the neighbour départements, then whoever sees patients remotely. Each step is said, and taken back
 * by the same key as a step of the hand; once one is taken back, no other is taken for that question.
 */
import { useEffect, useRef } from 'react'
import { useConsole } from '../../app/console.ts'
import { notify } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { isNamed } from '../call/question.ts'
import { nextStep, type Steps, wentBack } from '../call/reach.ts'
import { useCall } from '../call/store.ts'
import { useAsk } from './store.ts'
import { goFurther } from './widened.ts'

export function useAutoWiden(): void {
  const console = useConsole()
  const { t } = useWords()
  const askId = useAsk(state => (state.ask?.done && state.ask.tooFew ? state.ask.askId : null))
  const question = useCall(({ call }) =>
    call ? `${call.id} ${call.need?.label ?? ''} ${call.place?.insee ?? ''}` : '',
  )
  const radiusKm = useCall(state => state.call?.radiusKm ?? null)
  const reach = useCall(state => state.call?.reach ?? null)
  const memory = useRef({ question: '', steps: { radiusKm: null, reach: null } as Steps, stopped: false })

  useEffect(() => {
    const steps = { radiusKm, reach }
    const known = memory.current
    const stopped = known.question === question && (known.stopped || wentBack(known.steps, steps))
    memory.current = { question, steps, stopped }
  }, [question, radiusKm, reach])

  useEffect(() => {
    const { call } = useCall.getState()
    if (askId === null || !call?.place || (call.need && isNamed(call.need)) || memory.current.stopped) return
    const { place } = call
    let over = false
    void console.call('availability.neighbours', { departement: place.departement }).then(result => {
      const now = useCall.getState().call
      if (over || !result.ok || !now || now.id !== call.id || now.place !== place) return
      const step = nextStep(now, place, result.value)
      if (!step) return
      goFurther(console, step.kind, step.change, true)
      const offers = useAsk.getState().ask?.offers.filter(offer => offer.slots.length > 0).length ?? 0
      notify(t(`availability.widened.${step.kind}`, { count: offers, km: step.change.radiusKm ?? 0 }))
    })
    return () => {
      over = true
    }
  }, [console, t, askId])
}
