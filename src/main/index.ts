/** Relais in Electron: the window, the doors to it, and the console behind. Everything that decides is in the files beside. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron'
import { fileKeyStore } from '../core/activity/index.ts'
import { launchOfArguments } from '../core/call/index.ts'
import { askPinOnTerminal, runCardDiagnosis } from '../core/card/index.ts'
import { readCommandLine } from '../core/command-line.ts'
import { askToClose, openEventLog, runDiagnosis } from '../core/diagnosis/index.ts'
import { runDirectoryCommand } from '../core/directory/index.ts'
import { bundledEntry } from '../core/entries.ts'
import { openLogFile } from '../core/log-file.ts'
import { systemClock } from '../core/ports.ts'
import { defaultProfileDir } from '../core/profile-path.ts'
import { explainStart, type Started, startConsole } from '../core/start.ts'
import { MANIFEST_NAME, ScreenManifest, screenFiles } from '../shared/screen-files.ts'
import { sayTray, TRAY_AT_START, trayAfter, watchForLook } from './attention.ts'
import { otherScreens, type Place, placeWindow, type ScreenArea } from './bounds.ts'
import { electronShell } from './external.ts'
import { type Fleet, healthFolder, joinFleet } from './fleet.ts'
import { hearCalls, type Served, sendEvents } from './ipc.ts'
import { serveLater } from './late.ts'
import { type Language, menuTemplate } from './menu.ts'
import { guardContents } from './navigation.ts'
import { SCREEN_URL, SECOND_SCREEN_URL } from './origin.ts'
import { installPermissions } from './permissions.ts'
import { keepPlace } from './place.ts'
import { utilityPractice, utilityProcesses } from './processes.ts'
import { declareScheme, serveScreen } from './protocol.ts'
import { chromiumProxy } from './proxy.ts'
import { sealedKeyStore, secretBox } from './secrets.ts'
import { afterFall, FALL_WORDS, readWindowMemory, windowOptions } from './window.ts'

const out = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const rendererDir = path.join(out, 'renderer')
/** Time given to the console to end its processes and connections, ms. */
const CLOSE_MS = 5000

// As root Chromium has no sandbox to offer, and whoever starts it says so; an installed console is never run like that.
if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareScheme(protocol)

const { options } = readCommandLine(process.argv.slice(1), process.cwd(), { foreign: 'ignore' })
const profileDir = options.profileDir ?? defaultProfileDir()
// One folder for all that Chromium writes: the single-instance lock is this folder's too.
app.setPath('userData', path.join(profileDir, 'electron'))
const { log, close: closeLog } = openLogFile(path.join(profileDir, 'logs'))

let window: BrowserWindow | null = null
let second: BrowserWindow | null = null
let serving: Served | null = null
let started: Started | null = null
let fleet: Fleet | null = null
let sayTrayNow = () => {}
/** That of the settings, once they are there. */
const language = (): Language => started?.console.settings.language ?? 'fr'
const writeEvent = openEventLog()
const healthDir = healthFolder(profileDir)
const resolveProxy = chromiumProxy(() => session.defaultSession)
/** What the installer put here; nothing of the kind when run from the sources. */
const contentsFile = app.isPackaged ? path.join(path.dirname(path.dirname(out)), 'contents.json') : undefined

