/** What a key can do with orientations that are already there, or that no slot makes. */
import i18next from 'i18next'
import type { CallInput } from '../../shared/contract/index.ts'
import type { Problem, Result } from '../../shared/contract/kit.ts'
import type { Orientation, OutcomeKind, PassWord } from '../../shared/contract/orientation.ts'
import { useAsk } from '../features/availability/store.ts'
import { useCall } from '../features/call/store.ts'
import { sayOutcome } from '../features/orientation/said.ts'
import { putOrientations, setMine, taken, useOrientation } from '../features/orientation/store.ts'
import type { Console } from '../transport/index.ts'
import { focusOn, handHere } from '../ui/focus.ts'
import { notifyProblem } from '../ui/problemWords.ts'
import { notify, useUi } from '../ui/store.ts'
import { canUndo, underWay } from './undo.ts'

const t = (key: string, holes: Record<string, string | number> = {}): string => i18next.t(key, holes)

type Phoned = Pick<CallInput<'orientation.phoned'>, 'idnps' | 'answer' | 'at' | 'until'>

export interface OutcomeActs {
  /** An outcome without a slot, for the call on the screen. */
  note(outcome: OutcomeKind): Promise<void>
  /** Names where an outcome sends the caller, by an `id` of `orientation.places`; null: nowhere in particular. */
  name(id: string, place: string | null): Promise<void>
  dial(phone: string): Promise<void>
  /** What a professional said by phone; false when it could not be noted. */
  phoned(said: Phoned): Promise<boolean>
  cancel(id: string): Promise<void>
  move(id: string, offerId: string, slotId: string): Promise<void>
  passOn(ids: string[], word: PassWord | null): Promise<void>
}

export function createOutcomeActs(console: Console, newId: () => string): OutcomeActs {
  /** The choice whose outcome is on its way: the same key twice is one decision. */
  let noting: object | null = null

  /** `opened`: the choice that it was made in; null when it was made elsewhere. */
  function shown(one: Orientation, isStill: () => boolean, opened: object | null = null) {
    const { other, mine } = useOrientation.getState()
    const again = other !== null && other !== opened
    if (again) {
      // F6 was pressed once more meanwhile: the next choice is not closed by the word on this one.
      putOrientations([one])
      setMine([...new Set([...mine, one.id])])
    } else {
      taken(one)
      useOrientation.setState({ other: null })
    }
    sayOutcome(one, t)
    if (again || !isStill()) return
    useUi.setState({ pane: 'offers' })
    focusOn('primary')
  }

  const refused = (result: { ok: false; error: Problem }) => notifyProblem(result.error, t)

  function changed(result: Result<Orientation>) {
    if (!result.ok) return refused(result)
    putOrientations([result.value])
  }

  async function mark(ids: string[], word: PassWord | null): Promise<boolean> {
    const result = await console.call('orientation.passOn', { ids, word })
    if (!result.ok) refused(result)
    else putOrientations(result.value)
    return result.ok
  }

  /** An outcome that is the operator's word alone is unsaid the same way: nobody outside was asked for anything. */
  function canUnsay({ id, taking }: Orientation, callId: string) {
    canUndo({
      what: 'outcome',
      callId,
      async run() {
        // Who may note an outcome may take it back; a time agreed by phone is a booking's word.
        const result = await (taking === 'outcome'
          ? console.call('orientation.unsay', { id })
          : console.call('orientation.declare', { id, booked: false }))
        changed(result)
        return result.ok
      },
    })
  }

  return {
    async note(outcome) {
      const { call } = useCall.getState()
      const { other } = useOrientation.getState()
      if (!call || (noting !== null && noting === other)) return
      noting = other
      const isStill = handHere()
      const input = { intentId: newId(), needKey: call.id, outcome }
      const result = await underWay(console.call('orientation.note', input))
      if (noting === other) noting = null
      if (!result.ok) return refused(result)
      canUnsay(result.value, call.id)
      if (useCall.getState().call?.id === call.id) shown(result.value, isStill, other)
      else putOrientations([result.value])
    },
    async name(id, place) {
      const near = useCall.getState().call?.place?.insee ?? null
      const isStill = handHere()
      const result = await console.call('orientation.name', { id, place, near })
      if (!result.ok) return refused(result)
      putOrientations([result.value])
      sayOutcome(result.value, t, 'polite')
      if (isStill()) focusOn('primary')
    },
    async dial(phone) {
      const result = await console.call('orientation.dial', { phone })
      if (!result.ok) return refused(result)
      notify(t('orientation.phone.dialled'))
    },
    async phoned(said) {
      const { call } = useCall.getState()
      const askId = useAsk.getState().ask?.askId
      if (!call || askId === undefined) return false
      const isStill = handHere()
      const input = { ...said, intentId: newId(), askId, needKey: call.id }
      const result = await underWay(console.call('orientation.phoned', input))
      if (!result.ok) {
        refused(result)
        return false
      }
      if (result.value) {
        canUnsay(result.value, call.id)
        if (useCall.getState().call?.id === call.id) shown(result.value, isStill)
        else putOrientations([result.value])
      }
      return true
    },
    async cancel(id) {
      changed(await console.call('orientation.cancel', { id }))
    },
    async move(id, offerId, slotId) {
      const askId = useAsk.getState().ask?.askId
      if (askId !== undefined) changed(await console.call('orientation.move', { id, askId, offerId, slotId }))
    },
    async passOn(ids, word) {
      const { byId } = useOrientation.getState()
      const before = ids.map(id => ({ id, word: byId[id]?.passedOn?.word ?? null }))
      const marking = async () => {
        if (!(await mark(ids, word))) return
        canUndo({
          what: 'mark',
          callId: null,
          async run() {
            for (const each of before) if (!(await mark([each.id], each.word))) return false
            return true
          },
        })
      }
      await underWay(marking())
    },
  }
}
