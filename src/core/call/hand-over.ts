/**
 * Handing outcomes over to the LRM by the site's choice, at once, again until it works, never in anybody's way. The number
 * of the medical file lives here in memory, and in what is handed over; nowhere else.
 */
import type { HandOver } from '../../shared/contract/call.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { Operator } from '../../shared/contract/session.ts'
import type { Clock, Events, Log } from '../ports.ts'
import type { Channel, PutAnswer } from './channel.ts'
import type { DropFolder } from './drop-folder.ts'
import type { HandOverMemory, Remembered } from './hand-over-memory.ts'
import { handOverMessage } from './rdv-message.ts'

/** Waits between two tries, seconds; the last one repeats. */
const RETRY_S = [2, 5, 15, 60]
const LOOK_MS = 1_000
/** How long the number must have stood still. */
const SETTLE_MS = 1_500

/** What the LRM is told of; what is on its way or lost is not an outcome yet. */
const WORTH = new Set<Orientation['status']>(['confirmed', 'declared', 'pending'])
/** What it is told of when it was told of the orientation before. */
const WORTH_AFTER = new Set<Orientation['status']>(['cancelled', 'honoured', 'missed'])
/** May still become something worth telling. */
const OPEN = new Set<Orientation['status']>(['intended', 'sent', 'unknown', 'waiting', 'expired', 'pending'])

export interface HandOverDeps {
  channels: readonly Channel[]
  folder: DropFolder | null
  email: string
  text(orientation: Orientation): string
  operator(): Operator | null
  clock: Clock
  events: Events
  log: Log
  /** From one run to the next. */
  memory: HandOverMemory
  /** An orientation of a former run. */
  orientation(id: string): Orientation | null
  /** An act for the journal. */
  onAct(orientation: Orientation, result: HandOver['state'], reason: string | null): void
}

export interface HandOverRoom {
  /** This orientation belongs to that call; null: the call has ended, no number will come. */
  note(orientation: Orientation, callId?: string | null): void
  /** The number of the medical file, as it is typed in a call. */
  drm(text: string, callId?: string): void
  /** A call is over: what waited for its number goes without one. */
  callEnds(callId?: string): void
  heard(orientation: Orientation): void
  /** Somebody is at the desk: what a former run still owes the LRM goes on. */
  seated(): void
  list(): HandOver[]
  again(orientationId: string): HandOver | null
  /** Another person sits down: numbers of medical files go. */
  forget(): void
  close(): void
}

/** The call of a desk that has only one. */
const ONE_CALL = ''

interface Entry {
  orientation: Orientation
  callId: string | null
  operator: Pick<Operator, 'idnps' | 'displayName'>
  drm: string
  /** The number may still be typed. */
  open: boolean
  revision: number
  /** What was last handed over: the same is not handed twice. */
  handed: string
  ways: Map<Channel, { state: HandOver['state']; attempts: number; code: string | null }>
  timer: NodeJS.Timeout | null
  at: number
}

