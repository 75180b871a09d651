/** What the sandbox sends and the console writes, gathered once for the checks and for the mutations. */
import { appointmentBody } from '../../src/core/fhir/appointment.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { vendorAppointment } from '../../src/sandbox/platform/vendor-site.ts'
import { type BundleRead, OPERATOR, openDesk, scheduleQuery, slotQuery, slotsOf } from './ask.ts'
import type { Expectation, Flow } from './checker/index.ts'

/** A Tuesday morning, in Paris. */
export const NOW = Date.parse('2026-11-24T09:00:00+01:00')
const HOURS = 60

export interface BundleSample {
  name: string
  bundle: BundleRead
  expectation: Expectation
}

export interface Samples {
  sandbox: Sandbox
  desk: ReturnType<typeof openDesk>
  bundles: BundleSample[]
  close(): Promise<void>
}

/** Asks every source and the aggregator, in lots of 25 people, for the whole territory. */
export async function gather(rows: number): Promise<Samples> {
  const sandbox = await createSandbox({ seed: 3, rows, clock: { now: () => NOW }, openBooking: true })
  const desk = openDesk(sandbox)
  const bundles: BundleSample[] = []
  const ask = async (name: string, url: string, flow: Flow, owners?: string[]) => {
    const answer = await desk.get(url)
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status}`)
    const window = { from: NOW, to: NOW + HOURS * 3_600_000 }
    bundles.push({
      name,
      bundle: answer.body as BundleRead,
      expectation: { flow, url, window, ...(owners ? { owners } : {}) },
    })
  }
  const published = sandbox.territory.people.filter(person => sandbox.world.membership(person).sources.size > 0)
  for (let at = 0; at < published.length; at += 25) {
    const rpps = published.slice(at, at + 25).map(person => person.rpps)
    const owners = rpps.map(each => `8${each}`)
    for (const source of sandbox.sources) {
      if (source.kind === 'sos') continue
      const cpts = source.kind === 'cpts'
      await ask(
        `${source.id} ${at}`,
        `${source.url}/${slotQuery(rpps, NOW, HOURS, cpts)}`,
        cpts ? 'cpts' : 'professionals',
        owners,
      )
    }
    await ask(`platform ${at}`, `${sandbox.base}/${slotQuery(rpps, NOW, HOURS)}`, 'professionals', owners)
    await ask(`platform, communities ${at}`, `${sandbox.base}/${slotQuery(rpps, NOW, HOURS, true)}`, 'cpts', owners)
  }
  for (const source of sandbox.sources.filter(each => each.kind === 'sos')) {
    await ask('sos', `${source.url}/${scheduleQuery(source.structures.slice(0, 10), NOW, HOURS)}`, 'sos')
    await ask('platform, sos', `${sandbox.base}/${scheduleQuery(source.structures.slice(-3), NOW, HOURS)}`, 'sos')
  }
  return {
    sandbox,
    desk,
    bundles,
    async close() {
      await desk.close()
      await sandbox.close()
    },
  }
}

/** A free slot of a source, with what is needed to book it. */
export function someSlot({ sandbox, bundles }: Samples, source: string) {
  for (const { bundle } of bundles) {
    for (const slot of slotsOf({ status: 200, headers: {}, text: '', body: bundle })) {
      const found = slot.id?.startsWith(`${source}-`) ? sandbox.world.slotById(slot.id) : undefined
      if (found?.free && !found.walkIn) return found
    }
  }
  throw new Error(`no slot of ${source}`)
}

/** Appointments as the console writes them, and as the vendors of the sandbox do. */
export function appointments(samples: Samples): { name: string; body: object }[] {
  const direct = someSlot(samples, 'keldoc')
  const draft = {
    identifier: '5f0c2b6e-8a3d-4c1f-9b7e-2d4a6c8e0f12',
    start: '2026-11-24T10:00:00.000+01:00',
    end: '2026-11-24T10:15:00.000+01:00',
    created: '2026-11-24T09:00:00.000+01:00',
    slotReference: `Slot/${direct.id}`,
  }
  const sos = someSlot(samples, 'sos')
  return [
    {
      name: 'console, card with a national identifier',
      body: appointmentBody({ ...draft, practitioner: direct.ownerId, operator: OPERATOR }),
    },
    {
      name: 'console, operator known to the platform only',
      body: appointmentBody({
        ...draft,
        practitioner: direct.ownerId,
        operator: 'd9b2d63d-a233-4123-847a-7d8f1f3c5b21',
        slotReference: null,
      }),
    },
    { name: 'console, structure', body: appointmentBody({ ...draft, practitioner: null, operator: OPERATOR }) },
    { name: 'vendor', body: vendorAppointment('keldoc', direct.ownerId, direct, OPERATOR, NOW) },
    { name: 'vendor, SOS Médecins', body: vendorAppointment('sos', sos.ownerId, sos, OPERATOR, NOW) },
  ]
}
