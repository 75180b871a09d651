/** The writing thread, from the outside: one import, in a heap of its own that is kept small. */
import { Worker } from 'node:worker_threads'
import type { ImportProgress } from './import.ts'
import type { FromWriter, WriterJob } from './worker-messages.ts'

/**
 * What the thread may keep, MB. An import holds tens of megabytes; without a ceiling the engine lets its garbage grow to
 * hundreds before it looks at it.
 */
const HEAP = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 }

export type Written = Extract<FromWriter, { kind: 'done' | 'failed' }>

export interface Writing {
  done: Promise<Written>
  /** Ends the thread where it is; `done` then says that it failed. */
  stop(): Promise<unknown>
}

/** Starts an import. `failed` carries the code of what ended the thread. */
export function startWriter(entry: URL, job: WriterJob, onProgress: (progress: ImportProgress) => void): Writing {
  const worker = new Worker(entry, { workerData: job, resourceLimits: HEAP })
  const done = new Promise<Written>(resolve => {
    worker.on('message', (message: FromWriter) => {
      if (message.kind === 'progress') onProgress(message.progress)
      else resolve(message)
    })
    worker.on('error', error => {
      const { code } = error as { code?: unknown }
      resolve({ kind: 'failed', code: typeof code === 'string' ? code : error.name })
    })
    worker.on('exit', () => resolve({ kind: 'failed', code: 'DIED' }))
  })
  return { done, stop: () => worker.terminate() }
}
