/** One fictitious person with their places of work, from the territory's seed and a number. */
import { composeFamily, composeGiven, withoutAccents } from './names.ts'
import { anyCommune, type Commune, communeOf, localCommune } from './places.ts'
import { type Coded, PHYSICIAN, profession, speciality } from './professions.ts'
import { createRandom, type Random, weighted } from './random.ts'
import {
  address,
  cedexOf,
  e164,
  establishmentNumber,
  establishmentRandom,
  fictionPrefix,
  finessOf,
  LIBERAL,
  type Publication,
  pharmacyNumber,
  SALARIED,
  siretOf,
  type WrittenActivity,
  writtenPhone,
} from './structures.ts'
import type { TerritoryPerson } from './types.ts'

export interface WrittenPerson extends TerritoryPerson {
  activities: WrittenActivity[]
  category: Coded
  /** Honorific that the row carries for physicians: «DR». */
  exerciseCivility: boolean
  /** A second speciality makes a second row for the same place. */
  secondSpeciality: Coded | null
}

/** People before this number work around the desk of the practice territory; those after, anywhere in France. */
export const LOCAL_PEOPLE = 3_600

/**
 * Fictitious RPPS number of the n-th person: 109 + 7 digits, counted down from 9999889, + a check digit that is wrong on
 * purpose. Real numbers begin with 100 or 101 and pass Luhn's check, so no real person can have one of these.
 */
export function rppsOf(index: number): string {
  const body = `109${String(9_999_889 - index).padStart(7, '0')}`
  return `${body}${(luhnDigit(body) + 5) % 10}`
}

/** Number of the person with this RPPS number; -1 when it is not one of ours. */
export function indexOf(rpps: string): number {
  const match = /^109(\d{7})\d$/.exec(rpps)
  if (!match) return -1
  const index = 9_999_889 - Number(match[1])
  return index >= 0 && rppsOf(index) === rpps ? index : -1
}

function luhnDigit(body: string): number {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i])
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

const CIVIL: Coded = { code: 'C', label: 'Civil' }
/** R, S and D are seen in the file and absent from TRE_R09: a reader must show them, not fail. */
const drawCategory = weighted<Coded>([
  [CIVIL, 93],
  [{ code: 'M', label: 'Agent public' }, 1.2],
  [{ code: 'E', label: 'Etudiant' }, 5],
  [{ code: 'F', label: 'Fonctionnaire' }, 0.5],
  [{ code: 'R', label: '' }, 0.3],
])

/** DREES: three quarters have one activity; 1.4 on average. */
const drawCount = weighted<number>([
  [1, 75],
  [2, 15],
  [3, 6],
  [4, 3],
  [5, 1],
])

const drawGenre = weighted<Coded>([
  [{ code: 'GENR01', label: 'Activité de soin et de pharmacie' }, 86],
  [{ code: 'GENR02', label: 'Activité de soins ou de pharmacien en tant que remplaçant' }, 8],
  [{ code: 'GENR03', label: 'Activité de soins ou de pharmacien en tant que remplaçant exclusif' }, 1],
  [{ code: 'GENR04', label: 'Activité non soignante' }, 3.5],
  [{ code: 'GENR08', label: 'Activité de coordination ou d’orientation' }, 1.5],
])

export function makePerson(seed: number, index: number): WrittenPerson {
  const random = createRandom(seed, index)
  const home = index < LOCAL_PEOPLE ? localCommune(random) : anyCommune(random)
  const work = profession(random)
  const female = random.chance(work.code === '50' ? 0.95 : work.code === PHYSICIAN.code ? 0.5 : 0.7)
  const category = drawCategory(random)
  const family = composeFamily(random)
  const given = composeGiven(random, female ? 'MME' : 'M')
  const rpps = rppsOf(index)
  const skill = speciality(random, work)
  const count = category.code === 'E' ? 1 : drawCount(random)
  // The register's typists write capitals, half of them without accents.
  const upper = family.toLocaleUpperCase('fr')
  return {
    rpps,
    civility: female ? 'MME' : 'M',
    family: random.chance(0.55) ? withoutAccents(upper) : upper,
    given: random.chance(0.15) ? withoutAccents(given).toUpperCase() : given,
    profession: work,
    speciality: skill,
    activities: Array.from({ length: count }, (_, place) =>
      makeActivity(random, { rpps, home, work, skill, given, family, category, place, local: index < LOCAL_PEOPLE }),
    ),
    category,
    exerciseCivility: work.code === PHYSICIAN.code && random.chance(0.8),
    secondSpeciality: skill && random.chance(0.012) ? { code: 'SM59', label: "Médecine d'urgence" } : null,
  }
}

interface Bearer {
  rpps: string
  home: Commune
  work: Coded
  skill: Coded | null
  given: string
  family: string
  category: Coded
  place: number
  /** Around the desk, every place of work is another; elsewhere they are as many as in France. */
  local: boolean
}

