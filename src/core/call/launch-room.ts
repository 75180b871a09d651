/** What becomes of a launch: a new call when nothing is in progress, else a question to the operator. */
import { createHash, randomUUID } from 'node:crypto'
import type { CallState, Launch } from '../../shared/contract/call.ts'
import type { Need, Place } from '../../shared/contract/directory.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Clock, Events, Log } from '../ports.ts'
import { readLaunch } from './launch.ts'
import type { LaunchAnswer } from './launch-listener.ts'

/** The same launch twice within this time is one launch: a double click in the LRM. */
const REPEAT_MS = 5_000

/** How long a launch waits for somebody to sign in: the time to show a card and type a PIN. In memory only. */
const HELD_MS = 120_000

export interface LaunchDeps {
  origins: readonly string[]
  signedIn(): boolean
  call: {
    isEmpty(): boolean
    /** Null when no more calls may wait. */
    beginWith(given: Pick<CallState, 'need' | 'needText' | 'place' | 'placeText' | 'treating'>): CallState | null
  }
  /** What the directory knows; null when it knows nothing of it, or cannot answer. */
  placeOf(wanted: { insee: string } | { city: string }): Promise<Place | null>
  needOf(code: string): Need | null
  personOf(idnps: string): Promise<{ displayName: string } | null>
  clock: Clock
  events: Events
  log: Log
}

export interface LaunchRoom {
  handlers: Pick<Handlers, 'call.launch' | 'call.acceptLaunch' | 'call.dropLaunch'>
  /** Takes the query string of a launch. */
  launch(query: string): Promise<LaunchAnswer>
  /** Somebody is at the desk: what came a moment before is taken now. */
  seated(): void
  /** The call it concerns is over, or somebody else sits down. */
  forget(): void
}

export function createLaunch(deps: LaunchDeps): LaunchRoom {
  let current: Launch | null = null
  let needText = ''
  let held: { query: string; until: number } | null = null
  let last = { hash: '', at: Number.NEGATIVE_INFINITY }

  function tell(next: Launch | null) {
    current = next
    deps.events.emit('call.launched', next)
  }

  function begin(launch: Launch): CallState | null {
    const { need, place, practitioner: treating } = launch
    const texts = { needText: need?.label ?? needText, placeText: place?.name ?? '' }
    return deps.call.beginWith({ need, place, treating, ...texts })
  }

  async function read(query: string): Promise<Launch | 'nothing' | 'origin'> {
    const parts = readLaunch(query)
    if (!parts) return 'nothing'
    const { faults } = parts
    if (deps.origins.length > 0 && (parts.origin === null || !deps.origins.includes(parts.origin))) return 'origin'
    const byCode = parts.insee === null ? null : await deps.placeOf({ insee: parts.insee })
    if (parts.insee !== null && !byCode) faults.push({ part: 'inseecode', why: 'unknown' })
    const place = byCode ?? (parts.city === null ? null : await deps.placeOf({ city: parts.city }))
    if (!place && parts.city !== null) faults.push({ part: 'city', why: 'unknown' })
    const { speciality, practitioner } = parts
    let need = speciality && 'code' in speciality ? deps.needOf(speciality.code) : null
    if (speciality && 'code' in speciality && !need) faults.push({ part: 'specialty', why: 'unknown' })
    needText = speciality && 'text' in speciality ? speciality.text : ''
    const known = practitioner && 'idnps' in practitioner ? await deps.personOf(practitioner.idnps) : null
    if (practitioner && 'idnps' in practitioner && !known) faults.push({ part: 'practitioner', why: 'unknown' })
    const doctor =
      practitioner === null ? null : 'text' in practitioner ? practitioner.text : (known?.displayName ?? null)
    const idnps = practitioner && 'idnps' in practitioner ? practitioner.idnps : null
    // Only a doctor is named: it is them who are looked for.
    if (!need && needText === '' && idnps !== null && known) need = { kind: 'person', idnps, label: known.displayName }
    if (!place && parts.street === null && !need && needText === '' && doctor === null) return 'nothing'
    return {
      id: randomUUID(),
      shown: false,
      need,
      place,
      street: parts.street,
      practitioner: doctor === null ? null : { idnps, displayName: doctor },
      faults,
    }
  }

  const room: LaunchRoom = {
    handlers: {
      'call.launch': () => ok(current),
      'call.acceptLaunch': ({ id }) => {
        if (current?.id !== id) return problem('launch-gone')
        const launch = current
        const call = begin(launch)
        if (!call) return problem('calls-full')
        tell({ ...launch, shown: true })
        return ok(call)
      },
      'call.dropLaunch': ({ id }) => {
        if (current?.id === id) tell(null)
        return ok(null)
      },
    },
    async launch(query) {
      if (!deps.signedIn()) {
        // Of 8,192 characters at most, the last one only.
        held = readLaunch(query) ? { query, until: performance.now() + HELD_MS } : null
        return held ? 'nobody' : 'nothing'
      }
      const hash = createHash('sha256').update(query).digest('hex')
      const now = deps.clock.now()
      if (hash === last.hash && now - last.at >= 0 && now - last.at < REPEAT_MS) return 'repeated'
      const launch = await read(query)
      // The directory took a moment: the desk may be another's by now.
      if (!deps.signedIn()) return 'nobody'
      const empty = deps.call.isEmpty()
      const facts = { faults: typeof launch === 'string' ? 0 : launch.faults.length }
      deps.log.info('launch.read', {
        result: typeof launch === 'string' ? launch : empty ? 'shown' : 'asked',
        ...facts,
      })
      if (typeof launch === 'string') return launch
      last = { hash, at: now }
      if (!empty) {
        tell(launch)
        return 'asked'
      }
      begin(launch)
      tell({ ...launch, shown: true })
      return 'shown'
    },
    seated() {
      const one = held
      held = null
      if (one && performance.now() < one.until) void room.launch(one.query)
    },
    forget() {
      if (current) tell(null)
    },
  }
  return room
}
