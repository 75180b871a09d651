/** The contextual launch (INT_L01): the very query strings that LRMs build, what is wrong with them, and who may send them. */
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LONGEST_LAUNCH, launchOfArguments, readLaunch } from '../../src/core/call/launch.ts'
import type { Log } from '../../src/core/ports.ts'
import { Launch, LaunchFault } from '../../src/shared/contract/call.ts'
import { type Desk, pinBytes, startDesk } from '../stand/desk.ts'

const SM54 = 'urn:oid:1.2.250.1.213.2.28|SM54'
const query = (parts: Record<string, string>) => new URLSearchParams(parts).toString()
const GOOD = {
  origin: 'samu37',
  inseecode: '37261',
  city: 'Tours',
  streetnumber: '12 bis',
  streetname: 'rue des Canaris',
  specialty: SM54,
}

describe('reading the query string', () => {
  it('takes every part of a whole one', () => {
    expect(readLaunch(`?${query({ ...GOOD, practitioner: 'urn:oid:1.2.250.1.71.4.2.1|810000000001' })}`)).toEqual({
      origin: 'samu37',
      insee: '37261',
      city: 'Tours',
      street: '12 bis, rue des Canaris',
      speciality: { code: 'SM54' },
      practitioner: { idnps: '810000000001' },
      faults: [],
    })
  })

  it.each([
    ['a number without a street', { ...GOOD, streetname: '' }, [{ part: 'streetname', why: 'missing' }]],
    ['an INSEE code that is none', { ...GOOD, inseecode: 'Tours' }, [{ part: 'inseecode', why: 'malformed' }]],
    [
      'another part, spelt as the platform’s cache does',
      { ...GOOD, speciality: 'x' },
      [{ part: 'unknown', why: 'unknown' }],
    ],
    [
      'an identifier of another kind',
      { ...GOOD, practitioner: 'urn:oid:1.2.3|x' },
      [{ part: 'practitioner', why: 'malformed' }],
    ],
    ['a script', { ...GOOD, city: '<script>alert(1)</script>' }, [{ part: 'city', why: 'malformed' }]],
    [
      'a part of 300 characters',
      { ...GOOD, streetname: 'x'.repeat(300) },
      [
        { part: 'streetname', why: 'too-long' },
        { part: 'streetname', why: 'missing' },
      ],
    ],
    ['no origin', { city: 'Tours' }, [{ part: 'origin', why: 'missing' }]],
  ])('names %s and uses the rest', (_words, parts, faults) => {
    const read = readLaunch(query(parts))
    expect(read?.faults).toEqual(faults)
    expect(read?.insee ?? read?.city).toBeTruthy()
  })

  it('names a repeated part and keeps the first', () => {
    expect(readLaunch('origin=a&city=Tours&city=Paris')).toMatchObject({
      city: 'Tours',
      faults: [{ part: 'city', why: 'repeated' }],
    })
  })

  it.each(['', '?', 'text=docteur', `city=${'x'.repeat(100_000)}`])('finds nothing in %.20s', text => {
    expect(readLaunch(text)).toBeNull()
  })

  it('never throws, and never lets through what the contract does not carry', () => {
    const part = fc.constantFrom(
      'origin',
      'inseecode',
      'city',
      'streetnumber',
      'streetname',
      'specialty',
      'practitioner',
      '__proto__',
      'x',
    )
    const built = fc.array(
      fc.tuple(
        part,
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.constantFrom(SM54, '2A004', '%00', '12 bis')),
      ),
      { maxLength: 12 },
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      built.map(pairs => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')),
    )
    fc.assert(
      fc.property(texts, text => {
        const read = readLaunch(text)
        if (read === null) return
        for (const fault of read.faults) LaunchFault.parse(fault)
        const words = [
          read.origin,
          read.city,
          read.street,
          ...[read.speciality, read.practitioner].map(one => JSON.stringify(one)),
        ]
        for (const word of words) expect(word ?? '').not.toMatch(/[\p{Cc}<>]/u)
        expect(read.insee ?? '37261').toMatch(/^(\d{2}|2[AB])\d{3}$/)
        Launch.shape.street.parse(read.street)
      }),
      { numRuns: 500 },
    )
  })

  it('finds the link among the words of a command line, and no other scheme or page', () => {
    const link = `sas-console://recherche?${query(GOOD)}`
    expect(readLaunch(launchOfArguments(['C:\\Relais.exe', '--flag', link]) ?? '')).toMatchObject({ insee: '37261' })
    expect(launchOfArguments(['SAS-CONSOLE:recherche?city=Tours'])).toBe('?city=Tours')
    for (const word of [
      'sas-consoles://recherche?city=Tours',
      'https://recherche/?city=Tours',
      'sas-console://reserver?city=Tours',
      'sas-console://recherche/../x?city=Tours',
      `sas-console://recherche?city=${'x'.repeat(LONGEST_LAUNCH + 100)}`,
    ]) {
      expect(launchOfArguments([word]), word.slice(0, 60)).toBeNull()
    }
  })
})

