/**
 * A stand-in of the `electron` module for running `src/main/index.ts` itself in plain Node: it records what the entry passes,
 * and lets a test play Electron's part. It proves options and decisions, not Chromium.
 */
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, CustomScheme } from 'electron'

export interface StandIn {
  module: Record<string, unknown>
  /** What happened, in order: names of the calls that matter. */
  steps: string[]
  app: EventEmitter & { exited: number | null; paths: Map<string, string> }
  windows: StandInWindow[]
  schemes: CustomScheme[]
  /** Handlers of `ipcMain.handle`, by channel. */
  handlers: Map<string, (event: unknown, message: unknown) => Promise<unknown>>
  protocols: Map<string, (request: { method: string; url: string }) => Promise<Response>>
  session: Record<string, unknown> & { answers: Map<string, (...args: never[]) => unknown> }
  errors: string[]
  forked: unknown[][]
  external: string[]
  /** What Windows tells of its own session and of sleep. */
  power: EventEmitter
  /** The first is the main one. */
  displays: StandInDisplay[]
  /** Labels of the first row of each menu that was set. */
  menus: (string | undefined)[][]
}

interface StandInWindow extends EventEmitter {
  options: BrowserWindowConstructorOptions
  webContents: EventEmitter & { id: number; sent: unknown[][]; openHandler: ((details: unknown) => unknown) | null }
  loaded: string[]
  shown: boolean
  focused: boolean
  maximized: boolean
  minimized: boolean
  bounds: { x: number; y: number; width: number; height: number }
  destroyed: boolean
}

export interface StandInDisplay {
  id: number
  bounds: { x: number; y: number; width: number; height: number }
  workArea: { x: number; y: number; width: number; height: number }
}

export function createStandIn(options: { packaged: boolean; firstInstance: boolean; switches: string[] }): StandIn {
  const steps: string[] = []
  const windows: StandInWindow[] = []
  const app = Object.assign(new EventEmitter(), {
    exited: null as number | null,
    paths: new Map<string, string>(),
    isPackaged: options.packaged,
    commandLine: { hasSwitch: (name: string) => options.switches.includes(name) },
    enableSandbox: () => void steps.push('enableSandbox'),
    setPath: (name: string, value: string) => void app.paths.set(name, value),
    requestSingleInstanceLock: () => {
      steps.push('lock')
      return options.firstInstance
    },
    whenReady: () => {
      steps.push('ready')
      return Promise.resolve()
    },
    setAsDefaultProtocolClient: (scheme: string) => void steps.push(`scheme ${scheme}`),
    quit: () => void steps.push('quit'),
    exit: (code: number) => {
      app.exited = code
    },
    getVersion: () => '9.9.9',
  })

  const answers = new Map<string, (...args: never[]) => unknown>()
  const keep = (name: string) => (answer: (...args: never[]) => unknown) => void answers.set(name, answer)
  const session = {
    answers,
    setPermissionRequestHandler: keep('permission-request'),
    setPermissionCheckHandler: keep('permission-check'),
    setDevicePermissionHandler: keep('device'),
    setBluetoothPairingHandler: keep('bluetooth'),
    setProxy: async () => {},
    resolveProxy: async () => 'DIRECT',
    setSpellCheckerEnabled: (on: boolean) => void steps.push(`spellchecker ${on}`),
    webRequest: { onBeforeRequest: keep('request') },
    on: (name: string, listener: (...args: never[]) => unknown) => void answers.set(name, listener),
  }

  let nextId = 1
  class BrowserWindow extends EventEmitter {
    options: BrowserWindowConstructorOptions
    loaded: string[] = []
    shown = false
    webContents = Object.assign(new EventEmitter(), {
      id: nextId++,
      sent: [] as unknown[][],
      openHandler: null as ((details: unknown) => unknown) | null,
      isDestroyed: () => false,
      send: (...message: unknown[]) => void this.webContents.sent.push(structuredClone(message)),
      reload: () => void steps.push('reload'),
      setWindowOpenHandler: (handler: (details: unknown) => unknown) => {
        this.webContents.openHandler = handler
      },
    })
    constructor(given: BrowserWindowConstructorOptions) {
      super()
      this.options = given
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    async loadURL(url: string) {
      this.loaded.push(url)
    }
    focused = false
    maximized = false
    minimized = false
    bounds = { x: 5, y: 6, width: 700, height: 600 }
    destroyed = false
    show() {
      this.shown = true
    }
    maximize() {
      this.shown = true
      this.maximized = true
    }
    isDestroyed = () => this.destroyed
    destroy() {
      this.destroyed = true
      this.emit('closed')
    }
    focus() {
      steps.push('focus')
    }
    isFocused = () => this.focused
    flashFrame(on: boolean) {
      steps.push(`flash ${on}`)
    }
    showInactive() {
      this.shown = true
    }
    close() {}
    restore() {
      steps.push('restore')
    }
    isMinimized = () => this.minimized
    isMaximized = () => this.maximized
    getNormalBounds = () => this.bounds
  }

  const standIn: StandIn = {
    steps,
    app,
    windows: windows as unknown as StandInWindow[],
    schemes: [],
    handlers: new Map(),
    protocols: new Map(),
    session,
    errors: [],
    forked: [],
    external: [],
    power: new EventEmitter(),
    displays: [
      {
        id: 1,
        bounds: { x: 0, y: 0, width: 1920, height: 1080 },
        workArea: { x: 0, y: 0, width: 1920, height: 1040 },
      },
    ],
    menus: [],
    module: {},
  }
  standIn.module = {
    app,
    BrowserWindow,
    Tray: class extends EventEmitter {
      setToolTip(words: string) {
        steps.push(`tray ${words}`)
      }
    },
    session: { defaultSession: session },
    dialog: { showErrorBox: (_title: string, text: string) => void standIn.errors.push(text) },
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, message: unknown) => Promise<unknown>) =>
        void standIn.handlers.set(channel, handler),
    },
    Menu: {
      setApplicationMenu: (menu: { label?: string }[]) => void standIn.menus.push(menu.map(({ label }) => label)),
      buildFromTemplate: (template: unknown) => template,
    },
    nativeTheme: { shouldUseDarkColors: false },
    powerMonitor: standIn.power,
    protocol: {
      registerSchemesAsPrivileged: (schemes: CustomScheme[]) => {
        steps.push('schemes')
        standIn.schemes.push(...schemes)
      },
      handle: (scheme: string, handler: (request: { method: string; url: string }) => Promise<Response>) =>
        void standIn.protocols.set(scheme, handler),
    },
    safeStorage: {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptString: (text: string) => Buffer.from(text),
      decryptString: (sealed: Buffer) => sealed.toString('utf8'),
    },
    screen: { getPrimaryDisplay: () => standIn.displays[0], getAllDisplays: () => standIn.displays },
    shell: { openExternal: async (url: string) => void standIn.external.push(url) },
    utilityProcess: {
      fork: (...args: unknown[]) => {
        standIn.forked.push(args)
        return Object.assign(new EventEmitter(), { stdout: new EventEmitter(), kill() {} })
      },
    },
  }
  return standIn
}
