/**
 * Naming where an outcome sends the caller: the nearest establishments of its kind, those that a roster says are on duty
 * before all others. Chosen from the directory, never typed, so that nothing of a caller can be written there.
 */
import type { StructureHit } from '../../shared/contract/directory.ts'
import type { CallProblem, Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { NAMED_OUTCOMES } from '../../shared/contract/lists.ts'
import type { Establishment, OutcomeKind } from '../../shared/contract/orientation.ts'
import type { EstablishmentsPort, OperatorPort } from './ports.ts'
import { type OrientationRecord, orientationOf } from './record.ts'
import type { Register } from './register.ts'

/** Needs of the directory that hold the establishments of an outcome; the first one, when it answers, is who is on duty. */
const NEEDS: Record<(typeof NAMED_OUTCOMES)[number], { duty: string | null; kinds: string[] }> = {
  emergency: { duty: null, kinds: ['urgences', 'urgences-enfants', 'antenne-urgences'] },
  pharmacy: { duty: 'pharmacie-garde', kinds: ['pharmacie'] },
}
/** The directory widens by itself when nothing stands within. */
const RADIUS_KM = 30
/** Looked through when one is named: more than a screen shows. */
const MOST = 50

type Place = Establishment & { id: string; distanceKm: number | null }
type Found = { places: Place[]; duty: boolean }

export function createEstablishments(deps: {
  directory: EstablishmentsPort | undefined
  register: Register
  operator: OperatorPort
}): Pick<Handlers, 'orientation.places' | 'orientation.name'> {
  const { directory, register } = deps

  async function find(
    outcome: OutcomeKind | null,
    near: string | null,
  ): Promise<Result<Found, CallProblem<'directory.structures'>>> {
    if (!isNamed(outcome)) return ok({ places: [], duty: false })
    if (!directory) return problem('directory-empty')
    const { duty, kinds } = NEEDS[outcome]
    const ask = (code: string) => directory({ code, near, radiusKm: RADIUS_KM, limit: MOST })
    const [onDuty, ...others] = await Promise.all([
      duty === null ? ok({ structures: [] }) : ask(duty),
      ...kinds.map(ask),
    ])
    const failed = others.find(answer => !answer.ok)
    if (failed && !failed.ok && others.every(answer => !answer.ok)) return failed
    // Who is on duty is only known from a roster in force: without one, the need answers nothing.
    const first = (onDuty?.ok ? onDuty.value.structures : []).map(hit => placeOf(hit, true))
    const rest = others.flatMap(answer => (answer.ok ? answer.value.structures : [])).map(hit => placeOf(hit, false))
    const byId = new Map([...first, ...rest.sort(byDistance)].toReversed().map(place => [place.id, place]))
    const places = [...byId.values()].toReversed()
    return ok({ places, duty: first.length > 0 })
  }

  return {
    'orientation.places': async ({ id, near, limit }) => {
      const record = register.get(id)
      if (!record) return problem('orientation-unknown')
      const found = await find(record.outcome, near)
      return found.ok ? ok({ ...found.value, places: found.value.places.slice(0, limit) }) : found
    },
    'orientation.name': async ({ id, place, near }) => {
      if (!deps.operator.operator()) return problem('not-signed-in')
      const record = register.get(id)
      if (!record || !isNamed(record.outcome)) return problem('orientation-unknown')
      const found = place === null ? ok({ places: [] }) : await find(record.outcome, near)
      if (!found.ok) return found
      const chosen = found.value.places.find(one => one.id === place)
      if (place !== null && !chosen) return problem('place-unknown')
      const marked = register.mark(id, { establishment: chosen ? establishmentOf(chosen) : null })
      return marked ? ok(orientationOf(marked)) : problem('disk-failed')
    },
  }
}

const isNamed = (outcome: OutcomeKind | null): outcome is (typeof NAMED_OUTCOMES)[number] =>
  (NAMED_OUTCOMES as readonly (OutcomeKind | null)[]).includes(outcome)

const byDistance = (a: Place, b: Place) =>
  (a.distanceKm ?? Number.MAX_VALUE) - (b.distanceKm ?? Number.MAX_VALUE) || (a.id < b.id ? -1 : 1)

function placeOf(hit: StructureHit, onDuty: boolean): Place {
  const { id, name, kinds, address, postalCode, city, phones, hours, distanceKm } = hit
  const finess = /^[0-9A-Z]{9}$/.test(id) ? id : null
  return { id, finess, name, code: kinds[0] ?? null, address, postalCode, city, phones, hours, onDuty, distanceKm }
}

/** Without the distance: from several places it would tell where the caller is. */
function establishmentOf({
  distanceKm: _distance,
  id: _id,
  ...place
}: Place): NonNullable<OrientationRecord['establishment']> {
  return place
}
