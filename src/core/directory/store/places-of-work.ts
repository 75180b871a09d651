/**
 * The places of work of a person as one cell of their row: what decides who comes first and which place is shown is read
 * with the person, and only the place shown is looked up in `sites`.
 */
import { communeByInsee } from '../geography.ts'

export interface PlaceOfWork {
  /** Row of `sites`. */
  site: number
  /** Row of `spots`. */
  spot: number
  insee: string | null
  departement: string | null
  /** 0 care; 1 replacement; 2 not care. */
  rank: number
  profession: string
  mode: string
  genre: string
}

/** One line a place. The département is told only where no commune tells it. */
export function writePlaces(places: readonly PlaceOfWork[]): string {
  return places
    .map(({ site, spot, insee, departement, rank, profession, mode, genre }) =>
      [site, spot, insee ?? `d${departement ?? ''}`, rank, profession, mode, genre].join('|'),
    )
    .join('\n')
}

export function readPlaces(cell: string): PlaceOfWork[] {
  return cell === '' ? [] : cell.split('\n').map(readPlace)
}

function readPlace(line: string): PlaceOfWork {
  const [site, spot, where = '', rank, profession = '', mode = '', genre = ''] = line.split('|')
  const insee = where === '' || where.startsWith('d') ? null : where
  return {
    site: Number(site),
    spot: Number(spot),
    insee,
    departement: insee === null ? where.slice(1) || null : (communeByInsee(insee)?.departement ?? null),
    rank: Number(rank),
    profession,
    mode,
    genre,
  }
}
