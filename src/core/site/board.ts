/**
 * What the site's service knows of its desks: what each is on at this moment, which is forgotten with the desk's last word,
 * and what their orientations have come to. A desk asks, is told what is new, or waits until something is.
 */
import type { BoardFile } from './board-file.ts'
import type { Route } from './hub.ts'
import { DESK_PATH, type DeskAnswered, DeskAsked } from './wire.ts'

/** A desk that says nothing for so long is no longer on anything. Desks speak every ten seconds at least. */
const SILENT_MS = 25_000
/** How long a desk counts as one of the site after its last word. */
const DESK_MS = 60_000
/** Entries in one answer. */
const AT_ONCE = 200
/** Desks of one site, at most. */
const MOST_DESKS = 500

interface Present {
  name: string
  run: string
  turn: number
  at: number
  holds: DeskAsked['holds']
}

export interface Board {
  /** Answers one desk: at once when there is news or nothing may be waited for. `gone`: nobody listens any more. */
  ask(asked: DeskAsked, gone?: AbortSignal): Promise<DeskAnswered>
  route: Route
  close(): void
}

export function createBoard(deps: { file: BoardFile; now: () => number }): Board {
  const { file, now } = deps
  const desks = new Map<string, Present>()
  /** Grows with each change of what any desk is on. */
  let holdsChanged = 1
  /** Desks that wait, and what wakes each. */
  const waiting = new Set<{ desk: string; wake: () => void }>()

  function news(by: string) {
    for (const one of waiting) if (one.desk !== by) one.wake()
  }

  /** Takes the desk's word on what it is on; true when that changed. */
  function present({ desk, name, run, turn, holds }: DeskAsked): boolean {
    const before = desks.get(desk)
    if (before && before.run === run && before.turn > turn) {
      before.at = now()
      return false
    }
    if (!before && desks.size >= MOST_DESKS) return false
    desks.set(desk, { name, run, turn, at: now(), holds })
    // A desk that arrives is news too: the others count it.
    const moved = !before || slotsOf(before) !== slotsOf({ holds })
    if (moved) holdsChanged += 1
    return moved
  }

  function view(asked: DeskAsked): DeskAnswered {
    const { desk } = asked
    const heardBefore = asked.board === file.id ? asked.heard : 0
    const { heard, entries } = file.since(heardBefore, desk, AT_ONCE)
    const others = [...desks].filter(([id, { at }]) => id !== desk && now() - at < DESK_MS).map(([, one]) => one)
    return {
      board: file.id,
      heard,
      more: heard < file.last(),
      entries,
      holdsHeard: holdsChanged,
      holds: others
        .filter(({ at }) => now() - at < SILENT_MS)
        .flatMap(({ name, holds }) => holds.map(hold => ({ ...hold, desk: name })))
        .slice(0, 2_000),
      desks: others.length,
    }
  }

  const board: Board = {
    async ask(asked, gone) {
      for (const [id, { at }] of desks) if (now() - at > DESK_MS) desks.delete(id)
      const moved = present(asked)
      if (file.put(asked.desk, asked.name, asked.entries) || moved) news(asked.desk)
      const answer = view(asked)
      const isNews =
        answer.board !== asked.board ||
        answer.entries.length > 0 ||
        answer.more ||
        answer.holdsHeard !== asked.holdsHeard
      if (asked.waitMs === 0 || isNews || gone?.aborted) return answer
      await new Promise<void>(resolve => {
        const one = { desk: asked.desk, wake: done }
        const timer = setTimeout(done, asked.waitMs)
        timer.unref()
        function done() {
          clearTimeout(timer)
          waiting.delete(one)
          gone?.removeEventListener('abort', done)
          resolve()
        }
        gone?.addEventListener('abort', done)
        waiting.add(one)
      })
      return view(asked)
    },
    route: {
      path: DESK_PATH,
      // Fifty orientations are some sixty kilobytes.
      maxBytes: 262_144,
      async answer(body, gone) {
        const asked = DeskAsked.safeParse(body)
        return asked.success ? board.ask(asked.data, gone) : null
      },
    },
    close() {
      for (const { wake } of waiting) wake()
      file.close()
    },
  }
  return board
}

const slotsOf = ({ holds }: Pick<Present, 'holds'>): string =>
  holds
    .map(({ slotId }) => slotId)
    .sort()
    .join()
