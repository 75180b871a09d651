/** What the settings say of a page, the desk's and the second screen's alike: its language, and the keys of the site. */
import { useEffect } from 'react'
import { speak } from '../i18n/index.ts'
import { useAnswer } from './console.ts'
import { takeSiteKeys } from './keyMap.ts'

/** Follows them; once per page. */
export function usePageSettings(): void {
  const { language, keys } = useAnswer('settings.view', null).value ?? {}
  useEffect(() => {
    if (language) speak(language)
  }, [language])
  useEffect(() => {
    if (keys) takeSiteKeys(keys)
  }, [keys])
}
