/** The practice platform with its instructor: faults on demand. In-process for tests; `src/sandbox/cli.ts` for the command line. */
import { createBookings } from './bookings.ts'
import { registerControl } from './control.ts'
import { createFaults, type Faults } from './faults.ts'
import { createPlatform, type Platform, type PlatformOptions } from './platform.ts'
import { troubleOf } from './suffer.ts'

export type { Faults } from './faults.ts'
export { createBookings }

export type SandboxOptions = PlatformOptions

export interface Sandbox extends Platform {
  faults: Faults
}

/** Starts a sandbox on loopback; it answers when the promise is fulfilled. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const faults = createFaults()
  const platform = await createPlatform(options, {
    trouble: troubleOf(faults),
    register: (app, parts) => registerControl(app, { faults, ...parts }),
  })
  return { ...platform, faults }
}
