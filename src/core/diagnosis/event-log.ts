/**
 * Entries of the system's own log, for those who watch a fleet: start, stop, refusal, policy error, update seen. Written by the
 * system's own program: `eventcreate.exe` (the source «Relais» is declared by the installer), `logger` on Linux (tag
 * «relais», the number first). Codes and numbers only.
 */
import { execFile } from 'node:child_process'
import path from 'node:path'

/** Numbers are frozen: monitoring rules name them. */
export const EVENTS = {
  started: { id: 100, type: 'INFORMATION', words: 'Relais a démarré.' },
  ended: { id: 101, type: 'INFORMATION', words: 'Relais s’est arrêté.' },
  refused: { id: 200, type: 'ERROR', words: 'Relais n’a pas démarré.' },
  'settings-problem': { id: 300, type: 'WARNING', words: 'Une stratégie ou un réglage est refusé et ignoré.' },
  'update-seen': { id: 400, type: 'INFORMATION', words: 'Une nouvelle version est annoncée.' },
  'closing-asked': { id: 500, type: 'INFORMATION', words: 'Une installation demande l’arrêt de Relais.' },
  'closing-refused': { id: 501, type: 'WARNING', words: 'Relais est resté ouvert : une réservation était en cours.' },
} as const
export type EventCode = keyof typeof EVENTS

export type WriteEvent = (code: EventCode, facts?: Record<string, string | number>) => void
/** Starts the system's program; it is not waited for. */
type Run = (program: string, args: readonly string[]) => void

const start: Run = (program, args) => {
  execFile(program, [...args], { timeout: 10_000, windowsHide: true }, () => {
    // A machine that refuses the entry has the same line in the console's own log.
  })
}

/** How each kind of entry is called by syslog, which the journal of Linux desks reads too. */
const PRIORITIES = { INFORMATION: 'user.notice', WARNING: 'user.warning', ERROR: 'user.err' } as const

/** Program and words of an entry on this system; null where entries have no place of their own. */
function entry(platform: NodeJS.Platform, id: number, type: keyof typeof PRIORITIES, words: string) {
  if (platform === 'win32') {
    const program = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'eventcreate.exe')
    return { program, args: ['/L', 'APPLICATION', '/SO', 'Relais', '/T', type, '/ID', String(id), '/D', words] }
  }
  if (platform === 'linux')
    return { program: '/usr/bin/logger', args: ['-t', 'relais', '-p', PRIORITIES[type], '--', `${id} ${words}`] }
  return null
}

/** Writes entries: event log of Windows, syslog and journal of Linux; nowhere else. */
export function openEventLog(platform: NodeJS.Platform = process.platform, run: Run = start): WriteEvent {
  return (code, facts = {}) => {
    const { id, type, words } = EVENTS[code]
    const said = Object.entries(facts)
      .map(([name, value]) => `${name}=${String(value).replaceAll(/["\r\n]/g, ' ')}`)
      .join(' ')
    const wanted = entry(platform, id, type, `${words} ${said}`.trim())
    if (wanted) run(wanted.program, wanted.args)
  }
}
