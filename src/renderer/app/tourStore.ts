/** Where the guided tour stands at this desk: kept over closing, reload and lock. A step and no more; nothing of a call. */
import { create } from 'zustand'
import { useCall } from '../features/call/store.ts'
import { remember, remembered } from '../ui/store.ts'
import { type Deed, inFirstCall, needsQuestion, type Step, stepAfter, stepNamed } from './tourSteps.ts'

interface TourStore {
  open: boolean
  step: Step
  /** Docked: only its line is shown. */
  folded: boolean
  /** Keys pressed since the need of the first call, beyond its words; null once they are no true count of one whole call. */
  keys: number | null
}

const TOUR = 'relais.tour'
const [name = '', open, folded] = (remembered(TOUR) ?? '').split(' ')

export const useTour = create<TourStore>(() => ({
  open: open === 'true',
  folded: folded === 'true',
  step: stepNamed(name),
  keys: stepNamed(name) === 'need' ? 0 : null,
}))

const set = useTour.setState

useTour.subscribe(now => remember(TOUR, [now.step, now.open, now.folded].join(' ')))

/** The step, or the one after it where the call on the screen has its place already. */
function pastPlace(step: Step): Step {
  return step === 'place' && useCall.getState().call?.place ? 'offers' : step
}

/** Opens the tour where it was left, or anew when it was over; open already, the hand goes to it, since it was asked for. */
export function askTour(): void {
  const { open, step } = useTour.getState()
  if (open) {
    document.querySelector<HTMLElement>('[data-zone="tour"]')?.focus()
    return
  }
  const asked = Boolean(useCall.getState().call?.need)
  const back = step === 'done' || (needsQuestion(step) && !asked) ? 'need' : step
  const from = back === 'need' && asked ? pastPlace('place') : back
  set({ open: true, step: from, keys: from === 'need' ? 0 : null })
}

export function closeTour(): void {
  set({ open: false, keys: null })
}

/** A step chosen by its button: what was done is no more a whole call of one go. */
export function goTo(step: Step): void {
  const whole = !inFirstCall(step) && !inFirstCall(useTour.getState().step)
  const fresh = step === 'need' && !useCall.getState().call?.need
  set(({ keys }) => ({ step, keys: fresh ? 0 : whole ? keys : null }))
}

export const foldTour = (): void => set(({ folded }) => ({ folded: !folded }))

/** Something was done at the desk. */
export function did(deed: Deed): void {
  const { step, keys } = useTour.getState()
  const next = pastPlace(stepAfter(step, deed))
  if (next !== step) set({ step: next, keys: step === 'copy' && deed === 'next' ? null : keys })
}

/** Nothing is asked on the screen, and nothing was taken: the tour begins with this call. */
export function beginAgain(): void {
  const { step } = useTour.getState()
  if (step === 'need' || needsQuestion(step)) set({ step: 'need', keys: 0 })
}

export function countKey(): void {
  const { step, keys } = useTour.getState()
  if (keys !== null && inFirstCall(step)) set({ keys: keys + 1 })
}

/** Something was done otherwise than by a key of this desk: a count of keys would not tell the whole. */
export function notByKeys(): void {
  if (inFirstCall(useTour.getState().step)) set({ keys: null })
}
