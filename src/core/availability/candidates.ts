/** Whom to ask about: who and what the question names, together with those whom the directory knows around the caller. */
import type { Question } from '../../shared/contract/availability.ts'
import type { NamedNeed, PersonHit } from '../../shared/contract/directory.ts'
import { ok, type Problem, problem, type Result } from '../../shared/contract/kit.ts'
import type { Log } from '../ports.ts'
import type { Settings } from '../settings/index.ts'
import { seesThatAge } from './ages.ts'
import type { Candidate } from './coverage.ts'
import { type Establishment, establishmentOf, isCommunity, MEMBERS } from './establishment.ts'
import type { DirectoryPort } from './ports.ts'
import { turnOf } from './ranking.ts'

/** How far overflow looks for the people of the neighbour départements, km: across a large one. */
const OVERFLOW_KM = 150
/** Patients seen remotely may live anywhere; the nearest first all the same, who can also be visited. */
const REMOTE_KM = 200
/** How far around its seat the members of a community are looked for, when no place says it, km. */
const COMMUNITY_KM = 15
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

/** Who is asked about, and the establishments that the question names. */
export interface Asked {
  candidates: Candidate[]
  establishments: Establishment[]
}

export function radiusOf({ radiusKm, place }: Question): number | null {
  return radiusKm ?? place?.radiusKm ?? null
}

/**
 * Candidates: who is named, then who works where it is named, then who answers the need, nearest first. Refusals of the
 * directory in the words of the call.
 */
export async function candidatesFor(question: Question, deps: Deps): Promise<Result<Asked, CandidatesProblem>> {
  const { need, also = [], treating = null } = question
  const names = need.kind === 'person' || need.kind === 'establishment' ? [need, ...also] : also
  const all = new Map<string, Candidate>()
  const add = (more: readonly Candidate[]) => {
    for (const one of more) all.set(one.idnps, joined(all.get(one.idnps), one))
  }
  const around = names[0] === need ? ok([]) : await aroundCaller(question, deps)
  if (!around.ok) return around
  // The patient's own doctor is asked whatever the distance, the need or the directory's mind; not for an establishment.
  const own = treating !== null && need.kind !== 'establishment' && !around.value.some(hit => hit.idnps === treating)
  const people = names.flatMap(one => (one.kind === 'person' ? [one.idnps] : []))
  add(await named([...people, ...(own ? [treating] : [])], question, deps))
  const establishments: Establishment[] = []
  for (const one of names) {
    if (one.kind === 'person') continue
    const found = await ofEstablishment(question, one, deps)
    if (!found.ok) return found
    establishments.push(found.value.establishment)
    add(found.value.candidates)
  }
  add(around.value.map(hit => ({ idnps: hit.idnps, hit })))
  return ok({ candidates: [...all.values()], establishments })
}

/** Somebody in two parts of a question is asked about once, for both. */
function joined(known: Candidate | undefined, one: Candidate): Candidate {
  if (!known) return one
  const byName = known.byName === true || one.byName === true
  const hit = known.hit ?? one.hit
  return known.of && one.of
    ? { idnps: one.idnps, hit, byName, of: [...known.of, ...one.of] }
    : { idnps: one.idnps, hit, byName }
}

/** Who answers the need: around the caller, then in each step taken beyond. */
async function aroundCaller(question: Question, deps: Deps): Promise<Result<PersonHit[], CandidatesProblem>> {
  const { need, place, reach } = question
  const most = deps.settings.candidates
  const around = (radiusKm: number, limit: number, departements?: readonly string[]) =>
    deps.directory.candidates({
      need,
      near: place?.position ?? null,
      insee: place?.insee ?? null,
      radiusKm,
      limit: Math.min(limit, MOST_FROM_DIRECTORY),
      ...(departements ? { departements } : {}),
    })
  const chosen = new Map<string, PersonHit>()
  /** Takes as many more as one step is worth, of those who are not in yet. */
  const take = (hits: readonly PersonHit[]) => {
    const fresh = hits.filter(hit => !chosen.has(hit.idnps) && sees(hit, question, deps))
    for (const hit of takeTurns(fresh, most, deps.seed)) chosen.set(hit.idnps, hit)
  }
  const near = await around(radiusOf(question) ?? 0, most * MORE_THAN_ASKED)
  if (!near.ok) return directoryProblem(near.error)
  take(near.value)
  if (reach && reach.departements.length > 0) {
    const there = await around(OVERFLOW_KM, most * MORE_THAN_ASKED, reach.departements)
    if (!there.ok) return directoryProblem(there.error)
    take(there.value)
  }
  if (reach?.remote) {
    const anywhere = await around(REMOTE_KM, chosen.size + most * MORE_THAN_ASKED)
    if (!anywhere.ok) return directoryProblem(anywhere.error)
    take(anywhere.value)
  }
  return ok([...chosen.values()])
}

function sees(hit: PersonHit, question: Question, { settings }: Deps): boolean {
  const who = { idnps: hit.idnps, specialities: hit.speciality ? [hit.speciality.code] : [] }
  return seesThatAge(who, question, settings.ages)
}

/**
 * The people of an establishment. Nothing lists the members of a community (CPTS): those who may be are the physicians
 * around its seat, and their slots say whether they share them with it.
 */
async function ofEstablishment(
  question: Question,
  need: Extract<NamedNeed, { kind: 'establishment' }>,
  deps: Deps,
): Promise<Result<{ candidates: Candidate[]; establishment: Establishment }, CandidatesProblem>> {
  const near = question.place?.position ?? null
  const most = deps.settings.candidates
  const known = need.finess === null ? ok(null) : await deps.directory.establishment(need.finess, near, most)
  if (!known.ok) return directoryProblem(known.error)
  const establishment = establishmentOf(need, known.value?.structure ?? null)
  const hits = [...(known.value?.people ?? [])]
  if (isCommunity(establishment)) {
    const { position, insee } = known.value?.structure ?? { position: null, insee: null }
    const members = await deps.directory.candidates({
      need: MEMBERS,
      near: position,
      insee,
      radiusKm: radiusOf(question) ?? COMMUNITY_KM,
      limit: most,
    })
    if (!members.ok) return directoryProblem(members.error)
    hits.push(...members.value)
  }
  const byId = new Map(hits.map(hit => [hit.idnps, hit]))
  const theirs = [...byId.values()].slice(0, most)
  const candidates = theirs.map(hit => ({ idnps: hit.idnps, hit, byName: true, of: [establishment] }))
  return ok({ candidates, establishment })
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
  if (ids.length === 0) return []
  let known = new Map<string, PersonHit>()
  try {
    known = await directory.byIdnps(ids, place?.position ?? null)
  } catch {
    // The sources may know them all the same.
    log.warn('availability.directory-silent', { people: ids.length })
  }
  return [...new Set(ids)].map(idnps => ({ idnps, hit: known.get(idnps) ?? null, byName: true }))
}

type CandidatesProblem = 'directory-empty' | 'place-without-position' | 'directory-broken'

/** The directory's refusals in the words of this call. */
function directoryProblem({ kind, params }: Problem) {
  if (kind === 'directory-empty' || kind === 'place-without-position') return problem(kind, params)
  return problem('directory-broken', { ...params, cause: kind })
}
