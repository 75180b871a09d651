/** The directory kept up to date: from files, from addresses, from a signed snapshot; what is refused is kept out and told. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { createDirectory, type Directory, importFiles } from '../../src/core/directory/index.ts'
import { buildSnapshot } from '../../src/core/directory/snapshot/index.ts'
import { download } from '../../src/core/directory/updates/download.ts'
import { unpackText } from '../../src/core/directory/updates/unpack.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'
import { DownloadSettings, type Settings } from '../../src/core/settings/schema.ts'
import { DirectorySources } from '../../src/shared/contract/directory-sources.ts'
import { physician, registerFile, testFolder } from './rows.ts'
import { finessFile, pmej } from './structures.ts'
import { zip } from './zip.ts'

const folder = testFolder()
const context = { clientId: 'test' }
const opened: Directory[] = []
const servers: Server[] = []
let made = 0

afterEach(async () => {
  for (const directory of opened.splice(0)) await directory.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(done => server.close(done))
  }
})

type Wanted = Partial<Settings['directory']>

async function open(settings: Wanted, database = folder.file(`updates-${++made}.sqlite`)) {
  const directory = await createDirectory({
    database,
    entryUrl: sourceEntry,
    readers: 1,
    updates: {
      downloads: {},
      refreshHours: 0,
      staleDays: 10,
      guards: { rowsFallenPercent: 10, communesLostPercent: 15 },
      ...settings,
    },
    events: { emit() {} },
    clock: systemClock,
    log: silentLog,
  })
  opened.push(directory)
  const { handlers } = directory
  const sources = async () => {
    const answer = await handlers['directory.sources'](null, context)
    if (!answer.ok) throw new Error('no sources')
    expect(DirectorySources.safeParse(answer.value).error?.issues).toBeUndefined()
    return answer.value
  }
  const now = (again = false) => handlers['directory.importNow']({ again }, context)
  return { directory, handlers, sources, now, database }
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const register = (people: number) => registerFile(Array.from({ length: people }, () => physician()))
/** The same people from one day to the next, and more of them. */
const people = Array.from({ length: 400 }, () => physician())
const steady = (count: number) => registerFile(people.slice(0, count))
const from = (url: string, more: object = {}) => DownloadSettings.parse({ url, ...more })

