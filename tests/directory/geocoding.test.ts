/** A caller's address found on line: off, agreed to once, and never written anywhere. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { addressesOf } from '../../src/core/directory/geocoding/answer.ts'
import { createGeocoding, type Geocoding } from '../../src/core/directory/geocoding/index.ts'
import { communeByInsee } from '../../src/core/directory/geography.ts'
import { systemClock } from '../../src/core/ports.ts'
import { createAddresses } from '../../src/sandbox/addresses/index.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { directoryAddressCalls } from '../../src/shared/contract/directory-address.ts'
import { testFolder } from './rows.ts'

const folder = testFolder()
const context = { clientId: 'test' }
const territory = createTerritory({ seed: 4, rows: 400 })
const known = [...territory.workplaces()].find(each => each.position && each.departement === '37' && each.line !== '')
if (!known) throw new Error('no address in 37')
const street = known.line.replace(/^\d+ (bis |ter )?/, '')
const address = `9876 ${street} ${known.city}`

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

let made = 0
function open(url: string | undefined, file = folder.file(`desk-${++made}/geocoding.json`)) {
  const logged: unknown[] = []
  const note = (...words: unknown[]) => void logged.push(words)
  const log = { debug: note, info: note, warn: note, error: note } as never
  const settings = url === undefined ? undefined : { url }
  const geocoding: Geocoding = createGeocoding({ file, settings, home: '37', clock: systemClock, log })
  closing.push(() => geocoding.close())
  const ask = async (text: string, agree = false) => {
    const answer = await geocoding.handlers['directory.geocode']({ text, agree }, context)
    if (answer.ok)
      expect(directoryAddressCalls['directory.geocode'].value.safeParse(answer.value).error).toBeUndefined()
    return answer
  }
  const state = () => geocoding.handlers['directory.geocoding'](null, context)
  return { ask, state, logged, file }
}

async function service() {
  const addresses = await createAddresses(territory)
  closing.push(() => addresses.close())
  return addresses
}

async function answering(status: number, body: string): Promise<string> {
  const server: Server = createServer((_, response) => response.writeHead(status).end(body))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  closing.push(() => new Promise<void>(done => server.close(() => done())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/search`
}

describe('an address', () => {
  test('does not go out of a desk whose site has configured nothing', async () => {
    const { ask, state } = open(undefined)
    expect(await state()).toEqual({ ok: true, value: { host: null, agreed: false } })
    expect(await ask(address, true)).toMatchObject({ error: { kind: 'not-configured' } })
  })

  test('goes out only once somebody has agreed; asked once a desk, and again for another service', async () => {
    const [first, second] = [await service(), await service()]
    const desk = open(first.url)
    expect(await desk.ask(address)).toMatchObject({ error: { kind: 'consent-needed' } })
    expect(first.asked).toEqual([])
    expect(await desk.ask(address, true)).toMatchObject({ ok: true })
    expect(await desk.ask(address)).toMatchObject({ ok: true })
    const again = open(first.url, desk.file)
    expect(await again.state()).toMatchObject({ value: { agreed: true } })
    expect(await again.ask(address)).toMatchObject({ ok: true })
    const elsewhere = open(second.url, desk.file)
    expect(await elsewhere.state()).toMatchObject({ value: { agreed: false } })
    expect(await elsewhere.ask(address)).toMatchObject({ error: { kind: 'consent-needed' } })
    expect(second.asked).toEqual([])
  })

  test('is found with the commune it stands in, and its own point', async () => {
    const { ask } = open((await service()).url)
    const found = await ask(`12 ${street} ${known.city}`, true)
    expect(found.ok && found.value[0]).toMatchObject({
      label: `12 ${street} ${known.postalCode} ${known.city}`,
      exact: 'number',
      place: { precision: 'address' },
    })
    const place = found.ok ? found.value[0]?.place : undefined
    expect(place?.departement).toBe('37')
    expect(place?.position).not.toEqual(communeByInsee(known.insee)?.position)
    const whole = await ask(`${street} ${known.city}`)
    expect(whole.ok && whole.value[0]?.exact).toBe('street')
    expect(await ask('zzzz zzzz')).toEqual({ ok: true, value: [] })
  })

  test('is in no log and no file, whatever becomes of it', async () => {
    const good = await service()
    const desks = [
      open(good.url),
      open(await answering(500, address)),
      open(await answering(200, `<html>${address}</html>`)),
      open('http://127.0.0.1:1/search'),
    ]
    for (const { ask } of desks) await ask(address, true)
    for (const { logged, file } of desks) {
      expect(logged.length).toBeGreaterThan(0)
      expect(JSON.stringify(logged)).not.toMatch(/9876/)
      expect(JSON.stringify(logged)).not.toContain(street)
      for (const name of readdirSync(path.dirname(file))) {
        const each = path.join(path.dirname(file), name)
        if (statSync(each).isFile()) expect(readFileSync(each, 'utf8')).not.toContain('9876')
      }
      expect(existsSync(file)).toBe(true)
    }
  })

  test('is not sent in clear over a network', async () => {
    const { ask } = open('http://geocodeur.example/search')
    expect(await ask(address, true)).toMatchObject({ error: { kind: 'source-untrusted', params: { code: 'HTTP' } } })
  })
})

describe('a service that fails', () => {
  test.each([
    [429, '{}', 'source-busy'],
    [503, '', 'source-busy'],
    [400, '{}', 'source-refused'],
    [200, '<html>', 'source-refused'],
    [200, '{"features":7}', 'source-refused'],
  ])('with %i and «%s» is told as such', async (status, body, kind) => {
    const { ask } = open(await answering(status, body))
    const answer = await ask(address, true)
    expect(answer).toMatchObject({ error: { kind } })
    // What is told names the service, never the address.
    expect(JSON.stringify(answer)).not.toContain('9876')
  })

  test('by nobody being there is told as such', async () => {
    expect(await open('http://127.0.0.1:1/search').ask(address, true)).toMatchObject({
      error: { kind: 'source-unreachable' },
    })
  })
})

describe('an answer', () => {
  const feature = (properties: object, coordinates: unknown = [0.7036, 47.3371]) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: {
      label: '12 Rue des Tilleuls 37170 Chambray',
      score: 0.9,
      citycode: '37050',
      type: 'housenumber',
      ...properties,
    },
  })
  const read = (...features: unknown[]) => addressesOf(JSON.stringify({ features }))

  test('keeps what may be an address of France, in its order', () => {
    expect(
      read(
        feature({}),
        feature({ type: 'street', label: 'Rue des Tilleuls' }),
        feature({ score: 0.2 }),
        feature({ type: 'municipality' }),
        feature({ citycode: '99999' }),
        feature({}, [5.4, 43.3]),
        feature({}, [0.7, 470]),
        feature({}, ['x']),
        7,
      )?.map(each => [each.label, each.exact]),
    ).toEqual([
      ['12 Rue des Tilleuls 37170 Chambray', 'number'],
      ['Rue des Tilleuls', 'street'],
    ])
  })

  test('of an arrondissement is in it', () => {
    const paris = read(feature({ citycode: '75116', label: '1 Av Fictive 75116 Paris' }, [2.28, 48.86]))
    expect(paris?.[0]?.place.departement).toBe('75')
  })

  test('of any shape never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map(value => JSON.stringify({ features: [value] })),
        ),
        text => {
          const places = addressesOf(text)
          for (const place of places ?? [])
            expect(directoryAddressCalls['directory.geocode'].value.safeParse([place]).error).toBeUndefined()
        },
      ),
    )
  })
})
