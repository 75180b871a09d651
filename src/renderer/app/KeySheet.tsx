/** F1: every key of this desk, on one sheet that can be printed. */
import { Dialog, Heading } from 'react-aria-components'
import { Button } from '../ui/Button.tsx'
import { Keys } from '../ui/Keys.tsx'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { useKeyMap } from './keyMap.ts'
import { chordsOf, keyGroups, PLACES } from './keys.ts'

export function KeySheet() {
  const { t } = useWords()
  const acts = useActs()
  const keys = useKeyMap(state => state.keys)
  return (
    <Dialog className="sheet__dialog">
      <Heading slot="title" className="sheet__title">
        {t('app.keys.title')}
      </Heading>
      <div className="sheet__columns">
        {keyGroups(keys).map(({ group, actions }) => (
          <section key={group}>
            <h3 className="suggestions__head">{t(`app.keys.group.${group}`)}</h3>
            <dl className="keys">
              {actions.map(action => (
                <div key={action} className="keys__line">
                  <dt>
                    <Chords chords={chordsOf(action, keys)} />
                  </dt>
                  <dd>{t(action === 'call-1' ? 'app.action.call-n' : `app.action.${action}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {PLACES.map(({ place, lines }) => (
          <section key={place}>
            <h3 className="suggestions__head">{t(`app.keys.${place}`)}</h3>
            <dl className="keys">
              {lines.map(([word, chords]) => (
                <div key={word} className="keys__line">
                  <dt>
                    <Chords chords={chords} />
                  </dt>
                  <dd>{t(`app.action.${word}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="sheet__foot secondary">
        {t('app.keys.close')}{' '}
        <Button className="button button--small" onPress={() => acts.run('print-keys')}>
          {t('app.keys.print')}
        </Button>{' '}
        <Button className="button button--small" onPress={() => acts.run('glossary')}>
          {t('app.glossary.title')}
        </Button>
      </p>
    </Dialog>
  )
}

function Chords({ chords }: { chords: readonly string[] }) {
  const { t } = useWords()
  return chords.map(chord => (chord === 'to' ? t('app.keys.to') : <Keys key={chord} chord={chord} asIs />))
}
