/**
 * The loopback address of the contextual launch: `GET http://127.0.0.1:PORT/sas/recherche?…`, so that an LRM only changes
 * the base of the address it opens today. Off unless the settings name a port. It fills a call and does nothing else, so
 * it needs no secret; pages of the web are kept out by what their browser says of them.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Log } from '../ports.ts'
import { LONGEST_LAUNCH } from './launch.ts'

/** What became of a launch. */
export type LaunchAnswer = 'shown' | 'asked' | 'nothing' | 'origin' | 'nobody' | 'repeated'

export interface LaunchListener {
  close(): Promise<void>
}

const REPLIES: Record<LaunchAnswer, [status: number, words: string]> = {
  shown: [200, 'Transmis à Relais : un nouvel appel est prêt. Cette page peut être fermée.'],
  asked: [200, 'Transmis à Relais : un appel est en cours, la console demande avant de le remplacer.'],
  repeated: [200, 'Déjà transmis à Relais.'],
  nothing: [400, 'Rien d’utilisable dans cette adresse : ni lieu, ni spécialité, ni médecin. Rien n’a été transmis.'],
  origin: [403, 'Le logiciel nommé par « origin » n’est pas de ceux que ce poste admet. Rien n’a été transmis.'],
  nobody: [
    202,
    'Personne n’est connecté à Relais sur ce poste. Gardé deux minutes : ouvrir la session, l’appel sera rempli.',
  ],
}

/** Listens on this machine only. A port that is taken is logged, and the console goes on without. */
export async function listenForLaunch(
  port: number,
  launch: (query: string) => Promise<LaunchAnswer>,
  log: Log,
): Promise<LaunchListener & { port: number }> {
  const server = createServer({ maxHeaderSize: 2 * LONGEST_LAUNCH, requestTimeout: 5_000 }, (request, response) => {
    const say = (status: number, words: string) => {
      response.writeHead(status, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        connection: 'close',
      })
      response.end(`${words}\n`)
    }
    const refusal = refusalOf(request, bound())
    if (refusal) {
      log.warn('launch.refused', { why: refusal.why })
      return say(refusal.status, refusal.words)
    }
    const query = (request.url ?? '').split('?').slice(1).join('?')
    launch(query).then(
      answer => say(...REPLIES[answer]),
      () => say(500, 'Relais n’a pas pu lire cette adresse. Rien n’a été transmis.'),
    )
  })
  const bound = () => (server.address() as { port: number } | null)?.port ?? port
  await new Promise<void>(done => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      log.error('launch.not-listening', { port, code: error.code ?? 'unknown' })
      done()
    })
    server.listen(port, '127.0.0.1', done)
  })
  return {
    port: bound(),
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function refusalOf(request: IncomingMessage, port: number): { status: number; why: string; words: string } | null {
  const { host, origin } = request.headers
  // A name that somebody else's DNS points to this machine (rebinding) is not one of ours.
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return { status: 421, why: 'host', words: 'Adresse inconnue de ce poste.' }
  }
  const site = request.headers['sec-fetch-site']
  if (origin !== undefined || (site !== undefined && site !== 'none')) {
    return { status: 403, why: 'page', words: 'Une page du web ne peut pas ouvrir un appel.' }
  }
  if ((request.url ?? '').split('?')[0] !== '/sas/recherche') {
    return { status: 404, why: 'path', words: 'Adresse inconnue : /sas/recherche?… est attendu.' }
  }
  if (request.method !== 'GET') return { status: 405, why: 'method', words: 'Seul GET est admis.' }
  if ((request.url ?? '').length > LONGEST_LAUNCH + 20) {
    return { status: 414, why: 'too-long', words: 'Adresse démesurée : rien n’a été lu.' }
  }
  return null
}
