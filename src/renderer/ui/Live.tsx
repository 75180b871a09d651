/** The two live regions of the page. Always there, so that a screen reader knows them before they speak. */
import { useUi } from './store.ts'

export function LiveRegions() {
  const polite = useUi(state => state.polite)
  const assertive = useUi(state => state.assertive)
  return (
    <>
      <div className="out-of-sight" role="status" aria-live="polite">
        <span key={polite.id}>{polite.text}</span>
      </div>
      <div className="out-of-sight" role="alert" aria-live="assertive">
        <span key={assertive.id}>{assertive.text}</span>
      </div>
    </>
  )
}
