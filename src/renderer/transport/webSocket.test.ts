import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { webSocketTransport } from './webSocket.ts'

const servers: WebSocketServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate()
    server.close()
  }
})

async function serve(onMessage: (message: { id: number; name: string; input: unknown }, socket: ServerSocket) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/console' })
  servers.push(server)
  server.on('connection', socket => {
    socket.on('message', data => onMessage(JSON.parse(String(data)), socket))
  })
  await once(server, 'listening')
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/console` }
}

describe('the console over a WebSocket', () => {
  test('answers each call with its own result, even out of order', async () => {
    const held: (() => void)[] = []
    const { url } = await serve(({ id, name, input }, socket) => {
      const answer = () => socket.send(JSON.stringify({ id, result: { ok: true, value: { name, input } } }))
      if (name === 'slow') held.push(answer)
      else {
        answer()
        for (const late of held) late()
      }
    })
    const transport = webSocketTransport({ url })
    const slow = transport.call('slow', 1)
    const quick = transport.call('quick', 2)
    expect(await quick).toEqual({ ok: true, value: { name: 'quick', input: 2 } })
    expect(await slow).toEqual({ ok: true, value: { name: 'slow', input: 1 } })
  })

  test('hands events on and ignores what is not of the protocol', async () => {
    const { url } = await serve(({ id }, socket) => {
      socket.send('not json')
      socket.send('null')
      socket.send(JSON.stringify({ hello: 1 }))
      socket.send(JSON.stringify({ seq: 7, name: 'card.changed', payload: { a: 1 } }))
      socket.send(JSON.stringify({ id, result: null }))
    })
    const transport = webSocketTransport({ url })
    const heard: unknown[] = []
    transport.subscribe(envelope => heard.push(envelope))
    await transport.call('x', null)
    expect(heard).toEqual([{ seq: 7, name: 'card.changed', payload: { a: 1 } }])
  })

  test('rejects what was waiting when the link breaks, tells it, comes back, sends nothing twice', async () => {
    const received: string[] = []
    const { url } = await serve(({ id, name }, socket) => {
      received.push(name)
      if (name === 'lost') socket.terminate()
      else socket.send(JSON.stringify({ id, result: 'fine' }))
    })
    const transport = webSocketTransport({ url, delays: [20] })
    const links: boolean[] = []
    const back = new Promise<void>(resolve => {
      transport.onLink?.(up => {
        links.push(up)
        if (up && links.includes(false)) resolve()
      })
    })
    await expect(transport.call('lost', null)).rejects.toThrow('link')
    await expect(transport.call('while-down', null)).rejects.toThrow('link')
    await back
    expect(await transport.call('after', null)).toBe('fine')
    expect(links).toEqual([true, false, true])
    expect(received).toEqual(['lost', 'after'])
  })

  test('says that the link is down when there is nobody at the address', async () => {
    const { server, url } = await serve(() => {})
    server.close()
    await once(server, 'close')
    const transport = webSocketTransport({ url, delays: [60_000] })
    const down = new Promise<boolean>(resolve => {
      transport.onLink?.(up => resolve(up))
    })
    await expect(transport.call('x', null)).rejects.toThrow('link')
    expect(await down).toBe(false)
  })
})
