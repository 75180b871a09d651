/** French: the complete language of the screens. */
import { app } from './app.ts'
import { availability } from './availability.ts'
import { call } from './call.ts'
import { card } from './card.ts'
import { directory } from './directory.ts'
import { orientation } from './orientation.ts'
import { problem } from './problem.ts'
import { session } from './session.ts'
import { settings } from './settings.ts'
import { site } from './site.ts'
import { time } from './time.ts'

export const fr = { app, availability, call, card, directory, orientation, problem, session, settings, site, time }
