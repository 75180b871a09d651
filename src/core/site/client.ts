/** A desk that speaks to its site's service. What comes back is hostile until its schema has passed. */
import type { z } from 'zod'
import type { Http } from '../http.ts'
import type { SiteSettings } from '../settings/index.ts'
import { readToken } from './token.ts'

export type SiteAnswer<V> =
  | { kind: 'answer'; value: V }
  /** We stopped asking. */
  | { kind: 'aborted'; ms: number }
  /** No usable answer: nobody there, a token refused, nonsense. */
  | { kind: 'away'; code: string }

export interface SiteClient {
  ask<S extends z.ZodType>(
    path: string,
    body: object,
    answer: S,
    options: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<SiteAnswer<z.infer<S>>>
}

export function createSiteClient(deps: {
  url: string
  tokenFile: SiteSettings['tokenFile']
  http: Http
  /** Answer larger than this is dropped, bytes. */
  maxBytes: number
}): SiteClient {
  const base = deps.url.replace(/\/+$/, '')
  let token: string | null = null
  return {
    async ask(path, body, schema, { timeoutMs, signal }) {
      try {
        token ??= readToken(deps.tokenFile)
      } catch {
        return { kind: 'away', code: 'token' }
      }
      const answer = await deps.http.request({
        method: 'POST',
        url: `${base}${path}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        timeoutMs,
        maxBytes: deps.maxBytes,
        ...(signal ? { signal } : {}),
      })
      if (answer.kind === 'aborted') return { kind: 'aborted', ms: answer.ms }
      if (answer.kind !== 'answer') return { kind: 'away', code: answer.code }
      // A token that was changed on the service is read again at the next question.
      if (answer.status === 401) token = null
      if (answer.status !== 200) return { kind: 'away', code: `http-${answer.status}` }
      const read = schema.safeParse(parse(answer.text))
      return read.success ? { kind: 'answer', value: read.data } : { kind: 'away', code: 'unreadable' }
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
