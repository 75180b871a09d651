/**
 * A stand-in of Electron for running the packed main process under plain Node: processes are Node's, windows are nothing.
 * Once the console answers, it asks for the settings and waits for the directory, signs in and locks the system's session, prints what it
 * got as one JSON line, and ends the program as the system would.
 */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'

const handlers = new Map()
const none = () => {}
const begun = performance.now()

export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  commandLine: { hasSwitch: () => false },
  enableSandbox: none,
  setPath: none,
  setAsDefaultProtocolClient: () => true,
  requestSingleInstanceLock: () => true,
  whenReady: async () => {},
  quit: () => app.emit('will-quit', { preventDefault: none }),
  exit: code => process.exit(code),
  getVersion: () => '0.0.0',
})

export class BrowserWindow extends EventEmitter {
  webContents = Object.assign(new EventEmitter(), {
    id: 1,
    isDestroyed: () => false,
    send: none,
    setWindowOpenHandler: none,
  })
  isFocused = () => true
  flashFrame() {}
  async loadURL(url) {
    void ask(this.webContents, url)
  }
}

/** Plays the screen. */
async function ask(sender, url) {
  const call = (name, input) =>
    handlers.get('relais:call')({ sender, senderFrame: { url, parent: null } }, { name, input })
  const settings = await call('settings.view', null)
  const readyMs = Math.round(performance.now() - begun)
  let directory = null
  for (let i = 0; i < 600; i++) {
    directory = await call('directory.status', null)
    if (directory.ok && directory.value.status === 'ready') break
    await new Promise(next => setTimeout(next, 100))
  }
  const directoryMs = Math.round(performance.now() - begun)
  const card = await call('card.state', null)
  const opened = await call('session.signIn', { pin: [...Buffer.from('1234')], lastTryAccepted: false })
  // The system's own session is locked: Win+L, or the screen saver.
  powerMonitor.emit('lock-screen')
  const locked = await call('session.state', null)
  console.log(JSON.stringify({ settings, directory, card, opened, locked, readyMs, directoryMs }))
  app.quit()
}

const session = {
  setPermissionRequestHandler: none,
  setPermissionCheckHandler: none,
  setDevicePermissionHandler: none,
  setBluetoothPairingHandler: none,
  setSpellCheckerEnabled: none,
  setProxy: async () => {},
  resolveProxy: async () => 'DIRECT',
  webRequest: { onBeforeRequest: none },
  on: none,
}
const exported = { defaultSession: session }

export { exported as session }
export const dialog = { showErrorBox: (title, text) => console.error(`${title}: ${text}`) }
export const ipcMain = { handle: (channel, handler) => handlers.set(channel, handler) }
export class Tray extends EventEmitter {
  setToolTip() {}
}
export const Menu = { setApplicationMenu: none, buildFromTemplate: none }
export const powerMonitor = new EventEmitter()
export const nativeTheme = { shouldUseDarkColors: false }
export const protocol = { registerSchemesAsPrivileged: none, handle: none }
const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1366, height: 768 },
  workArea: { x: 0, y: 0, width: 1366, height: 728 },
}
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }
export const shell = { openExternal: async () => {} }
export const utilityProcess = {
  fork(file, args, { stdio }) {
    const child = fork(file, args, {
      stdio: Array.isArray(stdio) ? [...stdio, 'ipc'] : ['inherit', 'inherit', 'inherit', 'ipc'],
    })
    child.postMessage = message => child.send(message)
    return child
  },
}

/** No keyring here: the practice mode keeps its key in a file and must start all the same. */
export const safeStorage = {
  isEncryptionAvailable: () => false,
  encryptString: () => {
    throw new Error('no keyring')
  },
  decryptString: () => {
    throw new Error('no keyring')
  },
  getSelectedStorageBackend: () => 'basic_text',
}
