/** What finding free slots needs from the other rooms. */
import type { CertificateFacts } from '../../shared/contract/availability.ts'
import type { Need, PersonHit, Structure } from '../../shared/contract/directory.ts'
import type { Position } from '../../shared/contract/identifiers.ts'
import type { Result } from '../../shared/contract/kit.ts'
import type { FhirClient } from '../fhir/index.ts'
import type { SourceSettings } from '../settings/index.ts'

/** One configured source and the client opened on it. */
export interface SourcePort {
  settings: SourceSettings
  fhir: FhirClient
  /** Searches by way of the site's service; absent: by `fhir`. A slot is always re-asked and taken by `fhir`. */
  shared?: Pick<FhirClient, 'searchSlots' | 'searchSchedules'>
  /** Looks at the certificates of the exchange, ours and theirs. */
  certificates?: () => Promise<CertificateFacts[]>
}

interface CandidatesWanted {
  need: Need
  near: Position | null
  /** Commune asked for, when its position is not known. */
  insee: string | null
  radiusKm: number
  limit: number
  /** Only the people of these départements; absent: wherever they are. */
  departements?: readonly string[]
}

/** The local directory, as this room uses it. */
export interface DirectoryPort {
  /** People who answer the need around a place, nearest first. */
  candidates(wanted: CandidatesWanted): Promise<Result<PersonHit[]>>
  /** An establishment by its FINESS number, and the people who work there; null when it is not known. */
  establishment(
    finess: string,
    near: Position | null,
    limit: number,
  ): Promise<Result<{ structure: Structure; people: PersonHit[] } | null>>
  /** Lines of the people it knows among these; the others are absent from the map. */
  byIdnps(ids: readonly string[], near: Position | null): Promise<Map<string, PersonHit>>
}