if (options.askToClose !== null) {
  // An installer: no window, no profile taken. 0: no console is left; 1: somebody is in the middle of a call.
  const answer = await askToClose(healthDir, options.askToClose * 1000, systemClock)
  if (answer.kind === 'still-running') writeEvent('closing-refused', { consoles: answer.consoles, busy: answer.busy })
  closeLog()
  app.exit(answer.kind === 'all-closed' ? 0 : 1)
} else if (options.directory !== null) {
  // IT staff, a planned task: the directory of a site is built without a window, beside a console that may run.
  const write = (stream: NodeJS.WriteStream) => (line: string) => void stream.write(`${line}\n`)
  const code = await runDirectoryCommand(options.directory, {
    command: 'Relais --directory',
    entryUrl: bundledEntry,
    voice: { say: write(process.stdout), complain: write(process.stderr) },
  })
  log.info('directory.command', { command: options.directory[0] ?? '', code })
  closeLog()
  app.exit(code)
} else if (options.diagnose) {
  app
    .whenReady()
    .then(() =>
      runDiagnosis({
        ...options,
        profileDir,
        version: app.getVersion(),
        log,
        say: text => void process.stdout.write(text),
        resolveProxy,
        secretBox: secretBox(safeStorage, process.platform),
        contentsFile,
      }),
    )
    .then(code => app.exit(code))
    .catch(fail)
} else if (options.diagnoseCard) {
  app
    .whenReady()
    .then(() =>
      runCardDiagnosis({
        ...options,
        profileDir,
        version: app.getVersion(),
        startProcess: utilityProcesses(utilityProcess.fork, bundledEntry),
        resolveProxy,
        secretBox: secretBox(safeStorage, process.platform),
        ...(options.sign ? { askPin: askPinOnTerminal } : {}),
        say: text => void process.stdout.write(text),
        log,
      }),
    )
    .then(code => app.exit(code))
    .catch(fail)
} else if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv: string[] = []) => {
    launchFrom(argv)
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log, openSecond))
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', endFirst)
  app.whenReady().then(start).catch(fail)
} else {
  app.quit()
}

function start(): void {
  // A packaged console answers the LRM's links; a development one leaves the desk's own alone.
  if (app.isPackaged) app.setAsDefaultProtocolClient('sas-console')
  installPermissions(session.defaultSession, app.isPackaged)
  const manifest = ScreenManifest.parse(JSON.parse(readFileSync(path.join(rendererDir, MANIFEST_NAME), 'utf8')))
  serveScreen(protocol, rendererDir, screenFiles(manifest))
  speak()

  // The window loads while the console starts: its first calls wait for it.
  const coming = startBehind()
  const served = serveLater(coming)
  serving = served
  hearCalls({
    ipcMain,
    served,
    windowContentsId: () => window?.webContents.id ?? null,
    secondContentsId: () => second?.webContents.id ?? null,
    log,
  })
  watchSigns(served)
  fleet = joinFleet({
    dir: healthDir,
    version: app.getVersion(),
    clock: systemClock,
    log,
    writeEvent,
    quit: () => app.quit(),
    onWaiting: waiting => started?.closing(waiting),
  })
  openWindow(served)
  // After a sleep the addresses, the card and the settings of the site may all be others.
  powerMonitor.on('resume', () => {
    log.info('power.resumed')
    void started?.woke()
  })
  powerMonitor.on('suspend', () => log.info('power.suspended'))
  coming.catch(fail)
  // Windows' own lock, or sleep: whoever comes back to this screen proves themselves.
  for (const event of ['lock-screen', 'suspend'] as const)
    powerMonitor.on(event as 'suspend', () => started?.console.lockBySystem())
}

async function startBehind() {
  const result = await startConsole({
    settingsFile: options.settingsFile,
    profileDir,
    version: app.getVersion(),
    entryUrl: bundledEntry,
    startProcess: utilityProcesses(utilityProcess.fork, bundledEntry),
    startPractice: utilityPractice(utilityProcess.fork, path.join(out, 'main', 'sandbox.js')),
    shell: electronShell(shell, log),
    keyStore: practice => (practice ? fileKeyStore() : sealedKeyStore(safeStorage, process.platform)),
    log,
    resolveProxy,
    secretBox: secretBox(safeStorage, process.platform),
    contentsFile,
    licencesFile: path.join(out, 'assets', 'licences.json'),
    onNotice: writeEvent,
  })
  if (!result.ok) {
    writeEvent('refused', { kind: result.error.kind })
    throw new Error(explainStart(result.error))
  }
  started = result.value
  fleet?.ready(started.console)
  writeEvent('started', { version: app.getVersion() })
  speak()
  return started.console
}

/** The words that are not on a page, in the language of the settings: at the start, and when it may have changed. */
function speak(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language(), app.isPackaged)))
  sayTrayNow()
}

/** The LRM's link, when the command line holds one: it fills a call of the console that is there. */
function launchFrom(words: readonly string[]): void {
  const query = launchOfArguments(words)
  if (query !== null) void started?.console.launch(query)
}

