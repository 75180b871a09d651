/** The TLS server: who may come in, and what everybody gets when something is wrong. */
import type { Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import type { IssuedPki } from '../pki/issue.ts'
import { type Refusal, refuse } from './outcome.ts'
import { sendRefusal } from './replies.ts'

/** The client certificate is asked for, not demanded, by the handshake: without it the answer is a 401 that says so. */
const hasClientCertificate = (request: FastifyRequest): boolean => (request.raw.socket as TLSSocket).authorized === true

export function createServer(pki: IssuedPki): FastifyInstance {
  const app = fastify<Server>({
    https: {
      ca: pki.ca,
      cert: pki.serverCertificate,
      key: pki.serverKey,
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: false,
    },
    forceCloseConnections: true,
    bodyLimit: 1_000_000,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 200 },
  })
  app.setNotFoundHandler((_request, reply) =>
    sendRefusal(reply, refuse(404, { code: 'not-found', diagnostics: 'Adresse inconnue.' })),
  )
  app.setErrorHandler((error, _request, reply) => sendRefusal(reply, refusalOfError(error)))
  return app as unknown as FastifyInstance
}

/** What Fastify itself refuses (body too large, JSON that cannot be read), and defects, never with their text. */
function refusalOfError(error: unknown): Refusal {
  const { statusCode, code } = error as { statusCode?: number; code?: string }
  if (statusCode === 413) return refuse(413, { code: 'too-long', diagnostics: 'Corps de plus de 1 Mo.' })
  if (statusCode === 415)
    return refuse(415, { code: 'not-supported', diagnostics: 'application/fhir+json est attendu.' })
  if (statusCode !== undefined && statusCode < 500)
    return refuse(statusCode, { code: 'structure', diagnostics: 'Demande illisible : JSON attendu.' })
  return refuse(500, { code: 'exception', diagnostics: `Défaut du bac à sable (${code ?? 'inconnu'}).` })
}

/** Everything registered inside wants a certificate of the sandbox's authority, and speaks FHIR's JSON. */
export function guarded(app: FastifyInstance, register: (scope: FastifyInstance) => void) {
  void app.register(async scope => {
    scope.addHook('onRequest', async (request, reply) => {
      if (hasClientCertificate(request)) return
      return sendRefusal(
        reply,
        refuse(401, { code: 'login', diagnostics: 'Certificat client de l’autorité du bac à sable attendu.' }),
      )
    })
    scope.removeAllContentTypeParsers()
    for (const type of ['application/fhir+json', 'application/json+fhir', 'application/json']) {
      scope.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => {
        try {
          done(null, JSON.parse(String(body)))
        } catch {
          done(Object.assign(new Error('json'), { statusCode: 400 }), undefined)
        }
      })
    }
    register(scope)
  })
}
