/** The windows of the desk: palette, sheet of keys, what was said, words of the desk. None opens by itself. */
import { lazy, Suspense } from 'react'
import { Modal, ModalOverlay } from 'react-aria-components'
import { useUi } from '../ui/store.ts'
import { Palette } from './Palette.tsx'

const Glossary = lazy(async () => ({ default: (await import('./sheets.ts')).Glossary }))
const KeySheet = lazy(async () => ({ default: (await import('./sheets.ts')).KeySheet }))
const Messages = lazy(async () => ({ default: (await import('./sheets.ts')).Messages }))

const SHEETS = {
  palette: () => <Palette />,
  keys: () => <KeySheet />,
  messages: () => <Messages />,
  glossary: () => <Glossary />,
}

const close = () => useUi.setState({ dialog: null })

export function Dialogs() {
  const dialog = useUi(state => state.dialog)
  return (
    <ModalOverlay
      className={`veil veil--${dialog ?? 'none'}`}
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
