/**
 * The card process: sole owner of the vendor's PKCS#11 module. It may hang or crash; the console then kills it and
 * starts another. Orders are answered one after the other, in the order they came.
 */
import type { PKCS11 } from 'pkcs11js'
import type { z } from 'zod'
import { createForgetter } from './forget-text.ts'
import { type Fault, type OpenValue, Request } from './messages.ts'
import { faultOf, type Module, openModule, Refused } from './pkcs11.ts'
import { words } from './pkcs11-objects.ts'
import { openSeal, type Seal, type SealedPin } from './sealed-pin.ts'

/** Electron's `utilityProcess` gives a port; Node's `fork` gives `process` itself. */
interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}
const electronPort = (process as { parentPort?: ElectronPort }).parentPort

const answer = (message: unknown) => {
  if (electronPort) electronPort.postMessage(message)
  // The console may be gone: then nobody needs the answer, and `disconnect` ends this process.
  else process.send?.(message, () => {})
}

let module: Module | null = null
/** A text with a PIN in it is made for the binding, at each sign-in. */
const texts = createForgetter()
/** What the next PIN comes sealed with. */
let seal: Seal | null = null

/** Four digits, or nothing is asked of the card. */
function unseal(sealed: SealedPin): Buffer {
  const opened = seal
  seal = null
  if (!opened) throw new Refused('message')
  try {
    const pin = opened.open(sealed)
    if (pin.length === 4 && pin.every(byte => byte >= 0x30 && byte <= 0x39)) return pin
    pin.fill(0)
  } catch {
    // Altered on its way, or sealed for another process: said as what it is.
  }
  throw new Refused('message')
}

/** Loads and starts the library. */
async function open(file: string, firstInsertion: number): Promise<z.infer<typeof OpenValue>> {
  const native = await import('pkcs11js').catch(() => {
    throw new Refused('no-native-part')
  })
  // A CommonJS package: its class may stand on the namespace or on `default`, by who bundled it.
  const Library = native.PKCS11 ?? (native as unknown as { default: { PKCS11: typeof PKCS11 } }).default.PKCS11
  const lib = new Library()
  try {
    lib.load(file)
  } catch {
    throw new Refused('not-a-module')
  }
  module = openModule(lib, firstInsertion, texts.used)
  const info = lib.C_GetInfo()
  return {
    manufacturer: words(info.manufacturerID),
    description: words(info.libraryDescription),
    version: `${info.libraryVersion.major}.${info.libraryVersion.minor}`,
  }
}

async function obey(request: Request): Promise<unknown> {
  if (request.op === 'open') return open(request.module, request.firstInsertion)
  if (!module) throw new Refused('message')
  switch (request.op) {
    case 'look':
      return module.look(request.light)
    case 'survey':
      return module.survey()
    case 'read':
      return module.read(request.slot, request.insertion)
    case 'seal':
      seal = openSeal()
      return { publicKey: seal.publicKey }
    case 'login': {
      const pin = request.pin && unseal(request.pin)
      try {
        module.login(request, pin, request.lastTryAccepted)
        return null
      } finally {
        pin?.fill(0)
      }
    }
    case 'sign':
      return { signature: module.sign(request, Buffer.from(request.data, 'base64')).toString('base64') }
    case 'logout':
      module.logout(request.slot)
      return null
  }
}

/** The number of an order that could not be read, so that somebody hears about it. */
const idOf = (message: unknown) => {
  const id = (message as { id?: unknown } | null)?.id
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 ? id : 0
}

async function hear(message: unknown): Promise<void> {
  const request = Request.safeParse(message)
  if (!request.success) {
    const fault: Fault = { kind: 'message' }
    answer({ id: idOf(message), ok: false, fault })
    return
  }
  const { id } = request.data
  try {
    answer({ id, ok: true, value: await obey(request.data) })
  } catch (error) {
    answer({ id, ok: false, fault: faultOf(error) })
  }
}

/** Let an answer leave before the module is asked for something that nobody waits for. */
const sent = () => new Promise<void>(resolve => setImmediate(resolve))

function tidy(): void {
  texts.later()
  module?.tidy()
}

let queue = Promise.resolve()
const receive = (message: unknown) => {
  queue = queue
    .then(() => hear(message))
    .then(sent)
    .then(tidy)
}

if (electronPort) electronPort.on('message', event => receive(event.data))
else {
  process.on('message', receive)
  // The console is gone: so is this process, with the card's login.
  process.on('disconnect', () => process.exit(0))
}
