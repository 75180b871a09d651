/**
 * Identifiers of the field, as the national guide writes them (package ans.fhir.fr.sas 1.1.0; TRE_G07, TRE_G08).
 * Test identifiers hold letters, so patterns accept capitals; Luhn is never a reason to refuse.
 */
import { z } from 'zod'

/** OID system of a person's national identifier (IDNPS). */
export const IDNPS_SYSTEM = 'urn:oid:1.2.250.1.71.4.2.1'
/** OID system of a structure's national identifier (IDNST). */
export const IDNST_SYSTEM = 'urn:oid:1.2.250.1.71.4.2.2'
/** OID system of a regulator known to the platform only (technical UUID). */
export const REGULATOR_UUID_SYSTEM = 'urn:oid:1.2.250.1.213.3.6'

/** `8`+RPPS(11), `0`+ADELI(9), or `1|3|4|5|6` + structure + `/` + internal id (CPE holders). */
export const Idnps = z.string().regex(/^(8[0-9A-Z]{11}|0[0-9A-Z]{9}|[13456][0-9A-Z]+\/[0-9A-Za-z_-]+)$/)

/** `0` ADELI place, `1` FINESS(9), `3` SIRET(14), `4` RPPS place. */
export const Idnst = z.string().regex(/^[0134][0-9A-Z]{8,15}$/)

/** INSEE code of a commune (2A/2B for Corsica). */
export const Insee = z.string().regex(/^(\d{5}|2[AB]\d{3})$/)

/** Code of a département: `37`, `2A`, `974`. */
export const Departement = z.string().regex(/^(\d{2}|2[AB]|97\d)$/)

/** ISO date-time with an offset: the place's own time stays readable in it. */
export const Instant = z.iso.datetime({ offset: true })

/** E.164 phone number. */
export const Phone = z.string().regex(/^\+[1-9]\d{3,14}$/)

/** WGS84, decimal degrees. */
export const Position = z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
export type Position = z.infer<typeof Position>

/** A code of a nomenclature with the words to show. Unknown codes keep their code and say so. */
export const Coded = z.object({ code: z.string(), label: z.string() })
export type Coded = z.infer<typeof Coded>
