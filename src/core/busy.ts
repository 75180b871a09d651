/** May this console be ended now? Not while a caller is waiting for something that it holds. */
import type { CallState } from '../shared/contract/call.ts'
import type { Result } from '../shared/contract/kit.ts'
import type { Orientation } from '../shared/contract/orientation.ts'
import type { Console } from './console.ts'

/** Outcomes that are not certain yet: somebody is waiting for them at the desk. */
const UNCERTAIN: ReadonlySet<Orientation['status']> = new Set(['intended', 'sent', 'unknown', 'waiting'])
const CONTEXT = { clientId: 'closing' }

/**
 * True while a signed-in person has a call with a need, a place or a file number, or a booking without a certain outcome.
 * Nobody signed in: false, what was sent is on disk and is taken up at the next start.
 */
export async function isBusy(console: Pick<Console, 'dispatch'>): Promise<boolean> {
  const call = (await console.dispatch('call.current', null, CONTEXT)) as Result<CallState>
  if (!call.ok) return false
  const { need, place, drm, needText, placeText } = call.value
  if (need !== null || place !== null || drm !== '' || needText !== '' || placeText !== '') return true
  const list = (await console.dispatch('orientation.list', { limit: 50 }, CONTEXT)) as Result<Orientation[]>
  return list.ok && list.value.some(one => UNCERTAIN.has(one.status))
}
