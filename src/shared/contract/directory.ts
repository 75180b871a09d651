/** The local directory: people, places, needs. Answers from the desk's own file, network up or down. */
import { z } from 'zod'
import { Coded, Departement, Idnps, Insee, Instant, Phone, Position } from './identifiers.ts'
import { call, event } from './kit.ts'

/** Precision of a position; the screen says so when a distance is only that of the commune. */
export const Precision = z.enum(['address', 'commune', 'postcode', 'arrondissement', 'departement'])
export type Precision = z.infer<typeof Precision>

/** A commune (or an arrondissement of Paris, Lyon, Marseille) that a caller can name. */
export const Place = z.object({
  insee: Insee,
  name: z.string(),
  postalCode: z.string(),
  departement: Departement,
  departementName: z.string(),
  population: z.int().nonnegative(),
  position: Position.nullable(),
  precision: Precision,
  /** Search radius and enlargement step of its département, km (platform's table of 2025). */
  radiusKm: z.number().positive(),
  enlargementKm: z.number().nonnegative(),
})
export type Place = z.infer<typeof Place>

/** One place of work of one person: a line of the RPPS file, cleaned. */
export const Activity = z.object({
  id: z.string(),
  structure: z.string().nullable(),
  address: z.array(z.string()),
  postalCode: z.string().nullable(),
  insee: Insee.nullable(),
  city: z.string().nullable(),
  departement: Departement.nullable(),
  phones: z.array(Phone),
  email: z.string().nullable(),
  /** Secteur d'activité, TRE_R02 (SA07 cabinet individuel…). */
  sector: Coded.nullable(),
  /** Mode d'exercice (L libéral, S salarié…). */
  mode: Coded.nullable(),
  /** Genre d'activité: GENR02/03 are replacements. */
  genre: Coded.nullable(),
  replacement: z.boolean(),
  /** GENR01 and replacements are care; the rest is lowered in results. */
  care: z.boolean(),
  finess: z.string().nullable(),
  siret: z.string().nullable(),
  position: Position.nullable(),
  precision: Precision.nullable(),
})
export type Activity = z.infer<typeof Activity>

export const Person = z.object({
  idnps: Idnps,
  rpps: z.string(),
  civility: z.string().nullable(),
  family: z.string(),
  given: z.string(),
  /** "Dr Élodie TESTARD-FICTIF" */
  displayName: z.string(),
  profession: Coded,
  specialities: z.array(Coded),
  category: z.string().nullable(),
  activities: z.array(Activity),
})
export type Person = z.infer<typeof Person>

/** `new`, `name`, `profession`, `specialities`, `place-left`, `place-new`, `phone-left`, `phone-new`. */
export const PersonChange = z.object({ field: z.string(), before: z.string(), after: z.string() })

/** What a roster of the site says of somebody, while it is in force. */
export const SiteLine = z.object({
  kind: z.enum(['participation', 'extra', 'lines', 'shifts']),
  /** Participation in the SAS: `individual`, `cpts`, `msp`, `cds`; null for other kinds. */
  mode: z.string().nullable(),
  name: z.string(),
  phones: z.array(Phone),
  /** Hours and note, as the roster has them. */
  said: z.string(),
  until: Instant.nullable(),
  /** Name of the roster's file. */
  file: z.string(),
})
export type SiteLine = z.infer<typeof SiteLine>

/**
 * Opening hours of a week: days that share theirs (1 Monday to 7 Sunday) and spans of minutes of the day; an end at or below its
 * beginning is of the next day. No span: closed. A day that is not there: not known.
 */
export const WeekHours = z.array(
  z.object({
    days: z.array(z.int().min(1).max(7)).min(1),
    spans: z.array(z.tuple([z.int().min(0).max(1440), z.int().min(0).max(1440)])),
  }),
)
export type WeekHours = z.infer<typeof WeekHours>

/** Opening hours that a roster of the site tells, while it is in force. */
export const OpeningHours = z.object({
  week: WeekHours,
  note: z.string(),
  /** Whose they are: the person's own, or those of the establishment where they work. */
  of: z.enum(['person', 'structure']),
  /** The place of work (`Activity.id`) where they hold; null: none of those that the directory knows. */
  activity: z.string().nullable(),
  /** The place as the roster says it; empty when it names none. */
  where: z.string(),
  until: Instant.nullable(),
  /** Name of the roster's file, and when it was taken. */
  file: z.string(),
  taken: Instant,
})
export type OpeningHours = z.infer<typeof OpeningHours>

