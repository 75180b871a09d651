/**
 * One module, loaded in one process: opened once, looked at as often as wanted. What two looks share (certificates do not change
 * while a card is in) is kept here and goes with the process.
 */
import type { Log, StartProcess } from '../ports.ts'
import type { CardSettings } from '../settings/schema.ts'
import { type Link, startLink } from './link.ts'
import { LookValue, OpenValue, ReadValue } from './messages.ts'
import { findModule, otherBits, tooOld } from './modules.ts'
import type { Look, ModuleFacts, ModuleFault, StoredCertificate } from './port.ts'
import { meaningOf } from './returns.ts'

/** Insertions of one process begin at its number times this, so that two processes never share one. */
export const INSERTIONS_PER_PROCESS = 1_000_000

export interface Patience {
  /** A look or a signature, ms. */
  quick: number
  /** Loading the module, reading a card that has just come, checking a PIN, ms. */
  long: number
}

export interface ModuleSession {
  link: Link
  module: ModuleFacts
  /** `died`: the process is gone; nothing is known. `light`: a card that this process knows is not spoken to. */
  look(light?: boolean): Promise<Look | 'died'>
}

type Fault = Extract<Look, { kind: 'fault' }>
const fault = (status: ModuleFault, detail: string): Fault => ({ kind: 'fault', status, detail })

/**
 * Finds, checks and loads the module in a process, the `number`th that opens it: `link`, else a new one. What speaks against it is a look
 * like any other, and ends the process.
 */
export async function openModuleSession(deps: {
  settings: Extract<CardSettings, { kind: 'pkcs11' }>
  startProcess: StartProcess
  patience: Patience
  number: number
  log: Log
  link?: Link | undefined
}): Promise<{ session: ModuleSession } | { fault: Fault; lasting: boolean }> {
  const { settings, patience, log } = deps
  const found = findModule(settings.module)
  const bits = found.found ? otherBits(found.file) : null
  if (!found.found || bits !== null) {
    deps.link?.kill()
    if (found.found) return { fault: fault('module-wrong-bits', `${found.file} ; ${bits}`), lasting: true }
    return { fault: fault('module-missing', found.looked.join(' ; ') || process.platform), lasting: false }
  }
  const { file } = found
  const link = deps.link ?? startLink({ startProcess: deps.startProcess, log })
  const order = { op: 'open', module: file, firstInsertion: deps.number * INSERTIONS_PER_PROCESS } as const
  const opened = await link.askFor(order, OpenValue, patience.long)
  const refuse = (status: ModuleFault, detail: string) => {
    link.kill()
    return { fault: fault(status, detail), lasting: true }
  }
  if (!opened.ok) {
    if (opened.why === 'hung') return refuse('module-hung', `${file} ; C_Initialize`)
    // A library that kills whoever loads it is no better than one that is not a module.
    if (opened.why === 'died') return refuse('module-invalid', `${file} ; exit`)
    if (opened.fault?.kind === 'no-native-part') return refuse('module-missing', 'pkcs11js')
    const why = opened.fault?.kind === 'returned' ? ` ; ${meaningOf(opened.fault.rv).name}` : ''
    return refuse('module-invalid', `${file}${why}`)
  }
  const module = { file, ...opened.value }
  const oldest = tooOld(module, settings.minimumVersion)
  if (oldest !== null) return refuse('module-too-old', `${file} ; ${module.version} < ${oldest}`)
  log.info('card.module-open', { version: module.version })
  return { session: { link, module, look: lookWith(link, module, patience) } }
}

function lookWith(link: Link, module: ModuleFacts, patience: Patience): ModuleSession['look'] {
  const read = new Map<number, StoredCertificate[]>()
  const hung = (): Fault => fault('module-hung', module.file)

  return async (light = false) => {
    // A card that has just come makes a look long: modules read it there and then.
    const seen = await link.askFor({ op: 'look', light }, LookValue, read.size > 0 ? patience.quick : patience.long)
    if (!seen.ok) {
      if (seen.why === 'died') return 'died'
      if (seen.why === 'hung') return hung()
      const rv = seen.fault?.kind === 'returned' ? meaningOf(seen.fault.rv).name : (seen.fault?.kind ?? '')
      link.kill()
      return fault('module-invalid', `${module.file} ; ${rv}`)
    }
    const tokens = []
    for (const token of seen.value.tokens) {
      let certificates = read.get(token.insertion)
      let rv = token.fault
      if (rv === null && !certificates) {
        const order = { op: 'read', slot: token.slot, insertion: token.insertion } as const
        const answer = await link.askFor(order, ReadValue, patience.long)
        if (answer.ok) {
          certificates = answer.value.certificates.map(({ id, label, der }) => ({
            id,
            label,
            der: new Uint8Array(Buffer.from(der, 'base64')),
          }))
          read.set(token.insertion, certificates)
        } else if (answer.why === 'died') return 'died'
        else if (answer.why === 'hung') return hung()
        else rv = answer.fault?.kind === 'returned' ? answer.fault.rv : 0x05
      }
      tokens.push({ ...token, fault: rv, certificates: certificates ?? [] })
    }
    for (const insertion of read.keys()) {
      if (!seen.value.tokens.some(token => token.insertion === insertion)) read.delete(insertion)
    }
    return { kind: 'tokens', module, tokens }
  }
}
