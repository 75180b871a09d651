/**
 * What a whole desk writes and says after right, wrong and failed codes: its log, its journal, every other file of its profile, the
 * events and answers for its screens, the errors among them. The memory, the crash reports and the core files are in
 * `pin-memory.test.ts`; the memory of the screen in `tests/e2e/card.spec.ts`.
 */
import { randomInt } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLogFile } from '../../src/core/log-file.ts'
import { findSoftHsm, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import { createSandbox } from '../../src/sandbox/platform/index.ts'
import { pinBytes, startDesk } from '../stand/desk.ts'
import { buildShim, tempDir, until, whyNoModule } from './desk.ts'

const dir = tempDir()
const shim = whyNoModule() === null ? buildShim(dir) : null
const reason = whyNoModule() ?? (shim === null ? 'there is no C compiler' : null)
if (reason) console.log(`not run: tests/card/pin-left-behind — ${reason}`)

/** Four digits that no year, hour, small number or number of this process is. */
function draw(): string {
  const pin = `${randomInt(7, 10)}${randomInt(3, 10)}${randomInt(1, 10)}${randomInt(1, 10)}`
  return pin === String(process.pid) ? draw() : pin
}

/** As digits, as the contract carries them, in base64 and in hexadecimal; whole, not as a part of another number or word. */
const spellings = (pin: string): RegExp[] => [
  new RegExp(`(?<![\\w.-])${pin}(?![\\w-])`),
  new RegExp(`(?<![\\d,])${pinBytes(pin).join(', ?')}(?![\\d,])`),
  new RegExp(`(?<![A-Za-z0-9+/])${Buffer.from(pin).toString('base64').replace('==', '')}(?![A-Za-z0-9+/])`),
  new RegExp(`(?<![0-9a-f])${Buffer.from(pin).toString('hex')}(?![0-9a-f])`),
]

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))

describe.skipIf(reason !== null)('a code, once it has been typed', { timeout: 240_000 }, () => {
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  test('stands in no log, no journal, no other file of the desk, no event, no answer and no error', async () => {
    const [pin, wrong] = [draw(), draw()]
    const sandbox = await createSandbox({ seed: 7, rows: 300 })
    const control = path.join(dir, 'control')
    const order = (text = '') => writeFileSync(control, text)
    order()
    const profileDir = path.join(dir, 'profile')
    mkdirSync(profileDir)
    const { log, close } = openLogFile(path.join(profileDir, 'logs'))
    const { conf } = await provisionSoftHsm({
      dir: path.join(dir, 'hsm'),
      cards: [{ card: await sandbox.cards.issue('cpe'), pin }],
    })
    const desk = await startDesk({
      useSandbox: sandbox,
      profileDir,
      log,
      // The diagnosis of the card is asked for too.
      settings: raw => ({
        ...raw,
        signIn: { ...(raw['signIn'] as object), roles: { osnp: ['search', 'book', 'supervise'] } },
      }),
      reader: {
        settings: { kind: 'pkcs11', module: shim ?? '', pollMs: 200, timeoutMs: 3_000 },
        env: { SOFTHSM2_CONF: conf, RELAIS_SHIM_CONTROL: control, RELAIS_SHIM_REAL: findSoftHsm() ?? '' },
      },
    })
    const said: string[] = []
    const stop = desk.console.subscribe(envelope => void said.push(JSON.stringify(envelope)))
    try {
      await desk.ready()
      /** Where one of the codes stands now, by file. */
      const found = () =>
        filesUnder(profileDir).filter(file => {
          const text = readFileSync(file, 'latin1')
          return [pin, wrong].flatMap(spellings).some(spelling => spelling.test(text))
        })
      const before = found()
      const ask = async (input: unknown): Promise<string> => {
        const answer = await desk.console.dispatch('session.signIn', input, { clientId: 'test' })
        said.push(JSON.stringify(answer))
        return answer.ok ? 'ok' : answer.error.kind
      }
      const enter = (digits: string) => ask({ pin: pinBytes(digits), lastTryAccepted: false })
      const isReady = async () => {
        const state = await desk.call('card.state', null)
        return state.ok && state.value.status === 'ready'
      }
      const ready = async () => {
        for (let left = 200; left > 0 && !(await isReady()); left--) await new Promise(next => setTimeout(next, 100))
      }

      expect(await enter(wrong)).toBe('pin-wrong')
      // Errors with the code in hand: of the module, of its process, of a screen that breaks the contract.
      order('rv C_Login 5\n')
      expect(await enter(pin)).not.toBe('ok')
      order('crash C_Login\n')
      expect(await enter(pin)).toBe('module-hung')
      order()
      await ready()
      order('hang C_Sign\n')
      expect(await enter(pin)).toBe('module-hung')
      order()
      await ready()
      expect(await ask({ pin, lastTryAccepted: false })).toBe('invalid-input')
      expect(await ask({ pin: [...pinBytes(pin), 999], lastTryAccepted: false })).toBe('invalid-input')
      expect(await ask({ pin: [...pin], lastTryAccepted: false })).toBe('invalid-input')
      expect(await enter(pin)).toBe('ok')
      // A wrong one again, behind a lock; then the right one.
      await desk.call('session.lock', null)
      expect(await enter(wrong)).toBe('pin-wrong')
      expect(await enter(pin)).toBe('ok')
      const diagnosis = await desk.call('card.diagnose', null)
      said.push(JSON.stringify(diagnosis))
      expect(diagnosis).toMatchObject({ ok: true, value: { signature: { status: 'verified' } } })

      expect(found()).toEqual(before)
      for (const line of said) {
        for (const spelling of [pin, wrong].flatMap(spellings)) expect(line).not.toMatch(spelling)
      }
      // The search can find: the journal names the operator's desk, the log what became of each code.
      const all = filesUnder(profileDir)
      const texts = (part: string) =>
        all.filter(file => file.includes(`${path.sep}${part}`)).map(file => readFileSync(file, 'latin1'))
      await until('the log', () => texts('logs').join('').includes('pin-wrong'))
      expect(texts('journal').join('')).toContain('3370ANS001')
      expect(said.some(line => line.includes('Camille Exercice'))).toBe(true)
      expect(
        spellings(pin).every(spelling =>
          [pin, `[${pinBytes(pin)}]`, btoa(pin), Buffer.from(pin).toString('hex')].some(text => spelling.test(text)),
        ),
      ).toBe(true)
    } finally {
      stop()
      await desk.close()
      close()
      await sandbox.close()
    }
  })
})
