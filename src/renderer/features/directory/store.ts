/** The directory pane: what is looked for, which line is under the hand, and whose places are unfolded. */
import { create } from 'zustand'

interface DirectoryStore {
  text: string
  /** Key of the line under the hand (see `lines.ts`); null: the first. */
  at: string | null
  /** The person whose places are all shown under the line. */
  unfolded: string | null
  /** The establishment under the hand, when a kind of establishment is the need of the call. */
  structure: string | null
}

const EMPTY: DirectoryStore = { text: '', at: null, unfolded: null, structure: null }

export const useDirectory = create<DirectoryStore>(() => EMPTY)

/** Nothing of one call stays for the next. */
export const clearDirectory = (): void => useDirectory.setState(EMPTY)
