/** Fictitious people, places and slots for the screens. Nobody here exists; phones are of the ranges kept for fiction. */
import type {
  AskState,
  Offer,
  Question,
  Slot,
  SourceReport,
  SourceState,
} from '../../src/shared/contract/availability.ts'
import type { Need, Person, PersonHit, Place, Structure, StructureHit } from '../../src/shared/contract/directory.ts'

/** Zone of the practices: the pictures are taken on a winter's day. */
const OFFSET = '+01:00'

/** «2026-11-22T16:40:00+01:00» of a moment. */
export function instant(ms: number, offset = OFFSET): string {
  const hours = Number(offset.slice(0, 3))
  return `${new Date(ms + hours * 3_600_000).toISOString().slice(0, 19)}${offset}`
}

const place = (
  insee: string,
  name: string,
  postalCode: string,
  population: number,
  lat: number,
  lon: number,
): Place => ({
  insee,
  name,
  postalCode,
  departement: '37',
  departementName: 'Indre-et-Loire',
  population,
  position: { lat, lon },
  precision: 'commune',
  radiusKm: 10,
  enlargementKm: 5,
})

export const PLACES: Place[] = [
  place('37261', 'Tours', '37000', 137_087, 47.39, 0.69),
  place('37122', 'Joué-lès-Tours', '37300', 38_423, 47.35, 0.66),
  place('37214', 'Saint-Cyr-sur-Loire', '37540', 16_233, 47.4, 0.66),
  place('37233', 'Saint-Pierre-des-Corps', '37700', 15_966, 47.39, 0.73),
  place('37003', 'Amboise', '37400', 12_737, 47.41, 0.98),
  place('37050', 'Chambray-lès-Tours', '37170', 11_881, 47.33, 0.71),
  place('37156', 'Montlouis-sur-Loire', '37270', 11_023, 47.39, 0.83),
  place('37132', 'Loches', '37600', 6_198, 47.13, 1),
  place('37072', 'Chinon', '37500', 8_157, 47.17, 0.24),
]

const STRUCTURES = [
  ['HÔPITAL FICTIF DES TILLEULS', '355', 'Centre hospitalier (CH)', '37261'],
  ['CLINIQUE FICTIVE DU PARC', '128', 'Établissement de soins chirurgicaux', '37050'],
  ['HÔPITAL FICTIF DE LA LOIRE', '355', 'Centre hospitalier (CH)', '37003'],
] as const

/** The nth establishment, nearest first. */
export function structureHit(n: number): StructureHit {
  const [name, code, label, insee] = pick(STRUCTURES, n)
  const town = PLACES.find(p => p.insee === insee) ?? (PLACES[0] as Place)
  return {
    id: `37000${String(9000 + n)}`,
    name,
    kinds: [
      { code, label },
      { code: 'emergency', label: 'Urgences (adultes)' },
      ...(n === 0 ? [{ code: 'emergency-children', label: 'Urgences pédiatriques' }] : []),
    ],
    address: [pick(STREETS, n)],
    postalCode: town.postalCode,
    insee: town.insee,
    city: town.name,
    departement: '37',
    phones: n === 2 ? [] : [phoneOf(900 + n)],
    position: town.position,
    precision: n === 2 ? 'commune' : 'address',
    distanceKm: 2.4 + n * 5.1,
    hours: null,
    highlights: [],
  }
}

export function structure(n: number): Structure {
  const { distanceKm: _, highlights: __, ...rest } = structureHit(n)
  return {
    ...rest,
    finess: rest.id,
    siret: null,
    legalName: 'Association fictive de Touraine',
    legalFiness: '370009998',
    email: null,
    authorisations: [
      {
        service: { code: 'emergency', label: 'Urgences (adultes)' },
        regime: 'reform',
        code: 'QA014/MO032',
        since: '2026-03-01',
      },
    ],
    openedOn: '1996-11-16',
    updatedOn: '2026-10-18',
  }
}

export const NEEDS: Need[] = [
  { kind: 'speciality', code: 'SM54', label: 'Médecine générale' },
  { kind: 'speciality', code: 'SM40', label: 'Pédiatrie' },
  { kind: 'profession', code: '60', label: 'Infirmier' },
  { kind: 'profession', code: '50', label: 'Sage-femme' },
  { kind: 'profession', code: '40', label: 'Chirurgien-dentiste' },
  { kind: 'profession', code: '70', label: 'Masseur-kinésithérapeute' },
  { kind: 'speciality', code: 'SM42', label: 'Psychiatrie' },
  { kind: 'speciality', code: 'SM38', label: 'Ophtalmologie' },
  { kind: 'structure', code: 'urgences', label: 'Urgences (adultes)' },
]