describe('a launch on a whole desk', () => {
  let desk: Desk
  let port: number
  const lines: string[] = []
  const write = (code: string, facts?: object) => lines.push(`${code} ${JSON.stringify(facts ?? {})}`)
  const log: Log = { info: write, warn: write, error: write }

  beforeAll(async () => {
    port = await freePort()
    desk = await startDesk({
      log,
      sandbox: { seed: 5, rows: 1_000 },
      settings: raw => ({ ...raw, launch: { port, origins: ['samu37'] } }),
    })
    await desk.ready()
  }, 180_000)
  afterAll(() => desk?.close())

  function get(path: string, more: { headers?: Record<string, string>; method?: string } = {}) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port, path, method: more.method ?? 'GET', headers: more.headers ?? {} },
        response => {
          let text = ''
          response.on('data', part => {
            text += part
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        },
      )
      sent.on('error', reject)
      sent.end()
    })
  }
  const search = (parts: Record<string, string>) => get(`/sas/recherche?${query(parts)}`)
  const call = async () => {
    const answer = await desk.call('call.current', null)
    if (!answer.ok) throw new Error(answer.error.kind)
    return answer.value
  }

  it('waits for somebody to sit down, and for two minutes only', async () => {
    expect(await search(GOOD)).toMatchObject({ status: 202 })
    expect(await desk.call('call.launch', null)).toMatchObject({ ok: false })
    const shown = desk.until('call.launched', launch => launch?.shown === true)
    await desk.call('session.signIn', { pin: pinBytes(desk.pin), lastTryAccepted: false })
    await shown
    expect(await call()).toMatchObject({ place: { insee: '37261' } })
    await desk.call('call.next', { id: (await call()).id })
  })

  it('fills a new call when nothing is in progress, and books nothing', async () => {
    const before = await call()
    expect(await search({ ...GOOD, practitioner: 'urn:oid:1.2.250.1.71.4.2.1|899999999999' })).toMatchObject({
      status: 200,
    })
    const after = await call()
    expect(after).toMatchObject({
      number: before.number,
      need: { code: 'SM54' },
      place: { insee: '37261' },
      placeText: 'Tours',
    })
    expect(await desk.call('call.launch', null)).toMatchObject({
      value: { shown: true, street: '12 bis, rue des Canaris', faults: [{ part: 'practitioner', why: 'unknown' }] },
    })
    expect(desk.sandbox.bookings.all()).toEqual([])
    expect(desk.opened).toEqual([])
    expect((await search({ ...GOOD, practitioner: 'urn:oid:1.2.250.1.71.4.2.1|899999999999' })).text).toContain('Déjà')
  })

  it('asks before replacing a call in progress, and keeps it when the answer is no', async () => {
    const before = await call()
    expect((await search({ origin: 'samu37', city: 'Amboise', specialty: 'pédiatre' })).text).toContain('demande')
    expect(await call()).toEqual(before)
    const first = await desk.call('call.launch', null)
    if (!first.ok || !first.value) throw new Error('no launch')
    await desk.call('call.dropLaunch', { id: first.value.id })
    expect(await desk.call('call.acceptLaunch', { id: first.value.id })).toMatchObject({
      error: { kind: 'launch-gone' },
    })
    expect(await call()).toEqual(before)

    await search({ origin: 'samu37', city: 'Loches', specialty: 'pédiatre' })
    const second = await desk.call('call.launch', null)
    if (!second.ok || !second.value) throw new Error('no launch')
    await desk.call('call.acceptLaunch', { id: second.value.id })
    expect(await call()).toMatchObject({ number: before.number + 1, needText: 'pédiatre', place: { name: 'Loches' } })
  })

  it.each([
    ['a web page’s script', { headers: { origin: 'https://elsewhere.example' } }, 403],
    ['a web page’s link', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['a name that points to this machine', { headers: { host: 'rebound.example' } }, 421],
    ['a POST', { method: 'POST' }, 405],
  ])('refuses %s', async (_words, more, status) => {
    const before = await call()
    expect(await get(`/sas/recherche?${query({ ...GOOD, city: 'Chinon' })}`, more)).toMatchObject({ status })
    expect(await call()).toEqual(before)
  })

  it('refuses other software, other paths, nothing of use and 100 kB, each with its own words', async () => {
    expect(await search({ ...GOOD, origin: 'inconnu' })).toMatchObject({ status: 403 })
    expect(await search({ origin: 'samu37' })).toMatchObject({ status: 400 })
    expect(await get('/sas/reservation?city=Tours')).toMatchObject({ status: 404 })
    // The connection may be cut before the whole of it is written: nothing was read either way.
    const huge = await get(`/sas/recherche?city=${'x'.repeat(100_000)}`).catch(() => ({ status: 431 }))
    expect([414, 431]).toContain(huge.status)
    expect([414, 431]).toContain((await get(`/sas/recherche?city=${'x'.repeat(9_000)}`)).status)
  })

  it('logs that there was a launch, and nothing of it', () => {
    expect(lines.some(line => line.startsWith('launch.read'))).toBe(true)
    for (const word of ['Canaris', 'Amboise', 'Loches', 'Tours', '37261', 'pédiatre', '899999999999']) {
      expect(lines.filter(line => /launch/.test(line)).join('\n')).not.toContain(word)
    }
  })
})

function freePort(): Promise<number> {
  return new Promise(done => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })
}
