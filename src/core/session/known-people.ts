/**
 * The people whom the service has recognised on this desk, for the day it does not answer: identifier, name, role, day. Kept
 * in the profile, signed by the desk's key: a line that was written by anything else opens no session. No secret, no patient.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Idnps } from '../../shared/contract/identifiers.ts'
import { Role } from '../../shared/contract/session.ts'
import type { Clock, Log } from '../ports.ts'
import type { Word } from './people.ts'

const DAY_MS = 24 * 3_600_000
const MOST = 500

const Known = z.object({
  idnps: Idnps,
  displayName: z.string().min(1).max(200),
  role: Role,
  /** Last time the service said so, ms. */
  seen: z.number(),
})
const KnownFile = z.object({ people: z.string().max(500_000), signature: z.string().max(200) })

export interface KnownPeople {
  /** What the service said of this person, not longer ago than the site allows. */
  find(idnps: string): Word | null
  remember(word: Word): void
}

/** `key`: the desk's Ed25519 key; null: nothing is remembered nor believed. `days` 0: the same. */
export function openKnownPeople(deps: {
  file: string
  key: KeyObject | null
  days: number
  clock: Clock
  log: Log
}): KnownPeople {
  const { file, key, clock, log } = deps
  const people = new Map(key && deps.days > 0 ? read(file, key).map(one => [one.idnps, one]) : [])
  return {
    find(idnps) {
      const known = people.get(idnps)
      const age = known ? clock.now() - known.seen : Number.NaN
      // A line dated ahead of the clock is not believed either.
      return known && age >= -DAY_MS && age <= deps.days * DAY_MS ? known : null
    },
    remember({ idnps, displayName, role }) {
      if (!key || deps.days === 0) return
      people.delete(idnps)
      people.set(idnps, { idnps, displayName, role, seen: clock.now() })
      for (const oldest of people.keys()) if (people.size > MOST) people.delete(oldest)
      const text = JSON.stringify([...people.values()])
      const signature = sign(null, Buffer.from(text), key).toString('base64url')
      try {
        mkdirSync(path.dirname(file), { recursive: true })
        writeFileSync(`${file}.part`, JSON.stringify({ people: text, signature }), { mode: 0o600 })
        renameSync(`${file}.part`, file)
      } catch (error) {
        log.warn('session.known-people', { code: (error as NodeJS.ErrnoException).code ?? '' })
      }
    },
  }
}

function read(file: string, key: KeyObject): z.infer<typeof Known>[] {
  try {
    const { people, signature } = KnownFile.parse(JSON.parse(readFileSync(file, 'utf8')))
    const bytes = Buffer.from(signature, 'base64url')
    if (!verify(null, Buffer.from(people), createPublicKey(key), bytes)) return []
    return z.array(Known).parse(JSON.parse(people))
  } catch {
    return []
  }
}
