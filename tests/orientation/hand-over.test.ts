/** Handing over to the LRM: by files in a real folder, by HTTP to a stand-in of an LRM, and what goes wrong with both. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHandOver, dropFolder, fileMemory, linkChannel, loopbackPost } from '../../src/core/call/index.ts'
import { handOverMessage, nameParts } from '../../src/core/call/rdv-message.ts'
import { openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { Settings } from '../../src/core/settings/schema.ts'
import type { HandOver } from '../../src/shared/contract/call.ts'
import type { Orientation } from '../../src/shared/contract/orientation.ts'
import { OPERATOR, slotOf } from './desk.ts'

const reference = path.resolve(import.meta.dirname, '../../../shared/reference/rs-sas-rdv.schema.json')

const DROP_ON = fileURLToPath(new URL('drop-on.ts', import.meta.url))
/** A mount of one's own, gone with its process. */
const mayMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status === 0

function orientationOf(more: Partial<Orientation> = {}): Orientation {
  return {
    id: randomUUID(),
    status: 'confirmed',
    taking: 'direct',
    createdAt: '2026-11-22T15:00:00.123Z',
    updatedAt: '2026-11-22T15:00:01.000Z',
    sourceId: 'keldoc',
    sourceLabel: 'Keldoc (simulé)',
    simulated: true,
    slot: slotOf(),
    practitioner: { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', phones: [] },
    operator: OPERATOR.idnps,
    appointmentId: 'rdv-1',
    problem: null,
    readBacks: 0,
    ...more,
  }
}

const until = async (holds: () => boolean) => {
  for (let n = 0; n < 400 && !holds(); n += 1) await new Promise(resolve => setTimeout(resolve, 25))
  expect(holds()).toBe(true)
}

describe('the message to the LRM', () => {
  const base = {
    drm: 'D-1',
    operator: OPERATOR,
    email: 'regulation@samu.invalid',
    text: 'Réservé',
    revision: 1,
    sentAt: 0,
  }

  it.runIf(existsSync(reference))('is valid against RS-SAS-RDV, whatever the orientation', () => {
    // The schema carries keywords of its own (`x-…`, `version`, `example`), and an `$id` that is no address.
    const { $id: _id, ...schema } = JSON.parse(readFileSync(reference, 'utf8')) as Record<string, unknown>
    const ajv = new Ajv({ strict: false })
    addFormats.default(ajv)
    const valid = ajv.compile(schema)
    const given: Partial<Orientation>[] = [
      {},
      { status: 'declared', taking: 'vendor-page', appointmentId: null },
      { status: 'cancelled' },
      { status: 'pending', taking: 'marketplace', category: 'PDM' },
      { status: 'declared', taking: 'phone', category: 'PS', appointmentId: null },
      { status: 'honoured', category: 'CDS' },
      { status: 'missed', category: 'MSP' },
      { status: 'confirmed', category: 'CPTS', operator: '3370000001/OSNP01' },
      { practitioner: { idnps: null, displayName: 'SOS Médecins Tours', phones: [] } },
      { practitioner: { idnps: '899700001234', displayName: 'TESTARD', phones: [] } },
    ]
    for (const more of given) {
      for (const revision of [1, 2]) {
        const { appointment } = JSON.parse(handOverMessage({ ...base, revision, orientation: orientationOf(more) }))
        expect([valid(appointment), valid.errors]).toEqual([true, null])
        // The checker itself finds what is wrong.
        expect(valid({ ...appointment, drm: 'x' })).toBe(false)
        expect(valid({ ...appointment, start: '2026-11-22T15:00:00Z' })).toBe(false)
      }
    }
  })

  it('carries the number of the file and how sure we are outside the national message', () => {
    const sent = JSON.parse(
      handOverMessage({ ...base, orientation: orientationOf({ status: 'declared', taking: 'vendor-page' }) }),
    )
    expect(sent).toMatchObject({
      drm: 'D-1',
      status: 'declared',
      simulated: true,
      text: 'Réservé',
      appointment: { status: 'pending' },
    })
    expect(
      JSON.parse(handOverMessage({ ...base, orientation: orientationOf({ taking: 'walk-in' }) })).appointment,
    ).toBeNull()
  })

  it.each([
    ['Dr Élodie TESTARD-FICTIF', { first: 'Élodie', last: 'TESTARD-FICTIF' }],
    ['Jean-Paul LE QUÉMENT', { first: 'Jean-Paul', last: 'LE QUÉMENT' }],
    ['Camille Exemple', { first: 'Camille', last: 'Exemple' }],
  ])('%s has a first and a family name', (name, parts) => expect(nameParts(name)).toEqual(parts))
})

describe('handing over', () => {
  let folder: string
  let memory = ''
  const known = new Map<string, Orientation>()
  let told: HandOver[]
  let acts: string[]
  let lrm: { server: Server; url: string; bodies: { drm: string | null }[]; status: number; tokens: unknown[] }
  const http = openHttp({})

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'relais-lrm-'))
    memory = mkdtempSync(path.join(tmpdir(), 'relais-profil-'))
    known.clear()
    told = []
    acts = []
    const bodies: { drm: string | null }[] = []
    const tokens: unknown[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', part => {
        text += part
      })
      request.on('end', () => {
        tokens.push(request.headers.authorization)
        if (lrm.status < 300) bodies.push(JSON.parse(text))
        response.writeHead(lrm.status).end()
      })
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    lrm = {
      server,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/relais`,
      bodies,
      status: 200,
      tokens,
    }
  })
  afterEach(async () => {
    lrm.server.closeAllConnections()
    await new Promise(done => lrm.server.close(done))
    rmSync(folder, { recursive: true, force: true })
    rmSync(memory, { recursive: true, force: true })
  })

  function room(wanted: 'file' | 'http') {
    const drop = dropFolder(folder, 60)
    const tokenFile = path.join(folder, 'token')
    if (wanted === 'http') writeFileSync(tokenFile, 'a-token-of-the-site-0123456789\n')
    return createHandOver({
      channels: wanted === 'file' ? [drop] : [loopbackPost({ url: lrm.url, tokenFile }, http)],
      folder: wanted === 'file' ? drop : null,
      email: 'regulation@samu.invalid',
      text: () => 'Réservé',
      operator: () => OPERATOR,
      memory: fileMemory(path.join(memory, 'hand-over.json'), silentLog),
      orientation: id => known.get(id) ?? null,
      clock: { now: () => Date.now() },
      events: { emit: (_name, payload) => void told.push(payload as HandOver) },
      log: silentLog,
      onAct: (_orientation, state, code) => void acts.push(`${state} ${code}`),
    })
  }
  const dropped = () => readdirSync(folder).filter(name => name.endsWith('.json'))

  it('drops one whole file for its owner alone, at once, and takes the LRM’s word for it', async () => {
    const hand = room('file')
    const one = orientationOf()
    hand.drm('26-118402')
    hand.note(one)
    await until(() => told.at(-1)?.state === 'delivered')
    const [name = ''] = dropped()
    expect(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))).toMatchObject({ id: one.id, drm: '26-118402' })
    if (process.platform !== 'win32') expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600)
    writeFileSync(path.join(folder, name.replace('.json', '.ack')), '')
    await until(() => told.at(-1)?.state === 'acknowledged')
    expect(readdirSync(folder)).toEqual([])
    expect(acts).toEqual(['delivered null', 'acknowledged null'])
    hand.close()
  })

  it('waits for the number while the call lasts, and goes without it when the call ends', async () => {
    const hand = room('file')
    hand.note(orientationOf())
    expect(dropped()).toEqual([])
    expect(hand.list()).toEqual([])
    hand.callEnds()
    await until(() => dropped().length === 1)
    expect(hand.list()).toMatchObject([{ withNumber: false }])
    hand.close()
  })

  it('hands over what is known, and again when more is: one file, the newest', async () => {
    const hand = room('file')
    const one = orientationOf({ status: 'unknown', appointmentId: null })
    hand.drm('26-1')
    hand.note(one)
    hand.callEnds()
    expect(dropped()).toEqual([])
    hand.heard({ ...one, status: 'confirmed', appointmentId: 'rdv-9' })
    await until(() => dropped().length === 1)
    hand.heard({ ...one, status: 'confirmed', appointmentId: 'rdv-9' })
    hand.heard({ ...one, status: 'cancelled', appointmentId: 'rdv-9' })
    await until(() => dropped().some(name => name.endsWith('-2.json')))
    expect(dropped()).toHaveLength(1)
    expect(JSON.parse(readFileSync(path.join(folder, dropped()[0] ?? ''), 'utf8'))).toMatchObject({
      drm: '26-1',
      appointment: { method: 'UpdateAppointment', status: 'cancelled', appointmentId: 'rdv-9' },
    })
    hand.close()
  })

  it('never tells the LRM of what was refused or taken', async () => {
    const hand = room('file')
    hand.drm('26-1')
    for (const status of ['refused', 'taken', 'sent', 'waiting', 'expired', 'cancelled'] as const)
      hand.note(orientationOf({ status }))
    hand.callEnds()
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(readdirSync(folder)).toEqual([])
    hand.close()
  })

  it('says «pas remis» when the folder is gone, and hands over when it is back', async () => {
    const hand = room('file')
    rmSync(folder, { recursive: true })
    hand.drm('26-1')
    hand.note(orientationOf())
    await until(() => told.at(-1)?.state === 'failed')
    expect(told.at(-1)).toMatchObject({ code: 'ENOENT', attempts: 1 })
    hand.forget()
    mkdirSync(folder)
    await until(() => told.at(-1)?.state === 'delivered')
    expect(dropped()).toHaveLength(1)
    hand.close()
  })

  it('goes on after a restart: what was dropped is still taken up, and its memory holds no number', async () => {
    const one = orientationOf()
    known.set(one.id, one)
    const before = room('file')
    before.drm('26-118402')
    before.note(one)
    await until(() => dropped().length === 1)
    before.close()
    expect(readFileSync(path.join(memory, 'hand-over.json'), 'utf8')).not.toContain('118402')
    const after = room('file')
    expect(after.list()).toMatchObject([{ orientationId: one.id, state: 'delivered', withNumber: true }])
    renameSync(path.join(folder, dropped()[0] ?? ''), path.join(folder, `${dropped()[0]}.ack`))
    await until(() => told.at(-1)?.state === 'acknowledged')
    expect(after.list()).toMatchObject([{ state: 'acknowledged' }])
    after.seated()
    expect(dropped().filter(name => name.endsWith('.json'))).toEqual([])
    after.close()
  })

  it('owes the LRM across a restart what it could not hand over, and what was in doubt', async () => {
    const failed = orientationOf()
    const doubtful = orientationOf({ status: 'unknown', appointmentId: null })
    for (const one of [failed, doubtful]) known.set(one.id, one)
    rmSync(folder, { recursive: true })
    const before = room('file')
    before.drm('26-1')
    for (const one of [failed, doubtful]) before.note(one)
    before.callEnds()
    await until(() => told.at(-1)?.state === 'failed')
    before.close()
    mkdirSync(folder)
    const after = room('file')
    after.seated()
    await until(() => dropped().length === 1)
    expect(JSON.parse(readFileSync(path.join(folder, dropped()[0] ?? ''), 'utf8'))).toMatchObject({
      id: failed.id,
      revision: 2,
      drm: null,
    })
    after.heard({ ...doubtful, status: 'confirmed', appointmentId: 'rdv-2' })
    await until(() => dropped().length === 2)
    after.close()
  })

  it('tries again although the number was typed anew meanwhile', async () => {
    const hand = room('file')
    rmSync(folder, { recursive: true })
    hand.drm('26-1')
    hand.note(orientationOf())
    await until(() => told.at(-1)?.state === 'failed')
    hand.drm('26-12')
    hand.drm('26-1')
    mkdirSync(folder)
    await until(() => told.at(-1)?.state === 'delivered')
    hand.close()
  })

  it('opens the address that the site words, each part escaped, and says so when it is not opened', async () => {
    const opened: string[] = []
    let fails = false
    const shell = {
      async openExternal(url: string) {
        opened.push(url)
        if (fails) throw new Error('no program')
      },
    }
    const channel = linkChannel('monlrm://issue?dossier={drm}&etat={statut}&texte={texte}', shell)
    const text = JSON.stringify({
      drm: '26-1&x=1',
      id: 'i',
      status: 'confirmed',
      outcome: null,
      text: 'Réservé : 16 h',
      appointment: null,
    })
    expect(await channel.put({ id: 'i', revision: 1, text })).toEqual({ ok: true, acknowledged: false })
    expect(opened).toEqual([
      'monlrm://issue?dossier=26-1%26x%3D1&etat=confirmed&texte=R%C3%A9serv%C3%A9%20%3A%2016%20h',
    ])
    fails = true
    expect(await channel.put({ id: 'i', revision: 1, text })).toEqual({ ok: false, code: 'not-opened' })
  })

  it.each([
    'javascript:alert(1)',
    'file:///C:/x?{drm}',
    'ms-settings://x?{drm}',
    'data://x,{drm}',
    'monlrm://{drm}/x',
    'monlrm://x?{patient}',
    'dossier {drm}',
  ])('refuses «%s» as an address', template => {
    const settings = Settings.shape.handOver.safeParse({ link: template })
    expect(settings.error?.issues[0]?.path).toEqual(['link'])
  })

  it.skipIf(!mayMount)(
    'says why a folder that is full or read-only takes nothing (not run without mount rights)',
    () => {
      const run = (options: string) => {
        const command = `mount -t tmpfs -o ${options} tmpfs "${folder}" && exec "${process.execPath}" "${DROP_ON}" "${folder}"`
        return JSON.parse(execFileSync('unshare', ['-m', 'sh', '-c', command], { encoding: 'utf8' })) as unknown
      }
      expect(run('size=64k')).toEqual({ ok: false, code: 'ENOSPC' })
      expect(run('ro')).toEqual({ ok: false, code: 'EROFS' })
    },
  )

  it('leaves acknowledgements of nobody alone, and purges what has lain too long', async () => {
    const strange = `relais-${randomUUID()}-1`
    for (const name of [`${strange}.ack`, `${strange}.json`, 'autre.json']) writeFileSync(path.join(folder, name), '{}')
    const old = new Date(Date.now() - 2 * 3_600_000)
    for (const name of [`${strange}.json`, 'autre.json']) utimesSync(path.join(folder, name), old, old)
    const drop = dropFolder(folder, 60)
    expect(drop.look(Date.now())).toEqual({ acknowledged: [], strange: 1 })
    expect(drop.look(Date.now())).toEqual({ acknowledged: [], strange: 0 })
    expect(readdirSync(folder).sort()).toEqual(['autre.json', `${strange}.ack`])
  })

  it('posts to a program of this machine with the site’s token, and tries again what it refuses', async () => {
    lrm.status = 503
    const hand = room('http')
    hand.drm('26-7')
    hand.note(orientationOf())
    await until(() => told.at(-1)?.state === 'failed')
    expect(told.at(-1)?.code).toBe('HTTP-503')
    lrm.status = 201
    await until(() => told.at(-1)?.state === 'acknowledged')
    expect(lrm.bodies).toMatchObject([{ drm: '26-7' }])
    expect(lrm.tokens[0]).toBe('Bearer a-token-of-the-site-0123456789')
    hand.close()
  })

  it('sends nothing without its token', async () => {
    const hand = room('http')
    renameSync(path.join(folder, 'token'), path.join(folder, 'elsewhere'))
    hand.drm('26-7')
    const one = orientationOf()
    hand.note(one)
    await until(() => told.at(-1)?.state === 'failed')
    expect(told.at(-1)?.code).toBe('token-ENOENT')
    expect(lrm.tokens).toEqual([])
    renameSync(path.join(folder, 'elsewhere'), path.join(folder, 'token'))
    expect(hand.again(one.id)).toMatchObject({ orientationId: one.id })
    await until(() => told.at(-1)?.state === 'acknowledged')
    expect(hand.again(randomUUID())).toBeNull()
    chmodSync(folder, 0o700)
    hand.close()
  })
})
