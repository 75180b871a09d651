/** How a fault makes an answer leave badly, or not at all. Never ships. */
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { type Fault, type Faults, spoil } from './faults.ts'
import { type Entry, FHIR_JSON, type Resource } from './fhir.ts'
import type { IssueCode } from './outcome.ts'
import { sendRefusal, sendResource } from './replies.ts'
import type { Trouble, TroubleOf } from './trouble.ts'

/** The faults that were ordered, as trouble that the platform meets. */
export const troubleOf =
  (faults: Faults): TroubleOf =>
  (source, on) => {
    const fault = faults.next(source, on)
    return fault && sufferedFrom(fault)
  }

const sufferedFrom = (fault: Fault): Trouble => ({
  before: (reply, closing) => before(fault, reply, closing),
  alter: resource =>
    fault.kind === 'malformed' && fault.how !== 'json' && Array.isArray(resource['entry'])
      ? { ...resource, entry: spoil(resource['entry'] as Entry[], fault.how) }
      : resource,
  after: (reply, resource, status) => after(fault, reply, resource, status),
  heard: (answer, closing) => heard(fault, answer, closing),
  wordAfterMs: fault.kind === 'slow' ? fault.ms : null,
})

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

async function before(fault: Fault, reply: FastifyReply, closing: AbortSignal): Promise<boolean> {
  switch (fault.kind) {
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

function after(fault: Fault, reply: FastifyReply, resource: Resource, status: number): boolean {
  switch (fault.kind) {
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

async function heard(fault: Fault, answer: () => Entry[], closing: AbortSignal): Promise<Entry[] | 'broken'> {
  switch (fault.kind) {
    case 'slow':
      await wait(fault.ms, null, { signal: closing, ref: false }).catch(() => null)
      return answer()
    case 'silent':
    case 'silent-after':
      return new Promise(() => {})
    case 'malformed':
      return fault.how === 'json' ? 'broken' : spoil(answer(), fault.how)
    default:
      return 'broken'
  }
}
