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
import { handOverMessage } from './rdv-message.ts'

/** Waits between two tries, seconds; the last one repeats. */
const RETRY_S = [2, 5, 15, 60]
const LOOK_MS = 1_000
/** How long the number must have stood still. */
const SETTLE_MS = 1_500

/** What the LRM is told of; what is on its way or lost is not an outcome yet. */
const WORTH = new Set<Orientation['status']>(['confirmed', 'declared'])

export interface HandOverDeps {
  channels: readonly Channel[]
  folder: DropFolder | null
  email: string
  text(orientation: Orientation): string
  operator(): Operator | null
  clock: Clock
  events: Events
  log: Log
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
  operator: Operator
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

  function told(entry: Entry) {
    entry.at = clock.now()
    deps.events.emit('call.handedOver', view(entry))
  }

  /** Hands over what has not been yet. */
  function deliver(entry: Entry) {
    const { orientation, drm } = entry
    if (channels.length === 0 || closed) return
    const before = entry.revision > 0
    if (!WORTH.has(orientation.status) && !(before && orientation.status === 'cancelled')) return
    // The number comes a moment later as a rule: while the call lasts it is waited for.
    if (!before && drm === '' && entry.open) return
    const now = `${orientation.status} ${orientation.appointmentId} ${drm}`
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
    }
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
        }, SETTLE_MS)
        entry.timer.unref()
      }
    },
    callEnds(callId = ONE_CALL) {
      numbers.delete(callId)
      for (const entry of entries.values()) if (entry.open && entry.callId === callId) finish(entry)
    },
    heard(orientation) {
      const entry = entries.get(orientation.id)
      if (!entry) return
      entry.orientation = orientation
      deliver(entry)
    },
    list: () => [...entries.values()].filter(entry => entry.revision > 0).map(view),
    again(orientationId) {
      const entry = entries.get(orientationId)
      if (!entry) return null
      if (entry.revision === 0) finish(entry)
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
        const owed = [...entry.ways.values()].some(way => way.state === 'failed' || way.state === 'waiting')
        if (owed) continue
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
