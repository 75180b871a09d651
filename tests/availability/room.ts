/** The availability room as the console builds it, over real HTTP, with what it told the screens kept for the test. */
import { type Availability, createAvailability, type DirectoryPort } from '../../src/core/availability/index.ts'
import type { SharedDesk } from '../../src/core/availability/share/desk.ts'
import { createFhirClient } from '../../src/core/fhir/index.ts'
import { type Http, openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { Settings, SourceSettings } from '../../src/core/settings/schema.ts'
import { wholeOffer } from '../../src/renderer/features/availability/updates.ts'
import { type AskState, AskUpdate, type Offer, type Question } from '../../src/shared/contract/availability.ts'
import { NOW } from './people.ts'

/** An update whose rows were put together as a screen does. */
export type WholeUpdate = Omit<AskUpdate, 'upserts'> & { upserts: Offer[] }

export interface Room {
  availability: Availability
  /** What was told, each row with all its slots. */
  updates: WholeUpdate[]
  /** The same as it was told. */
  wire: AskUpdate[]
  /** Lets go of what was told: what a test keeps is not the console's memory. */
  forget(): void
  /** Asks, and rejects on a problem. */
  ask(question: Question, clientId?: string): Promise<AskState>
  /** Waits for the update that says that the ask is done; answers the whole state. */
  done(askId: string): Promise<AskState>
  /** Waits until an update satisfies the condition. */
  until(condition: (update: WholeUpdate) => boolean): Promise<WholeUpdate>
  snapshot(askId: string): Promise<AskState>
  close(): Promise<void>
}

type SourceDraft = { id: string; url: string } & Partial<SourceSettings>

export function openRoom(options: {
  sources: SourceDraft[]
  directory: DirectoryPort
  settings?: Partial<Settings['availability']>
  statementsFile?: string
  /** Searches by way of the site's service. */
  shared?: SharedDesk['clientOf']
  now?: () => number
}): Room {
  const settings = { ...Settings.shape.availability.parse({}), timeoutMs: 1_500, lateMs: 300, ...options.settings }
  const clock = { now: options.now ?? (() => NOW) }
  const pools: Http[] = []
  const sources = options.sources.map(draft => {
    const http = openHttp({})
    pools.push(http)
    const source = SourceSettings.parse({ label: draft.id, ...draft })
    const { timeoutMs, maxBytes } = settings
    const fhir = createFhirClient({
      http,
      base: source.url,
      timeoutMs,
      maxBytes,
      token: () => null,
      identifiers: source.identifiers,
      clock,
    })
    return { settings: source, fhir, ...(options.shared ? { shared: options.shared(source.id, fhir) } : {}) }
  })
  const updates: WholeUpdate[] = []
  const wire: AskUpdate[] = []
  const rows = new Map<string, Offer>()
  const listeners = new Set<() => void>()
  const availability = createAvailability({
    sources,
    settings,
    directory: options.directory,
    events: {
      emit: (_, payload) => {
        const update = AskUpdate.parse(payload)
        wire.push(update)
        // As a screen puts them together.
        const upserts = update.upserts.map(one => {
          const offer = wholeOffer(one, rows.get(`${update.askId} ${one.id}`))
          if (!offer) throw new Error('a slot that was never told')
          rows.set(`${update.askId} ${offer.id}`, offer)
          return offer
        })
        updates.push({ ...update, upserts })
        for (const listener of listeners) listener()
      },
    },
    clock,
    log: silentLog,
    ...(options.statementsFile ? { statementsFile: options.statementsFile } : {}),
  })

  const until: Room['until'] = condition =>
    new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new Error('the update never came')), 20_000)
      const look = () => {
        const found = updates.find(condition)
        if (!found) return
        clearTimeout(giveUp)
        listeners.delete(look)
        resolve(found)
      }
      listeners.add(look)
      look()
    })
  const snapshot = async (askId: string) => {
    const answer = await availability.handlers['availability.snapshot']({ askId }, { clientId: 'test' })
    if (!answer.ok) throw new Error(answer.error.kind)
    return answer.value
  }
  return {
    availability,
    updates,
    wire,
    forget() {
      updates.length = wire.length = 0
      rows.clear()
    },
    until,
    snapshot,
    async ask(question, clientId = 'test') {
      const answer = await availability.handlers['availability.ask'](question, { clientId })
      if (!answer.ok) throw new Error(answer.error.kind)
      return answer.value
    },
    async done(askId) {
      await until(update => update.askId === askId && update.done)
      return snapshot(askId)
    },
    async close() {
      await availability.close()
      await Promise.all(pools.map(pool => pool.close()))
    },
  }
}
