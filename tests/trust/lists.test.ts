/** Revocation lists in the manner of a large authority: in parts, with deltas, with hundreds of thousands of lines, out of date. */
import 'reflect-metadata'

import { sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHttp } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/ports.ts'
import { TrustSettings } from '../../src/core/settings/schema.ts'
import { childrenOf, valueAt, wholeOf } from '../../src/core/trust/der.ts'
import { createTrust, type Trust } from '../../src/core/trust/index.ts'
import { PEOPLE } from '../../src/sandbox/card/people.ts'
import {
  type Authority,
  createCrl,
  createIntermediate,
  createKeys,
  createLeaf,
  createRoot,
  derOf,
} from '../../src/sandbox/card/pki.ts'

const NOW = Date.now()
const DAY = 86_400_000
const HOUR = 3_600_000
const [HERE, THERE] = ['http://igc.example/CRL/part-1.crl', 'http://igc.example/CRL/part-2.crl']
const dir = mkdtempSync(path.join(tmpdir(), 'relais-lists-'))
const http = openHttp({})
const open: Trust[] = []
let root: Authority
let authority: Authority
let leaf: Awaited<ReturnType<typeof createLeaf>>
let files = 0

beforeAll(async () => {
  root = await createRoot('TEST AC RACINE IGC-SANTE FORT FICTIVE', NOW)
  authority = await createIntermediate('TEST AC IGC-SANTE FORT PERSONNES FICTIVE', root, NOW)
  const person = PEOPLE.find(one => one.name === 'cps')
  if (!person) throw new Error('no such person')
  const { publicKey } = await createKeys()
  const dates = { notBefore: new Date(NOW - DAY), notAfter: new Date(NOW + DAY) }
  leaf = await createLeaf({ use: 'authentication', person, authority, publicKey, point: HERE, ...dates })
})
afterAll(async () => {
  for (const trust of open) trust.close()
  await http.close()
  rmSync(dir, { recursive: true, force: true })
})

const file = (bytes: Uint8Array | string) => {
  const at = path.join(dir, `${files++}.bin`)
  writeFileSync(at, bytes)
  return at
}
const mine = () => leaf.serialNumber.toUpperCase()

/** What the desk says of the card with these lists of its authority at hand. */
async function verdict(...lists: Promise<Uint8Array>[]): Promise<string> {
  const crls = await Promise.all(lists.map(async bytes => file(await bytes)))
  const trust = createTrust({
    settings: TrustSettings.parse({
      roots: [file(root.certificate.toString('pem'))],
      intermediates: [file(authority.certificate.toString('pem'))],
      crls,
    }),
    profile: 'sandbox',
    dir: path.join(dir, 'kept'),
    http,
    clock: { now: () => NOW },
    log: silentLog,
  })
  open.push(trust)
  await trust.ready
  const verified = await trust.verify(derOf(leaf), [], { offline: true })
  return verified.ok ? verified.value.revocation : verified.error.kind
}
const list = (serials: string[], shape: Parameters<typeof createCrl>[3] = {}) =>
  createCrl(authority, serials, NOW, shape)

const tlv = (tag: number, ...contents: Uint8Array[]) => {
  const content = Buffer.concat(contents)
  const head = Buffer.alloc(6)
  head.writeUInt8(tag)
  head.writeUInt8(0x84, 1)
  head.writeUInt32BE(content.length, 2)
  return Buffer.concat([head, content])
}

