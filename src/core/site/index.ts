/**
 * The desks of one site among themselves. One of them, by the settings, is the service; the others find it by its address
 * in the settings. Each works without it: what is told here is a hint (who is on which slot) and a common memory (what
 * each orientation has come to, whom was phoned), never what decides a booking.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { CallsOf, Handlers } from '../../shared/contract/index.ts'
import { ok } from '../../shared/contract/kit.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import type { SiteOrientation, SiteState } from '../../shared/contract/site.ts'
import type { Clock, Events, Log } from '../ports.ts'
import type { SiteSettings } from '../settings/index.ts'
import { writeWhole } from '../write-whole.ts'
import { createBoard } from './board.ts'
import { openBoardFile } from './board-file.ts'
import type { SiteClient } from './client.ts'
import { createSiteDesk, type SiteDesk } from './desk.ts'
import { createHolds } from './holds.ts'
import { type Hub, type Route, startHub } from './hub.ts'
import { sharedOf } from './leave-out.ts'
import { DESK_PATH, DeskAnswered, type DeskAsked, Entry, type SharedAnswer, WAIT_MS } from './wire.ts'

export { createSiteClient, type SiteClient } from './client.ts'
export { type Route, startHub } from './hub.ts'

/** How long an exchange may take beyond the time that the service was asked to wait, ms. */
const ANSWER_MS = 4_000
/** Orientations told to a service that knows none of this desk: the latest changed, at most so many. */
const MOST_OWN = 2_000
/** A word that changes nothing but what is on the screen: said once for several. */
const TOGETHER_MS = 50

/** What a professional said on the phone of another desk. */
export interface SiteAnswerHeard extends SharedAnswer {
  desk: string
}

export interface Site {
  handlers: Pick<Handlers, CallsOf<'site'>>
  /** An orientation of this desk, as it stands now. */
  heard(orientation: Orientation): void
  /** What a professional said on this desk's phone. */
  phoned(said: SharedAnswer): void
  /** What they said on the phones of the other desks, since an instant, ms. */
  answers(since: number): SiteAnswerHeard[]
  /** Nobody is at the desk any more, or somebody else. */
  rest(): void
  /** Port that this desk listens on for the others; null when it does not. */
  port: number | null
  close(): Promise<void>
}

export interface SiteOptions {
  /** Absent: the site has no service. */
  settings: SiteSettings | undefined
  deskName: string
  /** Folder of the profile. */
  dir: string
  /** Its file with this desk's name to the service, where several desks have one folder. */
  deskFile?: string
  /** Speaks to the service; null when none is named. */
  client: SiteClient | null
  /** Other paths that the service answers on this desk. */
  routes: readonly Route[]
  /** What this desk has, the latest changed first. */
  own: { orientations(limit: number): Orientation[]; answers(): SharedAnswer[] }
  /** True when such a slot is on somebody's list here: no other text is ever told. */
  slotKnown(where: { askId: string; offerId: string; slotId: string }): boolean
  events: Events
  clock: Clock
  log: Log
}

