/**
 * The text to paste into the LRM: exactly what is known of an orientation, and no more. «Réservé» appears only for a
 * 201 or the vendor's own word. No patient, no DRM number: the operator pastes it into the right file.
 *
 * Only characters of Windows-1252 are used in our own words (no-break space, never the narrow one): LRM fields exist
 * that show anything else as «?».
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Mode, Slot, SlotKind } from '../../shared/contract/availability.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import { fillTemplate } from '../settings/index.ts'
import { EN } from './words-english.ts'
import { FR } from './words-french.ts'

export type Language = 'fr' | 'en'

const NB = '\u00a0'

/**
 * Lines separated by CR LF, as Windows' clipboard wants them. With the site's template when it has one; that a source is
 * simulated is said all the same.
 */
export function handOverText(orientation: Orientation, language: Language, template?: string): string {
  const { slot, practitioner } = orientation
  const say = language === 'fr' ? FR : EN
  const phones = [...(slot?.place.phones ?? []), ...practitioner.phones]
  const simulated = orientation.simulated ? say.simulated : null
  const how = slot
    ? [...slot.modes.map(mode => say.modes[mode]), ...slot.kinds.map(kind => say.kinds[kind])].join(', ')
    : ''
  const when = slot && say.when(slot)
  const where = placeOf(orientation)
  if (template !== undefined) {
    const own = fillTemplate(template, {
      statut: say.verdict(orientation),
      professionnel: practitioner.displayName,
      quand: when,
      lieu: where && placeLine(where),
      telephone: phones[0] === undefined ? null : phoneWords(phones[0]),
      modalites: how,
      motif: slot?.reason ?? null,
      source: orientation.sourceLabel,
      reference: orientation.appointmentId,
    })
    return [...(simulated === null ? [] : [simulated]), ...own].join('\r\n')
  }
  const lines = [
    simulated,
    say.verdict(orientation),
    practitioner.displayName,
    when,
    where && placeLine(where),
    phoneLine(phones, say.phone),
    how,
    orientation.establishment?.hours ? say.hours(orientation.establishment.hours) : null,
    slot?.reason ? say.reason(slot.reason) : null,
    // What the desk itself says has no other source.
    orientation.taking === 'outcome' || orientation.taking === 'phone' ? null : say.source(orientation.sourceLabel),
    orientation.appointmentId === null ? null : say.reference(orientation.appointmentId),
  ]
  return lines.filter(line => line !== null && line !== '').join('\r\n')
}

/** The place of the slot, or the establishment of an outcome, whose name is said as the professional's is. */
const placeOf = ({ slot, establishment }: Orientation): Line | null =>
  slot?.place ?? (establishment ? { ...establishment, name: null } : null)

type Line = Pick<Slot['place'], 'name' | 'address' | 'postalCode' | 'city'>

function placeLine(place: Line): string {
  const city = [place.postalCode, place.city].filter(part => part !== null).join(' ')
  return [place.name, ...place.address, city].filter(part => part !== null && part !== '').join(', ')
}

function phoneLine(phones: readonly string[], word: string): string | null {
  const [phone] = phones
  return phone === undefined ? null : `${word} ${phoneWords(phone)}`
}

/** `+33247000001` → `02 47 00 00 01`, with no-break spaces; a number of another country keeps its prefix. */
function phoneWords(phone: string): string {
  const parsed = parsePhoneNumberFromString(phone)
  if (!parsed) return phone
  const french = FRENCH_PREFIXES.has(parsed.countryCallingCode)
  return (french ? parsed.formatNational() : parsed.formatInternational()).replaceAll(' ', NB)
}

/** Metropolitan France and the overseas départements: all are dialled by the national number. */
const FRENCH_PREFIXES = new Set(['33', '262', '590', '594', '596'])

/** How a language says it. */
export interface Words {
  simulated: string
  phone: string
  modes: { [M in Mode]: string }
  kinds: { [K in SlotKind]: string }
  reason(text: string): string
  source(label: string): string
  hours(text: string): string
  reference(id: string): string
  when(slot: Slot): string
  verdict(orientation: Orientation): string
}
