/** Docked beside another program: one column. The same width as in `layout.css`. */
import { useSyncExternalStore } from 'react'

// Kept: asking the page for it anew has it laid out, in each of the rows that ask.
let media: MediaQueryList | undefined
const narrow = () => {
  media ??= window.matchMedia('(max-width: 759px)')
  return media
}

function listen(listener: () => void): () => void {
  narrow().addEventListener('change', listener)
  return () => narrow().removeEventListener('change', listener)
}

export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => narrow().matches)
}
