/** One ask, from its candidates to the last answer: every source in parallel, each slot shown as soon as it is read. */
import type { z } from 'zod'
import type {
  AskState,
  AskUpdate,
  LeftAside,
  Question,
  RankingPolicy,
  SourceState,
  Taking,
} from '../../shared/contract/availability.ts'
import type { AskFailure, SearchAnswer } from '../fhir/index.ts'
import type { Log } from '../ports.ts'
import type { Settings } from '../settings/index.ts'
import { type Board, createBoard, type Row } from './board.ts'
import { type Batch, batchesFor, type Candidate, isNamed } from './coverage.ts'
import { type Door, verdictOf } from './door.ts'
import { doubtsOf, isPartial } from './doubt.ts'
import type { Establishment } from './establishment.ts'
import { namesOf } from './naming.ts'
import { createOfferViews, type Marks, type OfferViews } from './offers.ts'
import type { DirectoryPort, SourcePort } from './ports.ts'
import { followSource, type Progress } from './progress.ts'
import type { RankRule } from './ranking.ts'
import { createTelling } from './telling.ts'

/** Screens get at most about twenty updates a second; the first slots do not wait for their turn. */
const UPDATE_MS = 50
/** Slots put on the board in one go. */
const SLOTS_A_BREATH = 1_000
/** Left-aside resources kept by name; the counts of the sources go on beyond. */
const NAMED_AT_MOST = 5_000

export interface AskOptions {
  askId: string
  question: Question
  candidates: readonly Candidate[]
  sources: readonly SourcePort[]
  /** The door of a source, shared with the other asks. */
  doorOf: (source: SourcePort) => Door
  settings: Settings['availability']
  directory: DirectoryPort
  marks: Marks
  /** When a source last gave this desk a good answer. */
  lastGoodAt: (source: SourcePort) => string | null
  /** How the bookable slots of a source are taken. */
  takingOf: (source: SourcePort) => Taking
  radiusKm: number | null
  /** Those that the question names. */
  establishments?: readonly Establishment[]
  /** Milliseconds since the epoch. */
  now: () => number
  log: Log
  emit: (update: AskUpdate) => void
}

export interface Ask {
  readonly askId: string
  /** As asked, with the limit and the order now in force. */
  question(): Question
  readonly board: Board
  readonly views: OfferViews
  snapshot(): AskState
  leftAside(): z.infer<typeof LeftAside>[]
  /** Starts sending. Resolves when every source has answered, failed or run out of time. Never rejects. */
  run(): Promise<void>
  /** Stops asking and telling; what has come stays readable. */
  cancel(): void
  /** True when nothing of this ask is waited for. */
  done(): boolean
  /** A quiet question of later was answered, or failed: the state of its source follows. */
  sourceRenewed(sourceId: string, answer: { ms: number; partial: boolean }): void
  sourceFailed(sourceId: string, failure: AskFailure): void
  /** Ranks by another limit or another order from now on, and tells the screens. */
  rank(by: { limit: string | null; policy: RankingPolicy | null }): void
  /** The rule in force. */
  rule(): RankRule
  /** Tells the screens what changed on the board since the last update. */
  tell(): void
}

interface Plan {
  source: SourcePort
  batches: Batch[]
  door: Door
  progress: Progress
}

