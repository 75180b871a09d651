/**
 * The simulated vendors' sites, on a port of their own, in plain HTTP on loopback: a browser has no client
 * certificate and does not know the sandbox's authority. What is confirmed here the vendor tells to the platform.
 */

import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { DateTime } from 'luxon'
import type { VendorAccounts } from './accounts.ts'
import { sourceById, type VendorSource } from './catalogue.ts'
import type { PageSlot } from './page.ts'
import { accountPage, agendaPage, confirmedPage, messagePage, signInPage } from './page.ts'

/** One free time of a person or point at a vendor, as its page shows it. */
export interface VendorSlot {
  id: string
  start: number
  end: number
  zone: string
  what: string
}

export interface VendorSite {
  /** Name and address of a person (`8`+RPPS) or point (`3`+SIRET); null when the vendor does not know them. */
  describe(source: VendorSource, ownerId: string): { who: string; where: string } | null
  slots(source: VendorSource, ownerId: string): VendorSlot[]
  /** Takes the time for an operator and tells the platform. False: it is no longer free. */
  confirm(source: VendorSource, ownerId: string, slot: VendorSlot, operator: string): boolean
  /** Somebody else took it, on the vendor's own site. */
  takeElsewhere(slotId: string): void
  operators: readonly { idnps: string; displayName: string }[]
  accounts: Pick<VendorAccounts, 'of' | 'signedIn'>
}

const say = (slot: VendorSlot) =>
  DateTime.fromMillis(slot.start, { zone: slot.zone }).setLocale('fr').toFormat("cccc d LLLL 'à' H' h 'mm")

export function createPages(site: VendorSite): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 20_000 })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.addHook('onRequest', async (request, reply) => {
    // Only this machine, by its own name: a page elsewhere must not reach it through a rebound name.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
      return reply.code(421).send('Adresse inattendue.')
    reply.headers({
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
  })
  const send = (reply: FastifyReply, status: number, text: string) =>
    reply.code(status).header('content-type', 'text/html; charset=utf-8').send(text)

  app.get('/', async (_request, reply) =>
    send(reply, 200, messagePage('Éditeurs simulés', 'Ces pages s’ouvrent depuis un créneau de la console.')),
  )

  const found = (params: unknown) => {
    const { source: id, owner } = params as { source: string; owner: string }
    const source = sourceById(id)
    const described = source && site.describe(source, owner)
    return source && described ? { source, owner, ...described } : null
  }
  const showAgenda = (
    reply: FastifyReply,
    { source, owner, who, where }: NonNullable<ReturnType<typeof found>>,
    wanted: string | undefined,
    operator: string | undefined,
  ) => {
    const slots = site.slots(source, owner)
    const chosen = slots.some(slot => slot.id === wanted) ? (wanted ?? null) : null
    const gone = wanted !== undefined && chosen === null
    return send(
      reply,
      gone ? 409 : 200,
      agendaPage({
        vendor: source.label,
        who,
        where,
        chosen,
        gone,
        slots: slots.map((slot): PageSlot => ({ id: slot.id, when: say(slot), what: slot.what })),
        operator: operator ?? null,
        operators: site.operators,
      }),
    )
  }

  app.get('/agenda/:source/:owner', async (request, reply) => {
    const agenda = found(request.params)
    if (!agenda) return send(reply, 404, messagePage('Agenda inconnu', 'Cet éditeur simulé ne connaît pas cet agenda.'))
    const query = request.query as Record<string, string | undefined>
    if (query['origin'] !== 'sas') return send(reply, 403, signInPage(agenda.source.label))
    return showAgenda(reply, agenda, query['creneau'], query['operator'])
  })

  app.post('/agenda/:source/:owner', async (request, reply) => {
    const agenda = found(request.params)
    if (!agenda) return send(reply, 404, messagePage('Agenda inconnu', 'Cet éditeur simulé ne connaît pas cet agenda.'))
    const form = (request.body ?? {}) as Record<string, string | undefined>
    if (form['origin'] !== 'sas') return send(reply, 403, signInPage(agenda.source.label))
    const wanted = form['creneau']
    const operator = form['operator']
    const slot = site.slots(agenda.source, agenda.owner).find(each => each.id === wanted)
    if (!slot || form['action'] === 'parti') {
      if (slot) site.takeElsewhere(slot.id)
      return showAgenda(reply, agenda, wanted ?? '', operator)
    }
    if (!operator) return send(reply, 400, messagePage('Session absente', 'Qui confirme n’est pas dit : recommencer.'))
    const account = site.accounts.of(agenda.source.id, operator)
    if (account.account !== 'known')
      return send(reply, 403, messagePage('Compte inconnu', 'Cet éditeur simulé n’a pas encore reçu ce compte.'))
    if (account.terms !== 'accepted' || account.signIn !== 'valid')
      return send(reply, 403, accountPage(accountOf(agenda.source, operator)))
    if (!site.confirm(agenda.source, agenda.owner, slot, operator)) return showAgenda(reply, agenda, wanted, operator)
    site.accounts.signedIn(agenda.source.id, operator)
    return send(reply, 200, confirmedPage(agenda.source.label, agenda.who, say(slot)))
  })

  const accountOf = (source: VendorSource, operator: string | null) => ({
    vendor: source.label,
    action: `/compte/${source.id}`,
    operator,
    operators: site.operators,
    terms: operator === null || site.accounts.of(source.id, operator).terms === 'to-accept',
  })
  app.get('/compte/:source', async (request, reply) => {
    const source = sourceById((request.params as { source: string }).source)
    if (!source) return send(reply, 404, messagePage('Éditeur inconnu', 'Aucun éditeur simulé de ce nom.'))
    const query = request.query as Record<string, string | undefined>
    if (query['origin'] !== 'sas') return send(reply, 403, signInPage(source.label))
    return send(reply, 200, accountPage(accountOf(source, null)))
  })
  app.post('/compte/:source', async (request, reply) => {
    const source = sourceById((request.params as { source: string }).source)
    const form = (request.body ?? {}) as Record<string, string | undefined>
    const { operator, cgu } = form
    if (!source || form['origin'] !== 'sas' || !site.operators.some(({ idnps }) => idnps === operator) || !operator)
      return send(reply, 400, messagePage('Session absente', 'Qui s’identifie n’est pas dit : recommencer.'))
    if (site.accounts.of(source.id, operator).terms === 'to-accept' && cgu !== 'oui')
      return send(reply, 403, accountPage(accountOf(source, operator)))
    site.accounts.signedIn(source.id, operator)
    return send(reply, 200, messagePage(source.label, 'Session ouverte. Cette page peut être fermée.'))
  })
  return app
}
