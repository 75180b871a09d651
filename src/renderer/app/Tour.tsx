/** The guided tour, five minutes on the practice platform, and the words of the desk. Read beside the desk, one step at a time. */
import { useState } from 'react'
import { Dialog, Heading } from 'react-aria-components'
import { Button } from '../ui/Button.tsx'
import { Keys } from '../ui/Keys.tsx'
import { useWords } from '../ui/words.ts'

/** Each step: what to press, in the order of the words. */
const STEPS: readonly { word: string; keys: readonly string[] }[] = [
  { word: 'need', keys: ['Enter'] },
  { word: 'place', keys: ['Enter'] },
  { word: 'offers', keys: ['↑', '↓', '←', '→'] },
  { word: 'act', keys: ['Enter', 'Enter'] },
  { word: 'copy', keys: ['F7', 'F2'] },
  { word: 'park', keys: ['Shift+F2', 'F4'] },
  { word: 'further', keys: ['F8', 'Shift+F8'] },
  { word: 'lock', keys: ['F12'] },
]

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

export function Tour() {
  const { t } = useWords()
  const [at, setAt] = useState(0)
  const step = STEPS[at]
  return (
    <Dialog className="sheet__dialog">
      <Heading slot="title" className="sheet__title">
        {t('app.tour.title')}
      </Heading>
      {step ? (
        <section className="tour" aria-live="polite">
          <p className="secondary figure">{t('app.tour.step', { at: at + 1, of: STEPS.length })}</p>
          <h3 className="tour__head">{t(`app.tour.${step.word}.head`)}</h3>
          <p>{t(`app.tour.${step.word}.words`)}</p>
          <p>
            {step.keys.map((chord, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice in a step
              <Keys key={index} chord={chord} />
            ))}
          </p>
          <p className="tour__acts">
            <Button className="button" disabled={at === 0} onPress={() => setAt(at - 1)}>
              {t('app.tour.back')}
            </Button>
            {at < STEPS.length - 1 ? (
              <Button className="button button--primary" autoFocus onPress={() => setAt(at + 1)}>
                {t('app.tour.next')}
              </Button>
            ) : null}
          </p>
        </section>
      ) : null}
      <h3 className="suggestions__head">{t('app.glossary.title')}</h3>
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
