/** The host's doors, knocked at over a real socket. */
import { rmSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { createConnection } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createHost, type Host, HostRefused } from '../../src/host/index.ts'
import type { SocketLimits } from '../../src/host/socket.ts'
import { SOCKET_PATH } from '../../src/shared/channels.ts'
import { events } from '../../src/shared/contract/index.ts'
import { exampleOf } from './examples.ts'
import { writeScreen } from './screen.ts'
import { createExampleConsole, type ExampleConsole } from './served.ts'
import { enter } from './transports.ts'

let rendererDir: string
let served: ExampleConsole
let host: Host
let port: number

async function open(limits: Partial<SocketLimits> = {}): Promise<void> {
  host = await createHost({ console: served, rendererDir, allowProduction: false, limits })
  port = Number(new URL(host.origin).port)
}

beforeEach(async () => {
  rendererDir = writeScreen()
  served = createExampleConsole()
  await open()
})
afterEach(async () => {
  await host.close()
  rmSync(path.dirname(rendererDir), { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A request exactly as written: `fetch` would tidy the path and refuse the Host header. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: target, method, headers }, answer => {
      let text = ''
      answer.on('data', chunk => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Status of an upgrade: 101 when the socket opens. */
function knock(headers: Record<string, string>, target = SOCKET_PATH): Promise<number> {
  return new Promise(resolve => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`, { headers })
    socket.once('open', () => {
      resolve(101)
      socket.close()
    })
    socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0))
    socket.once('error', () => {})
  })
}

const tokenPath = () => `/?${new URL(host.url).searchParams}`

describe('the entrance', () => {
  test('is on 127.0.0.1 only, with a token of 256 bits', () => {
    const url = new URL(host.url)
    expect(url.hostname).toBe('127.0.0.1')
    expect(Buffer.from(url.searchParams.get('jeton') ?? '', 'base64url')).toHaveLength(32)
  })

  test('without a token: 401, and not a word of the screen', async () => {
    for (const target of ['/', '/index.html', '/assets/app.js', '/?jeton=', '/?jeton=faux']) {
      const answer = await ask(target)
      expect(answer.status).toBe(401)
      expect(answer.headers['set-cookie']).toBeUndefined()
      expect(answer.text).not.toContain('<script')
    }
  })

  test('the token is exchanged for a cookie that scripts cannot read, and leaves the address', async () => {
    const answer = await ask(tokenPath())
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/')
    const cookie = answer.headers['set-cookie']?.[0] ?? ''
    expect(cookie).toMatch(new RegExp(`^relais-${port}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict$`))
    expect(cookie).not.toContain(new URL(host.url).searchParams.get('jeton'))
  })

  test('the token serves once', async () => {
    await ask(tokenPath())
    expect((await ask(tokenPath())).status).toBe(401)
  })

  test('whoever already came in may load the one-time address again', async () => {
    const cookie = await enter(host)
    const again = await ask(tokenPath(), { cookie })
    expect(again.status).toBe(303)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  test('a look by HEAD (link previews) does not spend it', async () => {
    expect((await ask(tokenPath(), {}, 'HEAD')).status).toBe(401)
    expect((await ask(tokenPath())).status).toBe(303)
  })

  test('a cookie guessed before anyone came in opens nothing', async () => {
    expect((await ask('/', { cookie: `relais-${port}=` })).status).toBe(401)
    expect((await ask('/', { cookie: `relais-${port}=${'A'.repeat(43)}` })).status).toBe(401)
  })
})

describe('names and sites', () => {
  test.each([
    'evil.example:PORT',
    'evil.example',
    'localhost:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]:PORT',
    '127.0.0.1:PORT.evil.example',
  ])('asked under the name %s: 421, though the cookie is right', async name => {
    const cookie = await enter(host)
    expect((await ask('/', { host: name.replace('PORT', String(port)), cookie })).status).toBe(421)
  })

  test('a request without any Host is refused', async () => {
    const raw = await new Promise<string>(resolve => {
      const socket = createConnection(port, '127.0.0.1')
      let text = ''
      socket.on('data', chunk => {
        text += chunk
      })
      socket.on('close', () => resolve(text))
      socket.write('GET / HTTP/1.0\r\n\r\n')
    })
    expect(raw).toMatch(/^HTTP\/1\.1 4(00|21) /)
  })

  test.each(['cross-site', 'same-site'])(
    'a request caused by a %s page: 403, and the token is not spent',
    async site => {
      const cookie = await enter(host)
      expect((await ask('/', { cookie, 'sec-fetch-site': site })).status).toBe(403)
    },
  )

  test('no answer ever allows another origin to read it', async () => {
    const cookie = await enter(host)
    for (const target of ['/', '/nothing', tokenPath()]) {
      const answer = await ask(target, { cookie, origin: 'https://evil.example' })
      expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
    }
  })
})

describe('files', () => {
  let cookie: string
  beforeEach(async () => {
    cookie = await enter(host)
  })

  test('listed ones are served with their type', async () => {
    expect((await ask('/', { cookie })).headers['content-type']).toBe('text/html; charset=utf-8')
    expect((await ask('/assets/app.js', { cookie })).headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect((await ask('/assets/app.js', { cookie }, 'HEAD')).text).toBe('')
  })

  test.each([
    '/unlisted.js',
    '/manifest.json',
    '/assets',
    '/assets/',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '//etc/passwd',
    '/index.html%00.js',
    '/constructor',
    '/__proto__',
    SOCKET_PATH,
  ])('%s: 404', async target => {
    expect((await ask(target, { cookie })).status).toBe(404)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s: 405', async method => {
    expect((await ask('/', { cookie }, method)).status).toBe(405)
  })

  test('every answer, refusals too, carries the strict headers', async () => {
    for (const target of ['/', '/nothing', '/index.html']) {
      for (const headers of [{ cookie }, {}]) {
        const answer = await ask(target, headers)
        expect(answer.headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'no-store',
        })
        const policy = answer.headers['content-security-policy'] ?? ''
        expect(policy).toContain("default-src 'none'")
        expect(policy).toContain("frame-ancestors 'none'")
        expect(policy).toContain("require-trusted-types-for 'script'")
        expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port};`)
        expect(policy).not.toContain('unsafe')
      }
    }
  })
})

