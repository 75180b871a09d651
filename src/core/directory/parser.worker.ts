/** The thread that reads the register while another writes: it stays a few batches ahead, and no more. */
import { parentPort, workerData } from 'node:worker_threads'
import { writeBatch } from './rpps/batches.ts'
import { readPeople, type ToldPerson } from './rpps/people.ts'
import type { FromParser, ParserJob } from './worker-messages.ts'

const { file, ahead } = workerData as ParserJob
/** Batches told and not yet written. */
const waiting = new Int32Array(ahead)
const tell = (message: FromParser) => parentPort?.postMessage(message)

/** People of one batch, and batches ahead of the writer: a megabyte. Larger ones outlive their youth in the engine's heap. */
const BATCH = 200
const MOST_AHEAD = 8

let batch: ToldPerson[] = []
let at = { rows: 0, bytes: 0 }
const flush = () => {
  for (let told = Atomics.load(waiting, 0); told >= MOST_AHEAD; told = Atomics.load(waiting, 0))
    Atomics.wait(waiting, 0, told)
  Atomics.add(waiting, 0, 1)
  tell({ kind: 'people', people: writeBatch(batch), ...at })
  batch = []
}

try {
  const result = readPeople(file, {
    onPerson(told) {
      batch.push(told)
      if (batch.length >= BATCH) flush()
    },
    onLabel: labelsOnce((kind, code, label) => tell({ kind: 'label', of: kind, code, label })),
    onProgress(rows, bytes) {
      at = { rows, bytes }
    },
  })
  flush()
  tell({ kind: 'end', result })
} catch (error) {
  const { code, name } = error as { code?: unknown; name?: string }
  tell({ kind: 'failed', code: typeof code === 'string' ? code : (name ?? 'UNKNOWN') })
}

/** Each label once: a row says six. */
function labelsOnce<K extends string>(tell: (kind: K, code: string, label: string) => void) {
  const told = new Set<string>()
  return (kind: K, code: string, label: string) => {
    const key = `${kind} ${code}`
    // Past any real nomenclature they are not kept (store/write.ts).
    if (told.has(key) || told.size > 5000) return
    told.add(key)
    tell(kind, code, label)
  }
}
