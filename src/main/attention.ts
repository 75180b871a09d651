/**
 * Signs outside the window: the task bar flashes when something settled while the operator was in the LRM, and the tray says
 * the state of the desk. The focus is never taken. Names and hours stay in the window: a task bar is everybody's.
 */
import type { EventPayload } from '../shared/contract/index.ts'
import type { EventEnvelope } from '../shared/contract/kit.ts'

const SETTLED = ['confirmed', 'declared', 'taken', 'refused', 'unknown', 'expired', 'cancelled']

/** True when the operator should look back at this desk. */
export function deservesLook({ name, payload }: EventEnvelope): boolean {
  if (name === 'orientation.changed') return SETTLED.includes((payload as EventPayload<'orientation.changed'>).status)
  if (name === 'call.launched') return payload !== null
  if (name === 'settings.platformChanged')
    return (payload as EventPayload<'settings.platformChanged'>).status === 'down'
  return name === 'session.changed' && (payload as EventPayload<'session.changed'>).lockReason === 'card-removed'
}

const WORDS = {
  'signed-in': 'session ouverte',
  'signed-out': 'session fermée',
  'signing-in': 'ouverture de session',
  locked: 'poste verrouillé',
} as const

/** The tray's words after an event, from those before. */
export function trayWords(before: TrayState, { name, payload }: EventEnvelope): TrayState {
  if (name === 'session.changed') return { ...before, session: (payload as EventPayload<'session.changed'>).status }
  if (name === 'settings.platformChanged')
    return { ...before, down: (payload as EventPayload<'settings.platformChanged'>).status === 'down' }
  return before
}

export interface TrayState {
  session: EventPayload<'session.changed'>['status']
  down: boolean
}

export const sayTray = ({ session, down }: TrayState): string =>
  `Relais\u00a0: ${WORDS[session]}${down ? ', plateforme injoignable' : ''}`
