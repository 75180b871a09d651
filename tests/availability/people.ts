/** Lines of a directory for tests of availability: fictitious people around Tours. */

import type { DirectoryPort } from '../../src/core/availability/index.ts'
import type { Question } from '../../src/shared/contract/availability.ts'
import type { PersonHit, Place, Structure } from '../../src/shared/contract/directory.ts'

export const TOURS: Place = {
  insee: '37261',
  name: 'Tours',
  postalCode: '37000',
  departement: '37',
  departementName: 'Indre-et-Loire',
  population: 138_000,
  position: { lat: 47.3941, lon: 0.6848 },
  precision: 'commune',
  radiusKm: 20,
  enlargementKm: 10,
}

export const idnpsOf = (n: number) => `81${String(n).padStart(10, '0')}`

export function hitOf(
  n: number,
  change: Partial<{
    city: string
    postalCode: string
    departement: string
    km: number
    position: { lat: number; lon: number } | null
  }> = {},
): PersonHit {
  const { city = 'Tours', postalCode = '37000', departement = '37', km = 1 + n, position = null } = change
  return {
    idnps: idnpsOf(n),
    displayName: `Dr Élodie ESSAI-FICTIF ${n}`,
    profession: { code: '10', label: 'Médecin' },
    speciality: { code: 'SM54', label: 'Médecine générale' },
    activity: {
      id: `${n}-1`,
      structure: null,
      address: [`${n} rue des Essais`],
      postalCode,
      insee: null,
      city,
      departement,
      phones: ['+33247000000'],
      email: null,
      sector: null,
      mode: null,
      genre: null,
      replacement: false,
      care: true,
      finess: null,
      siret: null,
      position,
      precision: position ? 'address' : 'commune',
    },
    otherActivities: 0,
    distanceKm: km,
    highlights: [],
    approximate: false,
  }
}

/** A directory that holds these lines. */
export function directoryOf(hits: readonly PersonHit[], known: readonly PersonHit[] = hits): DirectoryPort {
  return {
    candidates: async ({ limit }) => ({ ok: true, value: hits.slice(0, limit) }),
    establishment: async () => ({ ok: true, value: null }),
    byIdnps: async ids => new Map(known.filter(hit => ids.includes(hit.idnps)).map(hit => [hit.idnps, hit])),
  }
}

export const NOW = Date.parse('2026-11-22T08:00:00+01:00')

export const question = (change: Partial<Question> = {}): Question => ({
  need: { kind: 'speciality', code: 'SM54', label: 'Médecine générale' },
  place: TOURS,
  radiusKm: null,
  from: '2026-11-22T08:00:00.000+01:00',
  to: '2026-11-24T23:59:59.000+01:00',
  modes: [],
  limit: null,
  ...change,
})

/** An establishment of Tours; `category`: TRE_R66. */
export const structureOf = (finess: string, category: string, change: Partial<Structure> = {}): Structure => ({
  id: finess,
  finess,
  name: 'MSP FICTIVE',
  kinds: [{ code: category, label: 'x' }],
  address: [],
  postalCode: '37000',
  insee: '37261',
  city: 'Tours',
  departement: '37',
  phones: [],
  position: { lat: 47.39, lon: 0.68 },
  precision: 'commune',
  hours: null,
  siret: null,
  legalName: null,
  legalFiness: null,
  email: null,
  authorisations: [],
  openedOn: null,
  updatedOn: null,
  ...change,
})
