/** Words on the screen. French is there at once; English, complete too, is read from the same folder when it is chosen. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { fr } from './fr/index.ts'

export type Language = 'fr' | 'en'

/** The keys that sentences name, as they are today. Filled by the map of keys. */
export const KEY_WORDS: Record<string, string> = {}
for (let n = 1; n <= 12; n++) KEY_WORDS[`F${n}`] = `F${n}`

/** Makes the words ready; must be done before the first screen. */
export function startWords(language: Language): void {
  void i18next.use(initReactI18next).init({
    resources: { fr: { translation: fr } },
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
  wanted = language
  void take(language)
}

let wanted: Language = 'fr'

async function take(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const { en } = await import('./en/index.ts')
    i18next.addResourceBundle('en', 'translation', en)
  }
  // Another choice may have come while the words were read.
  if (wanted !== language || i18next.language === language) return
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}
