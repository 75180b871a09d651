/** What a key, a button or the palette can do. Every act is here once; screens only name it. */
import type { QueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import type { CallState } from '../../shared/contract/call.ts'
import type { NamedNeed, Need } from '../../shared/contract/directory.ts'
import type { Result } from '../../shared/contract/kit.ts'
import { RANKING_POLICIES } from '../../shared/contract/lists.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Action } from '../../shared/keyboard.ts'
import {
  chooseOrder,
  chooseRow,
  compareHere,
  currentId,
  currentSlot,
  forgetAsk,
  setFilter,
  takeIn,
  useAsk,
} from '../features/availability/store.ts'
import { goFurther } from '../features/availability/widened.ts'
import { nearer, overflow, wider } from '../features/call/reach.ts'
import { addName, chooseNeed, holdsSomething, needLeft, showCall, useCall } from '../features/call/store.ts'
import { clearDirectory, useDirectory } from '../features/directory/store.ts'
import { proposals } from '../features/orientation/next.ts'
import { sayOutcome, startOf, statusWords, whoOf } from '../features/orientation/said.ts'
import {
  type Armed,
  arm,
  disarm,
  forgetTaking,
  inSuspense,
  isLost,
  lastOfCall,
  missed,
  putOrientations,
  showOrientation,
  stands,
  startSending,
  takeFailed,
  taken,
  useOrientation,
} from '../features/orientation/store.ts'
import { askApproval } from '../features/session/approval.ts'
import type { Console } from '../transport/index.ts'
import { copyText } from '../ui/copy.ts'
import { focusOn, handHere } from '../ui/focus.ts'
import { phoneDigits, phoneWords } from '../ui/phone.ts'
import { notifyProblem, problemLine } from '../ui/problemWords.ts'
import { announce, chooseTheme, clearNotice, notify, useUi } from '../ui/store.ts'
import { keepTyped } from '../ui/typeAhead.ts'
import { createCallActs } from './callActs.ts'
import { createOutcomeActs, type OutcomeActs } from './outcomeActs.ts'
import { askTour } from './tourStore.ts'
import { forgetSteps, isOnItsWay, onItsWay, runStep, takeBack } from './undo.ts'

const t = (key: string, holes: Record<string, string | number> = {}): string => i18next.t(key, holes)

/** A random UUID (version 4). `crypto.randomUUID` is missing where the page's origin is not secure. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export interface Acts {
  run(action: Action): void
  /** One step back; loses nothing. */
  back(): void
  /** Fixes what the next Enter takes and goes to its button. */
  arm(offerId: string | null, slotId: string | null): void
  /** Takes what is armed. `again` sends the very same intent. */
  take(options?: { evenIfPending?: boolean; again?: boolean; reason?: string; approvalId?: string }): Promise<void>
  orientations: OutcomeActs
  check(id: string): Promise<void>
  declare(id: string, booked: boolean): Promise<void>
  reopen(id: string): Promise<void>
  copyOutcome(): Promise<void>
  copyPhone(phone: string): Promise<void>
  /** Has the phone of this machine dial. */
  dialPhone(phone: string): Promise<void>
  /** The slots of somebody, or of an establishment, by its name. */
  askNamed(need: Need): void
  /** Adds them to the question; the hand stays where it is, to add others. */
  addNamed(name: NamedNeed): void
  /** Brings back a call that waits. */
  resume(id: string): void
}

