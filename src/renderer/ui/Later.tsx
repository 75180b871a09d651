/** What may come a moment after the rest: drawn in a piece of time of its own, so that the key before it is not late. */
import { type ReactNode, useDeferredValue } from 'react'

export function Later({ children }: { children: ReactNode }) {
  return useDeferredValue(true, false) ? children : null
}
