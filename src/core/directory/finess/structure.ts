/** One establishment of FINESS+ (an `ege` of a legal entity), cleaned. Formats and traps: `docs/decisions.md`. */
import { z } from 'zod'
import { type Commune, departementByCode, departementOfFiness, resolveCommune } from '../geography.ts'
import { cityName, streetLine } from '../rpps/address.ts'
import { phoneOf } from '../rpps/phone.ts'
import { type Coordinates, positionOf } from './position.ts'

/** Why an element of the file is not in the directory. `closed` is no fault: closed establishments stay in the file. */
export type StructureRefusal = 'unreadable' | 'too-long' | 'identifier' | 'name' | 'closed'

export type Precision = 'address' | Commune['precision']

export interface StructureRecord {
  finess: string
  legalFiness: string | null
  siret: string | null
  name: string
  legalName: string | null
  /** TRE_R397. */
  category: string
  address: string[]
  postcode: string | null
  insee: string | null
  city: string | null
  departement: string | null
  lat: number | null
  lon: number | null
  precision: Precision | null
  phones: string[]
  email: string | null
  /** ISO dates. */
  opened: string | null
  updated: string | null
}

// Whatever is not of the shape expected counts as absent: one odd field never costs the establishment.
const Text = z.string().nullish().catch(null)
const Address = z
  .object({
    usageAdresse: Text,
    numeroVoie: Text,
    typeVoie: Text,
    libelleVoie: Text,
    complementVoie: Text,
    complementPointGeographique: Text,
    lieuDit: Text,
    cogCommune: Text,
    ligneAcheminement: Text,
    codePostal: Text,
    coordonneesGeographique: z
      .object({
        coordonneeX: Text,
        coordonneeY: Text,
        directionLatitude: Text,
        directionLongitude: Text,
        cleInInteropBAN: Text,
      })
      .nullish()
      .catch(null),
  })
  .nullable()
  .catch(null)
type Address = NonNullable<z.infer<typeof Address>>

const Ege = z.object({
  informationsGeneralesEGE: z.object({
    egeId: Text,
    numFinessEge: Text,
    nomEgeCourt: Text,
    nomEgeLong: Text,
    siret: Text,
    dateOuverture: Text,
    dateFermeture: Text,
  }),
  categorieentiteGeographiqueExercice: Text,
  adresse: z.array(Address).nullish().catch(null),
  contact: z
    .array(
      z
        .object({ telecom: z.object({ telephone: Text, courriel: Text }).nullish().catch(null) })
        .nullable()
        .catch(null),
    )
    .nullish()
    .catch(null),
  etatObjet: Text,
  dateDerniereMaj: Text,
})

const Pmej = z.object({
  informationsGeneralesPMEJ: z
    .object({ numFinessPm: Text, denominationPm: Text, denominationLonguePmSmsse: Text })
    .nullish()
    .catch(null),
  ege: z.array(z.unknown()).nullish().catch(null),
})

export type StructureResult = { ok: true; structure: StructureRecord } | { ok: false; refusal: StructureRefusal }

/** The establishments of one legal entity; null when the element is no legal entity. */
export function readStructures(element: unknown): StructureResult[] | null {
  const pmej = Pmej.safeParse(element)
  if (!pmej.success) return null
  const legal = pmej.data.informationsGeneralesPMEJ
  return (pmej.data.ege ?? []).map(each => {
    const ege = Ege.safeParse(each)
    if (!ege.success) return { ok: false, refusal: 'unreadable' }
    return readEge(ege.data, {
      finess: finessNumber(legal?.numFinessPm),
      name: tidy(legal?.denominationLonguePmSmsse) || tidy(legal?.denominationPm) || null,
    })
  })
}

/** Nine characters, upper case; a number that a spreadsheet shortened gets its zero back. Null for anything else. */
export function finessNumber(text: string | null | undefined): string | null {
  const tidied = (text ?? '').trim().toUpperCase()
  const padded = /^\d{8}$/.test(tidied) ? `0${tidied}` : tidied
  return /^(\d{9}|2[AB]\d{7})$/.test(padded) ? padded : null
}