const FAMILIES = [
  'TESTARD-FICTIF',
  'LE QUÉMENT-FICTIF',
  'BOISJOLY-FICTIF',
  'D’ARGENSON-FICTIF',
  'MORVAN-FICTIF',
  'NGUYEN-FICTIF',
  'ROUSSELOT-FICTIF',
  'VASSEUR-FICTIF',
  'AÏT-FICTIF',
  'COURTEMANCHE-FICTIF',
  'DE LA FERTÉ-FICTIF',
  'JOURDAIN-FICTIF',
]
const GIVENS = ['Élodie', 'Yannick', 'Maëlle', 'Thibault', 'Anne-Sophie', 'Linh', 'Gaël', 'Inès', 'Karim', 'Lucie']
const STREETS = [
  '12 bis rue des Tilleuls',
  '4 place de la Halle',
  '27 avenue de la Loire',
  '3 allée du Moulin',
  '118 rue Nationale',
]
const TOWNS = ['37050', '37261', '37122', '37214', '37156', '37233']

const GP = { code: '10', label: 'Médecin' }
const MG = { code: 'SM54', label: 'Médecine générale' }

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T
const phoneOf = (n: number) => `+3324700${String(n % 10_000).padStart(4, '0')}`

/** The nth person; the same each time. */
export function personHit(n: number, asked = PLACES[5]): PersonHit {
  const town = PLACES.find(p => p.insee === pick(TOWNS, n)) ?? (PLACES[0] as Place)
  const address = n % 4 === 3 ? [] : [pick(STREETS, n)]
  const family = pick(FAMILIES, n)
  return {
    idnps: `8100${String(n).padStart(8, '0')}`,
    displayName: `Dr ${pick(GIVENS, n * 3)} ${family}`,
    profession: GP,
    speciality: MG,
    activity: {
      id: `act-${n}`,
      structure: n % 5 === 0 ? 'Maison de santé des Tilleuls' : null,
      address,
      postalCode: town.postalCode,
      insee: town.insee,
      city: town.name,
      departement: '37',
      phones: n % 3 === 2 ? [] : [phoneOf(n + 1)],
      email: null,
      sector: n % 2 === 0 ? { code: 'SA07', label: 'Cabinet individuel' } : null,
      mode: { code: 'L', label: 'Libéral' },
      genre: null,
      replacement: n % 9 === 8,
      care: true,
      finess: null,
      siret: null,
      position: town.position,
      precision: 'commune',
    },
    otherActivities: n % 6 === 0 ? 1 : 0,
    distanceKm: asked ? Math.abs(((n * 7) % 10) + 0.4) : null,
    highlights: [],
    approximate: false,
  }
}

/** The whole of the nth person. */
export function person(n: number): Person {
  const hit = personHit(n)
  const [, given = '', family = ''] = /^Dr (\S+) (.*)$/.exec(hit.displayName) ?? []
  const first = hit.activity
  const second = personHit(n + 3).activity
  return {
    idnps: hit.idnps,
    rpps: hit.idnps.slice(1),
    civility: 'Dr',
    family,
    given,
    displayName: hit.displayName,
    profession: GP,
    specialities: [MG],
    category: 'Civil',
    activities: [first, hit.otherActivities > 0 ? second : null].flatMap(each => each ?? []),
  }
}

export const SOURCES: { id: string; label: string }[] = [
  { id: 'keldoc', label: 'Keldoc' },
  { id: 'maiia', label: 'Maiia' },
  { id: 'clickdoc', label: 'Clickdoc' },
  { id: 'doctolib', label: 'Doctolib' },
  { id: 'agenda-sas', label: 'Agenda SAS' },
  { id: 'cpts', label: 'CPTS Sud Loire' },
  { id: 'medunion', label: 'Medunion' },
]

export function source(id: string, status: SourceState['status'], slots = 0, ms: number | null = null): SourceState {
  return {
    id,
    label: SOURCES.find(each => each.id === id)?.label ?? id,
    simulated: true,
    status,
    slots,
    requests: 1,
    pending: status === 'asked' || status === 'late' ? 1 : 0,
    ms,
    leftAside: 0,
    detail: null,
  }
}

