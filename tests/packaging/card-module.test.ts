/** The card module of the Windows package: compiled here, looked into, and really loaded by a Windows process under wine. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileCardModule } from '../../packaging/windows/card-module.mjs'
import { findWindowsNode } from '../../scripts/windows-node.mjs'
import { missing, startWindows, type Windows } from './windows.ts'

const root = path.resolve(import.meta.dirname, '../..')
const absent = missing('x86_64-w64-mingw32-g++')

describe.skipIf(absent !== null)('the card module for Windows', () => {
  let dir: string
  let module: string
  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'relais-pkcs11-é '))
    module = path.join(dir, 'pkcs11.node')
    const begun = performance.now()
    compileCardModule(module)
    console.log(
      `pkcs11.node pour Windows : ${statSync(module).size} octets, ${Math.round(performance.now() - begun)} ms`,
    )
  }, 120_000)
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const dump = () => execFileSync('x86_64-w64-mingw32-objdump', ['-p', module], { encoding: 'utf8' })

  test('asks a desk for nothing but Windows’ own libraries, and not for a program called node.exe', () => {
    const libraries = [...dump().matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name?.toLowerCase())
    expect(libraries.sort()).toEqual(['kernel32.dll', 'msvcrt.dll'])
  })

  test('is a Node-API module for 64-bit Windows, loaded at a random place, without a path of the machine that made it', () => {
    expect(dump()).toContain('napi_register_module_v1')
    // Any address, high ones too, data not run: the same as Electron’s own libraries.
    expect(dump()).toMatch(/DllCharacteristics\s+00000160/)
    const bytes = readFileSync(module)
    expect(bytes.subarray(0, 2).toString()).toBe('MZ')
    for (const place of [root, tmpdir()]) expect(bytes.includes(place)).toBe(false)
  })

  test('the same sources give the same file', () => {
    const again = path.join(dir, 'again.node')
    compileCardModule(again)
    expect(readFileSync(again).equals(readFileSync(module))).toBe(true)
  }, 120_000)

  const node = findWindowsNode()
  const noWindows = missing('wine', 'wineboot', 'wineserver')
  if (node === null) console.log('not run: module de carte chargé sous wine (Node pour Windows n’a pas pu être pris)')
  describe.skipIf(node === null || noWindows !== null)('in a Windows process', () => {
    let windows: Windows
    beforeAll(async () => {
      windows = await startWindows()
    }, 300_000)
    afterAll(async () => {
      await windows?.close()
    }, 120_000)

    test('it loads a vendor’s library from a path with accents, and reads readers, cards and errors by the standard’s layout', async () => {
      const library = path.join(dir, 'jeton é.dll')
      const includes = path.join(root, 'node_modules/pkcs11js/includes/pkcs11')
      const source = path.join(import.meta.dirname, 'windows-token.c')
      execFileSync('x86_64-w64-mingw32-gcc', [
        '-O1',
        '-shared',
        '-static',
        '-s',
        `-I${includes}`,
        '-o',
        library,
        source,
      ])
      const packed = path.join(dir, 'pkcs11js')
      mkdirSync(path.join(packed, 'build/Release'), { recursive: true })
      for (const name of ['index.js', 'package.json'])
        cpSync(path.join(root, 'node_modules/pkcs11js', name), path.join(packed, name))
      cpSync(module, path.join(packed, 'build/Release/pkcs11.node'))
      const script = path.join(dir, 'essai.js')
      writeFileSync(script, TRY(windows.name(library)))
      const { code, out } = await windows.run(windows.name(node ?? ''), windows.name(script))
      expect(code, out).toBe(0)
      const line = out.split(/\r?\n/).find(text => text.startsWith('{')) ?? '{}'
      expect(JSON.parse(line)).toEqual({
        system: 'win32',
        cryptoki: '2.20',
        manufacturer: 'Éditeur fictif',
        library: '3.4',
        readers: 2,
        cards: 1,
        token: ['CPE 7', 'ASIP', 'CPS3', '0123456789', 4],
        random: '01020304',
        empty: 'CKR_TOKEN_NOT_PRESENT:224',
        unwritten: 'CKR_FUNCTION_NOT_SUPPORTED:84',
      })
      console.log(`module de carte chargé par un Node de Windows sous wine (${path.basename(node ?? '')})`)
    }, 300_000)
  })
})

/** What a console asks of a module, in Windows' own Node. */
const TRY = (library: string) => `
const { PKCS11 } = require('./pkcs11js/index.js')
const module_ = new PKCS11()
module_.load(${JSON.stringify(library)})
module_.C_Initialize()
const info = module_.C_GetInfo()
const version = ({ major, minor }) => major + '.' + minor
const refused = act => { try { act(); return 'rien' } catch (error) { return error.message + ':' + error.code } }
const [card] = module_.C_GetSlotList(true)
const token = module_.C_GetTokenInfo(card)
const session = module_.C_OpenSession(card, 4)
console.log(JSON.stringify({
  system: process.platform,
  cryptoki: version(info.cryptokiVersion),
  manufacturer: info.manufacturerID.trim(),
  library: version(info.libraryVersion),
  readers: module_.C_GetSlotList(false).length,
  cards: module_.C_GetSlotList(true).length,
  token: [token.label, token.manufacturerID, token.model, token.serialNumber].map(text => text.trim()).concat(token.maxPinLen),
  random: module_.C_GenerateRandom(session, Buffer.alloc(4)).toString('hex'),
  empty: refused(() => module_.C_GetTokenInfo(module_.C_GetSlotList(false)[1])),
  unwritten: refused(() => module_.C_SeedRandom(session, Buffer.alloc(4))),
}))
module_.C_Finalize()
`
