/** Words for a component: `t('call.need')`, with the holes filled. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Say } from './time.ts'

export interface Words {
  t: Say
  language: string
}

export function useWords(): Words {
  const { i18n } = useTranslation()
  const { language } = i18n
  return useMemo(() => ({ t: (key, holes) => i18n.t(key, { ...holes }), language }), [i18n, language])
}
