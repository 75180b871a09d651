/**
 * `Relais --diagnose-card` as it ships: the archive that `npm run package -- --dir` lays out, its own card process, a real PKCS#11 module
 * (SoftHSM2). Under a stand-in of Electron, which gives plain Node processes.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildMain, buildPreload, buildRenderer } from '../../scripts/build.mjs'
import { makePackages } from '../../scripts/package.mjs'
import {
  type CardVariant,
  createPracticeCards,
  type PracticeCards,
  provisionSoftHsm,
} from '../../src/sandbox/card/index.ts'
import { CardDiagnosis } from '../../src/shared/contract/card.ts'
import { whyNoModule } from '../card/desk.ts'
import { extractArchive } from './archive.ts'

const reason = whyNoModule()
if (reason) console.log(`not run: tests/packaging/diagnose-card — ${reason}`)

/** Of the holder, of the card, and the code itself: a code that no date, length or identifier here contains. */
const PIN = '7391'
const PERSONAL = [/camille/i, /exercice(?! )/i, /3370ANS001/, /2800900018/, /000000018/, /(?<!\d)7391(?!\d)/]

describe.skipIf(reason !== null)('the packed program’s diagnosis of the card', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-packed-card-'))
  const app = path.join(dir, 'app')
  const at = (name: string) => path.join(dir, name)
  let cards: PracticeCards
  let clock: Server
  let tokens = 0

  beforeAll(async () => {
    cards = await createPracticeCards({ dir: at('pki') })
    await buildRenderer({ ifStale: true })
    await buildPreload()
    await buildMain()
    const options = { system: 'linux', dir: true, out: at('package') }
    const { made } = (await makePackages(options, { env: {}, say: () => {} })) as { made: string[] }
    extractArchive(path.join(made[0] ?? '', 'resources/app.asar'), app)
    cpSync(path.join(import.meta.dirname, 'electron'), path.join(app, 'node_modules/electron'), { recursive: true })
    writeFileSync(
      path.join(app, 'node_modules/electron/package.json'),
      JSON.stringify({ name: 'electron', version: '0.0.0', type: 'module', main: 'index.js' }),
    )
    // Of the sign-in service, only the hour is asked.
    clock = createServer((_request, response) => response.writeHead(404).end('{}'))
    await new Promise<void>(resolve => clock.listen(0, '127.0.0.1', resolve))
  }, 240_000)
  afterAll(() => {
    clock?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  /** A desk's settings on a token with this card. */
  async function settings(variant: CardVariant, more: Record<string, unknown> = {}) {
    const card = await cards.issue('cpe', variant)
    const { module, conf } = await provisionSoftHsm({ dir: at(`hsm-${tokens++}`), cards: [{ card, pin: PIN }] })
    const file = at(`settings-${tokens}.json`)
    const url = `http://127.0.0.1:${(clock.address() as AddressInfo).port}/sign-in`
    const trust = { roots: [cards.rootsFile], intermediates: [cards.intermediatesFile], crls: cards.crlFiles }
    const all = {
      profile: 'sandbox',
      platform: { url: 'http://127.0.0.1:9/fhir' },
      signIn: { url, audience: 'x' },
      card: { kind: 'pkcs11', module },
      trust,
      ...more,
    }
    writeFileSync(file, JSON.stringify(all))
    return { file, conf }
  }

  async function relais({ file, conf }: { file: string; conf: string }, words: string[], typed = '') {
    const args = ['--diagnose-card', '--settings', file, '--profile', at('profile'), ...words]
    const child = spawn(process.execPath, [path.join(app, 'out/main/index.js'), ...args], {
      cwd: dir,
      env: { ...process.env, SOFTHSM2_CONF: conf },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', chunk => {
      out += chunk
    })
    child.stderr.on('data', chunk => {
      err += chunk
    })
    child.stdin.end(typed)
    const code = await new Promise(resolve => child.once('close', resolve))
    return { code, out, err }
  }
  /** All that the program said and wrote: its output, its report, its logs. */
  const everything = ({ out, err }: { out: string; err: string }, ...files: string[]) => {
    const logs = readdirSync(at('profile/logs')).map(name => path.join(at('profile/logs'), name))
    return [out, err, ...[...files, ...logs].map(file => readFileSync(file, 'utf8'))].join('\n')
  }

  test('has a challenge signed and verified, says how everything stands, writes it, names nobody; exit code 0', async () => {
    const report = at('rapport de carte.txt')
    const told = await relais(await settings('good'), ['--sign', '--report', report], `${PIN}\n`)
    expect(told.err).not.toMatch(/error|Error/)
    expect(told.out).toMatch(/bon +Module Implementation of PKCS11/)
    expect(told.out).toMatch(/bon +Lecteur «\u00a0SoftHSM slot.*carte prête \(CPE/)
    expect(told.out).toMatch(/bon +Certificat d’authentification.*chaîne et révocation vérifiées/)
    expect(told.out).toMatch(/bon +Horloge du poste à \d s près/)
    expect(told.out).toMatch(/bon +Défi signé par la carte et vérifié en \d+ ms/)
    expect(told.code).toBe(0)
    expect(readFileSync(report, 'utf8')).toBe(told.out)
    const json = CardDiagnosis.parse(JSON.parse(readFileSync(`${report}.json`, 'utf8')))
    expect(json).toMatchObject({ module: { status: 'ok' }, signature: { status: 'verified' } })
    for (const one of PERSONAL) expect(everything(told, report, `${report}.json`)).not.toMatch(one)
  })

  test('without --report, the profile holds it: a Windows program has no terminal; without --sign, no code is asked', async () => {
    const told = await relais(await settings('good'), [])
    const report = at('profile/diagnostic-carte.txt')
    expect(told.out).toContain('Aucune signature demandée à la carte.')
    expect(told.code).toBe(0)
    expect(readFileSync(report, 'utf8')).toBe(told.out)
    for (const one of PERSONAL) expect(everything(told, report, `${report}.json`)).not.toMatch(one)
  })

  test('what is wrong is said with exit code 1; settings that are refused with 2, each in the report too', async () => {
    const revoked = await relais(await settings('revoked'), [])
    expect(revoked.out).toMatch(/NON .*révoqué/)
    expect(revoked.code).toBe(1)
    const report = at('profile/diagnostic-carte.txt')
    const refused = await relais(await settings('good', { trust: { roots: ['/nowhere/root.pem'] } }), [])
    expect(refused.out).toContain('trust.roots.0')
    expect(refused.code).toBe(2)
    expect(readFileSync(report, 'utf8')).toBe(refused.out)
    const unwritten = await relais(await settings('good'), ['--report', path.join(app, 'package.json', 'x.txt')])
    expect(unwritten.out).toContain('Le rapport n’a pas pu être écrit')
    expect(unwritten.code).toBe(3)
    for (const one of PERSONAL) expect(everything(unwritten)).not.toMatch(one)
  })
})