interface SlotPlan {
  /** Minutes from now. */
  in: number
  kinds?: Slot['kinds']
  modes?: Slot['modes']
  taking?: Slot['taking']
  source?: string
  reason?: string | null
  minutes?: number
}

export function slot(now: number, n: number, plan: SlotPlan): Slot {
  const hit = personHit(n)
  const start = Math.floor(now / 300_000) * 300_000 + plan.in * 60_000
  const sourceId = plan.source ?? pick(SOURCES, n).id
  return {
    id: `${sourceId}:${n}:${start}`,
    sourceId,
    start: instant(start),
    end: instant(start + (plan.minutes ?? 20) * 60_000),
    kinds: plan.kinds ?? ['PUBLIC'],
    modes: plan.modes ?? ['AMB'],
    reason: plan.reason === undefined ? 'Consultation non programmée' : plan.reason,
    specialities: [MG],
    taking: plan.taking ?? 'direct',
    place: {
      name: hit.activity?.structure ?? null,
      address: hit.activity?.address ?? [],
      postalCode: hit.activity?.postalCode ?? null,
      city: hit.activity?.city ?? null,
      phones: hit.activity?.phones ?? [],
      position: hit.activity?.position ?? null,
      distanceKm: hit.distanceKm,
    },
    communities: plan.source === 'cpts' ? ['CPTS Sud Loire'] : [],
    seenAt: instant(now - 12_000),
  }
}

export function offer(n: number, slots: Slot[], state: Offer['state'] = slots.length > 0 ? 'slots' : 'none'): Offer {
  const hit = personHit(n)
  const first = slots[0]
  return {
    id: `ps-${hit.idnps}`,
    idnps: hit.idnps,
    displayName: hit.displayName,
    profession: hit.profession,
    speciality: hit.speciality,
    directory: hit,
    phones: hit.activity?.phones ?? [],
    distanceKm: hit.distanceKm,
    city: hit.activity?.city ?? null,
    slots,
    state,
    rank: { minutes: first ? 1 : null, km: hit.distanceKm, kept: first?.kinds.includes('SNP') ?? false },
  }
}

/** A SOS Médecins point: a place without a person, open to who walks in. */
export function sosOffer(now: number): Offer {
  const start = Math.floor(now / 3_600_000) * 3_600_000
  const walkIn: Slot = {
    ...slot(now, 40, { in: 0, taking: 'walk-in', source: 'agenda-sas', kinds: ['PUBLIC'], reason: 'Sans rendez-vous' }),
    id: 'sos:walk-in',
    start: instant(start),
    end: instant(start + 3 * 3_600_000),
  }
  return {
    id: 'sos-tours-sud',
    idnps: null,
    displayName: 'SOS Médecins Tours Sud (fictif)',
    profession: null,
    speciality: MG,
    directory: null,
    phones: ['+33247009999'],
    distanceKm: 6.2,
    city: 'Joué-lès-Tours',
    slots: [walkIn],
    state: 'slots',
    rank: { minutes: 0, km: 6.2, kept: false },
  }
}

const SNP: Slot['kinds'] = ['SNP']

/** A good evening's answer: 24 candidates, 13 with slots, some awaited, some without. */
export function offers(now: number): Offer[] {
  const s = (n: number, ...plans: SlotPlan[]) =>
    offer(
      n,
      plans.map(plan => slot(now, n, plan)),
    )
  return [
    sosOffer(now),
    s(
      0,
      { in: 35, kinds: SNP, source: 'keldoc' },
      { in: 55, kinds: [] },
      { in: 75, modes: ['VR'] },
      { in: 95 },
      { in: 115, kinds: SNP },
    ),
    s(1, { in: 65, source: 'maiia' }, { in: 90, source: 'maiia' }),
    s(2, { in: 70, kinds: ['CPTS'], modes: ['VR'], source: 'cpts' }),
    s(3, { in: 80, kinds: SNP, modes: ['AMB', 'VR'], source: 'agenda-sas' }, { in: 100, kinds: ['PRO'] }),
    s(4, { in: 95, modes: ['HH'], source: 'clickdoc' }),
    s(
      5,
      { in: 110, taking: 'vendor-page', source: 'doctolib' },
      { in: 130, taking: 'vendor-page', source: 'doctolib' },
    ),
    s(6, { in: 150, kinds: SNP, source: 'keldoc' }, ...Array.from({ length: 14 }, (_, i) => ({ in: 170 + i * 15 }))),
    s(7, { in: 185, source: 'maiia', reason: null }),
    s(9, { in: 205, kinds: ['PRO'], source: 'clickdoc' }),
    s(10, { in: 230, modes: ['VR'], source: 'keldoc' }),
    s(11, { in: 16 * 60 + 20, source: 'doctolib', taking: 'vendor-page' }, { in: 16 * 60 + 40, source: 'doctolib' }),
    s(12, { in: 17 * 60, kinds: SNP, source: 'agenda-sas' }),
    s(13, { in: 41 * 60, source: 'maiia' }),
    offer(14, [], 'waiting'),
    offer(15, [], 'waiting'),
    ...[16, 17, 18, 19].map(n => offer(n, [])),
    offer(20, [], 'unknown'),
  ]
}