/** A person as a line of a list: the activity nearest to the place asked for, and how many others. */
export const PersonHit = z.object({
  idnps: Idnps,
  displayName: z.string(),
  profession: Coded,
  speciality: Coded.nullable(),
  activity: Activity.nullable(),
  otherActivities: z.int().nonnegative(),
  distanceKm: z.number().nonnegative().nullable(),
  /** Parts of `displayName` that matched: [start, end) in UTF-16 units. */
  highlights: z.array(z.tuple([z.int(), z.int()])),
  /** True when found by resemblance (typo, sound), shown with «≈». */
  approximate: z.boolean(),
})
export type PersonHit = z.infer<typeof PersonHit>

/** An establishment as a line of a list. */
export const StructureHit = z.object({
  /** FINESS number. */
  id: z.string(),
  name: z.string(),
  /** What it is: its category (TRE_R397) first, then what it is authorised to do. */
  kinds: z.array(Coded),
  address: z.array(z.string()),
  postalCode: z.string().nullable(),
  insee: Insee.nullable(),
  city: z.string().nullable(),
  departement: Departement.nullable(),
  phones: z.array(Phone),
  position: Position.nullable(),
  precision: Precision.nullable(),
  distanceKm: z.number().nonnegative().nullable(),
  /** Opening hours as a source or a roster says them, for people to read; null: unknown. */
  hours: z.string().nullable(),
  highlights: z.array(z.tuple([z.int(), z.int()])),
})
export type StructureHit = z.infer<typeof StructureHit>

/** An authorisation of an establishment, with the code that the national file gives it. */
export const Authorisation = z.object({
  service: Coded,
  regime: z.enum(['former', 'reform']),
  code: z.string(),
  since: z.iso.date().nullable(),
})

/** Everything known of one establishment. */
export const Structure = StructureHit.omit({ distanceKm: true, highlights: true }).extend({
  finess: z.string(),
  siret: z.string().nullable(),
  legalName: z.string().nullable(),
  legalFiness: z.string().nullable(),
  email: z.string().nullable(),
  authorisations: z.array(Authorisation),
  openedOn: z.iso.date().nullable(),
  updatedOn: z.iso.date().nullable(),
})
export type Structure = z.infer<typeof Structure>

/** What was given up to find something: said on the screen, never hidden. */
export const Widened = z.object({
  /**
   * `spelling`: names that resemble or sound like it; `place`: looked for elsewhere than in the commune typed;
   * `word`: a word was left out; `radius`: farther than asked.
   */
  kind: z.enum(['spelling', 'place', 'word', 'radius']),
  /** The words given up, as typed; for a radius, kilometres. */
  text: z.string(),
})
export type Widened = z.infer<typeof Widened>

/** How a part of the typed text was understood; shown so that it can be taken away. */
export const Chip = z.object({
  kind: z.enum([
    'profession',
    'speciality',
    'structure-kind',
    'commune',
    'departement',
    'postcode',
    'street',
    'phone',
    'rpps',
    'structure',
  ]),
  label: z.string(),
  /** The words of the text that said it. */
  text: z.string(),
  /** The text without them. */
  without: z.string(),
})
export type Chip = z.infer<typeof Chip>

/** What is looked for. */
const PersonNeed = z.object({ kind: z.literal('person'), idnps: Idnps, label: z.string() })
/** One establishment by its name: the slots of its people, of its community (CPTS), of its points (SOS Médecins). */
const EstablishmentNeed = z.object({
  kind: z.literal('establishment'),
  /** FINESS number; null for a point that only a source knows. */
  finess: z.string().max(9).nullable(),
  /** SIRET, without prefix; null when it is the directory that knows it. */
  siret: z.string().max(14).nullable(),
  label: z.string(),
})

export const Need = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('speciality'), code: z.string(), label: z.string() }),
  z.object({ kind: z.literal('profession'), code: z.string(), label: z.string() }),
  PersonNeed,
  /** A kind of establishment («urgences»): no slots are asked for it, the nearest are listed. */
  z.object({ kind: z.literal('structure'), code: z.string(), label: z.string() }),
  EstablishmentNeed,
])
export type Need = z.infer<typeof Need>

/** Somebody, or an establishment, asked for by name. */
export const NamedNeed = z.discriminatedUnion('kind', [PersonNeed, EstablishmentNeed])
export type NamedNeed = z.infer<typeof NamedNeed>

/** A list of needs that go together (psychiatry, paediatrics…), or the favourites of the site. */
export const Preset = z.object({
  /** `psychiatry`, `paediatrics`, `geriatrics`, `toxicology`; `favourites` of the site. The screen has the words. */
  id: z.string(),
  needs: z.array(Need),
})
export type Preset = z.infer<typeof Preset>

export const DirectoryStatus = z.object({
  status: z.enum(['empty', 'importing', 'ready', 'broken']),
  /** Day of the content itself, not of the last import. */
  contentDate: z.iso.date().nullable(),
  people: z.int().nonnegative(),
  activities: z.int().nonnegative(),
  importing: z.object({ rows: z.int().nonnegative(), bytes: z.number(), totalBytes: z.number() }).nullable(),
  detail: z.string().nullable(),
})
export type DirectoryStatus = z.infer<typeof DirectoryStatus>

