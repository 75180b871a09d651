/** Reasons for a visit (`serviceType.text`) as agendas word them, by profession (TRE_G15). */

const GENERAL = [
  'Consultation de médecine générale',
  'Soins non programmés',
  'Suivi médical',
  'Consultation enfant',
  'Première consultation',
]

const BY_PROFESSION: Record<string, readonly string[]> = {
  '40': ['Urgence dentaire', 'Consultation dentaire', 'Premier rendez-vous'],
  '50': ['Suivi de grossesse', 'Suivi gynécologique', 'Visite après la naissance'],
  '60': ['Soins infirmiers', 'Pansement', 'Prélèvement'],
  '70': ['Séance de kinésithérapie', 'Bilan', 'Kinésithérapie respiratoire'],
}

const SPECIALIST = ['Consultation de spécialité', 'Consultation de suivi', 'Avis spécialisé', 'Première consultation']

/** What the slots of such a person may be for. */
export const reasonsFor = (profession: string, general: boolean): readonly string[] =>
  BY_PROFESSION[profession] ?? (profession === '10' && !general ? SPECIALIST : GENERAL)

export const ON_DUTY = 'Garde : soins non programmés'
