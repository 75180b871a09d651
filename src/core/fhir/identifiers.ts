/** National identifiers as servers write them: with or without their prefix, under the OID with or without `urn:oid:`. */
import { IDNPS_SYSTEM, IDNST_SYSTEM, Idnps, Idnst } from '../../shared/contract/identifiers.ts'
import type { Identifier } from './schemas.ts'

/** One identifier, none, or several that contradict each other. */
export type OneOf = { kind: 'one'; value: string } | { kind: 'none' } | { kind: 'several' }

/** The person's national identifier (IDNPS). */
export function readIdnps(identifiers: readonly Identifier[]): OneOf {
  return oneOf(national(identifiers, IDNPS_SYSTEM, 'IDNPS').map(prefixedPerson))
}

/** The structure's national identifier (IDNST). */
export function readIdnst(identifiers: readonly Identifier[]): OneOf {
  return oneOf(national(identifiers, IDNST_SYSTEM, 'IDNST').map(prefixedStructure))
}

/** Values under the national system; without any, those that only say the type. Internal ones (INTRN) are not ours. */
function national(identifiers: readonly Identifier[], system: string, type: string): string[] {
  const typed = (one: Identifier, code: string) => one.type?.coding.some(coding => coding.code === code) ?? false
  const usable = identifiers.filter(one => one.value !== undefined && !typed(one, 'INTRN'))
  const bySystem = usable.filter(one => sameSystem(one.system, system))
  const found = bySystem.length > 0 ? bySystem : usable.filter(one => one.system === undefined && typed(one, type))
  return found.map(one => one.value?.trim() ?? '')
}

function sameSystem(written: string | undefined, system: string): boolean {
  const oid = system.replace('urn:oid:', '')
  return written?.trim() === system || written?.trim() === oid
}

/** RPPS has 11 characters, ADELI 9: their lengths tell what is missing (the guide asks to accept both writings). */
function prefixedPerson(value: string): string | null {
  if (Idnps.safeParse(value).success) return value
  const written = value.length === 11 ? `8${value}` : `0${value}`
  return Idnps.safeParse(written).success ? written : null
}

/** SIRET has 14 digits, FINESS 9. */
function prefixedStructure(value: string): string | null {
  const written = /^\d{14}$/.test(value) ? `3${value}` : /^\d{9}$/.test(value) ? `1${value}` : value
  return Idnst.safeParse(written).success ? written : null
}

function oneOf(values: readonly (string | null)[]): OneOf {
  const distinct = new Set(values.filter(value => value !== null))
  const [value] = distinct
  if (value === undefined) return { kind: 'none' }
  return distinct.size === 1 ? { kind: 'one', value } : { kind: 'several' }
}
