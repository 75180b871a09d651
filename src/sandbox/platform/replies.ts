/** How answers leave, and how faults make them leave badly. */
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { Fault } from './faults.ts'
import { FHIR_JSON, type Resource } from './fhir.ts'
import { type IssueCode, outcome, type Refusal } from './outcome.ts'

export const sendResource = (reply: FastifyReply, status: number, resource: Resource) =>
  reply.code(status).header('content-type', FHIR_JSON).send(JSON.stringify(resource))

export const sendRefusal = (reply: FastifyReply, refusal: Refusal) =>
  sendResource(reply, refusal.status, outcome(refusal.issues))

const CODE_OF: Record<number, IssueCode> = {
  400: 'value',
  401: 'login',
  403: 'business-rule',
  404: 'not-found',
  409: 'conflict',
  412: 'conflict',
  422: 'business-rule',
  429: 'throttled',
  503: 'transient',
}

/** Cuts the link, as a machine that died would. */
function cut(reply: FastifyReply) {
  reply.hijack()
  reply.raw.socket?.destroy()
}

/** Keeps the link open and says nothing, until somebody closes it. */
const keepSilent = (reply: FastifyReply) => reply.hijack()

/**
 * Suffers what a fault does before the act. True: the reply is already dealt with, nothing must be done any more.
 */
export async function sufferBefore(fault: Fault | null, reply: FastifyReply, closing: AbortSignal): Promise<boolean> {
  switch (fault?.kind) {
    case 'slow':
      await wait(fault.ms, null, { signal: closing, ref: false }).catch(() => null)
      return false
    case 'silent':
      keepSilent(reply)
      return true
    case 'closed':
    case 'lost-before':
      cut(reply)
      return true
    case 'html':
      reply
        .code(200)
        .header('content-type', 'text/html; charset=utf-8')
        .send('<!doctype html><html lang="fr"><title>Maintenance</title><h1>Site en maintenance (simulé)</h1></html>')
      return true
    case 'status': {
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter))
      const code = CODE_OF[fault.status] ?? 'exception'
      sendRefusal(reply, { status: fault.status, issues: [{ code, diagnostics: `Panne simulée (${fault.status}).` }] })
      return true
    }
    default:
      return false
  }
}

/** Suffers what a fault does once the act is done. True: the reply is dealt with. */
export function sufferAfter(fault: Fault | null, reply: FastifyReply, resource: Resource, status: number): boolean {
  switch (fault?.kind) {
    case 'lost-after':
      cut(reply)
      return true
    case 'silent-after':
      keepSilent(reply)
      return true
    case 'malformed': {
      if (fault.how !== 'json') return false
      const text = JSON.stringify(resource)
      reply
        .code(status)
        .header('content-type', FHIR_JSON)
        .send(text.slice(0, Math.floor(text.length / 2)))
      return true
    }
    case 'huge':
      sendResource(reply, status, { ...resource, text: { status: 'generated', div: '<div>'.padEnd(fault.bytes, 'x') } })
      return true
    default:
      return false
  }
}
