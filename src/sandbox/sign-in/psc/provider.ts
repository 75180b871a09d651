/**
 * An OpenID provider in the shape of Pro Santé Connect: its discovery name, its paths, `scope_all`, `eidas1`, lifetimes of
 * minutes, CIBA by poll with a binding message of two digits. `oidc-provider` does the protocol; here are the people of the
 * sandbox, the page where one says who one is, and the telephone that asks for a yes.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { errors, Provider } from 'oidc-provider'
import { PEOPLE } from '../../card/people.ts'
import { userinfoOf } from './userinfo.ts'

/** Path of the realm, as PSC's. */
const REALM = '/auth/realms/esante-wallet'
const WELL_KNOWN = `${REALM}/.well-known/wallet-openid-configuration`

export const CLIENT_ID = 'relais-bac-a-sable'

/** A request for a yes on somebody's telephone. */
export interface PhoneRequest {
  id: string
  idnps: string
  /** The two digits that the desk shows. */
  code: string
}

export interface PscProvider {
  /** Discovery address, in full: PSC's name for it is its own. */
  discovery: string
  phone: {
    pending(): PhoneRequest[]
    answer(id: string, yes: boolean): Promise<boolean>
  }
  close(): Promise<void>
}

/** `secret`: of the one client, the site's server; `redirectUri`: where it takes people back. */
export async function startProvider(options: { secret: string; redirectUri: string }): Promise<PscProvider> {
  const requests = new Map<string, PhoneRequest & { resolve: (yes: boolean) => Promise<void> }>()
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.writeHead(503).end()
  const server: Server = createServer((request, response) => handle(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const provider: Provider = new Provider(`${origin}${REALM}`, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: options.secret,
        token_endpoint_auth_method: 'client_secret_basic',
        redirect_uris: [options.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
        backchannel_token_delivery_mode: 'poll',
      },
    ],
    scopes: ['openid', 'scope_all'],
    claims: { openid: ['sub'], scope_all: Object.keys(userinfoOf(PEOPLE[0] as (typeof PEOPLE)[number])) },
    acrValues: ['eidas1'],
    pkce: { required: () => true },
    // What is known of PSC's: two minutes for a token, four hours at most for a session. No refresh token is asked for.
    ttl: {
      AccessToken: 120,
      Session: 14_400,
      BackchannelAuthenticationRequest: 120,
      AuthorizationCode: 60,
      Interaction: 600,
      IdToken: 120,
      Grant: 14_400,
    },
    routes: {
      authorization: `${REALM}/protocol/openid-connect/auth`,
      token: `${REALM}/protocol/openid-connect/token`,
      userinfo: `${REALM}/protocol/openid-connect/userinfo`,
      jwks: `${REALM}/protocol/openid-connect/certs`,
      end_session: `${REALM}/protocol/openid-connect/logout`,
      introspection: `${REALM}/protocol/openid-connect/token/introspect`,
      backchannel_authentication: `${REALM}/protocol/openid-connect/ext/ciba/auth`,
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: async (_ctx, hint) => PEOPLE.find(({ idnps }) => idnps === hint)?.idnps,
        validateBindingMessage: async (_ctx, message) => {
          if (!/^\d{2}$/.test(message ?? '')) throw new Error('two digits')
        },
        validateRequestContext: async () => {},
        verifyUserCode: async () => {},
        triggerAuthenticationDevice: async (ctx, request, account, client) => {
          const code = String(ctx.oidc.params?.['binding_message'] ?? '')
          const resolve = async (yes: boolean) => {
            if (!yes) return provider.backchannelResult(request, new errors.AccessDenied('refus')) as Promise<void>
            const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
            grant.addOIDCScope('openid scope_all')
            await grant.save()
            await provider.backchannelResult(request, grant, { acr: 'eidas1' })
          }
          requests.set(request.jti, { id: request.jti, idnps: account.accountId, code, resolve })
        },
      },
    },
    findAccount: async (_ctx, id) => {
      const person = PEOPLE.find(({ idnps }) => idnps === id)
      return person && { accountId: id, claims: async () => ({ sub: `f:bac-a-sable:${id}`, ...userinfoOf(person) }) }
    },
    // One client, the site's own server: what it asks for is given.
    loadExistingGrant: async ctx => {
      const grant = new provider.Grant({
        accountId: ctx.oidc.session?.accountId ?? '',
        clientId: ctx.oidc.client?.clientId ?? '',
      })
      grant.addOIDCScope('openid scope_all')
      await grant.save()
      return grant
    },
    interactions: { url: (_ctx, interaction) => `${origin}/qui/${interaction.uid}` },
    cookies: { keys: [options.secret] },
    renderError: async (ctx, out) => {
      ctx.type = 'html'
      ctx.body = page('Demande refusée', `<p>${marked(out.error)}</p>`)
    },
  })

  const protocol = provider.callback()
  handle = (request, response) => {
    const url = new URL(request.url ?? '/', origin)
    if (url.pathname.startsWith('/qui/')) return void who(request, response).catch(() => response.destroy())
    if (url.pathname === '/telephone') return void telephone(request, response).catch(() => response.destroy())
    // PSC has no discovery under the standard name.
    if (!url.pathname.startsWith(REALM) || url.pathname.endsWith('/.well-known/openid-configuration'))
      return void response.writeHead(404).end()
    if (url.pathname === WELL_KNOWN) request.url = '/.well-known/openid-configuration'
    protocol(request, response)
  }

  /** The page where one says who one is, in place of a card or a telephone. */
  async function who(request: IncomingMessage, response: ServerResponse) {
    const { uid } = await provider.interactionDetails(request, response)
    if (request.method === 'POST') {
      const chosen = (await bodyOf(request)).get('idnps') ?? ''
      const login = { accountId: chosen, acr: 'eidas1' }
      const result = chosen === '' ? { error: 'access_denied', error_description: 'refus' } : { login, consent: {} }
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
    }
    const buttons = PEOPLE.map(
      ({ idnps, title, given, family }) =>
        `<button name="idnps" value="${marked(idnps)}">${marked([given, family].filter(Boolean).join(' ') || title)}</button>`,
    )
    html(
      response,
      'Pro Santé Connect, bac à sable',
      `<form method="post" action="/qui/${uid}"><p>Qui êtes-vous ? Tout est fictif.</p>${buttons.join('')}<button name="idnps" value="">Refuser</button></form>`,
    )
  }

  /** Everybody's telephone: what waits for a yes, with its two digits. */
  async function telephone(request: IncomingMessage, response: ServerResponse) {
    if (request.method === 'POST') {
      const body = await bodyOf(request)
      await answer(body.get('id') ?? '', body.get('yes') === '1')
    }
    const waiting = [...requests.values()].map(
      ({ id, code }) =>
        `<form method="post"><input type="hidden" name="id" value="${marked(id)}"><p>Le poste affiche <b>${marked(code)}</b> ?</p><button name="yes" value="1">Oui</button><button name="yes" value="0">Non</button></form>`,
    )
    html(response, 'e-CPS, bac à sable', waiting.join('') || '<p>Rien n’attend.</p>')
  }

  async function answer(id: string, yes: boolean) {
    const request = requests.get(id)
    requests.delete(id)
    await request?.resolve(yes)
    return request !== undefined
  }

  return {
    discovery: `${origin}${WELL_KNOWN}`,
    phone: {
      pending: () => [...requests.values()].map(({ id, idnps, code }) => ({ id, idnps, code })),
      answer,
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const marked = (text: string) => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

export const page = (title: string, body: string) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>${title}</title><body style="font:16px system-ui;max-width:40em;margin:3em auto"><h1>${title}</h1>${body}`

function html(response: ServerResponse, title: string, body: string) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(page(title, body))
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) if (text.length < 10_000) text += String(chunk)
  return new URLSearchParams(text)
}