const DIRECTORY_PROBLEMS = ['directory-empty', 'directory-busy', 'directory-broken'] as const

/** A commune as a point of a map. */
export const MapPoint = z.object({
  insee: Insee,
  name: z.string(),
  population: z.int().nonnegative(),
  position: Position,
})
export type MapPoint = z.infer<typeof MapPoint>

export const directoryCalls = {
  'directory.status': call({ right: 'anybody', input: z.null(), value: DirectoryStatus }),
  /** Communes by name, postcode or INSEE while typing; the most populated first among equals. */
  'directory.places': call({
    right: 'search',
    input: z.object({ text: z.string().max(200), limit: z.int().min(1).max(50) }),
    value: z.array(Place),
    problems: DIRECTORY_PROBLEMS,
  }),
  /** Professions, specialities, people and establishments for the «Besoin» field while typing. Needs first, people after. */
  'directory.needs': call({
    right: 'search',
    input: z.object({ text: z.string().max(200), near: Insee.nullable(), limit: z.int().min(1).max(50) }),
    value: z.object({
      needs: z.array(Need),
      people: z.array(PersonHit),
      /** Establishments of that name, where slots may be asked for. */
      structures: z.array(StructureHit).optional(),
    }),
    problems: DIRECTORY_PROBLEMS,
  }),
  /** Any mix of name, first name, profession, speciality, commune, département, postcode, phone, RPPS, FINESS, SIRET. */
  'directory.search': call({
    right: 'search',
    input: z.object({ text: z.string().max(400), near: Insee.nullable(), limit: z.int().min(1).max(200) }),
    value: z.object({
      hits: z.array(PersonHit),
      more: z.boolean(),
      chips: z.array(Chip).optional(),
      /** Establishments that answer; before the people when `structuresFirst`. */
      structures: z.array(StructureHit).optional(),
      structuresFirst: z.boolean().optional(),
      widened: z.array(Widened).optional(),
      /** The text is a whole identifier of one record. */
      exact: z.boolean().optional(),
    }),
    problems: DIRECTORY_PROBLEMS,
  }),
  /** Establishments that answer a need, nearest first; farther than `radiusKm` when there is none within, and said. */
  'directory.structures': call({
    right: 'search',
    input: z.object({
      code: z.string().max(60),
      near: Insee.nullable(),
      radiusKm: z.number().positive().max(1000),
      limit: z.int().min(1).max(200),
    }),
    value: z.object({ structures: z.array(StructureHit), more: z.boolean(), widened: z.array(Widened) }),
    problems: DIRECTORY_PROBLEMS,
  }),
  /** One establishment and the people who work there. `source`: the national file and the day of its content. */
  'directory.structure': call({
    right: 'search',
    input: z.object({ id: z.string().max(20), near: Insee.nullable(), limit: z.int().min(1).max(200) }),
    value: z.object({
      structure: Structure.nullable(),
      people: z.array(PersonHit),
      more: z.boolean(),
      contentDate: z.iso.date().nullable(),
      /** Its opening hours, by a roster of the site; absent: not known. */
      hours: z.array(OpeningHours).optional(),
    }),
    problems: DIRECTORY_PROBLEMS,
  }),
  /** Speciality tracks, and the site's favourites when it has any. */
  'directory.presets': call({
    right: 'search',
    input: z.null(),
    value: z.object({
      presets: z.array(Preset),
      /** Entries of the site's file of words that cannot be used: where («synonyms[2]») and why. */
      refused: z.array(z.object({ at: z.string(), why: z.string() })),
    }),
  }),
  /** Communes around a point, the most populated first: what a map is drawn from, without any address outside. */
  'directory.around': call({
    right: 'search',
    input: z.object({ at: Position, km: z.number().positive().max(300) }),
    value: z.array(MapPoint),
  }),
  'directory.person': call({
    right: 'search',
    input: z.object({ idnps: Idnps }),
    value: z.object({
      person: Person.nullable(),
      contentDate: z.iso.date().nullable(),
      /** Day of the generation before, when it is still there, and what has changed since. */
      since: z.iso.date().optional(),
      changes: z.array(PersonChange).optional(),
      /** What the rosters of the site say of them now. */
      site: z.array(SiteLine).optional(),
      /** Opening hours of their places, by a roster of the site; absent: not known. */
      hours: z.array(OpeningHours).optional(),
    }),
    problems: DIRECTORY_PROBLEMS,
  }),
}

export const directoryEvents = {
  'directory.changed': event(DirectoryStatus),
}