describe('from files', () => {
  test('each source says its content, counts and refusals; what is not newer is not taken again', async () => {
    const text = register(20)
    const id = /\|(\d{11})\|/.exec(text)?.[1] ?? ''
    const rpps = folder.write('ps-20261120.txt', `${text}bad|line\n`)
    const structures = folder.write('finess-structures-journalier-20261119.json.gz', gzipSync(finessFile([pmej(), 7])))
    const skills = folder.write('savoirfaire-20261118.txt', skillsFile(id))
    const { now, sources, directory } = await open({ rpps, structures, skills })
    expect((await sources()).current).toBeNull()
    const done = await now()
    expect(done, JSON.stringify(done)).toMatchObject({
      ok: true,
      value: { current: { people: 20, structures: 1 }, refused: null },
    })
    const told = await sources()
    expect(told.sources.map(source => [source.name, source.contentDate, source.where])).toEqual([
      ['rpps', '2026-11-20', 'ps-20261120.txt'],
      ['skills', '2026-11-18', 'savoirfaire-20261118.txt'],
      ['finess-structures', '2026-11-19', 'finess-structures-journalier-20261119.json.gz'],
    ])
    for (const { report, lastSuccess } of told.sources) {
      expect(lastSuccess).not.toBeNull()
      expect((report?.kept ?? 0) + (report?.merged ?? 0) + (report?.refused ?? 0)).toBe(report?.read)
    }
    expect(told.sources[0]?.report?.refusals).toEqual([{ line: 22, reason: 'columns' }])
    expect(told.sources[1]?.report).toMatchObject({ read: 4, kept: 1, merged: 1, refused: 2 })
    expect(await now()).toMatchObject({ ok: false, error: { kind: 'nothing-newer' } })
    expect(await now(true)).toMatchObject({ ok: true })
    expect(directory.status().status).toBe('ready')
  })

  test('what the guards refuse is told with its reason, may be let in, and one call goes back', async () => {
    const { now, sources, handlers, directory } = await open({ rpps: folder.write('ps-20261120.txt', register(1500)) })
    expect((await now()).ok).toBe(true)
    folder.write('ps-20261120.txt', register(900))
    expect(await now(true)).toMatchObject({ ok: false, error: { kind: 'rows-fallen' } })
    expect(await sources()).toMatchObject({
      current: { people: 1500 },
      refused: { kind: 'rows-fallen', params: { kept: 900, before: 1500 }, canForce: true },
      sources: [{ name: 'rpps', lastAttempt: { kind: 'rows-fallen' } }],
    })
    expect(directory.status()).toMatchObject({ status: 'ready', people: 1500, detail: 'rows-fallen' })
    expect(await handlers['directory.acceptRefused'](null, context)).toMatchObject({
      ok: true,
      value: { current: { people: 900 }, previous: { people: 1500 }, refused: null },
    })
    expect(await handlers['directory.acceptRefused'](null, context)).toMatchObject({
      error: { kind: 'nothing-refused' },
    })
    expect(await handlers['directory.returnToPrevious'](null, context)).toMatchObject({
      ok: true,
      value: { current: { people: 1500 }, previous: { people: 900 } },
    })
    // Gone back from this day: not taken again by itself, only when asked for.
    expect(await now()).toMatchObject({ error: { kind: 'nothing-newer' } })
  })

  test('thresholds are those of the site', async () => {
    const guards = { rowsFallenPercent: 50, communesLostPercent: 15 }
    const { now } = await open({ rpps: folder.write('ps-20261120.txt', register(1500)), guards })
    expect((await now()).ok).toBe(true)
    folder.write('ps-20261120.txt', register(900))
    expect(await now(true)).toMatchObject({ ok: true, value: { current: { people: 900 } } })
  })

  test('that go back in time are refused, the register’s and the establishments’', async () => {
    const rpps = folder.write('ps-20261120.txt', register(10))
    const structures = folder.write('finess-structures-journalier-20261119.json', finessFile([pmej()]))
    const { now, database } = await open({ rpps, structures })
    expect((await now()).ok).toBe(true)
    folder.write('finess-structures-journalier-20261119.json', finessFile([pmej()]).replace('2026-11-19', '2026-10-01'))
    expect(await now(true)).toMatchObject({ error: { kind: 'content-older', params: { content: '2026-10-01' } } })
    const older = folder.write('ps-20261101.txt', register(10))
    expect(await importFiles({ files: { rpps: older }, database, onProgress() {} })).toMatchObject({
      error: { kind: 'content-older' },
    })
  })

  test('a site that configures nothing is told so', async () => {
    const { now, sources } = await open({})
    expect(await now()).toMatchObject({ error: { kind: 'not-configured' } })
    expect((await sources()).sources).toEqual([])
  })

  test('an old content says that it is old', async () => {
    const { now, sources } = await open({ rpps: folder.write('ps-20240101.txt', register(5)) })
    expect((await now()).ok).toBe(true)
    const [rpps] = (await sources()).sources
    expect(rpps).toMatchObject({ stale: true })
    expect(rpps?.ageDays).toBeGreaterThan(300)
  })
})

