/** Whom to ask about: the person named, else those whom the directory knows around the place and as far as was reached. */
import type { Question } from '../../shared/contract/availability.ts'
import type { PersonHit } from '../../shared/contract/directory.ts'
import { ok, type Problem, problem } from '../../shared/contract/kit.ts'
import type { Log } from '../ports.ts'
import type { Settings } from '../settings/index.ts'
import { seesThatAge } from './ages.ts'
import type { Candidate } from './coverage.ts'
import type { DirectoryPort } from './ports.ts'
import { turnOf } from './ranking.ts'

/** How far overflow looks for the people of the neighbour départements, km: across a large one. */
const OVERFLOW_KM = 150
/** Patients seen remotely may live anywhere; the nearest first all the same, who can also be visited. */
const REMOTE_KM = 200
/** The directory is asked for more than will be asked about, so that equals can take turns. */
const MORE_THAN_ASKED = 3
const MOST_FROM_DIRECTORY = 1_000

interface Deps {
  settings: Settings['availability']
  directory: DirectoryPort
  log: Log
  /** Same seed, same turn among equals. */
  seed: string
}

export function radiusOf({ radiusKm, place }: Question): number | null {
  return radiusKm ?? place?.radiusKm ?? null
}

/** Candidates, nearest first; refusals of the directory in the words of the call. */
export async function candidatesFor(question: Question, deps: Deps) {
  const { need, place, reach } = question
  const own = question.treating ?? null
  if (need.kind === 'person') return ok(await named([need.idnps, ...(own === null ? [] : [own])], question, deps))
  const { settings } = deps
  const most = settings.candidates
  const around = (radiusKm: number, limit: number) =>
    deps.directory.candidates({
      need,
      near: place?.position ?? null,
      insee: place?.insee ?? null,
      radiusKm,
      limit: Math.min(limit, MOST_FROM_DIRECTORY),
    })
  const near = await around(radiusOf(question) ?? 0, most * MORE_THAN_ASKED)
  if (!near.ok) return directoryProblem(near.error)
  const sees = (hit: PersonHit) =>
    seesThatAge(
      { idnps: hit.idnps, specialities: hit.speciality ? [hit.speciality.code] : [] },
      question,
      settings.ages,
    )
  const chosen = new Map(takeTurns(near.value.filter(sees), most, deps.seed).map(hit => [hit.idnps, hit]))
  if (reach && (reach.departements.length > 0 || reach.remote)) {
    const far = await around(reach.remote ? REMOTE_KM : OVERFLOW_KM, MOST_FROM_DIRECTORY)
    if (!far.ok) return directoryProblem(far.error)
    const inReach = ({ idnps, activity }: PersonHit) =>
      !chosen.has(idnps) && (reach.remote || reach.departements.includes(activity?.departement ?? ''))
    for (const hit of takeTurns(
      far.value.filter(hit => inReach(hit) && sees(hit)),
      most,
      deps.seed,
    ))
      chosen.set(hit.idnps, hit)
  }
  const found: Candidate[] = [...chosen.values()].map(hit => ({ idnps: hit.idnps, hit }))
  // The patient's own doctor is asked whatever the distance, the need or the directory's mind.
  if (own !== null && !chosen.has(own)) found.unshift(...(await named([own], question, deps)))
  return ok(found)
}

/**
 * At most so many, nearest first. Where the line falls among people at one distance, in whole kilometres, a turn drawn
 * from the seed says who is in: a large town is not always served by the same hundred.
 */
export function takeTurns(hits: readonly PersonHit[], most: number, seed: string): PersonHit[] {
  if (hits.length <= most) return [...hits]
  const km = ({ distanceKm }: PersonHit) => (distanceKm === null ? Number.POSITIVE_INFINITY : Math.round(distanceKm))
  const drawn = hits.map((hit, index) => ({ hit, index, turn: turnOf(seed, hit.idnps) }))
  const kept = drawn.sort((a, b) => (km(a.hit) === km(b.hit) ? a.turn - b.turn : km(a.hit) - km(b.hit))).slice(0, most)
  return kept.sort((a, b) => a.index - b.index).map(({ hit }) => hit)
}

async function named(ids: readonly string[], { place }: Question, { directory, log }: Deps): Promise<Candidate[]> {
  let known = new Map<string, PersonHit>()
  try {
    known = await directory.byIdnps(ids, place?.position ?? null)
  } catch {
    // The sources may know them all the same.
    log.warn('availability.directory-silent', { people: ids.length })
  }
  return [...new Set(ids)].map(idnps => ({ idnps, hit: known.get(idnps) ?? null }))
}

/** The directory's refusals in the words of this call. */
function directoryProblem({ kind, params }: Problem) {
  if (kind === 'directory-empty' || kind === 'place-without-position') return problem(kind, params)
  return problem('directory-broken', { ...params, cause: kind })
}
