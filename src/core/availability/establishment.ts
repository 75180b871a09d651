/** An establishment asked for by its name: which sources may know it, and which of the slots that come are its own. */
import type { Need, Structure } from '../../shared/contract/directory.ts'
import type { ReadSlot } from '../fhir/index.ts'

/** What tells its slots from those that its people have elsewhere. */
export interface Establishment {
  /** Prefixed as the guide writes them (`1`+FINESS, `3`+SIRET): what slots may name it by. */
  numbers: ReadonlySet<string>
  /** `3`+SIRET, to ask a point of consultation by; null when it is not known. */
  siret: string | null
  /** TRE_R66 / TRE_R397; null for a point that only a source knows. */
  category: string | null
  name: string
  /** As the question names it. */
  label: string
  postalCode: string | null
  departement: string | null
}

const CPTS = '604'

/** Physicians (TRE_G15): who of a community is asked about, since nothing lists its members. */
export const MEMBERS: Need = { kind: 'profession', code: '10', label: 'Médecin' }

/** Puts together what the need says and what the directory knows. */
export function establishmentOf(
  need: Extract<Need, { kind: 'establishment' }>,
  structure: Structure | null,
): Establishment {
  const siret = need.siret ?? structure?.siret ?? null
  const numbers = [need.finess === null ? null : `1${need.finess}`, siret === null ? null : `3${siret}`]
  return {
    numbers: new Set(numbers.filter(number => number !== null)),
    siret: siret === null ? null : `3${siret}`,
    category: structure?.kinds[0]?.code ?? null,
    name: structure?.name ?? need.label,
    label: need.label,
    postalCode: structure?.postalCode ?? null,
    departement: structure?.departement ?? null,
  }
}

export const isCommunity = ({ category }: Establishment): boolean => category === CPTS

/** No category of the national file is that of SOS Médecins: their name is. */
export const isPoint = ({ category, name }: Establishment): boolean => category === null || /\bSOS\b/i.test(name)

/**
 * True for a slot of the establishment: given in it, by one of its points, or shared with it. A role that names no
 * structure is taken at its postcode's word: its person works there, says the directory.
 */
export function isOf({ numbers, postalCode, category }: Establishment, slot: ReadSlot): boolean {
  if (slot.communityIds.some(id => numbers.has(id))) return true
  if (category === CPTS) return false
  if (slot.who.kind === 'point') return numbers.has(slot.who.point.siret)
  const organization = slot.place?.organization ?? null
  if (organization !== null) return numbers.has(organization)
  return postalCode !== null && slot.place?.postalCode === postalCode
}
