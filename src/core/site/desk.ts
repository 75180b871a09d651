/**
 * One desk among those of its site: tells what it has, hears what the others have, and goes on alone when nobody answers.
 * What is told is told until it was heard, in any order and any number of times: the service knows each thing once.
 */
import { randomUUID } from 'node:crypto'
import type { SiteHold, SiteLink } from '../../shared/contract/site.ts'
import type { Log } from '../ports.ts'
import { type DeskAnswered, type DeskAsked, type Entry, type Heard, keyOf, MOST_ENTRIES, WAIT_MS } from './wire.ts'

/** Between two tries while the service does not answer. */
const AGAIN_MS = 5_000
/** Words of one moment go together. */
const TOGETHER_MS = 30

export interface DeskView {
  link: SiteLink
  /** Milliseconds since the epoch; null while joined. */
  aloneSince: number | null
  desks: number
  holds: SiteHold[]
  /** The newest word on each thing of the other desks. */
  heard: Heard[]
}

export interface SiteDesk {
  /** Something of this desk is new. */
  tell(entry: Entry): void
  /** What this desk is on, the whole of it. */
  on(holds: DeskAsked['holds']): void
  view(): DeskView
  close(): void
}

export function createSiteDesk(deps: {
  desk: string
  name: string
  /** One exchange with the service; null when it gave no usable answer. */
  ask: (asked: DeskAsked, signal: AbortSignal) => Promise<DeskAnswered | null>
  /** What this desk has to tell to a service that knows nothing of it yet. */
  own: () => Entry[]
  now: () => number
  onChange: () => void
  log: Log
}): SiteDesk {
  const { now, log } = deps
  const run = randomUUID()
  const stop = new AbortController()
  let turn = 0
  let board: string | null = null
  let heardTo = 0
  let holdsHeard = 0
  let lastTurn = -1
  let aloneSince: number | null = now()
  let desks = 0
  let mine: DeskAsked['holds'] = []
  let theirs: SiteHold[] = []
  const heard = new Map<string, Heard>()
  const outbox = new Map<string, Entry>()
  let telling: NodeJS.Timeout | null = null
  let toldHolds = ''

  const holdsText = () => mine.map(({ slotId }) => slotId).join()

  async function exchange(waitMs: number): Promise<DeskAnswered | null> {
    const mineNow = holdsText()
    const myTurn = turn++
    const asked: DeskAsked = {
      desk: deps.desk,
      name: deps.name,
      run,
      turn: myTurn,
      board,
      heard: heardTo,
      holdsHeard,
      entries: [...outbox.values()].slice(0, MOST_ENTRIES),
      holds: mine,
      waitMs,
    }
    const answer = await deps.ask(asked, stop.signal).catch(() => null)
    if (stop.signal.aborted) return null
    if (!answer) {
      alone()
      return null
    }
    toldHolds = mineNow
    take(asked, answer, myTurn)
    return answer
  }

  function alone() {
    if (aloneSince !== null) return
    aloneSince = now()
    desks = 0
    // Nobody renews them: a colleague who went on without us must not stand there for ever.
    theirs = []
    log.warn('site.alone')
    deps.onChange()
  }

  function take(asked: DeskAsked, answer: DeskAnswered, myTurn: number) {
    let news = aloneSince !== null || desks !== answer.desks
    if (aloneSince !== null) log.info('site.joined', { desks: answer.desks })
    aloneSince = null
    desks = answer.desks
    if (answer.board !== board) {
      // Another memory: what was heard before is heard again, and everything of ours is told again.
      board = answer.board
      heardTo = 0
      heard.clear()
      for (const entry of deps.own()) outbox.set(keyOf(entry), entry)
      news = true
    }
    for (const entry of asked.entries) {
      if (outbox.get(keyOf(entry))?.at === entry.at) outbox.delete(keyOf(entry))
    }
    for (const one of answer.entries) {
      const key = keyOf(one.entry)
      if (one.desk === deps.desk || (heard.get(key)?.entry.at ?? -1) >= one.entry.at) continue
      heard.set(key, one)
      news = true
    }
    heardTo = Math.max(heardTo, answer.heard)
    // Answers may come in another order than they were asked for.
    if (myTurn > lastTurn) {
      lastTurn = myTurn
      holdsHeard = answer.holdsHeard
      news ||= holdsOf(theirs) !== holdsOf(answer.holds)
      theirs = answer.holds
    }
    if (news) deps.onChange()
    if (outbox.size > 0) soon()
  }

  function soon() {
    if (telling || stop.signal.aborted) return
    telling = setTimeout(async () => {
      if (aloneSince === null) await exchange(0)
      telling = null
      if (aloneSince === null && (outbox.size > 0 || toldHolds !== holdsText())) soon()
    }, TOGETHER_MS)
    telling.unref()
  }

  async function listen() {
    while (!stop.signal.aborted) {
      // The first word after a silence is not waited for: whoever comes back wants to know now.
      const answer = await exchange(aloneSince === null && board !== null ? WAIT_MS : 0)
      if (!answer) await pause(AGAIN_MS, stop.signal)
    }
  }
  // Once the console stands: nothing of this is on the way to the first screen.
  setImmediate(() => void listen())

  return {
    tell(entry) {
      outbox.set(keyOf(entry), entry)
      soon()
    },
    on(holds) {
      const before = holdsText()
      mine = holds
      if (holdsText() !== before) soon()
    },
    view: () => ({
      link: aloneSince === null ? 'joined' : 'alone',
      aloneSince,
      desks,
      holds: theirs,
      heard: [...heard.values()],
    }),
    close() {
      stop.abort()
      if (telling) clearTimeout(telling)
    },
  }
}

const holdsOf = (holds: readonly SiteHold[]): string =>
  holds
    .map(({ slotId, desk }) => `${desk} ${slotId}`)
    .sort()
    .join()

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    timer.unref()
    signal.addEventListener('abort', done)
  })
}
