/** What changed between two directories of a site, signed: smaller, byte for byte, and never over another base. */
import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importFiles } from '../../src/core/directory/index.ts'
import {
  buildSnapshot,
  deltaName,
  manifestName,
  manifestOf,
  takeFromShare,
  takeSnapshot,
  verifySnapshot,
} from '../../src/core/directory/snapshot/index.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { testFolder } from './rows.ts'

const folder = testFolder()
const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
const { publicKey, privateKey } = pair()
const lines = [...createTerritory({ seed: 12, rows: 3000 }).lines()]

async function directory(day: string, rows: readonly string[]): Promise<string> {
  const database = folder.file(`built-${day}.sqlite`)
  const rpps = folder.write(`ps-${day}.txt`, `${rows.join('\n')}\n`)
  const done = await importFiles({ files: { rpps }, database, onProgress() {} })
  if (!done.ok) throw new Error(done.error.kind)
  return database
}

const before = await directory('20261113', lines)
// A week: some left, some came, in the middle of the others.
const after = await directory('20261120', [...lines.slice(0, 700), ...lines.slice(705, 2000), ...lines.slice(2010)])
const share = folder.file('partage.annuaire')
const made = await buildSnapshot({ database: after, into: share, privateKey, base: before })
if (!made.ok || !made.value.delta) throw new Error('no delta')
const delta = made.value.delta.file

let number = 0
function desk(from = before): string {
  const database = folder.file(`desk-${++number}.sqlite`)
  copyFileSync(from, database)
  return database
}
const same = (one: string, other: string) => readFileSync(one).equals(readFileSync(other))

test('what changed is smaller than the whole, and gives the same bytes', async () => {
  expect(statSync(delta).size).toBeLessThan(statSync(share).size / 2)
  expect(made.value.delta?.bytes).toBe(statSync(delta).size)
  const database = desk()
  expect(await verifySnapshot({ file: delta, publicKey, database })).toMatchObject({ ok: true })
  expect(await takeSnapshot({ file: delta, publicKey, database })).toMatchObject({ ok: true })
  expect(same(database, after)).toBe(true)
  expect(same(`${database}.previous`, before)).toBe(true)
})

test('the manifest beside says what is offered', async () => {
  const said = await manifestOf(manifestName(share), publicKey)
  expect(said).toEqual(await manifestOf(share, publicKey))
  expect(said).toMatchObject({ ok: true, value: { contentDate: '2026-11-20', format: 1 } })
})

test('nothing is made when the whole is as small, nor for what desks have already; old ones are cleared away', async () => {
  const other = await directory('20261106', [...createTerritory({ seed: 99, rows: 60 }).lines()])
  const into = folder.file('autre.annuaire')
  writeFileSync(deltaName(into, 'f'.repeat(64)), 'old')
  expect(await buildSnapshot({ database: other, into, privateKey, base: other })).toMatchObject({
    value: { delta: null },
  })
  const small = await buildSnapshot({ database: other, into, privateKey, base: before })
  expect(small.ok && (small.value.delta?.bytes ?? 0)).toBeLessThan(statSync(into).size)
  const left = readdirSync(path.dirname(into)).filter(name => name.startsWith('autre.annuaire.'))
  expect(left.filter(name => !name.endsWith('.manifest')).length).toBe(small.ok && small.value.delta ? 1 : 0)
})

