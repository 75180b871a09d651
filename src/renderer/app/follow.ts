/**
 * The second screen follows the desk: same call, same offers, same choice, same answers in the board. It asks nothing of the
 * sources and keeps nothing of its own; the choice goes between the two windows of this page's origin, and nowhere else.
 */
import type { QueryClient } from '@tanstack/react-query'
import type { SessionState } from '../../shared/contract/session.ts'
import { askCame, askUpdated, chooseRow, forgetAsk, useAsk } from '../features/availability/store.ts'
import { forgetCall, showCall, useCall } from '../features/call/store.ts'
import { forgetOrientations, putOrientations } from '../features/orientation/store.ts'
import { reportActivity } from '../features/session/activity.ts'
import { siteIs } from '../features/site/store.ts'
import type { Console } from '../transport/index.ts'
import { hush, useUi } from '../ui/store.ts'
import { keepAnswer, renewAnswers } from './console.ts'

interface Choice {
  askId: string
  rowId: string | null
  slotId: string | null
}

const CHANNEL = 'relais.choice'

/** Tells the other window which row and slot are chosen here, and takes what is chosen there. */
export function shareChoice(): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  let heard: Choice | null = null
  let said = true
  const say = () => {
    said = true
    const { ask, rowId, slotId } = useAsk.getState()
    // What has just been heard is not said back.
    if (!ask || (heard?.rowId === rowId && heard.slotId === slotId)) return
    heard = null
    channel.postMessage({ askId: ask.askId, rowId, slotId } satisfies Choice)
  }
  useAsk.subscribe((now, before) => {
    // After this window has drawn it: a held arrow is not slowed by the other one.
    if (!said || (now.rowId === before.rowId && now.slotId === before.slotId)) return
    said = false
    setTimeout(say, 16)
  })
  channel.onmessage = ({ data }: MessageEvent<Choice>) => {
    if (data.askId !== useAsk.getState().ask?.askId) return
    heard = data
    chooseRow(data.rowId, data.slotId)
  }
}

/** Connects the second screen; once per page. */
export function follow(console: Console, queries: QueryClient): void {
  let signedIn = false

  async function read() {
    const call = await console.call('call.current', null)
    if (!call.ok || !signedIn) return
    showCall(call.value)
    await readAsk()
    const list = await console.call('orientation.list', { limit: 50 })
    if (list.ok && signedIn) putOrientations(list.value)
  }

  async function readAsk() {
    const askId = useCall.getState().call?.askId ?? null
    if (askId === null) return forgetAsk()
    const result = await console.call('availability.snapshot', { askId })
    if (result.ok && signedIn) askCame(result.value)
  }

  function sessionIs(state: SessionState) {
    const now = state.status === 'signed-in'
    if (now === signedIn) return
    signedIn = now
    if (now) return void read()
    // Behind a lock nothing of the call is on this screen either.
    forgetCall()
    forgetAsk()
    forgetOrientations()
    hush()
    queries.removeQueries({ predicate: q => /^directory\./.test(String(q.queryKey[0])) })
  }

  async function readSession() {
    const result = await console.call('session.state', null)
    if (!result.ok) return
    keepAnswer(queries, 'session.state', null, result.value)
    sessionIs(result.value)
  }

  renewAnswers(console, queries)
  console.on('session.changed', state => {
    keepAnswer(queries, 'session.state', null, state)
    sessionIs(state)
  })
  console.on('call.changed', call => {
    if (!signedIn) return
    const before = useCall.getState().call
    showCall(call)
    if (before?.id !== call.id || before.askId !== call.askId) void readAsk()
  })
  console.on('availability.updated', update => {
    if (askUpdated(update) === 'gap') void readAsk()
  })
  console.on('orientation.changed', one => {
    if (signedIn) putOrientations([one])
  })
  console.on('site.changed', siteIs)
  console.on('settings.platformChanged', state => keepAnswer(queries, 'settings.platform', null, state))
  console.onLink(up => useUi.setState({ linkUp: up }))
  console.onGap(() => void readSession().then(() => (signedIn ? read() : undefined)))
  // Who works on the map is at the desk.
  reportActivity(console, () => signedIn)
  void readSession()
}
