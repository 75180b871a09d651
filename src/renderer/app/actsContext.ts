import { createContext, useContext } from 'react'
import type { Acts } from './acts.ts'

const ActsContext = createContext<Acts | null>(null)
export const ActsProvider = ActsContext.Provider

/** What keys, buttons and the palette can do. */
export function useActs(): Acts {
  const acts = useContext(ActsContext)
  if (!acts) throw new Error('no acts around this screen')
  return acts
}
