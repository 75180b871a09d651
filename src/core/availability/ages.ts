/**
 * Whom a professional sees, by age: some specialities are for children or for the old by what they are; a site may add
 * its own (`availability.ages`). Who is asked for by name, or by that very speciality, is never left out.
 */
import type { AgeBand, Question } from '../../shared/contract/availability.ts'
import type { Settings } from '../settings/index.ts'

const CHILDREN: readonly AgeBand[] = ['infant', 'child']

/** TRE_R38: specialities of paediatrics, of child psychiatry, of geriatrics; nurses of small children. */
const BY_SPECIALITY: Readonly<Record<string, readonly AgeBand[]>> = {
  SM09: CHILDREN,
  SM18: ['elder'],
  SM40: CHILDREN,
  SM43: CHILDREN,
  SM69: CHILDREN,
  SM70: CHILDREN,
  SM76: CHILDREN,
  SM82: CHILDREN,
  SM87: ['infant'],
  SM88: CHILDREN,
  SM89: CHILDREN,
  SM90: CHILDREN,
  SM92: CHILDREN,
  SI08: CHILDREN,
}

/** True when a person of that identifier and those specialities (codes) may see a patient of the age asked for. */
export function seesThatAge(
  who: { idnps: string | null; specialities: readonly string[] },
  question: Pick<Question, 'ageBand' | 'need' | 'treating'>,
  ages: Settings['availability']['ages'],
): boolean {
  const { ageBand = null, need } = question
  if (
    ageBand === null ||
    need.kind === 'person' ||
    need.kind === 'establishment' ||
    (who.idnps !== null && who.idnps === question.treating)
  )
    return true
  const own = who.idnps === null ? undefined : ages[who.idnps]
  if (own) return own.includes(ageBand)
  const asked = need.kind === 'speciality' ? need.code : null
  // One speciality for all ages is enough.
  return (
    who.specialities.length === 0 ||
    who.specialities.some(code => code === asked || (ages[code] ?? BY_SPECIALITY[code])?.includes(ageBand) !== false)
  )
}
