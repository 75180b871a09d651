/** Rows that say the same twice: exact duplicates, and one place of work told again for another speciality. */
import type { ActivityRecord, PersonRecord } from './row.ts'

/**
 * What makes two rows of one person the same activity: structure, profession, mode and genre; the address where the row
 * names no structure. The register has no key of its own (exact duplicates exist).
 */
export function activityKey(activity: ActivityRecord): string {
  const place =
    activity.structureId ||
    activity.finess ||
    activity.siret ||
    `~${activity.insee ?? activity.postcode ?? ''}~${activity.address.join(' ')}`
  return [place, activity.profession, activity.mode, activity.genre].join('|')
}

/** Adds what `row` knows to `person`. True when it brought a new activity, false when it was merged into one. */
export function addRow(person: PersonRecord, row: PersonRecord): boolean {
  for (const code of row.specialities) if (!person.specialities.includes(code)) person.specialities.push(code)
  person.civility ??= row.civility
  person.given ||= row.given
  person.profession ||= row.profession
  person.category ??= row.category
  let brought = false
  for (const activity of row.activities) {
    const key = activityKey(activity)
    const same = person.activities.find(known => activityKey(known) === key)
    if (same) fill(same, activity)
    else {
      person.activities.push(activity)
      brought = true
    }
  }
  return brought
}

/** Keeps what the second telling knows more. */
function fill(known: ActivityRecord, other: ActivityRecord): void {
  for (const phone of other.phones) if (!known.phones.includes(phone)) known.phones.push(phone)
  known.email ??= other.email
  known.structure ??= other.structure
  known.finess ??= other.finess
  known.siret ??= other.siret
  known.sector ||= other.sector
  known.rank = Math.min(known.rank, other.rank)
  if (known.address.length === 0) known.address = other.address
  if (known.insee === null && other.insee !== null) {
    known.postcode = other.postcode
    known.insee = other.insee
    known.city = other.city
    known.departement = other.departement
  }
}