/** Builds the acts over a console. */
export function createActs(console: Console, queries: QueryClient, keepDraft: () => Promise<void>): Acts {
  function settle(result: Result<Orientation>) {
    if (result.ok) putOrientations([result.value])
    else notifyProblem(result.error, t)
  }

  /** Counts what was asked by keys and buttons: an answer does not undo what was asked while it was on its way. */
  let turn = 0

  async function nextCall() {
    const asked = turn
    const { call, nextArmed } = useCall.getState()
    if (!call) return
    const { mine, sending, byId } = useOrientation.getState()
    if (holdsSomething(call) && !sending && !mine.some(id => byId[id] && stands(byId[id])) && !nextArmed) {
      useCall.setState({ nextArmed: true })
      notify(t('call.nextUnfinished'), 'warn')
      setTimeout(() => useCall.setState({ nextArmed: false }), 6000)
      return
    }
    const pending = sending !== null || mine.some(id => byId[id] && inSuspense(byId[id]))
    await keepTyped(
      () => turn === asked,
      () => leave(call, pending, asked),
      needLeft(call.id),
    )
  }

  async function leave(call: CallState, pending: boolean, asked: number) {
    // Who goes on to the directory now looks for the caller who comes.
    const looked = useDirectory.getState()
    clearDirectory()
    // The number of the file typed just before belongs to this call, not to nobody.
    await keepDraft()
    const result = await console.call('call.next', { id: call.id })
    if (!result.ok) {
      if (useDirectory.getState().text === '') useDirectory.setState(looked)
      return notifyProblem(result.error, t)
    }
    forgetTaking()
    forgetAsk()
    forgetSteps(call.id)
    // The event of the same change may have shown the new call already.
    if (useCall.getState().call?.id !== result.value.id) showCall(result.value)
    queries.removeQueries({ queryKey: ['directory.search'], type: turn === asked ? 'all' : 'inactive' })
    queries.removeQueries({ queryKey: ['directory.needs'] })
    // What was typed as a place; the desk's own communes stay, they are on the screen.
    queries.removeQueries({ queryKey: ['directory.places'], type: 'inactive' })
    clearNotice()
    if (pending) notify(t('call.nextPending'), 'warn')
    else announce(t('call.begun', { number: result.value.number }))
    if (turn !== asked) return
    useUi.setState({ pane: 'offers', dialog: null })
    focusOn('need')
  }

  /** A slot lost for a call that is not on the screen any more: its caller believes that it is booked. */
  function lostElsewhere(one: Orientation, number: number) {
    if (!isLost(one)) return
    missed(one.id)
    notify(t('call.elsewhere', { number, what: statusWords(one, t) }), 'warn')
  }

  async function lock() {
    await console.call('session.lock', null)
  }

  function enlarge() {
    const { call } = useCall.getState()
    const step = call?.place && wider(call, call.place)
    if (!step) return
    goFurther(console, 'ring', step)
    focusOn('list')
  }

  async function overflowTo() {
    const place = useCall.getState().call?.place
    if (!place) return
    const isStill = handHere()
    const result = await console.call('availability.neighbours', { departement: place.departement })
    const { call } = useCall.getState()
    if (!result.ok || call?.place !== place) return
    const step = overflow(call, result.value)
    if (!step) return
    goFurther(console, step.reach?.remote ? 'remote' : 'neighbours', step)
    if (isStill()) focusOn('list')
  }

  function narrow() {
    const { call } = useCall.getState()
    const step = call?.place && nearer(call, call.place)
    if (!step) return
    goFurther(console, 'back', step)
    focusOn('list')
  }

  /** The orientation that «RDV pris / pas pris» and «Vérifier» speak of: the one shown, else the last in suspense. */
  function concerned(statuses: readonly string[]): string | null {
    const state = useOrientation.getState()
    const shown = state.shownId ? state.byId[state.shownId] : undefined
    if (shown && statuses.includes(shown.status)) return shown.id
    const others = Object.values(state.byId).filter(one => statuses.includes(one.status))
    // Two in suspense: the key alone does not say which.
    return others.length === 1 ? (others[0]?.id ?? null) : null
  }

  /** Alt+Z before the answer to what it takes back: what is typed meanwhile is typed when it is. */
  async function undo() {
    const asked = turn
    if (isOnItsWay()) await keepTyped(() => turn === asked, undoLast)
    else await undoLast()
  }

  async function undoLast() {
    const { zone, pane } = useUi.getState()
    const isStill = handHere()
    // What is on its way is what is meant: the step before it is not taken back in its place.
    await onItsWay()
    const step = takeBack(useCall.getState().call?.id ?? null)
    if (!step) return notify(t('app.undo.none'))
    if (await runStep(step)) notify(t('app.undo.done', { what: t(`app.undo.${step.what}`) }))
    // The hand stays where it works; another question is looked at in its list.
    if (step.what === 'question' && pane === 'offers' && zone !== 'list' && isStill()) focusOn('list')
  }

  const calls = createCallActs(console, keepDraft, () => turn)

  const acts: Acts = {
    run(action) {
      const number = /^call-(\d)$/.exec(action)?.[1]
      const waiting = number === undefined ? null : calls.waitingUnder(Number(number))
      // A number that no call waits under asks for nothing.
      if (waiting === undefined) return
      turn += 1
      // A list of words left open would have the next key, and the next call's.
      useUi.setState({ choice: null })
      if (waiting) return void calls.resume(waiting.id)
      switch (action) {
        case 'help':
          return useUi.setState(state => ({ dialog: state.dialog === 'keys' ? null : 'keys' }))
        case 'palette':
          return useUi.setState(state => ({ dialog: state.dialog === 'palette' ? null : 'palette' }))
        case 'messages':
          return useUi.setState(state => ({ dialog: state.dialog === 'messages' ? null : 'messages' }))
        case 'tour':
          return askTour()
        case 'glossary':
          return useUi.setState({ dialog: 'glossary' })
        case 'print-keys':
          useUi.setState({ dialog: 'keys' })
          // Drawn first, printed next: the sheet alone is on the paper (print.css).
          return void setTimeout(() => window.print(), 100)
        case 'next-call':
          return void nextCall()
        case 'park':
          return void calls.park(null)
        case 'park-doctor':
          return void calls.park('doctor')
        case 'park-call-back':
          return void calls.park('call-back')
        case 'switch':
          return void calls.swap()
        case 'directory':
          useUi.setState({ pane: 'directory' })
          return focusOn('directory')
        case 'day':
          useUi.setState({ pane: 'day' })
          return focusOn('list')
        case 'other-outcome':
          if (!useCall.getState().call) return
          useUi.setState({ pane: 'offers' })
          useOrientation.setState({ other: { since: Date.now() }, shownId: null })
          return focusOn('primary')
        case 'phone-list':
          useOrientation.setState({ other: null, shownId: null })
          useUi.setState({ pane: 'phone' })
          return focusOn('list')
        case 'board':
          useUi.setState({ pane: 'board' })
          return focusOn('board')
        case 'take-in':
          if (useAsk.getState().problem) useAsk.setState({ signature: null, problem: null })
          takeIn()
          useCall.setState(state => (state.call ? { call: { ...state.call } } : {}))
          return focusOn('list')
        case 'undo':
          return void undo()
        case 'copy':
          return void acts.copyOutcome()
        case 'enlarge':
          return enlarge()
        case 'overflow':
          return void overflowTo()
        case 'narrow':
          return narrow()
        case 'timeline':
          useUi.setState(({ drawing }) => ({ drawing: drawing === 'chips' ? 'timeline' : 'chips', pane: 'offers' }))
          return focusOn('list')
        case 'map':
          useUi.setState(({ map }) => ({ map: !map, pane: 'offers' }))
          return focusOn('list')
        case 'second-screen':
          return void window.open('?view=map', 'relais-map')
        case 'compare':
          compareHere()
          return focusOn('list')
        case 'lock':
          return void lock()
        case 'ask-approval':
          return askApproval({ purpose: 'override', what: t('session.approve.override') })
        case 'hand-over-call':
          // Whoever comes next reads what was typed until now.
          return void keepDraft().then(() => console.call('session.handOverCall', null))
        case 'sign-out':
          return void console.call('session.signOut', null)
        case 'check': {
          const id = concerned(['unknown', 'waiting', 'expired', 'pending'])
          return id ? void acts.check(id) : undefined
        }
        case 'declare-yes':
        case 'declare-no': {
          const id = concerned(['waiting', 'expired'])
          return id ? void acts.declare(id, action === 'declare-yes') : undefined
        }
        case 'need':
        case 'place':
        case 'when':
        case 'mode':
        case 'limit':
        case 'age':
        case 'treating':
        case 'drm':
          return focusOn(action)
        case 'offers':
          useUi.setState({ pane: 'offers' })
          return focusOn('list')
        case 'order-default':
        case 'order-distance':
        case 'order-cpts':
        case 'order-equity':
        case 'order-platform':
          chooseOrder(RANKING_POLICIES.find(policy => action === `order-${policy}`) ?? 'default')
          return focusOn('list')
        case 'theme-light':
        case 'theme-dark':
        case 'theme-system':
          return chooseTheme(action.slice('theme-'.length) as 'light' | 'dark' | 'system')
      }
    },

    back() {
      const { pane, zone } = useUi.getState()
      const { armed, shownId, problem, sending } = useOrientation.getState()
      if (useAsk.getState().filter && zone === 'list') return setFilter('')
      if (useOrientation.getState().other) {
        useOrientation.setState({ other: null })
        return focusOn(useAsk.getState().items.length > 0 ? 'list' : 'need')
      }
      if (useAsk.getState().compareId && !armed && !shownId) return useAsk.setState({ compareId: null })
      if (armed || problem) {
        disarm()
        return focusOn('list')
      }
      if (sending?.state === 'not-sent') {
        useOrientation.setState({ sending: null })
        return focusOn('list')
      }
      if (shownId && zone === 'detail') {
        showOrientation(null)
        return focusOn('list')
      }
      if (zone === 'detail' && pane === 'directory') return focusOn('directory')
      if (pane !== 'offers') {
        if (pane === 'day') showOrientation(null)
        useUi.setState({ pane: 'offers' })
        return focusOn(useAsk.getState().items.length > 0 ? 'list' : 'need')
      }
      if (zone === 'detail') return focusOn('list')
      focusOn('need')
    },

    arm(offerId, slotId) {
      const state = useAsk.getState()
      const id = offerId ?? currentId(state)
      const offer = id === null ? undefined : state.offers[id]
      if (!state.ask || !offer || id === null) return
      const slot = currentSlot(offer, slotId ?? state.slotId)
      chooseRow(id, slot?.id ?? null)
      if (slot) {
        const sourceLabel = state.ask.sources.find(source => source.id === slot.sourceId)?.label ?? slot.sourceId
        arm({ askId: state.ask.askId, offer, slot, sourceLabel })
      } else {
        disarm()
        useOrientation.setState({ shownId: null })
      }
      focusOn('primary')
    },

    async take(options = {}) {
      const { armed, sending, problem } = useOrientation.getState()
      if (sending && sending.state === 'waiting') return
      const what: Armed | null = options.again ? (sending?.armed ?? null) : (armed ?? problem?.armed ?? null)
      const { call } = useCall.getState()
      if (!what || !call) return
      const intentId = options.again && sending ? sending.intentId : newId()
      const isStill = handHere()
      startSending({ intentId, armed: what, state: 'waiting' })
      const result = await console.call('orientation.take', {
        intentId,
        askId: what.askId,
        offerId: what.offer.id,
        slotId: what.slot.id,
        needKey: call.id,
        evenIfPending: options.evenIfPending ?? false,
        limit: call.limit,
        ...(options.reason === undefined ? {} : { reason: options.reason }),
        ...(options.approvalId === undefined ? {} : { approvalId: options.approvalId }),
      })
      if (result.ok) {
        // Another call may be on the screen by now: its own detail is not disturbed.
        if (useCall.getState().call?.id === call.id) taken(result.value)
        else {
          putOrientations([result.value])
          lostElsewhere(result.value, call.number)
        }
        sayOutcome(result.value, t)
      } else if (useCall.getState().call?.id !== call.id) {
        // The call waits: its failure is not shown as that of the one on the screen.
        notify(t('call.elsewhere', { number: call.number, what: problemLine(result.error, t) }), 'warn')
        return
      } else if (result.error.kind === 'console-unreachable') {
        useOrientation.setState({ sending: { intentId, armed: what, state: 'lost' } })
      } else takeFailed(result.error, what)
      // Who has gone elsewhere meanwhile types there: an Enter meant for a field must not fall on what the answer proposes.
      if (useCall.getState().call?.id === call.id && isStill()) focusOn('primary')
    },

    orientations: createOutcomeActs(console, newId),

    async check(id) {
      settle(await console.call('orientation.check', { id }))
    },
    async declare(id, booked) {
      settle(await console.call('orientation.declare', { id, booked }))
    },
    async reopen(id) {
      settle(await console.call('orientation.reopen', { id }))
    },

    async copyOutcome() {
      const { mine, ...state } = useOrientation.getState()
      const { zone, pane } = useUi.getState()
      // That of another call only where the hand is on it: in the day's list, or in its detail.
      const isUnderHand =
        state.shownId !== null && (mine.includes(state.shownId) || pane === 'day' || zone === 'detail')
      const one = lastOfCall({ ...state, mine, shownId: isUnderHand ? state.shownId : null })
      if (!one) return notify(t('orientation.nothingToCopy'))
      const language = i18next.language === 'en' ? 'en' : 'fr'
      const result = await console.call('orientation.handOver', { id: one.id, language })
      if (!result.ok) return notifyProblem(result.error, t)
      const said = mine.includes(one.id) ? 'orientation.copied' : 'orientation.copiedOther'
      if (await copyText(result.value.text)) {
        useOrientation.setState(({ copies }) => ({ copies: copies + 1 }))
        return notify(t(said, { name: whoOf(one, t), time: startOf(one) }), 'ok')
      }
      showOrientation(one.id)
      document.querySelector<HTMLTextAreaElement>('[data-hand-over]')?.select()
      notify(t('orientation.copyFailed'), 'warn')
    },

    async copyPhone(phone) {
      const words = phoneWords(phone)
      const done = await copyText(phoneDigits(phone))
      notify(t(done ? 'directory.copied' : 'directory.copyFailed', { phone: words }), done ? 'ok' : 'warn')
    },

    async dialPhone(phone) {
      const result = await console.call('orientation.dial', { phone })
      if (result.ok) notify(t('directory.dialled', { phone: phoneWords(phone) }), 'ok')
      else notify(t('directory.dialFailed', { phone: phoneWords(phone) }), 'warn')
    },

    askNamed(need) {
      useUi.setState({ pane: 'offers' })
      chooseNeed(need)
      focusOn('list')
    },

    addNamed(name) {
      const done = addName(name)
      notify(t(`call.also.${done}`, { name: name.label }), done === 'full' ? 'warn' : 'ok')
    },

    resume: id => void calls.resume(id),
  }
  return acts
}

/** What to propose when a slot is lost, in the order of the list as drawn. */
export function proposalsFor(lost: { offerId: string | null; slotId: string }, now: number) {
  const { items, offers } = useAsk.getState()
  const drawn = items.flatMap(item => (item.type === 'row' ? (offers[item.id] ?? []) : []))
  return proposals(lost, drawn, now)
}
