/** `search`: what the box of the screen would answer, in lines of text. */
import type { PersonHit, StructureHit, Widened } from '../../../shared/contract/directory.ts'
import { communeByInsee } from '../geography.ts'
import { search } from '../queries/search.ts'
import { openDirectory } from '../store/open.ts'
import type { Voice } from './import.ts'
import { count } from './words.ts'

const WIDENED: Record<Widened['kind'], (text: string) => string> = {
  spelling: () => 'personne de ce nom exactement : ceux qui y ressemblent',
  place: text => `rien à « ${text} » : cherché ailleurs, au plus près`,
  word: text => `rien avec « ${text} » : cherché sans ce mot`,
  radius: text => `rien dans le rayon : cherché jusqu’à ${text} km`,
}

const CHIPS: Record<string, string> = {
  profession: 'profession',
  speciality: 'spécialité',
  'structure-kind': 'établissement',
  commune: 'commune',
  departement: 'département',
  postcode: 'code postal',
  street: 'rue',
  phone: 'téléphone',
  rpps: 'RPPS',
  structure: 'FINESS ou SIRET',
}

/** Answers the exit code. */
export function runSearch(
  { text, database, near, limit }: { text: string; database: string; near: string | undefined; limit: number },
  { say, complain }: Voice,
): number {
  const opened = openDirectory(database)
  if (opened.kind !== 'ready') {
    complain(
      opened.kind === 'empty'
        ? `Il n’y a pas d’annuaire à « ${database} » : l’importer d’abord.`
        : `« ${database} » n’est pas un annuaire lisible (${opened.detail}) : refaire l’import.`,
    )
    return 1
  }
  const place = near ? communeByInsee(near) : undefined
  if (near && !place) {
    complain(`« ${near} » n’est pas un code INSEE de commune connu.`)
    return 1
  }
  const started = performance.now()
  const where = { near: place?.position ?? null, departement: place?.departement ?? null }
  const found = search(opened.db, { text, ...where, limit, needs: true })
  const ms = performance.now() - started
  const { hits, structures, structuresFirst, chips, widened, more } = found
  if (chips.length > 0)
    say(`Compris    ${chips.map(({ kind, label }) => `${CHIPS[kind] ?? kind} : ${label}`).join(' · ')}`)
  for (const each of widened) say(`Élargi     ${WIDENED[each.kind](each.text)}`)
  const people = hits.map(personLine)
  const places = structures.map(structureLine)
  for (const line of structuresFirst ? [...places, ...people] : [...people, ...places]) say(line)
  const total = people.length + places.length
  const ending =
    total === 0
      ? 'Personne ne répond à cette recherche'
      : `${count(total)} réponse${total > 1 ? 's' : ''}${more ? ' et d’autres' : ''}`
  say(`${ending} (${ms.toFixed(1).replace('.', ',')} ms, contenu du ${opened.facts.contentDate})`)
  opened.db.close()
  return 0
}

function personLine(hit: PersonHit): string {
  const { activity } = hit
  return line([
    `${hit.approximate ? '≈ ' : ''}${hit.displayName}`,
    hit.speciality?.label ?? hit.profession.label,
    addressOf(activity),
    activity?.phones.join(' · ') || 'sans téléphone',
    distance(hit.distanceKm),
  ])
}

function structureLine(hit: StructureHit): string {
  return line([
    hit.name,
    hit.kinds.map(kind => kind.label).join(', '),
    addressOf(hit),
    hit.phones.join(' · ') || 'sans téléphone',
    hit.hours ?? '',
    distance(hit.distanceKm),
  ])
}

const line = (cells: readonly string[]): string => cells.filter(Boolean).join(' | ')
const distance = (km: number | null): string => (km === null ? '' : `${km.toLocaleString('fr-FR')} km`)

const addressOf = (place: { address: string[]; postalCode: string | null; city: string | null } | null): string =>
  [place?.address.join(', '), place?.postalCode, place?.city].filter(Boolean).join(' ') || 'adresse non publiée'
