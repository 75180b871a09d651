/** The writing thread: one import, then it ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { buildDirectory } from './import.ts'
import type { FromWriter, WriterJob } from './worker-messages.ts'

const { parser, ...job } = workerData as WriterJob
const tell = (message: FromWriter) => parentPort?.postMessage(message)

try {
  const result = await buildDirectory({
    ...job,
    parser: parser === undefined ? null : new URL(parser),
    onProgress: progress => tell({ kind: 'progress', progress }),
  })
  tell({ kind: 'done', result })
} catch (error) {
  const { code, name } = error as { code?: unknown; name?: string }
  tell({ kind: 'failed', code: typeof code === 'string' ? code : (name ?? 'UNKNOWN') })
}