export function createHandOver(deps: HandOverDeps): HandOverRoom {
  const { channels, folder, clock, log } = deps
  const entries = new Map<string, Entry>()
  let closed = false
  /** Numbers by call: several calls may be open, each with its own. */
  const numbers = new Map<string, string>()
  /** Of former runs, and not taken up in this one. */
  const remembered = new Map(deps.memory.load(clock.now()).map(one => [one.id, one]))
  for (const { id, revision, state } of remembered.values()) if (state === 'delivered') folder?.expect(id, revision)

  function view(entry: Entry): HandOver {
    const ways = [...entry.ways.values()]
    const worst = ways.find(way => way.state === 'failed') ?? ways.find(way => way.state === 'waiting')
    const state = worst?.state ?? (ways.some(way => way.state === 'acknowledged') ? 'acknowledged' : 'delivered')
    return {
      orientationId: entry.orientation.id,
      state: ways.length === 0 ? 'waiting' : state,
      attempts: Math.max(0, ...ways.map(way => way.attempts)),
      code: worst?.code ?? null,
      withNumber: entry.drm !== '',
      at: new Date(entry.at).toISOString(),
    }
  }

  function remember() {
    const now = [...entries.values()].map(entry => {
      const { orientationId: id, state, withNumber } = view(entry)
      return { id, revision: entry.revision, state, withNumber, at: entry.at }
    })
    const former = [...remembered.values()].filter(({ id }) => !entries.has(id))
    deps.memory.save([...former, ...now], clock.now())
  }

  /** What a former run owed is taken up: without the number of the file, which was in nobody's memory but its own. */
  function adopt(orientation: Orientation): Entry | null {
    const former = remembered.get(orientation.id)
    if (!former || former.state === 'acknowledged') return null
    const present = deps.operator()
    // The name of who booked is not on file: only their own presence gives it.
    const displayName = present?.idnps === orientation.operator ? present.displayName : ''
    const entry: Entry = {
      orientation,
      callId: null,
      operator: { idnps: orientation.operator, displayName },
      drm: '',
      open: false,
      revision: former.revision,
      // What was handed over stands, until more is known.
      handed: former.state === 'delivered' ? handedOf(orientation, '') : '',
      ways: new Map(),
      timer: null,
      at: former.at,
    }
    entries.set(orientation.id, entry)
    return entry
  }

  function told(entry: Entry) {
    entry.at = clock.now()
    remember()
    deps.events.emit('call.handedOver', view(entry))
  }

  /** Hands over what has not been yet. */
  function deliver(entry: Entry) {
    const { orientation, drm } = entry
    if (channels.length === 0 || closed) return
    const before = entry.revision > 0
    const { status } = orientation
    if (!WORTH.has(status) && !(before && WORTH_AFTER.has(status))) return
    // The number comes a moment later as a rule: while the call lasts it is waited for.
    if (!before && drm === '' && entry.open) return
    const now = handedOf(orientation, drm)
    if (entry.handed === now) return
    entry.handed = now
    entry.revision += 1
    for (const channel of channels) entry.ways.set(channel, { state: 'waiting', attempts: 0, code: null })
    send(entry)
  }

  function send(entry: Entry) {
    if (entry.timer) clearTimeout(entry.timer)
    entry.timer = null
    const { orientation, revision } = entry
    const text = handOverMessage({
      orientation,
      drm: entry.drm,
      operator: entry.operator,
      email: deps.email,
      text: deps.text(orientation),
      revision,
      sentAt: clock.now(),
    })
    for (const [channel, way] of entry.ways) {
      if (way.state === 'delivered' || way.state === 'acknowledged') continue
      way.attempts += 1
      void channel.put({ id: orientation.id, revision, text }).then(answer => {
        // A newer word is on its way: this answer is about an older one.
        if (!closed && entries.get(orientation.id) === entry && entry.revision === revision)
          answered(entry, channel, answer)
      })
    }
    told(entry)
  }

  function answered(entry: Entry, channel: Channel, answer: PutAnswer) {
    const way = entry.ways.get(channel)
    if (!way) return
    const before = way.state
    way.state = answer.ok ? (answer.acknowledged ? 'acknowledged' : 'delivered') : 'failed'
    way.code = answer.ok ? null : answer.code
    if (before !== way.state) deps.onAct(entry.orientation, way.state, way.code)
    if (!answer.ok) {
      log.warn('handover.failed', { channel: channel.name, code: answer.code, attempts: way.attempts })
      const wait = RETRY_S[Math.min(way.attempts, RETRY_S.length) - 1] ?? 60
      entry.timer ??= setTimeout(() => send(entry), wait * 1000)
      entry.timer.unref()
    }
    told(entry)
  }

  const looking = folder && setInterval(look, LOOK_MS)
  looking?.unref()
  if (folder) folder.look(clock.now())
  function look() {
    const seen = folder?.look(clock.now())
    if (!seen) return
    if (seen.strange > 0) log.warn('handover.acknowledgement-of-nobody', { count: seen.strange })
    for (const { id, revision } of seen.acknowledged) {
      const entry = entries.get(id)
      if (entry && folder && entry.revision === revision) answered(entry, folder, { ok: true, acknowledged: true })
      else acknowledged(id, revision)
    }
  }

  /** The LRM's word on what a former run handed over. */
  function acknowledged(id: string, revision: number) {
    const former = remembered.get(id)
    if (!former || former.revision !== revision) return
    former.state = 'acknowledged'
    former.at = clock.now()
    remember()
    deps.events.emit('call.handedOver', formerView(former))
  }

  function finish(entry: Entry) {
    entry.open = false
    deliver(entry)
  }

  return {
    note(orientation, callId = ONE_CALL) {
      const operator = deps.operator()
      if (!operator || entries.has(orientation.id)) return
      const made: Entry = {
        orientation,
        callId,
        operator,
        drm: callId === null ? '' : (numbers.get(callId) ?? ''),
        open: callId !== null,
        revision: 0,
        handed: '',
        ways: new Map(),
        timer: null,
        at: clock.now(),
      }
      entries.set(orientation.id, made)
      remember()
      deliver(made)
    },
    drm(text, callId = ONE_CALL) {
      const number = text.trim()
      numbers.set(callId, number)
      for (const entry of entries.values()) {
        if (!entry.open || entry.callId !== callId) continue
        entry.drm = number
        // A number that is still being typed is not handed over letter by letter.
        if (entry.timer) clearTimeout(entry.timer)
        entry.timer = setTimeout(() => {
          entry.timer = null
          deliver(entry)
          // The timer of a new try was this one: what is owed is still owed.
          if (!entry.timer && hasFailed(entry)) send(entry)
        }, SETTLE_MS)
        entry.timer.unref()
      }
    },
    callEnds(callId = ONE_CALL) {
      numbers.delete(callId)
      for (const entry of entries.values()) if (entry.open && entry.callId === callId) finish(entry)
    },
    heard(orientation) {
      const entry = entries.get(orientation.id) ?? adopt(orientation)
      if (!entry) return
      entry.orientation = orientation
      deliver(entry)
    },
    seated() {
      for (const { id, state } of remembered.values()) {
        if (entries.has(id) || state === 'acknowledged' || state === 'delivered') continue
        const orientation = deps.orientation(id)
        const entry = orientation && adopt(orientation)
        if (entry) deliver(entry)
      }
    },
    list: () => [
      ...[...remembered.values()].filter(({ id, revision }) => revision > 0 && !entries.has(id)).map(formerView),
      ...[...entries.values()].filter(entry => entry.revision > 0).map(view),
    ],
    again(orientationId) {
      const known = entries.get(orientationId)
      const orientation = known ? null : deps.orientation(orientationId)
      const entry = known ?? (orientation && adopt(orientation))
      if (!entry) return null
      if (!known) entry.handed = ''
      if (!known) deliver(entry)
      else if (entry.revision === 0) finish(entry)
      else {
        for (const way of entry.ways.values()) if (way.state === 'failed') way.attempts = 0
        send(entry)
      }
      return view(entry)
    },
    forget() {
      numbers.clear()
      // What the LRM has not got yet goes on being handed over; everything else is the former person's.
      for (const [id, entry] of entries) {
        if (isOwed(entry)) continue
        // May still be booked: the LRM is told when it is, without the number of a call that is over.
        if (OPEN.has(entry.orientation.status)) {
          entry.drm = ''
          entry.open = false
          continue
        }
        if (entry.timer) clearTimeout(entry.timer)
        entries.delete(id)
      }
    },
    close() {
      closed = true
      if (looking) clearInterval(looking)
      for (const entry of entries.values()) if (entry.timer) clearTimeout(entry.timer)
    },
  }
}

/** What is handed over again when it changes. */
const handedOf = ({ status, appointmentId, slot, establishment }: Orientation, drm: string): string =>
  `${status} ${appointmentId} ${slot?.start ?? ''} ${establishment?.name ?? ''} ${drm}`

const hasFailed = (entry: Entry): boolean => [...entry.ways.values()].some(way => way.state === 'failed')

const isOwed = (entry: Entry): boolean =>
  [...entry.ways.values()].some(way => way.state === 'failed' || way.state === 'waiting')

const formerView = ({ id, state, withNumber, at }: Remembered): HandOver => ({
  orientationId: id,
  state,
  attempts: 0,
  code: null,
  withNumber,
  at: new Date(at).toISOString(),
})
