/** Where the detail will stand, while nothing is asked: the keys of a call, for who does not know them yet. */
import { Button } from '../ui/Button.tsx'
import { focusOn } from '../ui/focus.ts'
import { Keys } from '../ui/Keys.tsx'
import { Later } from '../ui/Later.tsx'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'

const LINES = [
  ['pick', ['Enter']],
  ['wider', ['F8', 'Shift+F8']],
  ['copy', ['F7']],
  ['other', ['F6']],
  ['next', ['F2']],
  ['park', ['Shift+F2', 'F4']],
  ['undo', ['Alt+Z']],
  ['all', ['Ctrl+K']],
  ['sheet', ['F1']],
] as const

export function FirstKeys() {
  const { t } = useWords()
  const acts = useActs()
  return (
    <section className="first-keys" aria-label={t('app.firstKeys.title')}>
      <h2 className="person__section">{t('app.firstKeys.title')}</h2>
      <Later>
        <dl>
          {LINES.map(([word, chords]) => (
            <div key={word} className="first-keys__line">
              <dt>
                {chords.map(chord => (
                  <Keys key={chord} chord={chord} />
                ))}
              </dt>
              <dd>{t(`app.firstKeys.${word}`)}</dd>
            </div>
          ))}
        </dl>
        <p>{t('app.firstKeys.page')}</p>
        <Button
          className="button button--flush button--quiet"
          onPress={() => {
            acts.run('tour')
            // Its first step is typed there.
            focusOn('need')
          }}
        >
          {t('app.tour.title')}
        </Button>
      </Later>
    </section>
  )
}
