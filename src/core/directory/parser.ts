/** The reading thread of an import, from the outside: people batch by batch, while the next ones are being read. */
import { Worker } from 'node:worker_threads'
import type { Result } from '../../shared/contract/kit.ts'
import { readBatch } from './rpps/batches.ts'
import { type FileCounts, type PeopleListener, type PeopleProblem, readPeople } from './rpps/people.ts'
import type { FromParser, ParserJob } from './worker-messages.ts'

/** What the thread may keep, MB. */
const HEAP = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 48 }

/**
 * The whole file, told to the listener: here, or with `entry` by a thread of its own. Throws the system's error when the
 * file cannot be read.
 */
export async function readPeopleWith(
  entry: URL | null,
  file: string,
  listener: PeopleListener,
): Promise<Result<FileCounts, PeopleProblem>> {
  if (entry === null) return readPeople(file, listener)
  const ahead = new SharedArrayBuffer(4)
  const waiting = new Int32Array(ahead)
  const job: ParserJob = { file, ahead }
  const worker = new Worker(entry, { workerData: job, resourceLimits: HEAP })
  try {
    return await new Promise((resolve, reject) => {
      const failed = (code: string) => reject(Object.assign(new Error(code), { code }))
      worker.on('message', (message: FromParser) => {
        try {
          if (message.kind === 'label') listener.onLabel(message.of, message.code, message.label)
          else if (message.kind === 'end') resolve(message.result)
          else if (message.kind === 'failed') failed(message.code)
          else {
            for (const told of readBatch(message.people)) listener.onPerson(told)
            listener.onProgress(message.rows, message.bytes)
            Atomics.sub(waiting, 0, 1)
            Atomics.notify(waiting, 0)
          }
        } catch (error) {
          reject(error)
        }
      })
      worker.on('error', reject)
      worker.on('exit', () => failed('DIED'))
    })
  } finally {
    await worker.terminate()
  }
}