export function askState(now: number, question: Question, more: Partial<AskState> = {}): AskState {
  return {
    askId: `ask-${now}`,
    version: 0,
    question,
    sources: SOURCES.map(({ id }) => source(id, 'asked')),
    offers: [],
    candidates: 24,
    done: false,
    askedAt: instant(now),
    ...more,
  }
}

/** The sources as IT sees them: one well, one that breaks the guide and whose certificate ends soon, one broken. */
export function sourceReports(now: number): SourceReport[] {
  const at = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
  const outcomes = { answered: 0, partial: 0, late: 0, down: 0, refused: 0, unauthorised: 0, busy: 0, malformed: 0 }
  const papers = (days: number): SourceReport['certificates'] => [
    { role: 'client', name: 'relais.exemple', endsAt: at(-400 * 1_440) },
    { role: 'server', name: 'agenda.exemple', endsAt: at(-days * 1_440) },
  ]
  const good: SourceReport = {
    id: 'vendeur-a',
    label: 'Vendeur A (simulé)',
    host: 'a.exemple',
    kind: 'professionals',
    simulated: true,
    taking: 'direct',
    heldBack: false,
    departements: [],
    identifiers: 'prefixed',
    door: { state: 'open', until: null },
    since: at(240),
    requests: 214,
    latency: { n: 214, p50: 310, p95: 920, max: 1_480 },
    outcomes: { ...outcomes, answered: 214 },
    lastGoodAt: at(0.2),
    lastFault: null,
    faults: [],
    capability: { readAt: at(240), software: 'Agenda A 7.2', fhirVersion: '4.0.1', books: true },
    capabilityFault: null,
    certificates: papers(210),
  }
  return [
    good,
    {
      ...good,
      id: 'vendeur-b',
      label: 'Vendeur B (simulé)',
      host: 'b.exemple',
      taking: 'vendor-page',
      heldBack: true,
      departements: ['37', '41'],
      requests: 190,
      latency: { n: 181, p50: 840, p95: 3_900, max: 6_800 },
      outcomes: { ...outcomes, answered: 181, late: 6, malformed: 3 },
      lastFault: { at: at(12), kind: 'late', code: 'timeout' },
      faults: [
        {
          why: 'location-missing',
          rule: 'FrPractitionerRoleExerciceAgregateur : contained 1..*, location 1..1 → #id ; FrLocationAgregateur : address.line, city, postalCode 1..1',
          count: 41,
          example: 'Slot/b-1182',
          lastAt: at(1),
        },
        {
          why: 'times-reversed',
          rule: 'FrSlotAgregateur : end après start',
          count: 2,
          example: 'Slot/b-77',
          lastAt: at(50),
        },
      ],
      capability: { readAt: at(240), software: 'Agenda B', fhirVersion: '4.0.1', books: false },
      certificates: papers(19),
    },
    {
      ...good,
      id: 'vendeur-c',
      label: 'Vendeur C (simulé)',
      host: 'c.exemple',
      door: { state: 'resting', until: at(-1) },
      requests: 9,
      latency: null,
      outcomes: { ...outcomes, down: 9 },
      lastGoodAt: null,
      lastFault: { at: at(1), kind: 'down', code: 'ECONNREFUSED' },
      capability: null,
      capabilityFault: 'ECONNREFUSED',
      certificates: papers(-3),
    },
  ]
}