function makeActivity(random: Random, bearer: Bearer): WrittenActivity {
  const { home, work, place } = bearer
  const commune = place === 0 || random.chance(0.6) ? home : communeOf(home.departement, random)
  const genre = bearer.category.code === 'E' ? REPLACING : drawGenre(random)
  const replacing = genre.code === 'GENR02' || genre.code === 'GENR03'
  const liberal = random.chance(liberalShare(work.code))
  const publication = publish(random, { student: bearer.category.code === 'E', replacing, liberal })
  const drawn = 1 + random.int(9000)
  const number = bearer.local ? drawn : establishmentNumber(commune, drawn)
  const at = structureOf(random, { bearer, commune, liberal, number })
  const own = bearer.local || at.finess === null ? random : establishmentRandom(at.finess)
  const where = address(own)
  const cedex = !liberal && own.chance(0.22) ? cedexOf(commune, own) : null
  const national = `${fictionPrefix(commune.departement)}${String(own.int(10000)).padStart(4, '0')}`
  const phoned = publication === 'full' ? random.chance(0.755) : publication === 'structure-only' && random.chance(0.1)
  return {
    structureId: at.id,
    name: at.name,
    finess: at.finess,
    siret: at.siret,
    publicAddress: publication === 'full',
    line: where.line,
    postalCode: random.pick(commune.postcodes),
    insee: commune.insee,
    city: commune.name,
    departement: commune.departement,
    phone: phoned ? e164(national) : null,
    position: around(random, commune),
    genre: genre.code,
    mode: liberal ? LIBERAL.code : SALARIED.code,
    publication,
    sector: at.sector,
    number: where.number,
    repetition: where.repetition,
    way: where.way,
    street: where.street,
    wayInStreet: where.wayInStreet,
    cedex,
    writtenPhone: phoned
      ? writtenPhone(national, random)
      : publication === 'full' && random.chance(0.004)
        ? '0000000000'
        : '',
    email: random.chance(0.06) ? `contact${number}@exemple.invalid` : '',
    finessLegal: at.finess ? finessOf(commune.departement, number + 5000) : '',
  }
}

const REPLACING: Coded = { code: 'GENR02', label: 'Activité de soins ou de pharmacien en tant que remplaçant' }

export const genreLabel = (code: string): string =>
  ({
    GENR01: 'Activité de soin et de pharmacie',
    GENR02: REPLACING.label,
    GENR03: 'Activité de soins ou de pharmacien en tant que remplaçant exclusif',
    GENR04: 'Activité non soignante',
    GENR08: 'Activité de coordination ou d’orientation',
  })[code] ?? ''

function liberalShare(professionCode: string): number {
  return { '10': 0.62, '70': 0.75, '40': 0.85, '21': 0.6, '50': 0.45, '91': 0.75, '80': 0.9 }[professionCode] ?? 0.4
}

/** 43 % of rows have no usable address; those of a practice that receives patients mostly do. */
function publish(random: Random, who: { student: boolean; replacing: boolean; liberal: boolean }): Publication {
  if (who.student) return 'nothing'
  if (who.replacing) return random.chance(0.93) ? 'nothing' : 'full'
  const hidden = random.chance(who.liberal ? 0.2 : 0.58)
  if (!hidden) return 'full'
  return random.chance(who.liberal ? 0.25 : 0.8) ? 'structure-only' : 'nothing'
}

function structureOf(
  random: Random,
  { bearer, commune, liberal, number }: { bearer: Bearer; commune: Commune; liberal: boolean; number: number },
): { id: string; name: string; finess: string | null; siret: string | null; sector: Coded } {
  const of = `DE ${withoutAccents(commune.name).toUpperCase()}`.replace(/^DE LES /, 'DES ').replace(/^DE LE /, 'DU ')
  if (!liberal) {
    const finess = finessOf(commune.departement, bearer.local && commune.population > 15_000 ? number % 7 : number)
    const own = bearer.local ? random : establishmentRandom(finess)
    const kind = own.pick([
      { name: `CH FICTIF ${of}`, sector: { code: 'SA01', label: 'Etablissement public de santé' } },
      { name: `CLINIQUE FICTIVE ${of}`, sector: { code: 'SA04', label: 'Etablissement privé non PSPH' } },
      { name: `CENTRE DE SANTE FICTIF ${of}`, sector: { code: 'SA05', label: 'Centre de santé' } },
    ])
    return { id: `F${finess}`, finess, siret: siretOf(bearer.local ? number : own.int(100_000)), ...kind }
  }
  if (bearer.work.code === '21') {
    const finess = finessOf(commune.departement, bearer.local ? number : pharmacyNumber(number))
    return {
      id: `F${finess}`,
      name: `PHARMACIE FICTIVE ${of}`,
      finess,
      siret: siretOf(bearer.local ? number : establishmentRandom(finess).int(100_000)),
      sector: { code: 'SA33', label: 'Pharmacie d’officine' },
    }
  }
  if (random.chance(0.1)) {
    const finess = finessOf(commune.departement, 9000 + (number % 30))
    return {
      id: `F${finess}`,
      name: `MSP FICTIVE ${of}`,
      finess,
      siret: siretOf(number),
      sector: { code: 'SA52', label: 'Maison de santé' },
    }
  }
  const rank = String(bearer.place + 1).padStart(3, '0')
  const title = bearer.work.code === PHYSICIAN.code ? 'DU DR' : 'DE'
  const name = `CABINET ${title} ${withoutAccents(`${bearer.given} ${bearer.family}`).toUpperCase()}`
  const sector = random.chance(0.4)
    ? { code: 'SA08', label: 'Cabinet de groupe' }
    : { code: 'SA07', label: 'Cabinet individuel' }
  const siret = random.chance(0.5) ? siretOf(bearer.local ? number : random.int(100_000)) : null
  return { id: `R10${bearer.rpps}${rank.slice(2)}`, name, finess: null, siret, sector }
}

/** Within about a kilometre of the commune's point. */
function around(random: Random, commune: Commune): { lat: number; lon: number } | null {
  const dLat = (random.next() - 0.5) * 0.02
  const dLon = (random.next() - 0.5) * 0.028
  if (!commune.position) return null
  const round = (value: number) => Math.round(value * 1e5) / 1e5
  return { lat: round(commune.position.lat + dLat), lon: round(commune.position.lon + dLon) }
}
