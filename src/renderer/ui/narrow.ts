/** Docked beside another program: one column. The same width as in `layout.css`. */
import { useSyncExternalStore } from 'react'

const query = () => window.matchMedia('(max-width: 759px)')

export function useNarrow(): boolean {
  return useSyncExternalStore(
    listener => {
      const media = query()
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => query().matches,
  )
}
