/** The steps of the guided tour: one whole call, then two at once, and which thing done leads to which step. */

/** In the order of the tour; each is the name of what it asks to be done, and of its words. */
const ORDER = ['need', 'place', 'offers', 'arm', 'take', 'copy', 'next', 'park', 'back', 'further', 'lock'] as const
export type Deed = (typeof ORDER)[number]
export type Step = Deed | 'done'

/** Each step of the tour and the keys that do it, as delivered. */
export const STEP_KEYS: Readonly<Record<Deed, readonly string[]>> = {
  need: ['Alt+B', 'Enter'],
  place: ['Enter'],
  offers: ['↓', '→'],
  arm: ['Enter'],
  take: ['Enter'],
  copy: ['F7'],
  next: ['F2'],
  park: ['Shift+F2'],
  back: ['F4'],
  further: ['F8', 'Shift+F8'],
  lock: ['F12'],
}

/** What cannot be done unless the steps before it were: who did it is past them, wherever the tour stood. */
const CATCHES_UP: readonly Deed[] = ['arm', 'take', 'copy']

const isFrom = (step: Step, first: Deed, last: Deed) =>
  ORDER.slice(ORDER.indexOf(first), ORDER.indexOf(last) + 1).includes(step as Deed)

/** True while the tour is in its first call: from the need to the next call. */
export const inFirstCall = (step: Step): boolean => isFrom(step, 'need', 'next')

/** True where the tour stands in a question that an empty call has no more. */
export const needsQuestion = (step: Step): boolean => isFrom(step, 'place', 'take')

/**
 * The steps that are shown. Where slots are real nobody is asked to press Enter on one: what it would do is told in a
 * single step, `take`.
 */
export const stepsOf = (practice: boolean): readonly Deed[] => ORDER.filter(step => practice || step !== 'arm')

/** The step after this thing was done. A thing that is not of this step changes nothing, unless it stands for it. */
export function stepAfter(step: Step, deed: Deed): Step {
  const skipsCopy = step === 'copy' && deed === 'next'
  if (step !== deed && !skipsCopy && !(CATCHES_UP.includes(deed) && isFrom(step, 'need', deed))) return step
  return ORDER[ORDER.indexOf(deed) + 1] ?? 'done'
}

/** A step as it was remembered; the first one when it is not known any more. */
export const stepNamed = (name: string): Step => [...ORDER, 'done' as const].find(step => step === name) ?? 'need'
