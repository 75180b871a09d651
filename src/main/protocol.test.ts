import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeScreen } from '../../tests/contract/screen.ts'
import { ScreenManifest, screenFiles } from '../shared/screen-files.ts'
import { decideScreen, declareScheme, insideRoot, serveScreen } from './protocol.ts'

const manifest: ScreenManifest = {
  version: 1,
  files: [
    { path: 'index.html', bytes: 1, sha256: 'a'.repeat(64) },
    { path: 'assets/app-1a2b.js', bytes: 1, sha256: 'b'.repeat(64) },
  ],
}
const find = screenFiles(manifest)

describe('what relais:// answers to', () => {
  test.each([
    ['GET', 'relais://console/', 200],
    ['GET', 'relais://console/index.html', 200],
    ['GET', 'relais://console/assets/app-1a2b.js?v=1', 200],
    ['GET', 'relais://console/assets/../index.html', 200],
    ['GET', 'relais://console/assets', 404],
    ['GET', 'relais://console/../secret.txt', 404],
    ['GET', 'relais://console/%2e%2e/secret.txt', 404],
    ['GET', 'relais://console/..%5csecret.txt', 404],
    ['GET', 'relais://console/..%2fsecret.txt', 404],
    ['GET', 'relais://console//etc/passwd', 404],
    ['GET', 'relais://console/INDEX.HTML', 404],
    ['GET', 'relais://console/manifest.json', 404],
    ['GET', 'relais://console/constructor', 404],
    ['GET', 'relais://elsewhere/index.html', 403],
    ['GET', 'file:///etc/passwd', 403],
    ['POST', 'relais://console/index.html', 405],
  ])('%s %s → %i', (method, url, status) => expect(decideScreen(method, url, find).status).toBe(status))
})

test.each([
  ['index.html', true],
  ['assets/app.js', true],
  ['../renderer/index.html', true],
  ['../renderer-other/index.html', false],
  ['../../etc/passwd', false],
  ['/etc/passwd', false],
  ['.', false],
])('%s stays inside the root it is joined with: %s', (relative, inside) => {
  expect(insideRoot('/srv/relais/renderer', relative) !== null).toBe(inside)
})

test('a manifest that names a file outside its folder is refused whole', () => {
  for (const bad of ['../secret', 'a/../../b', '/etc/passwd', 'a\\b', '.hidden', 'a//b', 'C:/x', ''])
    expect(
      ScreenManifest.safeParse({ version: 1, files: [{ path: bad, bytes: 1, sha256: 'a'.repeat(64) }] }).success,
    ).toBe(false)
})

describe('the handler over real files', () => {
  let dir: string
  let handler: (request: Request) => Promise<Response>
  beforeEach(() => {
    dir = writeScreen()
    const listed = {
      version: 1 as const,
      files: ['index.html', 'gone.js'].map(name => ({ path: name, bytes: 1, sha256: 'a'.repeat(64) })),
    }
    const handle = (_scheme: string, given: unknown) => {
      handler = given as typeof handler
    }
    serveScreen({ handle }, dir, screenFiles(listed))
  })
  afterEach(() => rmSync(path.dirname(dir), { recursive: true }))

  const ask = (url: string) => handler({ method: 'GET', url } as Request)

  test('serves a listed file with its type and the security headers', async () => {
    const answer = await ask('relais://console/')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'none'")
    expect(await answer.text()).toContain('Relais')
  })

  test('refuses what is not listed, though it lies in the folder', async () => {
    writeFileSync(path.join(dir, 'late.js'), 'x')
    expect((await ask('relais://console/late.js')).status).toBe(404)
    expect((await ask('relais://console/unlisted.js')).status).toBe(404)
  })

  test('answers 404 for a listed file that is gone, with the headers all the same', async () => {
    const answer = await ask('relais://console/gone.js')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

test('the scheme is standard and secure, and never past the policy of the page', () => {
  const declared: Electron.CustomScheme[] = []
  declareScheme({ registerSchemesAsPrivileged: schemes => void declared.push(...schemes) })
  expect(declared).toHaveLength(1)
  expect(declared[0]?.privileges).toMatchObject({ standard: true, secure: true, bypassCSP: false, corsEnabled: false })
})
