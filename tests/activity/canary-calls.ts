/**
 * Calls full of invented names, numbers and addresses, played on a real desk by a hand that is careless wherever it can be:
 * what is typed goes into every text that a call takes, and each call ends in another of the ways that a call can end.
 */
import type { AskState, Offer, Slot } from '../../src/shared/contract/availability.ts'
import type { CallName, CallResult } from '../../src/shared/contract/index.ts'
import type { Orientation } from '../../src/shared/contract/orientation.ts'
import type { Desk } from '../stand/desk.ts'

export const NAMES = ['ZORBECK', 'QUIRNALD', 'VAXTHOME', 'JYRPELLE']
export const canary = (n: number) => `${NAMES[n % NAMES.length]}kanarix${n}`
/** Not of the ranges kept for fiction: the directory of the territory holds numbers of these. */
export const phone = (n: number) => `01234567${String(n).padStart(2, '0')}`
export const street = (n: number) => `${n} impasse du Wombatkanarix`
export const drm = (n: number) => `DRMkanarix${n}`

/** How call `n` ends: each of them ten times in a hundred calls. */
export const ENDINGS = [
  'direct',
  'vendor-page',
  'emergency',
  'pharmacy',
  'en-sus',
  'cancel',
  'move',
  'marketplace',
  'held',
  'passed-on',
] as const
export type Ending = (typeof ENDINGS)[number]
export const endingOf = (n: number): Ending => ENDINGS[n % ENDINGS.length] ?? 'direct'

function value<V>(result: { ok: true; value: V } | { ok: false; error: { kind: string } }): V {
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}

/** What a screen could send by mistake: texts where codes are due, and more than is asked for. */
async function careless(desk: Desk, n: number, callId: string): Promise<void> {
  const send = (name: string, input: unknown) => desk.call(name as CallName, input as never)
  await send('directory.places', { text: street(n), limit: 5 })
  await send('directory.needs', { text: canary(n), near: null, limit: 4 })
  await send('directory.search', { text: `${canary(n)} ${phone(n)}`, near: null, limit: 5 })
  await send('call.save', { id: canary(n), draft: { drm: { phone: phone(n) } } })
  await send(canary(n), { text: street(n) })
  await send('site.hold', { askId: canary(n), offerId: street(n), slotId: phone(n) })
  await send('orientation.note', { intentId: canary(n), needKey: callId, outcome: street(n) })
  await send('orientation.name', { id: crypto.randomUUID(), place: canary(n).slice(0, 20), near: null })
  await send('orientation.phoned', { intentId: crypto.randomUUID(), askId: street(n), idnps: canary(n), at: phone(n) })
  await send('orientation.passOn', { ids: [], word: `rappeler ${canary(n)} au ${phone(n)}` })
  await send('orientation.move', { id: crypto.randomUUID(), askId: canary(n), offerId: street(n), slotId: phone(n) })
}

/** Plays one call to its end. */
export async function playCall(desk: Desk, n: number, now: number): Promise<void> {
  const call = value(await desk.call('call.current', null))
  const [place] = value(await desk.call('directory.places', { text: 'tours', limit: 1 }))
  const { needs } = value(await desk.call('directory.needs', { text: 'médecin gén', near: null, limit: 4 }))
  const [need] = needs
  if (!place || !need) throw new Error('no question')
  await desk.call('call.save', {
    id: call.id,
    draft: { needText: `fièvre de Mme ${canary(n)} ${phone(n)}`, placeText: street(n), drm: drm(n), need, place },
  })
  await careless(desk, n, call.id)
  await end(desk, n, { need, place, now }, place.insee)
  await desk.call('call.next', { id: call.id })
}

