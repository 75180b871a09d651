/**
 * A geocoder to practise on, with the answers of the national one (GeoJSON): the addresses of the territory, and any number
 * in their streets. It stays on this machine.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Territory, TerritoryActivity } from '../territory/types.ts'

export interface Addresses {
  /** Address of the search. */
  url: string
  /** What was asked, in order: only ever on this machine. */
  readonly asked: readonly string[]
  /** The next requests are answered «429». */
  refuseNext(count: number): void
  close(): Promise<void>
}

const fold = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

interface Street {
  /** «rue des Tilleuls» */
  name: string
  words: string[]
  at: TerritoryActivity
}

export async function createAddresses(territory: Territory, options: { port?: number } = {}): Promise<Addresses> {
  const streets = streetsOf(territory)
  const asked: string[] = []
  let refusing = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const q = url.searchParams.get('q') ?? ''
    asked.push(q)
    if (refusing > 0) {
      refusing--
      return send(response, 429, { code: 429, message: 'Too many requests' })
    }
    if (url.pathname !== '/search' || q.length < 3 || q.length > 200 || !/^[\p{L}\p{N}]/u.test(q))
      return send(response, 400, { code: 400, message: 'Failed parsing query' })
    const features = search(streets, q, Number(url.searchParams.get('limit') ?? 10))
    return send(response, 200, { type: 'FeatureCollection', features, query: q })
  })
  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/search`,
    asked,
    refuseNext(count) {
      refusing = count
    },
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

function send(response: ServerResponse, status: number, body: unknown): ServerResponse {
  response.writeHead(status, { 'content-type': 'application/json' })
  return response.end(JSON.stringify(body))
}

function streetsOf(territory: Territory): Street[] {
  const streets = new Map<string, Street>()
  for (const at of territory.workplaces()) {
    if (at.position === null) continue
    const name = at.line.replace(/^\d+\s*(bis|ter|quater)?\s*/i, '')
    const key = `${at.insee} ${name}`
    if (name !== '' && !streets.has(key)) streets.set(key, { name, words: fold(`${name} ${at.city}`), at })
  }
  return [...streets.values()]
}

function search(streets: readonly Street[], q: string, limit: number): unknown[] {
  const words = fold(q)
  const number = /^\d{1,4}$/.test(words[0] ?? '') ? words.shift() : undefined
  const wanted = words.filter(word => !/^\d{5}$/.test(word))
  if (wanted.length === 0) return []
  return streets
    .map(street => ({ street, score: wanted.filter(word => street.words.includes(word)).length / wanted.length }))
    .filter(({ score }) => score > 0.4)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ street, score }) => featureOf(street, number, score))
}

function featureOf({ name, at }: Street, number: string | undefined, score: number): unknown {
  const street = number ? `${number} ${name}` : name
  // A number moves along the street, some ten metres each.
  const shift = number ? Number(number) * 0.0001 : 0
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [at.position?.lon ?? 0, (at.position?.lat ?? 0) + shift] },
    properties: {
      label: `${street} ${at.postalCode} ${at.city}`,
      score,
      type: number ? 'housenumber' : 'street',
      name: street,
      postcode: at.postalCode,
      citycode: at.insee,
      city: at.city,
    },
  }
}
