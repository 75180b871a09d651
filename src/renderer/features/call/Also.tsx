/** Who and what was added to the question by name: each one taken away by its button, by Suppr, or from the need box. */
import { Button } from '../../ui/Button.tsx'
import { focusOn } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { announce } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { keyOfNeed } from './question.ts'
import { dropName, useCall } from './store.ts'

export function Also() {
  const { t } = useWords()
  const also = useCall(state => state.call?.also)
  if (!also || also.length === 0) return null

  function drop(index: number) {
    const name = also?.[index]
    if (!name) return
    dropName(index)
    announce(t('call.also.dropped', { name: name.label }))
    focusOn('need')
  }

  return (
    <div className="also">
      <span className="field__label" id="also-label">
        {t('call.also.title')}
      </span>
      <ul className="also__names" aria-labelledby="also-label">
        {also.map((name, index) => (
          <li key={keyOfNeed(name)}>
            <Button
              className="chip chip--button"
              aria-label={t('call.also.drop', { name: name.label })}
              onPress={() => drop(index)}
              onKeyDown={event => {
                if (event.key !== 'Delete' && event.key !== 'Backspace') return
                // The hand goes to the need: the same key would empty it.
                event.preventDefault()
                event.stopPropagation()
                drop(index)
              }}
            >
              <Icon name={name.kind === 'person' ? 'person' : 'building'} /> {name.label} <Icon name="cross" />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
