/** Who is asked about whom: a source is concerned by the candidates of the départements that it covers. */
import type { Question } from '../../shared/contract/availability.ts'
import type { Need, PersonHit } from '../../shared/contract/directory.ts'
import { MOST_PROFESSIONALS, MOST_STRUCTURES } from '../fhir/index.ts'
import type { Settings } from '../settings/index.ts'
import { type Establishment, isCommunity, isPoint } from './establishment.ts'
import type { SourcePort } from './ports.ts'

/** One request to come: its identifiers, and which kind they are. */
export type Batch = { kind: 'people'; idnps: string[] } | { kind: 'structures'; sirets: string[] }

/** A professional to ask about. */
export interface Candidate {
  idnps: string
  /** Null when the directory does not know them. */
  hit: PersonHit | null
  /** Asked for by name, themselves or by an establishment of theirs: looked for at their other places too. */
  byName?: boolean
  /** The establishments of the question that they are asked about for; absent: for themselves, or for the need. */
  of?: readonly Establishment[]
}

/** Profession «médecin» (TRE_G15) and the specialities of general practice (TRE_R38): what SOS Médecins gives. */
const GENERAL_PRACTICE = new Set(['SM26', 'SM53', 'SM54'])
const PHYSICIAN = '10'

/** True when a consultation of general practice answers the need. */
function isGeneralPractice(need: Need): boolean {
  if (need.kind === 'speciality') return GENERAL_PRACTICE.has(need.code)
  return need.kind === 'profession' && need.code === PHYSICIAN
}

/** Asked for by name: looked for wherever it is, and never widened. */
export const isNamed = (need: Need): boolean => need.kind === 'person' || need.kind === 'establishment'

/** Requests for one source; none when it is not concerned. */
export function batchesFor(
  source: SourcePort['settings'],
  question: Pick<Question, 'need' | 'place' | 'reach' | 'treating'>,
  candidates: readonly Candidate[],
  settings: Pick<Settings['availability'], 'batch'>,
  establishments: readonly Establishment[] = [],
): Batch[] {
  const here = question.place?.departement ?? null
  // A département that is not known may be any: asking costs one line of a request, not asking may cost a slot.
  const covers = (departement: string | null) =>
    source.departements.length === 0 || departement === null || source.departements.includes(departement)
  if (source.kind === 'sos') {
    const asked = [here, ...(question.reach?.departements ?? [])]
    const around = isGeneralPractice(question.need) && asked.some(covers) ? source.structures : []
    const named = establishments.flatMap(one =>
      one.siret !== null && (source.structures.includes(one.siret) || (isPoint(one) && covers(one.departement)))
        ? [one.siret]
        : [],
    )
    const all = [...new Set([...named, ...around])]
    return slices(all, MOST_STRUCTURES).map(sirets => ({ kind: 'structures', sirets }))
  }
  const where = ({ idnps, hit, byName = false }: Candidate) => {
    const own = idnps === question.treating
    if (own && !hit) return null
    const named = byName || own
    // The directory shows one place of a person; somebody who is asked for by name is looked for at the others too.
    if (named && hit && hit.otherActivities > 0) return null
    return hit?.activity?.departement ?? here
  }
  // Only the flow of the communities says which slots are shared with one.
  const concerns = ({ of }: Candidate) => source.kind === 'cpts' || of === undefined || !of.every(isCommunity)
  const people = candidates.filter(one => concerns(one) && covers(where(one))).map(({ idnps }) => idnps)
  const size = Math.min(settings.batch, MOST_PROFESSIONALS)
  return slices([...new Set(people)], size).map(idnps => ({ kind: 'people', idnps }))
}

function slices<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}