/** The same list with these lines, made by hand and signed anew: the library takes minutes over as many. */
async function longList(serials: readonly number[], mineAt: 'first' | 'last' | 'nowhere'): Promise<Uint8Array> {
  const small = await list([mine()])
  const outer = valueAt(small, 0, small.length)
  const [tbs, algorithm] = (outer && childrenOf(small, outer)) ?? []
  const parts = (tbs && childrenOf(small, tbs)) ?? []
  if (!algorithm || parts.length < 6) throw new Error('the list has another shape')
  // version, algorithm, issuer, thisUpdate, nextUpdate, lines
  const lines = parts[5]
  const me = lines ? wholeOf(small, lines).subarray(lines.content - lines.from) : new Uint8Array()
  const line = Buffer.from('30160205000000000017', 'hex')
  const day = Buffer.from('0d3236303130313030303030305a', 'hex').subarray(1)
  const others = Buffer.concat(
    serials.map(serial => {
      const one = Buffer.concat([line.subarray(0, 9), Buffer.from([0x17, 0x0d]), day])
      one.writeUIntBE(0x10_0000_0000 + serial, 4, 5)
      one.writeUInt8(one.length - 2, 1)
      return one
    }),
  )
  const all = mineAt === 'first' ? [me, others] : mineAt === 'last' ? [others, me] : [others]
  const signed = tlv(0x30, ...parts.slice(0, 5).map(part => wholeOf(small, part)), tlv(0x30, ...all))
  const signature = sign('RSA-SHA256', signed, authority.key)
  return tlv(0x30, signed, wholeOf(small, algorithm), tlv(0x03, Buffer.from([0]), signature))
}

test('one part of the lists clears the cards of that part only', async () => {
  expect(await verdict(list([], { points: [HERE] }))).toBe('good')
  expect(await verdict(list([], { points: [THERE] }))).toBe('revocation-unknown')
  expect(await verdict(list([], { points: [THERE, HERE] }))).toBe('good')
  expect(await verdict(list(['0A']))).toBe('good')
})

test('a card that any part names is revoked, even by an older part than one that does not', async () => {
  const older = { points: [HERE], age: 5 * HOUR }
  expect(await verdict(list([mine()], older), list([], { points: [THERE] }))).toBe('refused-revoked')
  expect(await verdict(list([]), list([mine()], { points: [THERE] }))).toBe('refused-revoked')
})

test('of the same part the freshest counts: a card that was given back is free again', async () => {
  expect(await verdict(list([mine()], { age: 5 * HOUR }), list([]))).toBe('good')
  expect(await verdict(list([], { age: 5 * HOUR }), list([mine()]))).toBe('refused-revoked')
})

test('a delta adds to the list before it, clears nobody by itself, and is over when a whole list comes', async () => {
  const whole = () => list([], { age: 5 * HOUR })
  expect(await verdict(whole(), list([mine()], { delta: {} }))).toBe('refused-revoked')
  expect(await verdict(list([], { delta: {} }))).toBe('revocation-unknown')
  expect(await verdict(list([mine()], { delta: {} }))).toBe('refused-revoked')
  expect(await verdict(whole(), list(['0B'], { delta: { givenBack: [mine()] } }))).toBe('good')
  expect(await verdict(list([]), list([mine()], { delta: {}, age: 5 * HOUR }))).toBe('good')
})

test('out of date within the grace, and beyond it', async () => {
  expect(await verdict(list([], { age: 8 * DAY }))).toBe('good')
  expect(await verdict(createCrl(authority, [], NOW - 9 * DAY))).toBe('stale')
  expect(await verdict(createCrl(authority, [], NOW - 30 * DAY))).toBe('revocation-unknown')
  expect(await verdict(createCrl(authority, [mine()], NOW - 30 * DAY))).toBe('refused-revoked')
})

test('hundreds of thousands of lines are read whole: the first, the last, and nobody between', async () => {
  const serials = Array.from({ length: 300_000 }, (_, i) => 7 * i)
  const big = await longList(serials, 'nowhere')
  expect(big.length).toBeGreaterThan(6_000_000)
  const started = performance.now()
  expect(await verdict(Promise.resolve(big))).toBe('good')
  const ms = Math.round(performance.now() - started)
  console.log(`a list of ${serials.length} lines, ${Math.round(big.length / 1e6)} MB: ${ms} ms`)
  for (const at of ['first', 'last'] as const) expect(await verdict(longList(serials, at))).toBe('refused-revoked')
})

test('an authority that its root has revoked vouches for nobody', async () => {
  const revoked = createCrl(root, [authority.certificate.serialNumber.toUpperCase()], NOW)
  expect(await verdict(list([]), revoked)).toBe('refused-revoked')
})
