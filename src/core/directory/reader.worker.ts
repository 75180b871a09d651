/** A reading thread: one connection, one question at a time. The screen's thread never waits for the disk. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Db } from '../sqlite.ts'
import { createNeeds, type SiteSynonym } from './needs.ts'
import { preparePlaces, searchPlaces } from './places.ts'
import { ask } from './queries/index.ts'
import { prepareLexicon } from './store/lexicon.ts'
import { openDirectory } from './store/open.ts'
import type { FromReader, ToReader } from './worker-messages.ts'

interface ReaderData {
  places?: boolean
  words?: SiteSynonym[]
}

/** The first search comes before the lexicon, which only a misspelt name needs. */
const LEXICON_MS = 3000

const given = (workerData as ReaderData | null) ?? {}
const needs = createNeeds(given.words)
let db: Db | null = null

const answered = (id: number, value: unknown): FromReader => ({ kind: 'answer', id, json: JSON.stringify(value) })

function answer(message: ToReader): FromReader {
  const { id } = message
  try {
    if (message.kind === 'places') return answered(id, searchPlaces(message.text, message.limit, message.home))
    if (message.kind === 'close') {
      db?.close()
      db = null
      return { kind: 'closed', id }
    }
    if (message.kind === 'open') {
      db?.close()
      db = null
      const opened = openDirectory(message.file)
      if (opened.kind !== 'ready') return { kind: 'opened', id, state: opened }
      db = opened.db
      const ready = db
      setTimeout(() => ready.open && prepareLexicon(ready), LEXICON_MS)
      return { kind: 'opened', id, state: { kind: 'ready', facts: opened.facts } }
    }
    if (!db) return { kind: 'failed', id, code: 'CLOSED' }
    return answered(id, ask(db, message.name, message.args as never, needs))
  } catch (error) {
    // Codes only: an SQLite message may quote what somebody typed.
    const { code, name } = error as { code?: unknown; name?: string }
    return { kind: 'failed', id, code: typeof code === 'string' ? code : (name ?? 'UNKNOWN') }
  }
}

parentPort?.on('message', (message: ToReader) => parentPort?.postMessage(answer(message)))

// One thread has the communes, ready before anybody types.
if (given.places) setImmediate(preparePlaces)
