/** The words of the desk, for who has just sat down at it. */
import { Dialog, Heading } from 'react-aria-components'
import { useWords } from '../ui/words.ts'

const TERMS = [
  'snp',
  'cpts',
  'drm',
  'lrm',
  'osnp',
  'relief',
  'overflow',
  'enSus',
  'marketplace',
  'vendor',
  'walkIn',
  'tlc',
  'limit',
  'unknown',
] as const

export function Glossary() {
  const { t } = useWords()
  return (
    <Dialog className="sheet__dialog">
      <Heading slot="title" className="sheet__title">
        {t('app.glossary.title')}
      </Heading>
      <dl className="glossary">
        {TERMS.map(term => (
          <div key={term} className="glossary__line">
            <dt>{t(`app.glossary.${term}.term`)}</dt>
            <dd>{t(`app.glossary.${term}.words`)}</dd>
          </div>
        ))}
      </dl>
      <p className="secondary">{t('app.keys.close')}</p>
    </Dialog>
  )
}