describe('a delta is refused, and the directory in place stays, when', () => {
  const packed = readFileSync(delta)
  const first = packed.indexOf(0x0a) + 1
  const changed = (at: number) => {
    const bytes = Buffer.from(packed)
    bytes[at] = (bytes[at] ?? 0) ^ 0x40
    return bytes
  }
  test.each<[string, Buffer, string]>([
    ['it was cut inside a segment', packed.subarray(0, -50), 'snapshot-truncated'],
    ['only its first line came', packed.subarray(0, first), 'snapshot-truncated'],
    ['a length is impossible', changed(first + 3), 'snapshot-altered'],
    ['it reads another part of the base', changed(first + 5), 'snapshot-altered'],
    ['one bit of it changed', changed(packed.length - 40), 'snapshot-altered'],
    ['its first line was changed', changed(40), 'signature-wrong'],
  ])('%s', async (_, bytes, kind) => {
    const database = desk()
    const file = folder.write('bad.delta', bytes)
    const refused = await takeSnapshot({ file, publicKey, database })
    // A changed first line may be no line at all any more.
    const kinds = kind === 'signature-wrong' ? [kind, 'snapshot-unreadable'] : [kind]
    expect(refused.ok ? 'taken' : refused.error.kind).toBeOneOf(kinds)
    expect(same(database, before)).toBe(true)
    expect(existsSync(`${database}.previous`)).toBe(false)
  })

  test('it starts from another directory, or there is none', async () => {
    for (const database of [desk(after), folder.file('nothing.sqlite')])
      expect(await takeSnapshot({ file: delta, publicKey, database, known: null })).toMatchObject({
        error: { kind: 'snapshot-base' },
      })
    expect(await verifySnapshot({ file: delta, publicKey })).toMatchObject({ error: { kind: 'snapshot-base' } })
  })

  test('another key has signed it', async () => {
    const database = desk()
    expect(await takeSnapshot({ file: delta, publicKey: pair().publicKey, database })).toMatchObject({
      error: { kind: 'signature-wrong' },
    })
  })

  test('whatever is done to it: what is taken is what was signed, to the byte', async () => {
    const database = desk()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(packed.length).map(cut => packed.subarray(0, cut)),
          fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
            const bytes = Buffer.from(packed)
            bytes[at] = (bytes[at] ?? 0) ^ flip
            return bytes
          }),
          fc.uint8Array({ minLength: 1, maxLength: 40 }).map(more => Buffer.concat([packed, more])),
        ),
        async bytes => {
          const file = folder.write('any.delta', bytes)
          const read = await verifySnapshot({ file, publicKey, database })
          // What stands after the whole content is not looked at.
          if (read.ok) expect(bytes.subarray(0, packed.length).equals(packed)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('from a share', () => {
  test('the delta is taken by itself, whether the desk remembers what it took or not', async () => {
    const base = await manifestOf(share, publicKey)
    for (const known of [null, base.ok && base.value.format === 1 ? baseOf() : null]) {
      const database = desk()
      const heard: unknown[] = []
      const taken = await takeFromShare({
        file: share,
        publicKey,
        database,
        known,
        onDelta: each => heard.push(each.refused),
      })
      expect(taken).toMatchObject({ ok: true, value: { format: 2 } })
      expect(heard).toEqual([null])
      expect(same(database, after)).toBe(true)
    }
  })

  test('a spoilt delta costs nothing but the whole; a desk with another directory takes the whole', async () => {
    const good = readFileSync(delta)
    try {
      writeFileSync(delta, good.subarray(0, -100))
      const database = desk()
      const heard: unknown[] = []
      const taken = await takeFromShare({ file: share, publicKey, database, onDelta: each => heard.push(each.refused) })
      expect(taken).toMatchObject({ ok: true, value: { format: 1 } })
      expect(heard).toEqual(['snapshot-truncated'])
      expect(same(database, after)).toBe(true)
    } finally {
      writeFileSync(delta, good)
    }
    const fresh = folder.file('fresh.sqlite')
    expect(await takeFromShare({ file: share, publicKey, database: fresh })).toMatchObject({ value: { format: 1 } })
    expect(same(fresh, after)).toBe(true)
  })

  test('a delta that leads elsewhere than what is offered is left', async () => {
    const old = folder.file('vieux.annuaire')
    copyFileSync(share, old)
    const elsewhere = await buildSnapshot({
      database: before,
      into: folder.file('e.annuaire'),
      privateKey,
      base: after,
    })
    if (!elsewhere.ok || !elsewhere.value.delta) throw new Error('no delta')
    copyFileSync(elsewhere.value.delta.file, deltaName(old, baseOf()))
    const database = desk()
    expect(await takeFromShare({ file: old, publicKey, database })).toMatchObject({ value: { format: 1 } })
  })
})

/** The fingerprint that a desk remembers of the generation before. */
function baseOf(): string {
  const text = readFileSync(delta).toString('utf8', 0, 20_000)
  const { manifest } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { manifest: string }
  return (JSON.parse(Buffer.from(manifest, 'base64').toString()) as { base: string }).base
}
