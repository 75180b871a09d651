/**
 * What an establishment is authorised to do, as far as it says where to send somebody. Two regimes stand side by side while
 * sites migrate: the former (AASA, AMF, ASR; TRE_R274 and TRE_R405) and that of the reform (AMM; TRE_R381, R382, R383).
 */
import { z } from 'zod'

/** Ours; the labels are in `assets/nomenclatures/structures.json`. */
export type Service =
  | 'emergency'
  | 'emergency-children'
  | 'emergency-outpost'
  | 'smur'
  | 'smur-children'
  | 'smur-outpost'
  | 'samu'
  | 'maternity'
  | 'burns'
  | 'hyperbaric'
  | 'cardiac-intervention'
  | 'stroke-intervention'
  | 'critical-care'
  | 'psychiatry'
  | 'dialysis'

export interface ServiceRecord {
  service: Service
  regime: 'former' | 'reform'
  /** Codes as the file has them: «14/23», «QA014/MO032/ME065». */
  code: string
  since: string | null
}

/** `other` and `stopped` are no faults: most authorisations say nothing of where to send somebody. */
export type ServiceRefusal = 'unreadable' | 'stopped' | 'other'

const Code = z.string().nullish().catch(null)
const Activity = z.object({
  caracteristiquesGeneriques: z.object({
    etatObjet: Code,
    dateDebutActiviteAutorisee: Code,
    dateFinActiviteAutorisee: Code,
    dateFinEffectiveActivite: Code,
    dateCaduciteAutorisation: Code,
  }),
  nature: z.object({
    codeNature: Code,
    caracteristiquesSpecifiques: z.record(z.string(), z.unknown()).nullish().catch(null),
  }),
  evenement: z
    .array(z.object({ codeEvenement: Code, dateEvenement: Code, dateEnregistrement: Code }).nullable().catch(null))
    .nullish()
    .catch(null),
})
type Activity = z.infer<typeof Activity>

/** Former regime, activity 14 (médecine d’urgence) by modality: TRE_R405. */
const FORMER_EMERGENCY: Record<string, Service> = {
  '22': 'samu',
  '23': 'emergency',
  '24': 'emergency-children',
  '26': 'smur',
  '27': 'smur-children',
  '29': 'smur-outpost',
}

/** Former regime, other activities: TRE_R274. */
const FORMER: Record<string, Service> = {
  '03': 'maternity',
  '04': 'psychiatry',
  '09': 'burns',
  '11': 'cardiac-intervention',
  '13': 'stroke-intervention',
  '15': 'critical-care',
  '16': 'dialysis',
}

/** Reform, other activities: TRE_R381. */
const REFORM: Record<string, Service> = {
  QA003: 'maternity',
  QA009: 'burns',
  QA011: 'cardiac-intervention',
  QA013: 'stroke-intervention',
  QA015: 'critical-care',
}

/** Mentions (TRE_R383): paediatric; adult and paediatric; SMUR antenna. */
const CHILDREN = 'ME064'
const BOTH = 'ME065'
const OUTPOST = 'ME067'

/** Services of one exercised activity. Paediatric and adult together make two. `today`: ISO day, for what has lapsed. */
export function readServices(activity: unknown, today: string): ServiceRecord[] | ServiceRefusal {
  const parsed = Activity.safeParse(activity)
  if (!parsed.success) return 'unreadable'
  const { caracteristiquesGeneriques: generic, nature } = parsed.data
  const specific = nature.caracteristiquesSpecifiques ?? {}
  // The block is named after its nature, which has been spelled in several ways: its own keys say what it is.
  const block = Object.entries(specific).find(([key]) => key.startsWith('typeActivite'))?.[1]
  const codes = z
    .record(z.string(), Code)
    .catch({})
    .parse(block ?? {})
  const read = servicesOf(codes)
  if (read.services.length === 0) return 'other'
  if (!isRunning(parsed.data, today)) return 'stopped'
  const since = /^\d{4}-\d{2}-\d{2}/.exec(generic.dateDebutActiviteAutorisee ?? '')?.[0] ?? null
  return read.services.map(service => ({ service, regime: read.regime, code: read.code, since }))
}

function servicesOf(codes: Record<string, string | null | undefined>): {
  services: Service[]
  regime: ServiceRecord['regime']
  code: string
} {
  const get = (...keys: string[]) => keys.map(key => codes[key]?.trim()).find(Boolean) ?? ''
  const reform = get('activiteAMM', 'typeEmlId')
  if (reform) {
    const modality = get('modaliteAMM')
    const mention = get('mentionAMM')
    const code = [reform, modality, mention].filter(Boolean).join('/')
    return { services: reformServices(reform, modality, mention), regime: 'reform', code }
  }
  const activity = get('activiteSanitaireRegulee', 'activiteAMF')
  const modality = get('modaliteActivite')
  const one = activity === '14' ? FORMER_EMERGENCY[modality] : FORMER[activity]
  return { services: one ? [one] : [], regime: 'former', code: [activity, modality].filter(Boolean).join('/') }
}

function reformServices(activity: string, modality: string, mention: string): Service[] {
  if (activity === 'QEML2') return ['hyperbaric']
  if (activity !== 'QA014') return REFORM[activity] ? [REFORM[activity]] : []
  if (modality === 'MO030') return ['samu']
  if (modality === 'MO033') return ['emergency-outpost']
  if (modality === 'MO031' && mention === OUTPOST) return ['smur-outpost']
  const by = ({ MO031: ['smur', 'smur-children'], MO032: ['emergency', 'emergency-children'] } as const)[modality]
  if (!by) return []
  const [adults, children] = by
  if (mention === CHILDREN) return [children]
  return mention === BOTH ? [adults, children] : [adults]
}

/** Begun and not ended: state A, the last of the events «begun» (12) and «ended» (15) being the first, nothing lapsed. */
function isRunning({ caracteristiquesGeneriques: generic, evenement }: Activity, today: string): boolean {
  if ((generic.etatObjet ?? '').trim() !== 'A') return false
  for (const end of [generic.dateFinEffectiveActivite, generic.dateCaduciteAutorisation]) {
    if (end && /^\d{4}-/.test(end) && end.slice(0, 10) < today) return false
  }
  const events = (evenement ?? []).filter(event => event !== null)
  // Nothing told of its life: its state is all there is.
  if (events.length === 0) return true
  const told = events
    .filter(event => ['12', '15'].includes((event.codeEvenement ?? '').replace(/^0+/, '')))
    .toSorted(
      (a, b) =>
        (a.dateEvenement ?? '').localeCompare(b.dateEvenement ?? '') ||
        (a.dateEnregistrement ?? '').localeCompare(b.dateEnregistrement ?? ''),
    )
  return (told.at(-1)?.codeEvenement ?? '').replace(/^0+/, '') === '12'
}

const Pmej = z.object({
  ege: z
    .array(
      z
        .object({ numFinessEge: Code, activitesExercees: z.array(z.unknown()).nullish().catch(null) })
        .nullable()
        .catch(null),
    )
    .nullish()
    .catch(null),
})

/** The exercised activities of one legal entity, by establishment; null when the element is no legal entity. */
export function readExercised(element: unknown): { finess: string; activities: unknown[] }[] | null {
  const pmej = Pmej.safeParse(element)
  if (!pmej.success) return null
  return (pmej.data.ege ?? []).flatMap(ege =>
    ege ? [{ finess: (ege.numFinessEge ?? '').trim().toUpperCase(), activities: ege.activitesExercees ?? [] }] : [],
  )
}
