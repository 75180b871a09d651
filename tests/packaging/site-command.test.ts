/** `npm run site`: what an IT department types to sign what its desks read. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { siteFiles } from '../../src/core/settings/index.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-site-é '))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const script = path.resolve(import.meta.dirname, '../../scripts/site.mjs')
const site = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>(resolve => {
    execFile(process.execPath, [script, ...args], { cwd: dir }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })

test('a key, signed settings, a signed announcement, and their check', async () => {
  expect((await site('key', '--into', 'site')).code).toBe(0)
  expect((await site('key', '--into', 'site')).err).toMatch(/déjà là/)
  writeFileSync(
    path.join(dir, 'r.json'),
    JSON.stringify({ language: 'en', platform: { url: 'https://p.invalid/fhir' } }),
  )
  expect(
    (await site('sign', '--settings', 'r.json', '--serial', '3', '--key', 'site.key', '--into', 's.json')).code,
  ).toBe(0)
  const publicKey = readFileSync(path.join(dir, 'site.pub'), 'utf8').trim()
  expect(siteFiles.open('settings', readFileSync(path.join(dir, 's.json'), 'utf8'), publicKey)).toMatchObject({
    kind: 'content',
    content: { serial: 3, settings: { language: 'en' } },
  })
  expect((await site('latest', '--version', '9.9.9', '--key', 'site.key', '--into', 'latest.json')).code).toBe(0)
  expect((await site('verify', '--in', 'latest.json', '--public', 'site.pub')).out).toContain('"9.9.9"')
})

test('wrong settings, a wrong key, a missing serial: said in French, nothing is written', async () => {
  writeFileSync(path.join(dir, 'faux.json'), JSON.stringify({ langage: 'fr' }))
  const wrong = await site('sign', '--settings', 'faux.json', '--serial', '1', '--key', 'site.key', '--into', 'x.json')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/langage : clé inconnue/)])
  expect((await site('sign', '--settings', 'r.json', '--key', 'site.key', '--into', 'x.json')).err).toMatch(/--serial/)
  expect(
    (await site('sign', '--settings', 'r.json', '--serial', '1', '--key', 'r.json', '--into', 'x.json')).err,
  ).toMatch(/clé privée/)
  expect(existsSync(path.join(dir, 'x.json'))).toBe(false)
  expect((await site()).code).toBe(2)
})
