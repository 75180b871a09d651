/** Which tone follows what happens. Each is also written on the screen: see `ui/sound.ts`. */
import type { SourceState } from '../../shared/contract/availability.ts'
import type { OrientationStatus } from '../../shared/contract/orientation.ts'
import { useAsk } from '../features/availability/store.ts'
import { useCall } from '../features/call/store.ts'
import { play } from '../ui/sound.ts'

/** The tone of an outcome that has just become certain: «réservé» for a booking that is, and nothing else. */
export function cueOf(status: OrientationStatus): void {
  if (status === 'confirmed') play('confirmed')
  else if (status === 'taken' || status === 'refused') play('refused')
}

/** What a source does, as far as it is a sign of its health; `asked`, `late` and `not-concerned` are none. */
const SIGN: Partial<Record<SourceState['status'], 'well' | 'failing'>> = {
  answered: 'well',
  none: 'well',
  down: 'failing',
  refused: 'failing',
  malformed: 'failing',
}

/**
 * The tone of a source that begins to fail: one for all that begin together, once a call for each, and none again while it
 * goes on failing from call to call. Once per page.
 */
export function watchSources(): void {
  const failing = new Set<string>()
  let toldIn: { call: string | null; ids: Set<string> } = { call: null, ids: new Set() }
  useAsk.subscribe((now, before) => {
    const sources = now.ask?.sources
    if (!sources || sources === before.ask?.sources) return
    const call = useCall.getState().call?.id ?? null
    if (toldIn.call !== call) toldIn = { call, ids: new Set() }
    let heard = false
    for (const { id, status } of sources) {
      const sign = SIGN[status]
      if (sign === 'well') failing.delete(id)
      if (sign !== 'failing' || failing.has(id)) continue
      failing.add(id)
      heard ||= !toldIn.ids.has(id)
      toldIn.ids.add(id)
    }
    if (heard) play('down')
  })
}