/** Starts the desk's part, and the service when this desk is it. Never throws: a site without its service is a site of desks. */
export async function createSite(options: SiteOptions): Promise<Site> {
  const { settings, clock, events, log } = options
  const holds = createHolds(clock.now)
  const board =
    settings?.listen && (settings.holds || settings.list)
      ? createBoard({ file: openBoardFile(path.join(options.dir, 'site.sqlite'), clock.now, log), now: clock.now })
      : null
  const hub: Hub | null = settings
    ? await startHub(settings, { routes: [...options.routes, ...(board ? [board.route] : [])], log })
    : null
  const { client } = options
  const ask =
    board !== null
      ? (asked: DeskAsked, signal: AbortSignal) => board.ask(asked, signal)
      : client !== null && settings && (settings.holds || settings.list)
        ? askOver(client)
        : null

  let revision = 0
  let telling: NodeJS.Timeout | null = null
  let ending: NodeJS.Timeout | null = null
  const desk: SiteDesk | null =
    ask &&
    createSiteDesk({
      desk: deskIdOf(path.join(options.dir, options.deskFile ?? 'site-desk.json'), log),
      // A service of an older version may refuse an empty one.
      name: options.deskName,
      ask,
      own: () => {
        const orientations = options.own.orientations(MOST_OWN)
        // A page left open, or an answer that has not come, of the run before.
        for (const one of orientations) holds.heard(one)
        tellHolds()
        if (!settings?.list) return []
        const answers = options.own.answers().map(said => ({ kind: 'phoned' as const, at: said.at, said }))
        return [...orientations.map(entryOf), ...answers].filter(mayBeTold)
      },
      now: clock.now,
      onChange: () => {
        revision += 1
        telling ??= setTimeout(() => {
          telling = null
          events.emit('site.changed', state())
        }, TOGETHER_MS)
        telling.unref()
      },
      log,
    })

  function mayBeTold(entry: Entry): boolean {
    const read = Entry.safeParse(entry)
    // One thing that the service would refuse must not keep all others from being heard.
    if (!read.success) log.warn('site.not-told', { kind: entry.kind, where: String(read.error.issues[0]?.path.at(-1)) })
    return read.success
  }

  function tellHolds() {
    if (!desk || !settings?.holds) return
    if (ending) clearTimeout(ending)
    const { holds: mine, nextMs } = holds.now()
    desk.on(mine)
    ending = nextMs === null ? null : setTimeout(tellHolds, nextMs + 10)
    ending?.unref()
  }

  function state(): SiteState {
    if (!desk) return { link: 'off', aloneSince: null, desks: 0, holds: [], revision }
    const { link, aloneSince, desks, holds: theirs } = desk.view()
    return { link, aloneSince: instant(aloneSince), desks, holds: theirs, revision }
  }

  return {
    handlers: {
      'site.state': () => ok(state()),
      'site.hold': where => {
        holds.arm(where !== null && options.slotKnown(where) ? where.slotId : null)
        tellHolds()
        return ok(null)
      },
      'site.day': ({ limit }) => {
        const { link, aloneSince } = state()
        const list = (desk?.view().heard ?? []).flatMap(({ name, entry }): SiteOrientation[] =>
          entry.kind === 'orientation' ? [{ ...entry.orientation, desk: name }] : [],
        )
        list.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
        return ok({ link, aloneSince, list: list.slice(0, limit) })
      },
    },
    heard(orientation) {
      holds.heard(orientation)
      tellHolds()
      const entry = entryOf(orientation)
      if (desk && settings?.list && mayBeTold(entry)) desk.tell(entry)
    },
    phoned(said) {
      const entry: Entry = { kind: 'phoned', at: said.at, said }
      if (desk && settings?.list && mayBeTold(entry)) desk.tell(entry)
    },
    answers: since =>
      (desk?.view().heard ?? []).flatMap(({ name, entry }) =>
        entry.kind === 'phoned' && entry.at >= since ? [{ ...entry.said, desk: name }] : [],
      ),
    rest() {
      holds.arm(null)
      tellHolds()
    },
    port: hub?.port ?? null,
    async close() {
      if (telling) clearTimeout(telling)
      if (ending) clearTimeout(ending)
      desk?.close()
      await hub?.close()
      board?.close()
    },
  }
}

const entryOf = (orientation: Orientation): Entry => ({
  kind: 'orientation',
  at: Date.parse(orientation.updatedAt),
  orientation: sharedOf(orientation),
})

function askOver(client: SiteClient) {
  return async (asked: DeskAsked, signal: AbortSignal): Promise<DeskAnswered | null> => {
    const timeoutMs = ANSWER_MS + Math.min(asked.waitMs, WAIT_MS)
    const answer = await client.ask(DESK_PATH, asked, DeskAnswered, { timeoutMs, signal })
    return answer.kind === 'answer' ? answer.value : null
  }
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const DeskId = z.object({ desk: z.uuid() })

/** The name that the service knows this desk by, the same from one run to the next. */
function deskIdOf(file: string, log: Log): string {
  try {
    return DeskId.parse(JSON.parse(readFileSync(file, 'utf8'))).desk
  } catch {
    const desk = randomUUID()
    const code = writeWhole(file, JSON.stringify({ desk }))
    if (code !== null) log.warn('site.desk-not-written', { code })
    return desk
  }
}
