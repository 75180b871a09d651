/** The sheet of keys (F1) and the palette (Ctrl+K). The only two windows of the desk, and never opened by themselves. */
import {
  Autocomplete,
  Dialog,
  Heading,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components'
import { Keys } from '../ui/Keys.tsx'
import { useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { ACTIONS, type Action, DEFAULT_KEYS, PLACES } from './keys.ts'

const close = () => useUi.setState({ dialog: null })

export function Dialogs() {
  const dialog = useUi(state => state.dialog)
  return (
    <ModalOverlay
      className="veil"
      isOpen={dialog !== null}
      isDismissable
      onOpenChange={open => {
        if (!open) close()
      }}
    >
      <Modal className={`sheet sheet--${dialog ?? 'none'}`}>{dialog === 'palette' ? <Palette /> : <KeySheet />}</Modal>
    </ModalOverlay>
  )
}

function KeySheet() {
  const { t } = useWords()
  const keyed = ACTIONS.filter(action => DEFAULT_KEYS[action])
  return (
    <Dialog className="sheet__dialog">
      <Heading slot="title" className="sheet__title">
        {t('app.keys.title')}
      </Heading>
      <div className="sheet__columns">
        <section>
          <h3 className="suggestions__head">{t('app.keys.everywhere')}</h3>
          <dl className="keys">
            {keyed.map(action => (
              <div key={action} className="keys__line">
                <dt>
                  <Keys chord={DEFAULT_KEYS[action] ?? ''} />
                </dt>
                <dd>{t(`app.action.${action}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
        {PLACES.map(({ place, lines }) => (
          <section key={place}>
            <h3 className="suggestions__head">{t(`app.keys.${place}`)}</h3>
            <dl className="keys">
              {lines.map(([word, chords]) => (
                <div key={word} className="keys__line">
                  <dt>
                    {chords.map(chord => (
                      <Keys key={chord} chord={chord} />
                    ))}
                  </dt>
                  <dd>{t(`app.action.${word}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="secondary">{t('app.keys.close')}</p>
    </Dialog>
  )
}

function Palette() {
  const { t } = useWords()
  const acts = useActs()
  const { contains } = useFilter({ sensitivity: 'base' })
  const actions = ACTIONS.filter(action => action !== 'palette')
  return (
    <Dialog className="sheet__dialog" aria-label={t('app.palette.title')}>
      <Autocomplete filter={contains}>
        <SearchField className="palette__field" aria-label={t('app.palette.search')} autoFocus>
          <Input className="input" placeholder={t('app.palette.search')} />
        </SearchField>
        <Menu
          className="palette__list"
          aria-label={t('app.palette.title')}
          items={actions.map(action => ({ id: action }))}
          renderEmptyState={() => <p className="secondary">{t('app.palette.none')}</p>}
          onAction={key => {
            close()
            // The dialog gives the focus back first; the action may then take it elsewhere.
            setTimeout(() => acts.run(key as Action), 0)
          }}
        >
          {({ id }) => (
            <MenuItem className="suggestion" textValue={t(`app.action.${id}`)}>
              <span className="suggestion__label">{t(`app.action.${id}`)}</span>
              {DEFAULT_KEYS[id] ? <Keys chord={DEFAULT_KEYS[id] ?? ''} /> : null}
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  )
}
