/** The directory pane: what is looked for, and which person is under the hand. */
import { create } from 'zustand'

interface DirectoryStore {
  text: string
  idnps: string | null
}

export const useDirectory = create<DirectoryStore>(() => ({ text: '', idnps: null }))
