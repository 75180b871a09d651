/** Handing over by HTTP to a program of this very machine: POST of the message, with the site's token. */
import { readFileSync } from 'node:fs'
import type { Http } from '../http.ts'
import type { Channel } from './channel.ts'

const TIMEOUT_MS = 5_000

/** 200 or 201: the LRM has it; 202: it took it and will say later; anything else is tried again. */
export function loopbackPost(settings: { url: string; tokenFile: string }, http: Http): Channel {
  return {
    name: 'http',
    async put({ text }) {
      let token: string
      try {
        token = readFileSync(settings.tokenFile, 'utf8').trim()
      } catch (error) {
        return { ok: false, code: `token-${(error as NodeJS.ErrnoException).code ?? 'unreadable'}` }
      }
      if (!/^[\x21-\x7e]{16,512}$/.test(token)) return { ok: false, code: 'token-malformed' }
      const answer = await http.request({
        method: 'POST',
        url: settings.url,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: text,
        timeoutMs: TIMEOUT_MS,
        maxBytes: 100_000,
      })
      if (answer.kind !== 'answer') return { ok: false, code: answer.code || answer.kind }
      if (answer.status === 202) return { ok: true, acknowledged: false }
      return answer.status === 200 || answer.status === 201
        ? { ok: true, acknowledged: true }
        : { ok: false, code: `HTTP-${answer.status}` }
    },
  }
}
