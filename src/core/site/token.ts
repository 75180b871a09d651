/** The token that the desks of a site have in common. */
import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Long enough that nobody guesses it; throws on a file that cannot be read or holds less. */
export function readToken(file: string): string {
  const token = readFileSync(file, 'utf8').trim()
  if (token.length < 32) throw Object.assign(new Error('token too short'), { code: 'TOKEN_SHORT' })
  return token
}

/** In a time that does not depend on where they differ. */
export function sameToken(given: string, due: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(due)]
  return a.length === b.length && timingSafeEqual(a, b)
}