describe('the socket', () => {
  test('opens for our page with the cookie', async () => {
    const cookie = await enter(host)
    expect(await knock({ cookie, origin: host.origin })).toBe(101)
  })

  test('refuses another origin, none, `null`, and one that only looks like ours', async () => {
    const cookie = await enter(host)
    for (const origin of ['https://evil.example', 'null', `${host.origin}.evil.example`, `http://localhost:${port}`])
      expect(await knock({ cookie, origin })).toBe(403)
    expect(await knock({ cookie })).toBe(403)
  })

  test('refuses without the cookie, under another name, at another path', async () => {
    const cookie = await enter(host)
    expect(await knock({ origin: host.origin })).toBe(401)
    expect(await knock({ origin: host.origin, cookie: `relais-${port}=x` })).toBe(401)
    expect(await knock({ origin: host.origin, cookie, host: `evil.example:${port}` })).toBe(421)
    expect(await knock({ origin: host.origin, cookie }, '/other')).toBe(404)
  })

  const connect = async () => {
    const cookie = await enter(host)
    const socket = new WebSocket(`ws://127.0.0.1:${port}${SOCKET_PATH}`, { headers: { cookie, origin: host.origin } })
    await new Promise(ready => socket.once('open', ready))
    socket.on('error', () => {})
    const closed = new Promise<number>(resolve => socket.once('close', resolve))
    return { socket, closed }
  }

  test.each([
    ['not JSON', 1007, 'not json'],
    ['empty text', 1007, ''],
    ['JSON that is not a call', 1008, '[]'],
    ['a call without id', 1008, '{"name":"session.state","input":null}'],
    ['a call whose name is a number', 1008, '{"id":1,"name":7,"input":null}'],
    ['a binary frame', 1003, Buffer.from('{"id":1,"name":"session.state","input":null}')],
    ['a message that is too large', 1009, `"${'x'.repeat(1_000_001)}"`],
  ])('%s is closed with code %i', async (_what, code, message) => {
    const { socket, closed } = await connect()
    socket.send(message)
    expect(await closed).toBe(code)
    expect(served.received).toEqual([])
  })

  test('a tab that no longer reads is let go, and the others go on', async () => {
    await host.close()
    await open({ maxBuffered: 200_000 })
    const { socket, closed } = await connect()
    const raw = (socket as unknown as { _socket: { pause(): void; resume(): void } })._socket
    raw.pause()
    const payload = exampleOf(events['session.changed'].payload) as { operator: { displayName: string } | null }
    if (payload.operator) payload.operator.displayName = 'x'.repeat(100_000)
    // The system's own buffers take some megabytes before anything waits here.
    let sent = 0
    for (; sent < 400; sent++) {
      served.bus.emit('session.changed', payload as never)
      if (sent % 20 === 0) await new Promise(next => setTimeout(next, 1))
    }
    raw.resume()
    expect([1006, 1013]).toContain(await closed)
  })

  test('more calls at once than a screen makes: closed', async () => {
    await host.close()
    await open({ maxPending: 3 })
    served.answers.set('settings.view', () => new Promise(() => {}))
    const { socket, closed } = await connect()
    for (let id = 0; id < 4; id++) socket.send(JSON.stringify({ id, name: 'settings.view', input: null }))
    expect(await closed).toBe(1008)
  })

  test('each tab is its own client', async () => {
    const cookie = await enter(host)
    const headers = { cookie, origin: host.origin }
    for (let i = 0; i < 2; i++) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${SOCKET_PATH}`, { headers })
      await new Promise(ready => socket.once('open', ready))
      const answered = new Promise(done => socket.once('message', done))
      socket.send(JSON.stringify({ id: 1, name: 'session.state', input: null }))
      await answered
      socket.close()
    }
    expect(new Set(served.received.map(({ clientId }) => clientId)).size).toBe(2)
  })

  test('when the console ends, tabs are told it goes away', async () => {
    const { closed } = await connect()
    await host.close()
    expect(await closed).toBe(1001)
    await open()
  })
})

describe('what is not served', () => {
  const production = () => ({
    ...served,
    settings: { profile: 'production' as const, host: { allowProduction: false } },
  })

  test('a production profile, unless a setting allows it', async () => {
    const refused = createHost({ console: production(), rendererDir, allowProduction: false })
    await expect(refused).rejects.toThrow(HostRefused)
    await expect(refused).rejects.toMatchObject({ problem: { kind: 'host-production' } })
    const allowed = await createHost({ console: production(), rendererDir, allowProduction: true })
    await allowed.close()
  })

  test('a screen that is not built, or whose list is damaged', async () => {
    for (const dir of ['/nonexistent', path.dirname(rendererDir)])
      await expect(createHost({ console: served, rendererDir: dir, allowProduction: false })).rejects.toMatchObject({
        problem: { kind: 'screen-missing' },
      })
  })
})
