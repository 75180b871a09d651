/**
 * What happens without anyone pressing a key: events reach their stores, the draft is kept, the question is asked as
 * soon as it is whole, and after a gap what is shown is read again.
 */
import type { QueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import type { CallState, Hand } from '../../shared/contract/call.ts'
import type { Problem } from '../../shared/contract/kit.ts'
import type { SessionState } from '../../shared/contract/session.ts'
import { askCame, askFailed, asking, askUpdated, forgetAsk, placeHand, useAsk } from '../features/availability/store.ts'
import { questionOf, signature } from '../features/call/question.ts'
import { draftChange, editCall, forgetCall, settleLimit, showCall, useCall } from '../features/call/store.ts'
import { clearDirectory } from '../features/directory/store.ts'
import {
  forgetOrientations,
  forgetTaking,
  inSuspense,
  isLost,
  missed,
  putOrientations,
  setMine,
  showOrientation,
  taken,
  useOrientation,
} from '../features/orientation/store.ts'
import { reportActivity } from '../features/session/activity.ts'
import { forgetApproval, useApproval } from '../features/session/approval.ts'
import { tellCardEnd } from '../features/session/card-ends.ts'
import { forgetCursor, rememberCursor } from '../features/session/cursor.ts'
import { forgetSiteDay, siteIs, useSite } from '../features/site/store.ts'
import type { Console } from '../transport/index.ts'
import { play } from '../ui/sound.ts'
import { hush, notify, useUi } from '../ui/store.ts'
import { forgetTyped } from '../ui/typeAhead.ts'
import { keepAnswer, renewAnswers } from './console.ts'
import { cueOf, watchSources } from './cues.ts'

const SAVE_AFTER = 250
const ASK_AFTER = 250
/** The question was refused for want of a directory, which is being built: not for what is in it. */
const cameTooEarly = (problem: Problem | null): boolean =>
  problem?.kind === 'directory-empty' || problem?.params['cause'] === 'directory-busy'

export interface Wiring {
  /** Keeps what was typed now, before something is done with the call. */
  keepDraft(): Promise<void>
}

/** Where the hand is in the call on the screen. */
function handNow(): Hand {
  const { rowId, slotId, filter } = useAsk.getState()
  const { zone } = useUi.getState()
  return { zone: zone === 'elsewhere' ? 'question' : zone, rowId, slotId, filter }
}

/** After a reload nothing is armed: the hand comes back to the list, never to a button that would take something else. */
function zoneToReturn({ hand, orientationIds }: CallState): Hand['zone'] {
  return hand?.zone === 'detail' && orientationIds.length === 0 ? 'list' : (hand?.zone ?? 'question')
}

/** Connects a console to the stores; once per page. */
export function wire(console: Console, queries: QueryClient): Wiring {
  let signedIn = false
  /** Who was last at the desk of this page. */
  let person: string | null = null
  let kept: CallState | null = null
  let saveTimer: ReturnType<typeof setTimeout> | undefined
  let askTimer: ReturnType<typeof setTimeout> | undefined
  let askNumber = 0
  /** Updates that came before the answer of their own ask. */
  let early: Parameters<typeof askUpdated>[0][] = []

  async function snapshot(askId: string) {
    const result = await console.call('availability.snapshot', { askId })
    if (result.ok) askCame(result.value)
    else if (result.error.kind === 'ask-gone') {
      const { rowId, slotId, filter } = useAsk.getState()
      useAsk.setState({ signature: null })
      askIfWhole()
      placeHand({ rowId, slotId, filter })
    }
  }

  function askIfWhole() {
    const { call } = useCall.getState()
    if (!call || !signedIn) return
    const question = questionOf(call, new Date())
    const now = signature(call)
    if (!question || useAsk.getState().signature === now) return
    // Asked while the day's list stands there: the offers are what is waited for. Who adds names in the directory goes on.
    const { pane, zone } = useUi.getState()
    if (pane !== 'directory' || zone === 'question') useUi.setState({ pane: 'offers' })
    asking(now)
    early = []
    const mine = ++askNumber
    void console.call('availability.ask', question).then(result => {
      if (mine !== askNumber) return
      if (!result.ok) return askFailed(result.error)
      askCame(result.value)
      for (const update of early) if (askUpdated(update) === 'gap') void snapshot(result.value.askId)
      early = []
      editCall({ askId: result.value.askId })
    })
  }

  async function save() {
    clearTimeout(saveTimer)
    const { call } = useCall.getState()
    if (!call || !kept || !signedIn || kept.id !== call.id) return
    const now = { ...call, hand: handNow() }
    const draft = draftChange(kept, now)
    if (!draft) return
    const before = kept
    kept = now
    const result = await console.call('call.save', { id: call.id, draft })
    if (result.ok) return
    if (result.error.kind === 'call-ended') return readCall()
    // Not kept: the next change or the next sign-in sends it again, unless another call is on the screen by now.
    if (kept?.id === before.id) kept = before
  }

  function show(call: CallState) {
    kept = call
    forgetAsk()
    forgetTaking(call.orientationIds)
    // Before the call is shown: its question has been asked already, and showing it is no reason to ask again.
    const asked = call.askId !== null && call.need !== null ? call.askId : null
    if (asked) useAsk.setState({ signature: signature(call) })
    if (call.hand) {
      placeHand(call.hand)
      // At work already, an act that brings a call back brings the hand too; or the hand has gone elsewhere meanwhile.
      if (useCall.getState().call === null) useUi.setState({ zone: zoneToReturn(call) })
    }
    showCall(call)
    // What came of it while it waited is the first thing to see.
    const last = call.orientationIds.at(-1)
    if (last && useOrientation.getState().byId[last]) showOrientation(last)
    if (asked) void snapshot(asked)
    askIfWhole()
  }

  async function readCall() {
    const result = await console.call('call.current', null)
    if (!result.ok) return
    const onScreen = useCall.getState().call
    if (onScreen?.id !== result.value.id) show(result.value)
    else {
      // The same call: what is on the screen is newer than what was kept.
      kept = result.value
      setMine(result.value.orientationIds)
      const { ask } = useAsk.getState()
      if (ask) void snapshot(ask.askId)
      void save()
    }
    await readOrientations()
    await readParked()
  }

  async function readParked() {
    const result = await console.call('call.parked', null)
    if (result.ok) useCall.setState({ parked: result.value })
  }

  async function readOrientations() {
    const result = await console.call('orientation.list', { limit: 50 })
    if (!result.ok) return
    putOrientations(result.value)
    settleSending(result.value.map(one => one.id))
    const { mine, shownId, byId } = useOrientation.getState()
    const last = mine.at(-1)
    if (!shownId && last && byId[last] && inSuspense(byId[last])) showOrientation(last)
  }

  /** A request whose answer was lost: the console knows it, or has never seen it. Nothing is sent again by itself. */
  function settleSending(known: readonly string[]) {
    const { sending, byId } = useOrientation.getState()
    if (!sending || sending.state === 'waiting') return
    const found = known.includes(sending.intentId) ? byId[sending.intentId] : undefined
    if (found) taken(found)
    else useOrientation.setState({ sending: { ...sending, state: 'not-sent' } })
  }

  /** Nothing of the person who was there stays for the next one. */
  function forgetPerson() {
    forgetCall()
    forgetAsk()
    forgetOrientations()
    queries.removeQueries({ predicate: q => /^directory\.(?!status)/.test(String(q.queryKey[0])), type: 'inactive' })
    clearDirectory()
    forgetSiteDay()
    useUi.setState({ pane: 'offers', zone: 'question' })
    forgetCursor()
    forgetApproval()
    kept = null
    person = null
  }

  function sessionIs(state: SessionState) {
    const now = state.status === 'signed-in'
    const who = state.operator?.idnps ?? null
    if (state.status === 'signed-out' || (person !== null && who !== null && who !== person)) forgetPerson()
    if (now) person = who
    // The desk is still on the page: what the hand was doing is read from it.
    if (signedIn && !now) {
      rememberCursor()
      forgetTyped()
      hush()
    }
    if (now && !signedIn) {
      signedIn = true
      void readCall()
      void welcome()
    }
    if (!now) signedIn = false
  }

  /** What somebody who sits down has to know. */
  async function welcome() {
    void readSite()
    const { given } = useApproval.getState()
    if (given) notify(i18next.t('session.approve.given', { name: given.by.displayName }), 'ok')
    const card = await console.call('card.state', null)
    if (card.ok && signedIn) tellCardEnd(card.value)
  }

  async function readSite() {
    const result = await console.call('site.state', null)
    if (result.ok) siteIs(result.value)
  }

  async function readSession() {
    const result = await console.call('session.state', null)
    if (!result.ok) return
    keepAnswer(queries, 'session.state', null, result.value)
    sessionIs(result.value)
  }

  function saveSoon() {
    clearTimeout(saveTimer)
    saveTimer = setTimeout(() => void save(), SAVE_AFTER)
  }

  useAsk.subscribe((now, before) => {
    if (now.rowId !== before.rowId || now.slotId !== before.slotId || now.filter !== before.filter) saveSoon()
  })
  // The slot under the next Enter is told to the other desks of the site, where there is a service for it.
  useOrientation.subscribe((now, before) => {
    const [is, was] = [now.armed, before.armed]
    if (is?.slot.id === was?.slot.id || useSite.getState().link === 'off') return
    const where = is && { askId: is.askId, offerId: is.offer.id, slotId: is.slot.id }
    void console.call('site.hold', where)
  })
  useUi.subscribe((now, before) => {
    if (now.zone !== before.zone) saveSoon()
    // The day's list shows what belongs to other calls: not under the number of this one, once it is closed.
    if (before.pane === 'day' && now.pane !== 'day') {
      const { shownId, mine } = useOrientation.getState()
      if (shownId !== null && !mine.includes(shownId)) showOrientation(null)
    }
  })
  useCall.subscribe((now, before) => {
    if (now.call === before.call) return
    // A call that has just been shown is as the console gave it.
    if (now.call && now.call.id !== kept?.id) kept = now.call
    saveSoon()
    clearTimeout(askTimer)
    // A need or a place is a decision: asked at once. Walking through a list of words is not yet one.
    const decided = now.call?.need !== before.call?.need || now.call?.place !== before.call?.place
    if (decided) askIfWhole()
    else askTimer = setTimeout(askIfWhole, ASK_AFTER)
  })

  console.on('session.changed', state => {
    keepAnswer(queries, 'session.state', null, state)
    sessionIs(state)
  })
  renewAnswers(console, queries)
  console.on('directory.changed', state => {
    // A question that came before the directory was there starts by itself.
    if (state.status === 'ready' && cameTooEarly(useAsk.getState().problem)) {
      useAsk.setState({ signature: null, problem: null })
      askIfWhole()
    }
  })
  console.on('settings.platformChanged', state => {
    const before = queries.getQueryData<{ value?: { status?: string } }>(['settings.platform', null])?.value?.status
    if (state.status === 'down' && before !== 'down') play('down')
    keepAnswer(queries, 'settings.platform', null, state)
  })
  console.on('availability.updated', update => {
    const { asking: waiting, ask } = useAsk.getState()
    if (waiting && update.askId !== ask?.askId) early.push(update)
    else if (askUpdated(update) === 'gap') void snapshot(update.askId)
  })
  console.on('orientation.changed', one => {
    const { byId, mine, shownId } = useOrientation.getState()
    const before = byId[one.id]
    if (before?.status !== one.status && signedIn) cueOf(one.status)
    putOrientations([one])
    const { sending } = useOrientation.getState()
    const isElsewhere = one.id !== shownId && one.id !== sending?.intentId && !mine.includes(one.id)
    if (before && inSuspense(before) && isLost(one) && isElsewhere) missed(one.id)
    // «Réservé» is shown at the console's first word of it: the answer to the call itself comes after the journal is written.
    if (sending?.intentId === one.id && (sending.state !== 'waiting' || one.status === 'confirmed')) taken(one)
  })
  console.on('site.changed', siteIs)
  console.on('call.changed', call => {
    const onScreen = useCall.getState().call
    if (!signedIn) return
    if (onScreen?.id !== call.id) show(call)
    else setMine([...new Set([...useOrientation.getState().mine, ...call.orientationIds])])
  })
  console.on('call.parkedChanged', parked => {
    if (signedIn) useCall.setState({ parked })
  })
  console.onLink(up => {
    useUi.setState({ linkUp: up })
    const { sending } = useOrientation.getState()
    if (!up && sending) useOrientation.setState({ sending: { ...sending, state: 'lost' } })
  })
  console.onGap(() => {
    void readSession().then(() => {
      if (!signedIn) return
      void readCall()
      void readSite()
    })
  })

  watchSources()
  reportActivity(console, () => signedIn)
  void readSession()
  return {
    keepDraft() {
      // An hour typed just before is part of it, though the hand has not left its field.
      settleLimit()
      return save()
    },
  }
}