/** Prepares an ask: nothing is sent before `run`. */
export function createAsk(options: AskOptions): Ask {
  const { settings, now, log } = options
  let { question } = options
  const near = question.place?.position ?? null
  const board = createBoard({
    takingOf: options.takingOf,
    question,
    ages: settings.ages,
    candidates: options.candidates,
    near,
    radiusKm: options.radiusKm,
    establishments: options.establishments ?? [],
    now,
  })
  const askedMs = now()
  const ruleNow = (): RankRule => ({
    policy: question.policy ?? settings.policy,
    limitMs: question.limit === null ? null : Date.parse(question.limit),
    nowMs: askedMs,
    seed: options.askId,
  })
  const sourceIds = options.sources.map(source => source.settings.id)
  const named = (row: Row) => namesOf(row, question, options.establishments ?? [])
  const views = createOfferViews(board, sourceIds, ruleNow(), { ...options.marks, named }, now)
  const telling = createTelling()
  const aside: z.infer<typeof LeftAside>[] = []
  const stopped = new AbortController()
  const askedAt = new Date(askedMs).toISOString()
  let deadlinePassed = false
  let version = 0
  let timer: NodeJS.Timeout | null = null
  let lastTold = 0
  let slotsTold = false
  let silent = false

  const plans: Plan[] = options.sources.map(source => {
    const batches = batchesFor(source.settings, question, options.candidates, settings, options.establishments)
    for (const batch of batches) {
      if (batch.kind === 'people') board.note(source.settings.id, batch.idnps, 'pending')
    }
    return { source, batches, door: options.doorOf(source), progress: followSource(source.settings, batches.length) }
  })
  board.changed()
  let done = plans.every(plan => plan.batches.length === 0)

  const states = (): SourceState[] =>
    plans.map(({ source, progress, door }) => {
      const state = { ...progress.state(), lastGoodAt: options.lastGoodAt(source) }
      const shut = state.status === 'refused' || state.status === 'down' ? door.shut() : null
      return shut ? { ...state, retryAt: new Date(shut.untilMs).toISOString() } : state
    })

  const tooFew = (): boolean =>
    done && settings.enough > 0 && !isNamed(question.need) && views.acceptable() < settings.enough

  const tell = () => {
    if (timer) clearTimeout(timer)
    timer = null
    lastTold = performance.now()
    const changed = board.changed()
    views.forget(changed)
    const upserts = [...changed].flatMap(id => views.offer(id) ?? []).map(telling)
    slotsTold ||= upserts.some(offer => offer.slots.length > 0)
    version++
    options.emit({
      askId: options.askId,
      version,
      sources: states(),
      upserts,
      order: views.order(),
      done,
      tooFew: tooFew(),
      limit: question.limit,
      policy: ruleNow().policy,
    })
  }

  const tellSoon = (hasSlots: boolean) => {
    if (silent) return
    if (hasSlots && !slotsTold) tell()
    else timer ??= setTimeout(tell, Math.max(0, UPDATE_MS - (performance.now() - lastTold)))
  }

  const name = (sourceId: string, items: readonly { where: string; why: string }[]) => {
    for (const { where, why } of items.slice(0, NAMED_AT_MOST - aside.length)) aside.push({ sourceId, where, why })
  }

  /** Takes in what one request brought. */
  const receive = async (plan: Plan, batch: Batch, answer: SearchAnswer) => {
    const { settings: source } = plan.source
    const people = batch.kind === 'people' ? batch.idnps : []
    if (answer.kind !== 'read') {
      plan.progress.failed(answer, deadlinePassed)
      board.note(source.id, people, 'failed')
      if (answer.kind !== 'aborted') {
        log.warn('availability.source-failed', {
          source: source.id,
          kind: answer.kind,
          code: answer.code,
          ms: answer.ms,
        })
      }
      return false
    }
    const { bundle } = answer
    let shown = 0
    for (const [index, slot] of bundle.slots.entries()) {
      // A huge answer is taken in between other things.
      if (index > 0 && index % SLOTS_A_BREATH === 0) await new Promise<void>(resolve => setImmediate(resolve))
      if (board.put(slot, plan.source) === null) shown++
    }
    const partial = isPartial(bundle)
    name(source.id, bundle.leftAside)
    plan.progress.answered(answer.ms, { slots: shown, leftAside: bundle.leftAside.length, partial })
    board.note(source.id, people, partial ? 'failed' : 'answered')
    board.note(source.id, [...doubtsOf(bundle).people], 'failed')
    return shown > 0
  }

  /** People who came without having been asked for get their directory line; nobody waits for it. */
  const introduce = async () => {
    const strangers = board.strangers()
    if (strangers.length === 0) return
    try {
      board.introduce(await options.directory.byIdnps(strangers, near))
    } catch {
      log.warn('availability.directory-silent', { people: strangers.length })
    }
    tellSoon(false)
  }

  const askSource = async (plan: Plan) => {
    const { door, progress } = plan
    const queue = [...plan.batches]
    const answers: SearchAnswer[] = []
    const takeNext = async (): Promise<void> => {
      for (let batch = queue.shift(); batch && !stopped.signal.aborted; batch = queue.shift()) {
        progress.sent()
        const answer = await door.search(batch, question, stopped.signal)
        answers.push(answer)
        const hasSlots = await receive(plan, batch, answer)
        if (answer.kind === 'busy' || answer.kind === 'unauthorised') giveUp(plan, queue.splice(0))
        tellSoon(hasSlots)
        void introduce()
        // A source that has rested is tried by one question before it gets the others.
        if (trying) return
      }
    }
    const shut = queue.length > 0 ? door.shut() : null
    if (shut) {
      giveUp(plan, queue.splice(0))
      progress.shut(shut.why)
      tellSoon(false)
    }
    let trying = queue.length > 0 && door.halfOpen()
    if (trying) {
      progress.trying(false)
      tellSoon(false)
      await takeNext()
      trying = false
      progress.trying(true)
      if (verdictOf(answers, deadlinePassed) !== 'good') giveUp(plan, queue.splice(0))
    }
    await Promise.all(Array.from({ length: Math.min(settings.parallel, queue.length) }, takeNext))
    if (answers.length > 0) door.roundEnded(verdictOf(answers, deadlinePassed))
  }

  const giveUp = (plan: Plan, batches: readonly Batch[]) => {
    plan.progress.givenUp(batches.length)
    for (const batch of batches)
      board.note(plan.source.settings.id, batch.kind === 'people' ? batch.idnps : [], 'failed')
  }

  /** After a stop: what was not asked, or not answered, is not known. */
  const settle = () => {
    for (const plan of plans) {
      plan.progress.stop(deadlinePassed ? 'timeout' : 'cancelled')
      for (const row of board.rows.values()) {
        if (row.asked.get(plan.source.settings.id) === 'pending')
          board.note(plan.source.settings.id, [row.id], 'failed')
      }
    }
    done = true
  }

  return {
    askId: options.askId,
    question: () => question,
    rule: ruleNow,
    board,
    views,
    tell,
    rank({ limit, policy }) {
      const { policy: _, ...rest } = question
      question = { ...rest, limit, ...(policy === null ? {} : { policy }) }
      views.rankBy(ruleNow())
      // The limit marks slots: every row is said again.
      board.touch()
      tell()
    },
    snapshot: () => ({
      askId: options.askId,
      version,
      question,
      sources: states(),
      policy: ruleNow().policy,
      offers: views.order().flatMap(id => views.offer(id) ?? []),
      candidates: options.candidates.length,
      done,
      tooFew: tooFew(),
      askedAt,
    }),
    leftAside: () => [...aside],
    done: () => done,
    sourceRenewed(sourceId, { ms, partial }) {
      const plan = plans.find(({ source }) => source.settings.id === sourceId)
      plan?.progress.renewed(ms, { slots: board.slotsOf(sourceId), partial })
      void introduce()
    },
    sourceFailed(sourceId, failure) {
      plans.find(({ source }) => source.settings.id === sourceId)?.progress.renewFailed(failure)
    },
    async run() {
      if (done) return
      const late = setTimeout(() => {
        for (const plan of plans) plan.progress.growLate()
        tellSoon(false)
      }, settings.lateMs)
      const deadline = setTimeout(() => {
        deadlinePassed = true
        stopped.abort()
      }, settings.timeoutMs)
      await Promise.all(plans.map(askSource))
      clearTimeout(late)
      clearTimeout(deadline)
      settle()
      if (!silent) tell()
    },
    cancel() {
      silent = true
      if (timer) clearTimeout(timer)
      timer = null
      if (done) return
      stopped.abort()
      settle()
    },
  }
}