function openWindow(served: Served): void {
  const file = path.join(profileDir, 'window.json')
  const place = placeWindow(readWindowMemory(file), screens())
  const opened = makeWindow(served, { file, place, giveUp: fail })
  window = opened
  opened.once('ready-to-show', () => {
    if (place.maximized) opened.maximize()
    else opened.show()
  })
  opened.on('focus', () => opened.flashFrame(false))
  opened.on('closed', () => {
    window = null
    second?.close()
  })
  // Windows ends its programs when an installer or a shutdown asks: not in the middle of a call.
  opened.on('query-session-end', event => {
    if (fleet?.busy()) event.preventDefault()
  })
  opened.loadURL(SCREEN_URL).catch(fail)
}

/** The map and the board on another screen; asked for again, it comes to the front. */
function openSecond(): void {
  if (second) {
    second.focus()
    return
  }
  if (!serving || !window) return
  const file = path.join(profileDir, 'second.json')
  const all = screens()
  const place = placeWindow(readWindowMemory(file), all, otherScreens(all, window.getNormalBounds()))
  // The call is on the desk: it goes on without its map.
  const giveUp = () => {
    log.error('second.given-up')
    if (!opened.isDestroyed()) opened.destroy()
  }
  const opened = makeWindow(serving, { file, place, giveUp })
  second = opened
  opened.once('ready-to-show', () => {
    if (place.maximized) opened.maximize()
    else opened.showInactive()
  })
  opened.on('closed', () => {
    second = null
  })
  opened.loadURL(SECOND_SCREEN_URL).catch(giveUp)
}

interface Opening {
  /** Where its place is kept. */
  file: string
  place: Place
  /** Its page falls again and again. */
  giveUp: (why: Error) => void
}

/** A window whose page hears the console and is loaded again when it falls, and whose place is kept. */
function makeWindow(served: Served, { file, place, giveUp }: Opening): BrowserWindow {
  const made = new BrowserWindow(
    windowOptions({
      place,
      preload: path.join(out, 'preload', 'index.cjs'),
      icon: path.join(out, 'assets', 'icons', 'relais-256.png'),
      packaged: app.isPackaged,
      dark: nativeTheme.shouldUseDarkColors,
    }),
  )
  const { webContents } = made
  sendEvents(webContents, served)
  keepPlace(made, file, screens, place)
  const falls: number[] = []
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    falls.push(Date.now())
    log.error('screen.fell', { reason })
    if (afterFall(falls, Date.now()) === 'reload') webContents.reload()
    else giveUp(new Error(FALL_WORDS[language()]))
  })
  return made
}

/** Task bar and tray. The focus is never taken from what the operator does. */
function watchSigns(served: Served): void {
  const tray = new Tray(path.join(out, 'assets', 'icons', 'relais-32.png'))
  const deservesLook = watchForLook()
  let state = TRAY_AT_START
  let said = ''
  sayTrayNow = () => {
    const words = sayTray(state, language())
    if (words !== said) tray.setToolTip(words)
    said = words
  }
  sayTrayNow()
  tray.on('click', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  served.subscribe(event => {
    state = trayAfter(state, event)
    if (event.name === 'settings.changed') speak()
    else sayTrayNow()
    // Heard whether or not the window is looked at: what was seen there is not told again.
    const look = deservesLook(event)
    if (look && window && !window.isFocused()) window.flashFrame(true)
  })
}

function screens(): ScreenArea[] {
  const primary = screen.getPrimaryDisplay().id
  return screen.getAllDisplays().map(({ id, bounds, workArea }) => ({ bounds, workArea, primary: id === primary }))
}

/** Ends the console before the program: once, and not for longer than `CLOSE_MS`. */
function endFirst(event: { preventDefault(): void }): void {
  if (started === null) {
    fleet?.close()
    closeLog()
    return
  }
  event.preventDefault()
  const ending = started
  started = null
  fleet?.close()
  writeEvent('ended')
  const late = setTimeout(() => app.exit(0), CLOSE_MS)
  ending
    .close()
    .catch(() => log.error('console.close-failed'))
    .finally(() => {
      clearTimeout(late)
      closeLog()
      app.exit(0)
    })
}

/** Says why there is no console, then ends. */
function fail(reason: unknown): void {
  log.error('main.failed', { error: reason instanceof Error ? reason.name : typeof reason })
  const title = language() === 'en' ? 'Relais cannot go on' : 'Relais ne peut pas continuer'
  dialog.showErrorBox(title, reason instanceof Error ? reason.message : String(reason))
  app.exit(1)
}
