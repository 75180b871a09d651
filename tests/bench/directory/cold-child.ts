/** The directory in a fresh process: its first answer, and what stays in memory after a few hundred. One line of JSON. */
import { createDirectory } from '../../../src/core/directory/index.ts'
import { sourceEntry } from '../../../src/core/entries.ts'
import { silentLog, systemClock } from '../../../src/core/ports.ts'

const [, , database = '', json = '[]'] = process.argv
const questions = JSON.parse(json) as [text: string, insee: string][]
const megabytes = () => process.memoryUsage().rss / 1e6
const context = { clientId: 'bench' }
const start = (file: string) =>
  createDirectory({
    database: file,
    entryUrl: sourceEntry,
    readers: 2,
    events: { emit() {} },
    clock: systemClock,
    log: silentLog,
  })

// The same threads with nothing to read: what the program itself weighs.
const none = await start(`${database}.none`)
await none.handlers['directory.places']({ text: 'tours', limit: 10 }, context)
await new Promise(resolve => setTimeout(resolve, 1500))
const empty = megabytes()
await none.close()

const opening = performance.now()
const directory = await start(database)
const opened = performance.now() - opening
const ask = async ([text, near]: [string, string]) => {
  const started = performance.now()
  const answer = await directory.handlers['directory.search']({ text, near, limit: 20 }, context)
  if (!answer.ok) throw new Error(answer.error.kind)
  return performance.now() - started
}
const first = await ask(questions[0] ?? ['martin', '37261'])
for (const question of questions.slice(1)) await ask(question)
await new Promise(resolve => setTimeout(resolve, 500))
console.log(JSON.stringify({ opened, first, grown: megabytes() - empty, total: megabytes() }))
await directory.close()
