/** What IT reads of the card's way into a desk: right, complete, with what to do, and nothing of whose card it is. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCardDiagnosis } from '../../src/core/card/index.ts'
import { sourceEntry } from '../../src/core/entries.ts'
import { forkProcesses } from '../../src/core/fork.ts'
import { silentLog } from '../../src/core/ports.ts'
import {
  type CardVariant,
  createPracticeCards,
  type PracticeCards,
  provisionSoftHsm,
} from '../../src/sandbox/card/index.ts'
import { CardDiagnosis } from '../../src/shared/contract/card.ts'
import { whyNoModule } from './desk.ts'

const reason = whyNoModule()
if (reason) console.log(`not run: tests/card/diagnose — ${reason}`)

const root = path.resolve(import.meta.dirname, '../..')
const dir = mkdtempSync(path.join(tmpdir(), 'relais-diagnose-'))
let cards: PracticeCards
let tokens = 0

/** A settings file on a token with this card; the practice PKI is trusted. */
async function desk(variant: CardVariant = 'good', more: Record<string, unknown> = {}) {
  const card = await cards.issue('cpe', variant)
  const { module, conf } = await provisionSoftHsm({ dir: path.join(dir, `hsm-${tokens++}`), cards: [{ card }] })
  const file = path.join(dir, `settings-${tokens}.json`)
  const trust = { roots: [cards.rootsFile], intermediates: [cards.intermediatesFile], crls: cards.crlFiles }
  writeFileSync(
    file,
    JSON.stringify({
      profile: 'sandbox',
      platform: { url: 'http://127.0.0.1:9/fhir' },
      signIn: { url: 'http://127.0.0.1:9/sign-in', audience: 'x' },
      card: { kind: 'pkcs11', module },
      trust,
      ...more,
    }),
  )
  return { file, env: { SOFTHSM2_CONF: conf } }
}

async function diagnose(
  { file, env }: { file: string; env: Record<string, string> },
  more: Partial<Parameters<typeof runCardDiagnosis>[0]> = {},
) {
  let said = ''
  const code = await runCardDiagnosis({
    settingsFile: file,
    profileDir: path.join(dir, 'profile'),
    version: '0',
    startProcess: forkProcesses(sourceEntry, env),
    json: false,
    say: text => {
      said += text
    },
    log: silentLog,
    ...more,
  })
  return { code, said }
}

const PERSONAL = [/camille/i, /exercice(?! )/i, /3370ANS001/, /2800900018/, /000000018/]

describe.skipIf(reason !== null)('the diagnosis of the card', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  test('names module, reader, certificates, chain and lists, has a challenge signed, and names nobody', async () => {
    const { code, said } = await diagnose(await desk(), { askPin: async () => Uint8Array.from(Buffer.from('1234')) })
    expect(said).toContain('Module Implementation of PKCS11')
    expect(said).toMatch(/bon +Lecteur «\u00a0SoftHSM slot.*carte prête \(CPE/)
    expect(said).toMatch(/bon +Certificat d’authentification.*chaîne et révocation vérifiées/)
    expect(said).toContain('2 racines, 2 autorités intermédiaires')
    expect(said.match(/Liste de révocation de \d+ h/g)).toHaveLength(4)
    expect(said).toMatch(/bon +Défi signé par la carte et vérifié en \d+ ms/)
    expect(code).toBe(0)
    for (const one of PERSONAL) expect(said).not.toMatch(one)
  })

  test('the same as JSON, by the command of IT, with the PIN from its terminal and nowhere else', async () => {
    const { file, env } = await desk()
    const args = ['diagnose', '--settings', file, '--profile', path.join(dir, 'cli'), '--sign', '--json']
    const child = spawn(process.execPath, [path.join(root, 'scripts/card.mjs'), ...args], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let out = ''
    let aside = ''
    child.stdout.on('data', chunk => {
      out += chunk
    })
    child.stderr.on('data', chunk => {
      aside += chunk
    })
    child.stdin.end('1234\n')
    const code = await new Promise(resolve => child.once('close', resolve))
    const told = CardDiagnosis.parse(JSON.parse(out))
    expect(told).toMatchObject({ module: { status: 'ok' }, signature: { status: 'verified' } })
    expect(code).toBe(0)
    for (const one of PERSONAL) expect(out + aside).not.toMatch(one)
    expect(`${out}${aside}`).not.toMatch(/(?<!\d)1234(?!\d)/)
  })

  test.each<[string, CardVariant, RegExp]>([
    ['revoked', 'revoked', /NON .*révoqué/],
    ['of another root', 'other-root', /NON .*ne mène à aucune racine/],
    ['expired', 'expired', /NON .*certificat hors de ses dates/],
    ['contactless', 'contactless', /NON .*sans contact/],
    ['garbage', 'garbage', /Certificat illisible/],
  ])('a card that is %s: what is wrong, and exit code 1', async (_name, variant, words) => {
    const { code, said } = await diagnose(await desk(variant))
    expect(said).toMatch(words)
    expect(code).toBe(1)
  })

  test('a wrong PIN is told, a module that is not there too, and settings that are refused stop it', async () => {
    const wrong = await diagnose(await desk(), { askPin: async () => Uint8Array.from(Buffer.from('9999')) })
    expect(wrong.said).toContain('La carte n’a pas signé (pin-wrong)')
    const missing = await diagnose(await desk(), { module: '/nowhere/module.so' })
    expect(missing.said).toMatch(/NON +Module introuvable \(\/nowhere\/module.so\)/)
    expect([wrong.code, missing.code]).toEqual([1, 1])
    const refused = await diagnose(await desk('good', { trust: { roots: ['/nowhere/root.pem'] } }))
    expect(refused.code).toBe(2)
    expect(refused.said).toContain('trust.roots.0')
  })
})
