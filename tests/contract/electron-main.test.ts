/** The entry of Electron itself, run under a stand-in of the module: what it really passes, and whom it really refuses. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SCREEN_URL } from '../../src/main/origin.ts'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../src/shared/channels.ts'
import { events } from '../../src/shared/contract/index.ts'
import { createStandIn, type StandIn, type StandInDisplay } from './electron-stand-in.ts'
import { exampleOf } from './examples.ts'
import { createExampleConsole, type ExampleConsole } from './served.ts'

const here = vi.hoisted(() => ({
  console: null as unknown,
  consoleOptions: null as null | Record<string, unknown>,
}))
// The console behind is the contract suite's: what is on trial here is the entry.
vi.mock('../../src/core/console.ts', () => ({
  createConsole: async (options: Record<string, unknown>) => {
    here.consoleOptions = options
    return here.console
  },
}))
// `out/renderer` stands beside `out/main`; run from the sources, that is `src/renderer`.
vi.mock('../../src/shared/screen-files.ts', async original => ({
  ...(await original<typeof import('../../src/shared/screen-files.ts')>()),
  ScreenManifest: {
    parse: () => ({ version: 1, files: [{ path: 'tsconfig.json', bytes: 1, sha256: 'a'.repeat(64) }] }),
  },
  MANIFEST_NAME: 'tsconfig.json',
}))

let dir: string
let standIn: StandIn
let served: ExampleConsole & { closed: number; systemLocks: number; settings: { language: string; profile: string } }
const argv = process.argv

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'relais-main-'))
  const example = createExampleConsole()
  served = Object.assign(example, {
    closed: 0,
    systemLocks: 0,
    close: async () => void served.closed++,
    lockBySystem: () => void served.systemLocks++,
    settings: { language: 'fr', profile: 'sandbox' },
  })
  here.console = served
  here.consoleOptions = null
})
afterEach(() => {
  standIn.app.emit('will-quit', { preventDefault() {} })
  process.argv = argv
  rmSync(dir, { recursive: true, force: true })
})

function writeSettings(): string {
  const file = path.join(dir, 'settings.json')
  const settings = {
    profile: 'sandbox',
    platform: { url: 'https://127.0.0.1:1/fhir' },
    signIn: { url: 'https://127.0.0.1:1/sign-in', audience: 'a' },
    card: { kind: 'practice', file: 'card.json' },
  }
  writeFileSync(file, JSON.stringify(settings))
  return file
}

async function run(
  options: {
    packaged?: boolean
    firstInstance?: boolean
    switches?: string[]
    args?: string[]
    displays?: StandInDisplay[]
  } = {},
) {
  standIn = createStandIn({ packaged: true, firstInstance: true, switches: [], ...options })
  if (options.displays) standIn.displays = options.displays
  // Each run has its own Electron.
  vi.doMock('electron', () => standIn.module)
  process.argv = [
    '/opt/relais',
    ...(options.args ?? ['--settings', writeSettings(), '--profile', path.join(dir, 'profile')]),
  ]
  vi.resetModules()
  await import('../../src/main/index.ts')
  for (let i = 0; i < 100 && here.consoleOptions === null && standIn.app.exited === null; i++)
    await new Promise(next => setTimeout(next, 10))
}

const theWindow = () => {
  const [window] = standIn.windows
  if (!window) throw new Error('no window')
  return window
}

describe('before anything is shown', () => {
  test('the sandbox is on for every page, the scheme is declared, one instance is kept, in that order', async () => {
    await run()
    expect(standIn.steps.slice(0, 4)).toEqual(['enableSandbox', 'schemes', 'lock', 'ready'])
    expect(standIn.schemes.map(({ scheme }) => scheme)).toEqual(['relais'])
    expect(standIn.app.paths.get('userData')).toBe(path.join(dir, 'profile', 'electron'))
  })

  test('an installed console keeps its sandbox even when asked to drop it', async () => {
    await run({ switches: ['no-sandbox'] })
    expect(standIn.steps).toContain('enableSandbox')
  })

  test('a second start shows the first window and ends', async () => {
    await run({ firstInstance: false })
    expect(standIn.steps).toEqual(['enableSandbox', 'schemes', 'lock', 'quit'])
    expect(standIn.windows).toEqual([])
    await run()
    theWindow().minimized = true
    standIn.app.emit('second-instance')
    expect(standIn.steps).toEqual(expect.arrayContaining(['restore', 'focus']))
  })
})

describe('the window', () => {
  test('is really made with these options', async () => {
    await run()
    expect(standIn.windows).toHaveLength(1)
    expect(theWindow().options.webPreferences).toEqual({
      preload: expect.stringMatching(/preload\/index\.cjs$/),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      enableWebSQL: false,
      devTools: false,
      backgroundThrottling: false,
      disableDialogs: true,
    })
    expect(theWindow().loaded).toEqual([SCREEN_URL])
    expect(theWindow().shown).toBe(false)
    theWindow().emit('ready-to-show')
    expect(theWindow().shown).toBe(true)
  })

  test('opens a second screen when its page asks, once, as guarded as itself, and heard too', async () => {
    await run()
    const open = () => theWindow().webContents.openHandler?.({ url: `${SCREEN_URL}?view=map` })
    expect(open()).toEqual({ action: 'deny' })
    open()
    expect(standIn.windows).toHaveLength(2)
    const [first, second] = standIn.windows
    expect(second?.options.webPreferences).toEqual(first?.options.webPreferences)
    expect(second?.loaded).toEqual([`${SCREEN_URL}?view=map`])
    const ask = (id: number) =>
      standIn.handlers.get('relais:call')?.(
        { sender: { id }, senderFrame: { url: SCREEN_URL, parent: null } },
        { name: 'settings.view', input: null },
      )
    expect(await ask(second?.webContents.id ?? 0)).toMatchObject({ ok: true })
    await expect(ask(99)).rejects.toThrow()
  })

  test('is guarded: no other page, no new window, no webview', async () => {
    await run()
    const { webContents } = theWindow()
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']) {
      const event = { url: `https://evil.example/?${SCREEN_URL}`, preventDefault: vi.fn() }
      webContents.emit(name, event)
      expect(event.preventDefault, name).toHaveBeenCalledOnce()
    }
    expect(webContents.openHandler?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' })
  })

  test('remembers its place when it closes, and when Windows ends its session without closing it', async () => {
    await run()
    const places = () => JSON.parse(readFileSync(path.join(dir, 'profile', 'window.json'), 'utf8')) as unknown
    theWindow().emit('close')
    expect(places()).toMatchObject({ places: [{ bounds: { x: 5, y: 6, width: 700, height: 600 } }] })
    theWindow().bounds.x = 50
    theWindow().emit('session-end')
    expect(places()).toMatchObject({ places: [{ bounds: { x: 50, y: 6 } }] })
  })

  test('whose page falls is loaded again; that falls without end, the desk is told', async () => {
    await run()
    for (let i = 0; i < 3; i++) theWindow().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(standIn.steps.filter(step => step === 'reload')).toHaveLength(3)
    expect(standIn.app.exited).toBeNull()
    theWindow().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(standIn.app.exited).toBe(1)
    expect(standIn.errors[0]).toContain('gardé')
  })
})

describe('the second window', () => {
  const display = (id: number, x: number): StandInDisplay => ({
    id,
    bounds: { x, y: 0, width: 1920, height: 1080 },
    workArea: { x, y: 0, width: 1920, height: 1040 },
  })
  const two = [display(1, 0), display(2, 1920)]
  const openSecond = () => {
    theWindow().webContents.openHandler?.({ url: `${SCREEN_URL}?view=map` })
    const second = standIn.windows.at(-1)
    if (!second || second === theWindow()) throw new Error('no second window')
    return second
  }

  test('opens on the screen that the desk leaves free, then where it was put, as large as it was', async () => {
    await run({ displays: two })
    const second = openSecond()
    expect(second.options.x).toBeGreaterThanOrEqual(1920)
    second.bounds = { x: 100, y: 120, width: 800, height: 600 }
    second.maximized = true
    second.emit('close')
    second.emit('closed')
    const again = openSecond()
    expect(again).not.toBe(second)
    expect(again.options).toMatchObject({ x: 100, y: 120, width: 800, height: 600 })
    again.emit('ready-to-show')
    expect(again.maximized).toBe(true)
  })

  test('remembers its place when Windows ends its session', async () => {
    await run({ displays: two })
    openSecond().emit('session-end')
    expect(existsSync(path.join(dir, 'profile', 'second.json'))).toBe(true)
  })

  test('whose page falls is loaded again; that falls without end is closed, and the desk goes on', async () => {
    await run({ displays: two })
    const second = openSecond()
    for (let i = 0; i < 3; i++) second.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(standIn.steps.filter(step => step === 'reload')).toHaveLength(3)
    second.webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    expect(second.destroyed).toBe(true)
    expect(standIn.app.exited).toBeNull()
    expect(standIn.errors).toEqual([])
    // And may be asked for again.
    expect(openSecond()).not.toBe(second)
  })
})

describe('outside the pages', () => {
  const tray = () => standIn.steps.filter(step => step.startsWith('tray ')).at(-1)

  test('menu and tray speak the language of the settings, from the start and when it changes', async () => {
    served.settings.language = 'en'
    await run()
    await vi.waitFor(() => expect(standIn.menus.at(-1)).toEqual(['File', 'Edit', 'View']))
    expect(tray()).toBe('tray Relais: signed out')
    served.settings.language = 'fr'
    served.bus.emit('settings.changed', { pending: false })
    expect(standIn.menus.at(-1)).toEqual(['Fichier', 'Édition', 'Affichage'])
    expect(tray()).toBe('tray Relais\u00a0: session fermée')
  })

  test('the task bar flashes once for an outcome that stays unknown, and not for one seen in the window', async () => {
    await run()
    const flashes = () => standIn.steps.filter(step => step === 'flash true').length
    const unknown = (id: string, readBacks: number) =>
      served.bus.emit('orientation.changed', {
        ...(exampleOf(events['orientation.changed'].payload) as object),
        id: `00000000-0000-4000-8000-00000000000${id}`,
        status: 'unknown',
        readBacks,
      } as never)
    await vi.waitFor(() => expect(standIn.menus).toHaveLength(2))
    const before = flashes()
    for (let i = 0; i < 3; i++) unknown('a', i)
    expect(flashes()).toBe(before + 1)
    theWindow().focused = true
    unknown('b', 0)
    theWindow().focused = false
    unknown('b', 1)
    expect(flashes()).toBe(before + 1)
  })
})

describe('the session', () => {
  const answer = (name: string) => {
    const found = standIn.session.answers.get(name)
    if (!found) throw new Error(`no handler: ${name}`)
    return found as (...args: unknown[]) => unknown
  }

  test('grants nothing but writing to the clipboard, in both handlers, to our screen only', async () => {
    await run()
    const asked = (permission: string, requestingUrl: string) => {
      let granted: unknown = null
      answer('permission-request')(
        {},
        permission,
        (value: unknown) => {
          granted = value
        },
        { requestingUrl },
      )
      expect(answer('permission-check')({}, permission, requestingUrl)).toBe(granted)
      return granted
    }
    expect(asked('clipboard-sanitized-write', SCREEN_URL)).toBe(true)
    expect(asked('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid', 'usb'])
      expect(asked(permission, SCREEN_URL)).toBe(false)
    expect(answer('device')({})).toBe(false)
    expect(standIn.steps).toContain('spellchecker false')
  })

  test('lets no request out, and no download in', async () => {
    await run()
    const cancelled = (url: string) => {
      let answered: unknown
      answer('request')({ url }, (value: unknown) => {
        answered = value
      })
      return (answered as { cancel: boolean }).cancel
    }
    expect(cancelled('https://telemetry.example/')).toBe(true)
    expect(cancelled('http://127.0.0.1:8080/')).toBe(true)
    expect(cancelled(`${SCREEN_URL}assets/app.js`)).toBe(false)
    const event = { preventDefault: vi.fn() }
    answer('will-download')(event)
    expect(event.preventDefault).toHaveBeenCalledOnce()
  })

  test('serves listed files of the screen with the strict policy', async () => {
    await run()
    const serve = standIn.protocols.get('relais')
    const good = await serve?.({ method: 'GET', url: `${SCREEN_URL}tsconfig.json` })
    expect(good?.status).toBe(200)
    expect(good?.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await serve?.({ method: 'GET', url: `${SCREEN_URL}../package.json` }))?.status).toBe(404)
  })
})

describe('calls', () => {
  const call = (
    event: { sender?: unknown; senderFrame?: unknown },
    message: unknown = { name: 'session.state', input: null },
  ) => {
    const handler = standIn.handlers.get(CALL_CHANNEL)
    if (!handler) throw new Error('no handler')
    const ours = { sender: theWindow().webContents, senderFrame: { url: SCREEN_URL, parent: null } }
    return handler({ ...ours, ...event }, message)
  }

  test('from our page are answered, as this window', async () => {
    await run()
    expect([...standIn.handlers.keys()]).toEqual([CALL_CHANNEL])
    expect(await call({})).toMatchObject({ ok: true })
    expect(served.received).toEqual([{ name: 'session.state', input: null, clientId: 'window-1' }])
  })

  test.each([
    ['a frame inside the page', { senderFrame: { url: SCREEN_URL, parent: {} } }],
    ['a page of another origin', { senderFrame: { url: `https://evil.example/?${SCREEN_URL}`, parent: null } }],
    ['an empty page', { senderFrame: { url: '', parent: null } }],
    ['a frame that is gone', { senderFrame: null }],
    ['another window', { sender: { id: 99 } }],
  ])('from %s are rejected, and reach nobody', async (_who, event) => {
    await run()
    await expect(call(event)).rejects.toThrow('refusé')
    expect(served.received).toEqual([])
  })

  test.each([null, 7, [], { name: 7, input: null }, {}])(
    'of the wrong form (%j) are an invalid input',
    async message => {
      await run()
      expect(await call({}, message)).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
    },
  )

  test('events go to the page while it is there, and again after a reload', async () => {
    await run()
    const { webContents } = theWindow()
    const emit = () => served.bus.emit('session.changed', exampleOf(events['session.changed'].payload) as never)
    emit()
    webContents.emit('did-navigate')
    emit()
    webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    emit()
    webContents.emit('did-navigate')
    emit()
    expect(webContents.sent.map(([channel, envelope]) => [channel, (envelope as { seq: number }).seq])).toEqual([
      [EVENT_CHANNEL, 1],
      [EVENT_CHANNEL, 3],
    ])
  })
})

describe('the console behind', () => {
  test('gets the settings of the command line, the version, and a shell that checks', async () => {
    await run()
    expect(here.consoleOptions).toMatchObject({ profileDir: path.join(dir, 'profile'), version: '9.9.9' })
    const { shell } = here.consoleOptions as { shell: { openExternal(url: string): Promise<void> } }
    await shell.openExternal('https://rdv.example.invalid/')
    await shell.openExternal('file:///etc/passwd')
    expect(standIn.external).toEqual(['https://rdv.example.invalid/'])
  })

  test('is ended before the program, once', async () => {
    await run()
    await new Promise(next => setTimeout(next, 20))
    const event = { preventDefault: vi.fn() }
    standIn.app.emit('will-quit', event)
    expect(event.preventDefault).toHaveBeenCalledOnce()
    for (let i = 0; i < 100 && standIn.app.exited === null; i++) await new Promise(next => setTimeout(next, 10))
    expect(standIn.app.exited).toBe(0)
    expect(served.closed).toBe(1)
  })

  test('without settings, the sandbox is started in a process of its own', async () => {
    await run({ args: ['--profile', path.join(dir, 'profile')] })
    await new Promise(next => setTimeout(next, 50))
    const [file, args, options] = standIn.forked[0] ?? []
    expect(file).toMatch(/main\/sandbox\.js$/)
    expect(args).toEqual(['--json', '--dir', path.join(dir, 'profile', 'sandbox')])
    expect(options).toMatchObject({ stdio: ['ignore', 'pipe', 'inherit'] })
  })

  test('with settings that do not hold, the desk is told why and the program ends', async () => {
    const file = path.join(dir, 'bad.json')
    writeFileSync(file, '{"profile":"sandbox"}')
    await run({ args: ['--settings', file, '--profile', path.join(dir, 'profile')] })
    expect(standIn.app.exited).toBe(1)
    expect(standIn.errors[0]).toContain('platform')
    expect(standIn.errors[0]).toContain(file)
  })
})

describe('the lock of the system', () => {
  test('Windows’ own lock and sleep lock the desk', async () => {
    await run()
    await vi.waitFor(() => {
      standIn.power.emit('lock-screen')
      expect(served.systemLocks).toBeGreaterThan(0)
    })
    const before = served.systemLocks
    standIn.power.emit('suspend')
    standIn.power.emit('unlock-screen')
    expect(served.systemLocks).toBe(before + 1)
  })
})
