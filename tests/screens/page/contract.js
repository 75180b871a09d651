// What the scripted console checks itself by: apart, since the screen that is measured has no schemas in its page.
import './no-eval.js'

export { calls, events } from '../../../src/shared/contract/index.ts'