describe('from addresses', () => {
  const into = () => {
    const place = folder.file(`downloads-${++made}`)
    mkdirSync(place)
    return place
  }
  const get = (url: string, more: object = {}, place = into()) =>
    download({ name: 'rpps', settings: from(url, more), folder: place, onProgress() {}, wait: async () => {} })

  test('a zip of the register and a gzip of establishments are downloaded, unpacked, imported; not again while the same', async () => {
    let asked = 0
    const packed = zip({
      'PS_LibreAcces_Dipl_AutExerc_202611200815.txt': Buffer.from('x|y\n'),
      'PS_LibreAcces_Personne_activite_202611200815.txt': Buffer.from(register(30)),
    })
    const base = await serve((request, response) => {
      asked++
      if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end()
      const body = request.url === '/rpps' ? packed : gzipSync(finessFile([pmej()]))
      response.setHeader('etag', '"v1"')
      if (request.url === '/rpps')
        response.setHeader('content-disposition', 'attachment; filename="PS_LibreAcces_202611200815.zip"')
      response.end(body)
      return undefined
    })
    const downloads = {
      rpps: from(`${base}/rpps`),
      structures: from(`${base}/finess-structures-journalier-20261119.json.gz`),
    }
    const { now, sources } = await open({ downloads })
    const done = await now()
    expect(done, JSON.stringify(done)).toMatchObject({
      ok: true,
      value: { current: { contentDate: '2026-11-20', people: 30, structures: 1 } },
    })
    expect((await sources()).sources[0]).toMatchObject({ from: 'address', where: base.slice(7) })
    expect(await now()).toMatchObject({ error: { kind: 'nothing-newer' } })
    expect(asked).toBe(4)
  })

  test('a link that breaks is taken up where it broke', async () => {
    const content = Buffer.from(register(4000))
    const ranges: (string | undefined)[] = []
    const url = await serve((request, response) => {
      ranges.push(request.headers.range)
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      response.writeHead(start > 0 ? 206 : 200, { etag: '"a"', 'content-length': content.length - start })
      if (ranges.length < 3) {
        response.write(content.subarray(start, start + 300_000))
        setTimeout(() => response.destroy(), 100)
      } else response.end(content.subarray(start))
    })
    const place = into()
    const got = await get(url, { sha256: createHash('sha256').update(content).digest('hex') }, place)
    expect(got).toMatchObject({ ok: true, value: { fresh: true } })
    expect(got.ok && readFileSync(got.value.file).equals(content)).toBe(true)
    expect(ranges[0]).toBeUndefined()
    expect(ranges.slice(1).every(range => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true)
  })

  test('«too many requests» is waited for as long as asked', async () => {
    const waits: number[] = []
    let count = 0
    const url = await serve((_, response) => {
      if (++count < 3) response.writeHead(429, { 'retry-after': '7' }).end()
      else response.end('Type')
    })
    const wait = async (ms: number) => void waits.push(ms)
    expect(await download({ name: 'x', settings: from(url), folder: into(), onProgress() {}, wait })).toMatchObject({
      ok: true,
    })
    expect(waits).toEqual([7000, 7000])
  })

  test.each([
    ['a wrong fingerprint', { sha256: '0'.repeat(64) }, 'source-altered', 'x'.repeat(2000), 200],
    ['a maintenance page', {}, 'source-altered', '<!DOCTYPE html><title>Maintenance</title>', 200],
    ['more than allowed', { maxMegabytes: 1 }, 'source-too-large', 'x'.repeat(1_200_000), 200],
    ['not found', {}, 'source-refused', 'no', 404],
  ])('%s is refused, and nothing is left', async (_, more, kind, body, status) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body))
    expect(await get(url, more)).toMatchObject({ ok: false, error: { kind } })
  })

  test('redirections go only where the settings let them', async () => {
    const target = await serve((_, response) => response.end('content'))
    const url = await serve((_, response) => response.writeHead(302, { location: `${target}/file-20261120.txt` }).end())
    expect(await get(url)).toMatchObject({ error: { kind: 'source-refused' } })
    const allowed = await get(url, { hosts: [new URL(target).host] })
    expect(allowed).toMatchObject({ ok: true })
    expect(allowed.ok && allowed.value.file).toMatch(/rpps-20261120\.txt$/)
  })

  test('a fingerprint published beside the file is asked for', async () => {
    const content = 'Type d’identifiant'
    const sha1 = createHash('sha1').update(content).digest('hex')
    const url = await serve((request, response) => response.end(request.url === '/sum' ? `${sha1}  file` : content))
    expect(await get(`${url}/f`, { checksumUrl: `${url}/sum` })).toMatchObject({ ok: true })
    const wrong = await serve((request, response) => response.end(request.url === '/sum' ? '0'.repeat(40) : content))
    expect(await get(`${wrong}/f`, { checksumUrl: `${wrong}/sum` })).toMatchObject({
      error: { kind: 'source-altered' },
    })
  })

  test('nobody there: said, and the directory in place goes on', async () => {
    const url = await serve(() => {})
    const dead = new URL(url)
    for (const server of servers.splice(0)) await new Promise(done => server.close(done))
    expect(await get(dead.href)).toMatchObject({ error: { kind: 'source-unreachable' } })
  })
})

describe('a zip', () => {
  test('that is damaged or not of the register is refused', async () => {
    const good = zip({ 'PS_Personne_activite_20261120.txt': Buffer.from('x'.repeat(5000)) })
    const bad = Buffer.from(good)
    bad[72] = (bad[72] ?? 0) ^ 0xff
    for (const content of [bad, good.subarray(0, -30), zip({ 'autre.txt': Buffer.from('x') })]) {
      const file = folder.write('p.zip', content)
      expect(await unpackText(file, /personne_?activite/i, folder.file('.'))).toMatchObject({ ok: false })
    }
    const whole = await unpackText(folder.write('p.zip', good), /personne_?activite/i, folder.file('.'))
    expect(whole.ok && readFileSync(whole.value, 'utf8')).toBe('x'.repeat(5000))
  })
})

