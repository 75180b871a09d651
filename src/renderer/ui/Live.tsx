/**
 * The two live regions of the page. Always there, so that a screen reader knows them before they speak; `silent` behind a
 * lock, where what happens meanwhile waits for the session. Outside of the desk: a window or a list that is open silences
 * all the rest, and what comes meanwhile is still to be heard.
 */
import { createPortal } from 'react-dom'
import { useUi } from './store.ts'

export function LiveRegions({ silent }: { silent: boolean }) {
  const polite = useUi(state => state.polite)
  const assertive = useUi(state => state.assertive)
  return createPortal(
    // The name by which react-aria knows what its windows must not silence.
    <div data-react-aria-top-layer="true">
      <div className="out-of-sight" role="status" aria-live="polite">
        <span key={polite.id}>{silent ? '' : polite.text}</span>
      </div>
      <div className="out-of-sight" role="alert" aria-live="assertive">
        <span key={assertive.id}>{silent ? '' : assertive.text}</span>
      </div>
    </div>,
    document.body,
  )
}
