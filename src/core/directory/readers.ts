/** The pool of reading threads: a question goes to the one with the least to do; a thread that dies is replaced. */
import { Worker } from 'node:worker_threads'
import type { Place } from '../../shared/contract/directory.ts'
import type { Log } from '../ports.ts'
import type { SiteSynonym } from './needs.ts'
import type { QueryAnswer, QueryArgs, QueryName } from './queries/index.ts'
import type { FromReader, ToReader } from './worker-messages.ts'

export type ReaderState = Extract<FromReader, { kind: 'opened' }>['state']

/** An answer, or the code of what went wrong (`SQLITE_CORRUPT`, `DIED`, `CLOSED`). */
export type Asked<T> = { ok: true; value: T } | { ok: false; code: string }

export interface Readers {
  ask<N extends QueryName>(name: N, args: QueryArgs<N>): Promise<Asked<QueryAnswer<N>>>
  /** Communes, always by the same thread: one index of them is enough. */
  places(asked: { text: string; limit: number; home: string | null }): Promise<Asked<Place[]>>
  /** All threads read this file from now on. */
  open(file: string): Promise<ReaderState>
  /** All threads let go of their file (Windows renames no open file). */
  release(): Promise<void>
  close(): Promise<void>
}

interface Thread {
  worker: Worker
  waiting: Map<number, (message: FromReader) => void>
}

type Question = ToReader extends infer M ? (M extends ToReader ? Omit<M, 'id'> : never) : never

/** `words`: the site's own words of needs. */
export function startReaders(entry: URL, count: number, log: Log, words: readonly SiteSynonym[] = []): Readers {
  let nextId = 1
  let closing = false
  let file: string | null = null

  const start = (places: boolean): Thread => {
    const worker = new Worker(entry, { workerData: { places, words } })
    const thread: Thread = { worker, waiting: new Map() }
    worker.on('message', (message: FromReader) => {
      const settle = thread.waiting.get(message.id)
      thread.waiting.delete(message.id)
      // A reader keeps the program alive only while somebody waits for it.
      if (thread.waiting.size === 0) worker.unref()
      settle?.(message)
    })
    worker.on('error', error => log.error('directory.reader-died', { error: error.name }))
    worker.on('exit', () => {
      for (const [id, settle] of thread.waiting) settle({ kind: 'failed', id, code: 'DIED' })
      thread.waiting.clear()
      if (closing) return
      const replacement = start(places)
      threads[threads.indexOf(thread)] = replacement
      if (file !== null) void send(replacement, { kind: 'open', file })
    })
    worker.unref()
    return thread
  }

  const send = (thread: Thread, question: Question): Promise<FromReader> =>
    new Promise(resolve => {
      const id = nextId++
      thread.waiting.set(id, resolve)
      thread.worker.ref()
      thread.worker.postMessage({ ...question, id })
    })

  const threads: Thread[] = Array.from({ length: count }, (_, at) => start(at === 0))
  const idlest = () => threads.reduce((best, thread) => (thread.waiting.size < best.waiting.size ? thread : best))

  const answered = <T>(message: FromReader): Asked<T> => {
    if (message.kind === 'answer') return { ok: true, value: JSON.parse(message.json) as T }
    return { ok: false, code: message.kind === 'failed' ? message.code : 'UNKNOWN' }
  }

  return {
    async ask(name, args) {
      return answered(await send(idlest(), { kind: 'ask', name, args }))
    },
    async places(asked) {
      return answered(await send(threads[0] ?? idlest(), { kind: 'places', ...asked }))
    },
    async open(path) {
      file = path
      const states = await Promise.all(threads.map(thread => send(thread, { kind: 'open', file: path })))
      const [first] = states
      if (first?.kind === 'opened') return first.state
      return { kind: 'broken', detail: first?.kind === 'failed' ? first.code : 'UNKNOWN' }
    },
    async release() {
      file = null
      await Promise.all(threads.map(thread => send(thread, { kind: 'close' })))
    },
    async close() {
      closing = true
      await Promise.all(threads.map(thread => thread.worker.terminate()))
    },
  }
}
