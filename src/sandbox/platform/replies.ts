/** How answers leave. */
import type { FastifyReply } from 'fastify'
import { FHIR_JSON, type Resource } from './fhir.ts'
import { outcome, type Refusal } from './outcome.ts'

export const sendResource = (reply: FastifyReply, status: number, resource: Resource) =>
  reply.code(status).header('content-type', FHIR_JSON).send(JSON.stringify(resource))

export const sendRefusal = (reply: FastifyReply, refusal: Refusal) =>
  sendResource(reply, refusal.status, outcome(refusal.issues))