function readEge(ege: z.infer<typeof Ege>, legal: { finess: string | null; name: string | null }): StructureResult {
  const info = ege.informationsGeneralesEGE
  const finess = finessNumber(info.numFinessEge)
  if (finess === null) return { ok: false, refusal: 'identifier' }
  if ((ege.etatObjet ?? 'A').trim() !== 'A' || (info.dateFermeture ?? '').trim() !== '')
    return { ok: false, refusal: 'closed' }
  const name = tidy(info.nomEgeLong) || tidy(info.nomEgeCourt)
  if (!/[\p{L}\p{N}]/u.test(name)) return { ok: false, refusal: 'name' }
  const telecoms = (ege.contact ?? []).flatMap(contact => contact?.telecom ?? [])
  const phones = telecoms.flatMap(telecom => phoneOf(telecom.telephone ?? '') ?? [])
  return {
    ok: true,
    structure: {
      finess,
      legalFiness: legal.finess,
      siret: /^\d{14}$/.test((info.siret ?? '').trim()) ? (info.siret ?? '').trim() : null,
      name,
      legalName: legal.name === name ? null : legal.name,
      category: tidy(ege.categorieentiteGeographiqueExercice),
      ...placeOf(ege.adresse ?? [], finess),
      phones: [...new Set(phones)],
      email: telecoms.map(telecom => tidy(telecom.courriel)).find(mail => /^\S+@\S+$/.test(mail)) ?? null,
      opened: dayOf(info.dateOuverture),
      updated: dayOf(ege.dateDerniereMaj),
    },
  }
}

type PlaceFields = 'address' | 'postcode' | 'insee' | 'city' | 'departement' | 'lat' | 'lon' | 'precision'

/** Where it is: the geographical address (usage 03), else the reception's (06), else the first. */
function placeOf(addresses: readonly (Address | null)[], finess: string): Pick<StructureRecord, PlaceFields> {
  const known = addresses.filter(address => address !== null)
  const address = ['03', '06'].map(usage => known.find(each => each.usageAdresse === usage)).find(Boolean) ?? known[0]
  const get = (key: Exclude<keyof Address, 'coordonneesGeographique'>) => tidy(address?.[key])
  const delivery = get('ligneAcheminement').replace(/^\d{5} /, '')
  const postcode = get('codePostal')
  const commune = resolveCommune({ insee: get('cogCommune'), postcode, name: delivery })
  const departement = commune?.departement ?? departementOf(get('cogCommune')) ?? departementOfFiness(finess)
  const street = streetLine({
    number: get('numeroVoie'),
    repetition: '',
    wayCode: get('typeVoie'),
    wayLabel: '',
    street: get('libelleVoie'),
  })
  const cedex = /\bCEDEX\b/i.test(delivery) ? `${postcode} ${delivery}`.trim() : ''
  return {
    address: [get('complementPointGeographique'), street, get('lieuDit'), cedex].filter(Boolean),
    postcode: cedex && commune?.postcodes.length === 1 ? (commune.postcodes[0] ?? null) : postcodeOf(postcode),
    insee: commune?.insee ?? null,
    city: commune?.name ?? (cityName(delivery) || null),
    departement,
    ...pointOf(address?.coordonneesGeographique, commune, departement),
  }
}

const postcodeOf = (text: string): string | null => {
  const padded = /^\d{4}$/.test(text) ? `0${text}` : text
  return /^\d{5}$/.test(padded) ? padded : null
}

function departementOf(insee: string): string | null {
  const code = insee.startsWith('97') ? insee.slice(0, 3) : insee.slice(0, 2)
  return departementByCode(code) ? code : null
}

/** The record's own point; else its commune's, said to be so. A key of only a commune is the commune's middle. */
export function pointOf(
  coordinates: Coordinates | null | undefined,
  commune: Commune | undefined,
  departement: string | null,
): Pick<StructureRecord, 'lat' | 'lon' | 'precision'> {
  const own = positionOf(coordinates, commune, departement)
  const key = (coordinates?.cleInInteropBAN ?? '').trim()
  if (own) return { ...own, precision: key.length === 5 ? 'commune' : 'address' }
  const { lat, lon } = commune?.position ?? { lat: null, lon: null }
  return { lat, lon, precision: commune?.position ? commune.precision : null }
}

/** Text without control characters nor double spaces. */
function tidy(text: string | null | undefined): string {
  return (text ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim()
}

const dayOf = (text: string | null | undefined): string | null => /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null
