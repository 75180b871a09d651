/** Which screen: sign-in, locked, or the desk. Behind a lock nothing of the call is in the page. */
import { Component, lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useCall } from '../features/call/store.ts'
import { useApproval } from '../features/session/approval.ts'
import { Locked, SignIn } from '../features/session/SignIn.tsx'
import { LiveRegions } from '../ui/Live.tsx'
import { Statement } from '../ui/Problem.tsx'
import { useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { Banners } from './Banners.tsx'
import { useAnswer } from './console.ts'
import { Desk } from './Desk.tsx'
import { Dialogs } from './Dialogs.tsx'
import { useKeyMap } from './keyMap.ts'
import { actionOf } from './keys.ts'
import { usePageSettings } from './pageSettings.ts'
import { StatusLine } from './StatusLine.tsx'

const Approve = lazy(async () => ({ default: (await import('../features/session/Approve.tsx')).Approve }))

export function App() {
  const session = useAnswer('session.state', null)
  usePageSettings()
  const status = session.value?.status
  // While the card is asked, the screen stays the one it was asked on.
  const [locked, setLocked] = useState(false)
  if (status && status !== 'signing-in' && locked !== (status === 'locked')) setLocked(status === 'locked')
  const open = status === 'signed-in'
  const asking = useApproval(state => state.asked !== null)

  useEffect(() => {
    if (open) return
    useUi.setState({ dialog: null })
    useApproval.setState({ asked: null })
  }, [open])

  return (
    <>
      <SandboxBanner />
      {open ? <Keyboard /> : null}
      {open ? (
        <Desk />
      ) : (
        <Gate>
          {session.value ? (
            locked ? (
              <Locked session={session.value} />
            ) : (
              <SignIn session={session.value} />
            )
          ) : (
            <Starting />
          )}
        </Gate>
      )}
      {open ? <Dialogs /> : null}
      {open && asking ? (
        <Suspense>
          <Approve />
        </Suspense>
      ) : null}
      <LiveRegions silent={!open} />
    </>
  )
}

function Gate({ children }: { children: ReactNode }) {
  return (
    <div className="desk">
      <Banners />
      {children}
      <StatusLine withSources={false} />
    </div>
  )
}

function Starting() {
  const { t } = useWords()
  return (
    <main className="gate">
      <p className="secondary" role="status">
        {t('app.starting')}
      </p>
    </main>
  )
}

function SandboxBanner() {
  const { t } = useWords()
  const settings = useAnswer('settings.view', null)
  if (settings.value?.profile !== 'sandbox') return null
  return (
    <section className="sandbox" aria-label={t('settings.sandbox')}>
      <strong>{t('settings.sandbox')}</strong> <span>{t('settings.sandboxWhat')}</span>
    </section>
  )
}

/** Keys that work everywhere on the open desk. */
function Keyboard() {
  const acts = useActs()
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (useUi.getState().capturing) return
      const action = actionOf(event, useKeyMap.getState().keys) ?? (isUndo(event) ? 'undo' : null)
      if (!action) return
      const { dialog } = useUi.getState()
      const asking = useApproval.getState().asked !== null
      // The keys of the browser or of Windows behind these are never meant here.
      event.preventDefault()
      event.stopPropagation()
      if (event.repeat) return
      if (asking && action !== 'lock') return
      if (dialog !== null && !['help', 'palette', 'messages', 'lock'].includes(action)) return
      if (action !== 'next-call') useCall.setState({ nextArmed: false })
      acts.run(action)
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [acts])
  return null
}

/** Ctrl+Z takes back a letter where one types, and the last act everywhere else. */
const isUndo = ({ key, ctrlKey, altKey, shiftKey, target }: KeyboardEvent) =>
  key.toLowerCase() === 'z' &&
  ctrlKey &&
  !altKey &&
  !shiftKey &&
  !(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)

/** A defect of the screen: said in words; the console still has the call. */
export class Crash extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }
  static getDerivedStateFromError() {
    return { crashed: true }
  }
  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children
  }
}

function Crashed() {
  const { t } = useWords()
  return (
    <main className="gate">
      <Statement words={{ what: t('app.crashed.what'), kept: t('app.crashed.kept'), next: t('app.crashed.next') }}>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {t('app.crashed.reload')}
        </button>
      </Statement>
    </main>
  )
}
