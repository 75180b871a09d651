/**
 * «Défaire»: what can be taken back without anyone outside having acted on it. The question as it last stood, the order of the
 * list, a call just put away, a word left in the day's list, an outcome that is only the operator's own word. Never a
 * booking (it is cancelled, by its own key and words), nor the end of a call (its data are gone, on purpose).
 * In the page only; a lock, a sign-out or another person forgets it.
 */
import type { CallState } from '../../shared/contract/call.ts'
import { useOrder } from '../features/availability/store.ts'
import { goFurther } from '../features/availability/widened.ts'
import { isNamed } from '../features/call/question.ts'
import { stepBetween } from '../features/call/reach.ts'
import { editCall, useCall } from '../features/call/store.ts'
import type { Console } from '../transport/index.ts'
import { hour } from '../ui/time.ts'

export interface Undo {
  /** Word of `app.undo`: what is taken back. */
  what: 'question' | 'order' | 'park' | 'mark' | 'outcome'
  /** The call that it belongs to; null: whatever call is on the screen. */
  callId: string | null
  /** False when the console refused. */
  run(): boolean | Promise<boolean>
}

/** As many steps back as a hand remembers. */
const MOST = 20

let steps: Undo[] = []
/** True while a step is taken back: what it changes is no new step. */
let undoing = false

export function canUndo(step: Undo): void {
  if (!undoing) steps = [...steps.slice(-MOST + 1), step]
}

/** Acts sent whose answer makes a step. */
const sent = new Set<Promise<unknown>>()

/** Sends what can be taken back once it is answered. */
export function underWay<T>(act: Promise<T>): Promise<T> {
  sent.add(act)
  void act.finally(() => sent.delete(act)).catch(() => undefined)
  return act
}

export const isOnItsWay = (): boolean => sent.size > 0

/** Ends when what was sent before has been answered, and its step noted. */
export async function onItsWay(): Promise<void> {
  await Promise.allSettled(sent)
}

/** The last step that concerns the call on the screen, taken off; null when there is none. */
export function takeBack(callId: string | null): Undo | null {
  const at = steps.findLastIndex(step => step.callId === null || step.callId === callId)
  const step = steps[at] ?? null
  if (step) steps = steps.filter(each => each !== step)
  return step
}

/** Runs a step; what it changes is not itself a step. */
export async function runStep(step: Undo): Promise<boolean> {
  undoing = true
  try {
    return await step.run()
  } finally {
    undoing = false
  }
}

export function forgetSteps(callId?: string): void {
  steps = callId === undefined ? [] : steps.filter(step => step.callId !== callId)
}

const ASKED = ['need', 'also', 'place', 'when', 'modes', 'limit', 'ageBand', 'treating', 'radiusKm', 'reach'] as const
type Asked = Pick<CallState, (typeof ASKED)[number] | 'needText' | 'placeText'>

/** Something was asked, or could be: not a word half typed. */
const isWhole = ({ need, place }: CallState) => need !== null && (place !== null || isNamed(need))

/** Notes each question that another takes the place of, and each order; once per page. */
export function watchSteps(console: Console): void {
  useCall.subscribe((now, before) => {
    const [call, was] = [now.call, before.call]
    if (call === was) return
    if (!call) return forgetSteps()
    if (!was || was.id !== call.id || !isWhole(was) || ASKED.every(key => call[key] === was[key])) return
    const { needText, placeText } = was
    const asked = Object.fromEntries(ASKED.map(key => [key, was[key]])) as Asked
    canUndo({
      what: 'question',
      callId: call.id,
      run() {
        const { call: now } = useCall.getState()
        useCall.setState({ limitText: was.limit ? hour(was.limit) : '' })
        const back = { ...asked, needText, placeText }
        const step = now?.need === was.need && now.place === was.place ? stepBetween(now, was) : null
        // Counted as by its own key: the indicators tell how often the search went further, and back.
        if (step) goFurther(console, step, back)
        else editCall(back)
        return true
      },
    })
  })
  useOrder.subscribe((now, before) => {
    if (now.policy === before.policy) return
    canUndo({
      what: 'order',
      callId: null,
      run() {
        useOrder.setState({ policy: before.policy })
        return true
      },
    })
  })
}
