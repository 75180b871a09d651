/** Words on the screen. French is complete, English second; both are bundled, nothing is fetched. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en/index.ts'
import { fr } from './fr/index.ts'

export type Language = 'fr' | 'en'

/** The keys that sentences name, as they are today. Filled by the map of keys. */
export const KEY_WORDS: Record<string, string> = {}
for (let n = 1; n <= 12; n++) KEY_WORDS[`F${n}`] = `F${n}`

/** Makes the words ready; must be done before the first screen. */
export function startWords(language: Language): void {
  void i18next.use(initReactI18next).init({
    resources: { fr: { translation: fr }, en: { translation: en } },
    lng: language,
    fallbackLng: 'fr',
    // «{{F8}}» in a sentence is the key that does today what F8 does as delivered.
    interpolation: { escapeValue: false, defaultVariables: KEY_WORDS },
    initAsync: false,
  })
  document.documentElement.lang = language
}

/** Changes the language when the settings say another one. */
export function speak(language: Language): void {
  if (i18next.language === language) return
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}
