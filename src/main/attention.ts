/**
 * Signs outside the window: the task bar flashes when something settled while the operator was in the LRM, and the tray says
 * the state of the desk. The focus is never taken. Names and hours stay in the window: a task bar is everybody's.
 */
import type { EventPayload } from '../shared/contract/index.ts'
import type { EventEnvelope } from '../shared/contract/kit.ts'
import type { Language } from './menu.ts'

const SETTLED = ['confirmed', 'declared', 'taken', 'refused', 'unknown', 'expired', 'cancelled']
const CUT = ['down', 'untrusted']
/** Things whose last state is remembered; the oldest go. */
const REMEMBERED = 200

/** Tells of each event in turn whether the operator should look back at this desk: when it has become so, not while it stays so. */
export function watchForLook(): (event: EventEnvelope) => boolean {
  const last = new Map<string, string>()
  const changed = (what: string, now: string) => {
    const before = last.get(what)
    last.delete(what)
    last.set(what, now)
    for (const oldest of last.keys()) {
      if (last.size <= REMEMBERED) break
      last.delete(oldest)
    }
    return before !== now
  }
  return ({ name, payload }) => {
    if (name === 'orientation.changed') {
      // Told again at each reading back of one that stays unknown.
      const { id, status } = payload as EventPayload<'orientation.changed'>
      return changed(id, status) && SETTLED.includes(status)
    }
    if (name === 'call.launched') return payload !== null
    if (name === 'settings.platformChanged') {
      const { status } = payload as EventPayload<'settings.platformChanged'>
      return changed('platform', status) && CUT.includes(status)
    }
    if (name !== 'session.changed') return false
    const { lockReason } = payload as EventPayload<'session.changed'>
    return changed('session', lockReason ?? '') && lockReason === 'card-removed'
  }
}

export interface TrayState {
  session: EventPayload<'session.changed'>['status']
  platform: EventPayload<'settings.platformChanged'>['status']
}

/** What the tray says before any event. */
export const TRAY_AT_START: TrayState = { session: 'signed-out', platform: 'unknown' }

/** What the tray says after an event, from what it said before. */
export function trayAfter(before: TrayState, { name, payload }: EventEnvelope): TrayState {
  if (name === 'session.changed') return { ...before, session: (payload as EventPayload<'session.changed'>).status }
  if (name === 'settings.platformChanged')
    return { ...before, platform: (payload as EventPayload<'settings.platformChanged'>).status }
  return before
}

const WORDS = {
  fr: {
    name: 'Relais\u00a0: ',
    'signed-in': 'session ouverte',
    'signed-out': 'session fermée',
    'signing-in': 'ouverture de session',
    locked: 'poste verrouillé',
    down: ', plateforme injoignable',
    untrusted: ', certificat de la plateforme refusé',
  },
  en: {
    name: 'Relais: ',
    'signed-in': 'signed in',
    'signed-out': 'signed out',
    'signing-in': 'signing in',
    locked: 'desk locked',
    down: ', platform unreachable',
    untrusted: ', certificate of the platform refused',
  },
}

export function sayTray({ session, platform }: TrayState, language: Language): string {
  const words = WORDS[language]
  return `${words.name}${words[session]}${platform === 'down' || platform === 'untrusted' ? words[platform] : ''}`
}
