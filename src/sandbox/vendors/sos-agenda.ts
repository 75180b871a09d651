/** What the SOS Médecins points offer: consultations by appointment, visits at home, and hours when one may walk in. */
import { DateTime } from 'luxon'
import type { SosPoint } from '../territory/types.ts'
import type { Mode, SlotKind } from './agenda.ts'
import { dice } from './dice.ts'
import { zoneOf } from './zones.ts'

export interface SosSlot {
  siret: string
  /** Index of the point among those of the same SIRET. */
  place: number
  start: number
  end: number
  zone: string
  mode: Mode
  kind: SlotKind
  reason: string
  /** True: no booking, one comes. */
  walkIn: boolean
}

const HOUR = 3_600_000

/**
 * Free times of a point on a day (ISO date on its own clock), in order of time. Half of the points never close; the
 * others open from 20:00 to midnight, and all day on Saturdays and Sundays.
 */
export function sosAgendaOf(seed: number, point: SosPoint, place: number, day: string): SosSlot[] {
  const zone = zoneOf(point.departement)
  const midnight = DateTime.fromISO(day, { zone })
  const always = dice(seed, 'sos', point.siret, place).chance(0.5)
  const from = always ? 0 : midnight.weekday >= 6 ? 8 : 20
  const slots: SosSlot[] = []
  for (let hour = from; hour < 24; hour++) {
    const opens = midnight.set({ hour }).toMillis()
    const draws = dice(seed, 'sos', point.siret, place, opens)
    const base = { siret: point.siret, place, zone }
    if (draws.chance(0.35)) {
      slots.push({
        ...base,
        start: opens,
        end: opens + HOUR,
        mode: 'AMB',
        kind: 'PUBLIC',
        reason: 'Consultation sans rendez-vous',
        walkIn: true,
      })
      continue
    }
    for (let quarter = 0; quarter < 4; quarter++) {
      if (!draws.chance(0.3)) continue
      const home = draws.chance(0.2)
      const start = opens + quarter * 15 * 60_000
      slots.push({
        ...base,
        start,
        end: start + 15 * 60_000,
        mode: home ? 'HH' : 'AMB',
        kind: draws.chance(0.5) ? 'SNP' : 'PUBLIC',
        reason: home ? 'Visite à domicile' : 'Consultation de médecine générale',
        walkIn: false,
      })
    }
  }
  return slots
}
