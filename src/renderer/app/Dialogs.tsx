/** The windows of the desk: palette, sheet of keys, what was said, guided tour. None opens by itself. */
import { lazy, Suspense } from 'react'
import {
  Autocomplete,
  Dialog,
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
import { useKeyMap } from './keyMap.ts'
import { ACTIONS, type Action } from './keys.ts'

const KeySheet = lazy(async () => ({ default: (await import('./KeySheet.tsx')).KeySheet }))
const Messages = lazy(async () => ({ default: (await import('./Messages.tsx')).Messages }))
const Tour = lazy(async () => ({ default: (await import('./Tour.tsx')).Tour }))

const SHEETS = {
  palette: () => <Palette />,
  keys: () => <KeySheet />,
  messages: () => <Messages />,
  tour: () => <Tour />,
}

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
      <Modal className={`sheet sheet--${dialog ?? 'none'}`}>
        <Suspense>{dialog === null ? null : SHEETS[dialog]()}</Suspense>
      </Modal>
    </ModalOverlay>
  )
}

function Palette() {
  const { t } = useWords()
  const acts = useActs()
  const keys = useKeyMap(state => state.keys)
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
              {keys[id] ? <Keys chord={keys[id] ?? ''} asIs /> : null}
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  )
}
