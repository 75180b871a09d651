/** The practice territory: fictitious people in real communes. Written as an RPPS file, read by the sandbox platform. */

export interface TerritoryActivity {
  /** Column «Identifiant technique de la structure». */
  structureId: string
  name: string | null
  finess: string | null
  siret: string | null
  /** Null where the RPPS row has no usable address (43 % of rows): the vendor knows one all the same. */
  publicAddress: boolean
  line: string
  postalCode: string
  insee: string
  city: string
  departement: string
  /** E.164, or null when the row has no phone. */
  phone: string | null
  position: { lat: number; lon: number } | null
  genre: string
  mode: string
}

export interface TerritoryPerson {
  /** 11 digits. */
  rpps: string
  civility: string
  family: string
  given: string
  profession: { code: string; label: string }
  speciality: { code: string; label: string } | null
  activities: TerritoryActivity[]
}

/** A SOS Médecins consultation point: known to the sandbox, absent from RPPS. */
export interface SosPoint {
  /** 14 characters, without the prefix 3. */
  siret: string
  name: string
  line: string
  postalCode: string
  insee: string
  city: string
  departement: string
  position: { lat: number; lon: number } | null
}

/** A community of practices and its members. */
export interface Community {
  /** 9 characters, without the prefix 1. */
  finess: string
  name: string
  departement: string
  members: string[]
}

export interface Territory {
  readonly seed: number
  /** Lines of the register, header aside. */
  readonly rows: number
  /** Day of the content, as the name of the file carries it. ISO date. */
  readonly contentDate: string
  readonly people: readonly TerritoryPerson[]
  byRpps(rpps: string): TerritoryPerson | undefined
  readonly sosPoints: readonly SosPoint[]
  readonly communities: readonly Community[]
  /** Every place of work, once for each who works there. */
  workplaces(): Iterable<TerritoryActivity>
  /** Lines of the `Personne_activite` file, header first, without line ends. */
  lines(): Iterable<string>
}

/**
 * Same seed and rows, same territory. `rows` counts lines of the file without its header. `trailingField` ends each
 * line with a bar, as some copies of the real file do (a 57th empty field).
 */
export type CreateTerritory = (options: {
  seed: number
  rows: number
  contentDate?: string
  trailingField?: boolean
}) => Territory