async function end(desk: Desk, n: number, asked: Asked, near: string): Promise<void> {
  // A screen careless enough to make the key of the need from what was typed. A call played again after a kill is another
  // need: the first may have been booked.
  const needKey = `${canary(n)} ${street(n)} ${crypto.randomUUID()}`.slice(0, 64)
  const ending = endingOf(n)
  switch (ending) {
    case 'emergency':
    case 'pharmacy': {
      const intentId = crypto.randomUUID()
      // More than the contract has: a name typed by hand is nowhere.
      const typed = { where: { displayName: canary(n), phones: [phone(n)] }, comment: street(n) }
      value(await desk.call('orientation.note', { intentId, needKey, outcome: ending, ...typed }))
      const { places } = value(await desk.call('orientation.places', { id: intentId, near, limit: 6 }))
      const first = places[0]
      if (!first) throw new Error('no establishment to name')
      value(await desk.call('orientation.name', { id: intentId, place: first.id, near }))
      await desk.call('orientation.handOver', { id: intentId, language: 'fr' })
      return
    }
    case 'en-sus': {
      const { askId } = await askFor(desk, asked)
      const [line] = value(await desk.call('orientation.callList', { askId }))
      if (!line) throw new Error('nobody to phone')
      const said = { intentId: crypto.randomUUID(), askId, idnps: line.idnps, needKey, until: null }
      const at = new Date(asked.now + 3_600_000).toISOString()
      const accepted = n % 20 === 4
      value(
        await desk.call('orientation.phoned', {
          ...said,
          answer: accepted ? 'accepted' : 'refused',
          at: accepted ? at : null,
        }),
      )
      return
    }
    default:
      await takeSlot(desk, n, ending, await askFor(desk, asked), needKey)
  }
}

type Asked = Pick<AskState['question'], 'need' | 'place'> & { now: number }
type Taken = Extract<Ending, 'direct' | 'vendor-page' | 'cancel' | 'move' | 'marketplace' | 'held' | 'passed-on'>

const TAKING: Record<Taken, Slot['taking']> = {
  direct: 'direct',
  'vendor-page': 'vendor-page',
  cancel: 'direct',
  move: 'direct',
  marketplace: 'marketplace',
  held: 'vendor-page',
  'passed-on': 'vendor-page',
}

async function takeSlot(desk: Desk, n: number, ending: Taken, ask: AskState, needKey: string): Promise<void> {
  const { askId } = ask
  const ways = (one: Offer) => one.slots.filter(slot => slot.taking === TAKING[ending]).length
  const offer = ask.offers.find(one => ways(one) > (ending === 'move' ? 1 : 0))
  const slots = offer?.slots.filter(slot => slot.taking === TAKING[ending]) ?? []
  const [slot, other] = slots
  if (!offer || !slot) throw new Error(`no slot for ${ending}`)
  await desk.call('site.hold', { askId, offerId: offer.id, slotId: slot.id })
  if (ending === 'held') return
  const intentId = crypto.randomUUID()
  const one: CallResult<'orientation.take'> = await desk.call('orientation.take', {
    intentId,
    askId,
    offerId: offer.id,
    slotId: slot.id,
    needKey,
    evenIfPending: n % 20 === 0,
  })
  const taken: Orientation = value(one)
  await desk.call('site.hold', null)
  await desk.call('orientation.handOver', { id: intentId, language: 'fr' })
  if (ending === 'cancel' && taken.status === 'confirmed') await desk.call('orientation.cancel', { id: intentId })
  if (ending === 'move' && other && taken.status === 'confirmed')
    await desk.call('orientation.move', { id: intentId, askId, offerId: offer.id, slotId: other.id })
  if (ending === 'passed-on') value(await desk.call('orientation.passOn', { ids: [intentId], word: 'to-phone' }))
  if (ending === 'vendor-page') await desk.call('orientation.declare', { id: intentId, booked: n % 20 === 1 })
}

async function askFor(desk: Desk, { now, ...asked }: Asked): Promise<AskState> {
  let askId = ''
  const done = desk.until('availability.updated', update => update.askId === askId && update.done, 60_000)
  done.catch(() => {})
  const question = {
    radiusKm: null,
    from: new Date(now).toISOString(),
    // Days enough for a hundred calls: each takes slots for good, and a move wants two of one agenda.
    to: new Date(now + 4 * 86_400_000).toISOString(),
    modes: [],
    limit: null,
  }
  askId = value(await desk.call('availability.ask', { ...asked, ...question })).askId
  await done
  return value(await desk.call('availability.snapshot', { askId }))
}
