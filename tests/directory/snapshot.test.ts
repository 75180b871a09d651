/** A directory built once a site and taken by its desks: what is taken, what is refused, and what stays then. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { importFiles } from '../../src/core/directory/index.ts'
import { search } from '../../src/core/directory/queries/search.ts'
import { buildSnapshot, takeSnapshot, verifySnapshot } from '../../src/core/directory/snapshot/index.ts'
import { openDirectory } from '../../src/core/directory/store/open.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { testFolder } from './rows.ts'

const folder = testFolder()
const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    keys: privateKey,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
const site = pair()
const { publicKey, privateKey } = site

async function built(day: string, rows: number): Promise<string> {
  const lines = [...createTerritory({ seed: 12, rows }).lines()]
  const file = folder.write(`ps-${day}.txt`, `${lines.join('\n')}\n`)
  const database = folder.file(`built-${day}-${rows}.sqlite`)
  const report = await importFiles({ files: { rpps: file }, database, onProgress() {} })
  if (!report.ok) throw new Error(report.error.kind)
  return database
}

const source = await built('20261120', 2000)
const snapshot = folder.file('site.annuaire')
const made = await buildSnapshot({ database: source, into: snapshot, privateKey })
if (!made.ok) throw new Error(made.error.kind)
const packed = readFileSync(snapshot)

let number = 0
const desk = () => folder.file(`desk-${++number}.sqlite`)
const dayOf = (database: string) => {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') return opened.kind
  opened.db.close()
  return opened.facts.contentDate
}

test('a desk takes what the site has built, byte for byte, and searches it', async () => {
  const database = desk()
  expect(await verifySnapshot({ file: snapshot, publicKey })).toEqual({ ok: true, value: made.value.manifest })
  expect(await takeSnapshot({ file: snapshot, publicKey, database })).toEqual({ ok: true, value: made.value.manifest })
  expect(readFileSync(database).equals(readFileSync(source))).toBe(true)
  expect(statSync(snapshot).size).toBeLessThan(statSync(source).size / 2)
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') throw new Error(opened.kind)
  const found = search(opened.db, { text: 'martin', near: null, departement: null, limit: 5, needs: true })
  expect(found.hits.length).toBeGreaterThan(0)
  opened.db.close()
})

describe('refused, and the directory in place stays, when', () => {
  const first = packed.indexOf(0x0a)
  const flipped = (at: number) => {
    const bytes = Buffer.from(packed)
    bytes[at] = (bytes[at] ?? 0) ^ 0x40
    return bytes
  }
  const line = (change: (said: Record<string, unknown>) => object, content: Buffer, key = site.keys) => {
    const said = Buffer.from(JSON.stringify(change(made.value.manifest as never)))
    const head = { manifest: said.toString('base64'), signature: sign(null, said, key).toString('base64') }
    return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), content])
  }
  const content = packed.subarray(first + 1)
  const bomb = zstdCompressSync(Buffer.alloc(200_000_000))

  test.each<[string, () => Buffer, string]>([
    ['another key has signed it', () => line(said => said, content, pair().keys), 'signature-wrong'],
    [
      'its first line was changed',
      () =>
        Buffer.concat([
          Buffer.from(packed.toString('latin1', 0, first).replace(/"manifest":"...../, '"manifest":"AAAAA'), 'latin1'),
          packed.subarray(first),
        ]),
      'signature-wrong',
    ],
    ['it was cut short', () => packed.subarray(0, packed.length - 5000), 'snapshot-truncated'],
    ['only its first line came', () => packed.subarray(0, first + 1), 'snapshot-truncated'],
    ['one bit of it changed', () => flipped(first + 5000), 'snapshot-altered'],
    [
      'it unpacks to more than was signed',
      () => Buffer.concat([packed.subarray(0, first + 1), bomb]),
      'snapshot-altered',
    ],
    [
      'it holds less than was signed',
      () => Buffer.concat([packed.subarray(0, first + 1), zstdCompressSync(Buffer.alloc(50))]),
      'snapshot-truncated',
    ],
    ['it is of another version', () => line(said => ({ ...said, schema: 99 }), content), 'snapshot-version'],
    ['it is older', () => line(said => ({ ...said, contentDate: '2026-11-01' }), content), 'content-older'],
    ['it is no snapshot', () => Buffer.from('<html>maintenance</html>\n'), 'snapshot-unreadable'],
    ['it is empty', () => Buffer.alloc(0), 'snapshot-unreadable'],
  ])('%s', async (_, bytes, kind) => {
    const database = desk()
    expect((await takeSnapshot({ file: snapshot, publicKey, database })).ok).toBe(true)
    const file = folder.write(`bad-${number}.annuaire`, bytes())
    expect(await takeSnapshot({ file, publicKey, database })).toMatchObject({ ok: false, error: { kind } })
    expect(dayOf(database)).toBe('2026-11-20')
    expect(existsSync(`${database}.import-${process.pid}`)).toBe(false)
  })

  test('half the people are gone, though it is well signed', async () => {
    const database = desk()
    await takeSnapshot({ file: snapshot, publicKey, database })
    const file = folder.file('half.annuaire')
    await buildSnapshot({ database: await built('20261121', 1000), into: file, privateKey })
    expect(await takeSnapshot({ file, publicKey, database })).toMatchObject({
      ok: false,
      error: { kind: 'rows-fallen' },
    })
    expect(dayOf(database)).toBe('2026-11-20')
    expect((await takeSnapshot({ file, publicKey, database, force: true })).ok).toBe(true)
    expect(dayOf(`${database}.previous`)).toBe('2026-11-20')
  })

  test('a key is no key', async () => {
    const database = desk()
    expect(await takeSnapshot({ file: snapshot, publicKey: 'x', database })).toMatchObject({
      error: { kind: 'key-unreadable' },
    })
    expect(await buildSnapshot({ database: source, into: database, privateKey: 'x' })).toMatchObject({
      error: { kind: 'key-unreadable' },
    })
  })
})

test('from the command line: a pair of keys, build, verify, take, and a refusal in French', () => {
  const script = fileURLToPath(new URL('../../scripts/directory.mjs', import.meta.url))
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    return { status, out: stdout.replace(/[\u00a0\u202f]/g, ' '), err: stderr.replace(/[\u00a0\u202f]/g, ' ') }
  }
  const keys = folder.file('.')
  expect(run('key', '--into', keys).status).toBe(0)
  const secret = folder.file('annuaire-cle-privee.pem')
  const open = folder.file('annuaire-cle-publique.pem')
  expect(run('key', '--into', keys).err).toContain('existe déjà')
  const into = folder.file('cli.annuaire')
  expect(run('build', '--in', source, '--into', into, '--key', secret).out).toContain('du 20/11/2026')
  expect(run('verify', '--from', into, '--key', open).out).toContain('contenu tel que signé')
  const database = desk()
  expect(run('take', '--from', into, '--key', open, '--into', database).status).toBe(0)
  expect(dayOf(database)).toBe('2026-11-20')
  const refused = run('take', '--from', snapshot, '--key', open, '--into', database)
  expect(refused.status).toBe(1)
  expect(refused.err).toContain('la signature n’est pas celle du site')
  expect(refused.err).toContain('est resté tel quel')
})
