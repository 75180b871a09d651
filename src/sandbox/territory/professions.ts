/** Who works in the territory, with codes of TRE_G15 and TRE_R38, heavier on physicians than France so that every search finds some. */
import { type Random, weighted } from './random.ts'

export interface Coded {
  code: string
  label: string
}

const coded = (code: string, label: string): Coded => ({ code, label })

export const PHYSICIAN = coded('10', 'Médecin')

const drawProfession = weighted<Coded>([
  [PHYSICIAN, 42],
  [coded('60', 'Infirmier'), 21],
  [coded('70', 'Masseur-Kinésithérapeute'), 11],
  [coded('21', 'Pharmacien'), 6],
  [coded('40', 'Chirurgien-Dentiste'), 6],
  [coded('50', 'Sage-Femme'), 4],
  [coded('93', 'Psychologue'), 3],
  [coded('91', 'Orthophoniste'), 2],
  [coded('80', 'Pédicure-Podologue'), 1.5],
  [coded('28', 'Opticien-Lunetier'), 1],
  [coded('92', 'Orthoptiste'), 0.6],
  [coded('94', 'Ergothérapeute'), 0.6],
  [coded('95', 'Diététicien'), 0.6],
  [coded('26', 'Audioprothésiste'), 0.4],
  [coded('96', 'Psychomotricien'), 0.5],
  [coded('98', 'Manipulateur ERM'), 0.5],
])

export const GENERAL_PRACTICE = coded('SM54', 'Médecine générale')

const drawSpeciality = weighted<Coded>([
  [GENERAL_PRACTICE, 30],
  [coded('SM53', 'Spécialiste en Médecine Générale'), 12],
  [coded('SM26', 'Qualifié en Médecine Générale'), 3],
  [coded('SM42', 'Psychiatrie'), 7],
  [coded('SM40', 'Pédiatrie'), 6],
  [coded('SM20', 'Gynécologie-obstétrique'), 3.5],
  [coded('SM19', 'Gynécologie médicale'), 3],
  [coded('SM04', 'Cardiologie et maladies vasculaires'), 5],
  [coded('SM38', 'Ophtalmologie'), 4],
  [coded('SM15', 'Dermatologie et vénéréologie'), 4],
  [coded('SM39', 'Oto-rhino-laryngologie'), 3],
  [coded('SM44', 'Radio-diagnostic'), 3],
  [coded('SM02', 'Anesthésie-réanimation'), 3],
  [coded('SM41', 'Pneumologie'), 2],
  [coded('SM24', 'Gastro-entérologie et hépatologie'), 2.5],
  [coded('SM48', 'Rhumatologie'), 2],
  [coded('SM32', 'Neurologie'), 2],
  [coded('SM08', 'Chirurgie orthopédique et traumatologie'), 2],
  [coded('SM16', 'Endocrinologie et métabolisme'), 1.5],
  [coded('SM43', 'Psychiatrie, option enfant et adolescent'), 1.5],
  [coded('SM18', 'Gériatrie'), 2],
  [coded('SM59', "Médecine d'urgence"), 2],
  [coded('SM30', 'Néphrologie'), 1],
  [coded('SM28', 'Médecine nucléaire'), 0.3],
  [coded('SM29', 'Médecine physique et de réadaptation'), 1],
])

export const profession = (random: Random): Coded => drawProfession(random)

/** Speciality of a physician; other professions mostly have none. */
export function speciality(random: Random, of: Coded): Coded | null {
  return of.code === PHYSICIAN.code ? drawSpeciality(random) : null
}
