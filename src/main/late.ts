/** A console that is still starting: the window loads meanwhile, its calls wait, its events follow. */
import type { Served } from './ipc.ts'

/** Serves a console to come. When it never comes, calls wait until the program ends. */
export function serveLater(coming: Promise<Served>): Served {
  return {
    async dispatch(name, input, context) {
      const served = await coming
      return served.dispatch(name, input, context)
    },
    subscribe(listener) {
      let stopped = false
      let stop = () => {}
      coming.then(
        served => {
          if (!stopped) stop = served.subscribe(listener)
        },
        // The start failed: whoever started it says so.
        () => {},
      )
      return () => {
        stopped = true
        stop()
      }
    },
  }
}