describe('from the snapshot of the site', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const key = folder.write('site.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string)
  const built = async (day: string, people: number) => {
    const database = folder.file(`site-${day}-${people}.sqlite`)
    const rpps = folder.write(`ps-${day}.txt`, register(people))
    const done = await importFiles({ files: { rpps }, database, onProgress() {} })
    if (!done.ok) throw new Error(done.error.kind)
    const into = folder.file(`site-${day}-${people}.annuaire`)
    await buildSnapshot({ database, into, privateKey: secret })
    return readFileSync(into)
  }

  test('a console that runs takes the newer one without a restart, and refuses the rest', async () => {
    const file = folder.write('partage.annuaire', await built('20261120', 20))
    const { now, directory, sources } = await open({ snapshot: { file, key } })
    expect(await now()).toMatchObject({ ok: true, value: { current: { people: 20 } } })
    const asked = () => directory.handlers['directory.search']({ text: 'testard', near: null, limit: 5 }, context)
    expect(await asked()).toMatchObject({ ok: true, value: { hits: { length: 5 } } })
    expect(await now()).toMatchObject({ error: { kind: 'nothing-newer' } })
    const newer = await built('20261121', 25)
    writeFileSync(file, newer.subarray(0, -400))
    expect(await now()).toMatchObject({ error: { kind: 'snapshot-truncated' } })
    writeFileSync(file, await built('20261119', 20))
    expect(await now()).toMatchObject({ error: { kind: 'content-older' } })
    expect(await sources()).toMatchObject({
      refused: { kind: 'content-older', canForce: true },
      current: { people: 20 },
    })
    writeFileSync(file, newer)
    expect(await now()).toMatchObject({ ok: true, value: { current: { people: 25 }, refused: null } })
    expect(await asked()).toMatchObject({ ok: true })
  })

  test('what changed is taken in the place of the whole, from the share and from an address', async () => {
    const share = folder.file('hebdo.annuaire')
    const asked: string[] = []
    const url = await serve((request, response) => {
      const name = path.join(path.dirname(share), path.basename(request.url ?? ''))
      asked.push(path.basename(name).replace(/delta-.*/, 'delta'))
      if (existsSync(name)) response.end(readFileSync(name))
      else response.writeHead(404).end()
    })
    const publish = async (day: string, people: number, base?: string) => {
      const database = folder.file(`hebdo-${day}.sqlite`)
      const rpps = folder.write(`ps-${day}.txt`, steady(people))
      const done = await importFiles({ files: { rpps }, database, onProgress() {} })
      if (!done.ok) throw new Error(done.error.kind)
      const built = await buildSnapshot({ database, into: share, privateKey: secret, base })
      return { database, built }
    }
    const first = await publish('20261113', 300)
    const near = await open({ snapshot: { file: share, key } })
    const far = await open({ snapshot: { download: from(`${url}/hebdo.annuaire`), key } })
    for (const { now } of [near, far])
      expect(await now()).toMatchObject({ ok: true, value: { current: { people: 300 } } })
    asked.length = 0
    expect(await far.now()).toMatchObject({ error: { kind: 'nothing-newer' } })
    expect(asked).toEqual(['hebdo.annuaire.manifest'])

    const second = await publish('20261120', 303, first.database)
    const delta = second.built.ok ? second.built.value.delta : null
    expect(delta?.bytes).toBeLessThan(statSync(share).size / 2)
    asked.length = 0
    for (const { now } of [near, far])
      expect(await now()).toMatchObject({ ok: true, value: { current: { people: 303 } } })
    expect(asked).toEqual(['hebdo.annuaire.manifest', 'hebdo.annuaire.delta'])
    expect(await far.now()).toMatchObject({ error: { kind: 'nothing-newer' } })

    // A delta that is spoilt on its way costs the whole, and nothing else.
    const third = await publish('20261127', 306, second.database)
    const name = third.built.ok ? third.built.value.delta?.file : undefined
    if (name === undefined) throw new Error('no delta')
    writeFileSync(name, readFileSync(name).subarray(0, -20))
    asked.length = 0
    for (const { now } of [near, far])
      expect(await now()).toMatchObject({ ok: true, value: { current: { people: 306 } } })
    expect(asked).toEqual(['hebdo.annuaire.manifest', 'hebdo.annuaire.delta', 'hebdo.annuaire'])
  })

  test('it comes from an address too; another key is refused', async () => {
    const content = await built('20261120', 15)
    const url = await serve((_, response) => response.end(content))
    const first = await open({ snapshot: { download: from(`${url}/relais.annuaire`), key } })
    expect(await first.now()).toMatchObject({ ok: true, value: { current: { people: 15 } } })
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) as string
    const second = await open({
      snapshot: { download: from(`${url}/relais.annuaire`), key: folder.write('other.pem', other) },
    })
    expect(await second.now()).toMatchObject({ error: { kind: 'signature-wrong' } })
    expect(await second.sources()).toMatchObject({ refused: { kind: 'signature-wrong', canForce: false } })
  })
})

function skillsFile(id: string): string {
  const header =
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code savoir-faire|Libellé savoir-faire"
  return [header, `8|${id}||SM40|`, `8|${id}||SM54|`, '8|10999999999||SM40|', '8|x||SM40|', ''].join('\n')
}
