/** The whole contract between a screen and the console: every call, every event. */
import type { z } from 'zod'
import { availabilityCalls, availabilityEvents } from './availability.ts'
import { callCalls, callEvents } from './call.ts'
import { cardCalls, cardEvents } from './card.ts'
import { directoryCalls, directoryEvents } from './directory.ts'
import { directoryAddressCalls } from './directory-address.ts'
import { directorySourceCalls } from './directory-sources.ts'
import type { COMMON_PROBLEMS, Result } from './kit.ts'
import { orientationCalls, orientationEvents } from './orientation.ts'
import { sessionCalls, sessionEvents } from './session.ts'
import { settingsCalls, settingsEvents } from './settings.ts'
import { siteCalls, siteEvents } from './site.ts'
import { vendorSignInCalls } from './vendor-sign-in.ts'

export const calls = {
  ...availabilityCalls,
  ...callCalls,
  ...cardCalls,
  ...directoryCalls,
  ...directoryAddressCalls,
  ...directorySourceCalls,
  ...orientationCalls,
  ...sessionCalls,
  ...settingsCalls,
  ...siteCalls,
  ...vendorSignInCalls,
}

export const events = {
  ...availabilityEvents,
  ...callEvents,
  ...cardEvents,
  ...directoryEvents,
  ...orientationEvents,
  ...sessionEvents,
  ...settingsEvents,
  ...siteEvents,
}

export type Calls = typeof calls
export type CallName = keyof Calls
export type CallInput<N extends CallName> = z.infer<Calls[N]['input']>
export type CallValue<N extends CallName> = z.infer<Calls[N]['value']>
export type CallProblem<N extends CallName> = Calls[N]['problems'][number] | (typeof COMMON_PROBLEMS)[number]
export type CallResult<N extends CallName> = Result<CallValue<N>, CallProblem<N>>

export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<N extends EventName> = z.infer<Events[N]['payload']>

/** What a domain of the console offers: one handler a call. It answers a result and never throws on bad input. */
export type Handlers<N extends CallName = CallName> = {
  [K in N]: (input: CallInput<K>, context: CallContext) => Promise<CallResult<K>> | CallResult<K>
}

/** Which screen is calling: a window of Electron, a tab of the host. */
export interface CallContext {
  clientId: string
}

/** Names of the calls of one domain: `CallsOf<'directory'>`. */
export type CallsOf<D extends string> = Extract<CallName, `${D}.${string}`>
