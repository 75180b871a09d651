/** Reads a small file from an https address or a share. Never throws; never waits longer than `timeoutMs`. */
import { open } from 'node:fs/promises'
import { openHttp, readTls } from '../../http.ts'
import { directNetwork, type Network } from '../../network/index.ts'

export type Fetched = { kind: 'text'; text: string } | { kind: 'unreachable'; code: string }

/** How a file is got; tests give their own for https. */
export type FetchText = (source: string, options: { timeoutMs: number; maxBytes: number }) => Promise<Fetched>

export const fetchBy =
  (network: Network): FetchText =>
  (source, options) =>
    /^https:\/\//i.test(source)
      ? overHttps(source, options, network)
      : /^[a-z][a-z0-9+.-]+:\/\//i.test(source)
        ? Promise.resolve({ kind: 'unreachable', code: 'https attendu' })
        : fromShare(source, options)

export const fetchText: FetchText = fetchBy(directNetwork)

async function overHttps(
  url: string,
  options: { timeoutMs: number; maxBytes: number },
  network: Network,
): Promise<Fetched> {
  const http = openHttp(readTls({ ca: [] }), { connections: 1, network })
  try {
    const answer = await http.request({ method: 'GET', url, ...options })
    if (answer.kind !== 'answer') return { kind: 'unreachable', code: answer.code }
    return answer.status === 200
      ? { kind: 'text', text: answer.text }
      : { kind: 'unreachable', code: `HTTP ${answer.status}` }
  } finally {
    await http.close()
  }
}

/** A share that went away can hold a read for a minute: the wait ends before it, the read is left to end by itself. */
async function fromShare(file: string, options: { timeoutMs: number; maxBytes: number }): Promise<Fetched> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Fetched>(resolve => {
    timer = setTimeout(() => resolve({ kind: 'unreachable', code: 'TIMEOUT' }), options.timeoutMs)
  })
  try {
    return await Promise.race([readWhole(file, options.maxBytes), late])
  } finally {
    clearTimeout(timer)
  }
}

async function readWhole(file: string, maxBytes: number): Promise<Fetched> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      if (size > maxBytes) return { kind: 'unreachable', code: 'TOO_LARGE' }
      return { kind: 'text', text: await handle.readFile('utf8') }
    } finally {
      await handle.close()
    }
  } catch (error) {
    return { kind: 'unreachable', code: (error as NodeJS.ErrnoException).code ?? 'inconnu' }
  }
}
