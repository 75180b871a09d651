/** Words for a component: `t('call.need')`, with the holes filled. */
import { createContext, useContext, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { KEY_WORDS } from '../i18n/index.ts'
import { quickWords } from '../i18n/quick.ts'
import { useUi } from './store.ts'
import type { Say } from './time.ts'

export interface Words {
  t: Say
  language: string
}

const WordsContext = createContext<Words | null>(null)
export const WordsProvider = WordsContext.Provider

/** Listens to the language once for the whole screen: a listener in each of its thousand parts would cost at every key. */
export function useLanguage(): Words {
  const { i18n } = useTranslation()
  const { language } = i18n
  const chords = useUi(state => state.chords)
  // Sentences name keys: a key that is changed is written anew in all of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the keys are called changes with them
  return useMemo(() => ({ t: quickWords(i18n, language, KEY_WORDS), language }), [i18n, language, chords])
}

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('no words around this screen')
  return words
}
