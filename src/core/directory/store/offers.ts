/**
 * Who offers what where: one row for each code and spot, its people packed in a cell, care first; those of one code by the
 * squares of the map (`grid.ts`), so that a circle is a few ranges of them. Two and a half million rows of three numbers
 * would be four times as large and as slow to write.
 */
import type { Db } from '../../sqlite.ts'
import { NOWHERE, PARTS_OF_A_DEGREE, squareOf } from './grid.ts'
import { createPairs } from './pairs.ts'

export interface Offer {
  person: number
  /** Number of the place of work among those of the person. */
  place: number
  rank: number
}

/** Bits of one offer: rank above person above place, so that sorted numbers are in the order of the answer. */
const PLACE_BITS = 6
const PERSON_BITS = 24
const MOST_PLACES = 1 << PLACE_BITS

const pack = (rank: number, person: number, place: number): number =>
  ((rank << (PERSON_BITS + PLACE_BITS)) | (person << PLACE_BITS) | place) >>> 0

const unpack = (packed: number): Offer => ({
  person: (packed >>> PLACE_BITS) & ((1 << PERSON_BITS) - 1),
  place: packed & (MOST_PLACES - 1),
  rank: packed >>> (PERSON_BITS + PLACE_BITS),
})

/** The offers of a cell, at most `limit`. */
export function readOffers(cell: Buffer, limit = Number.POSITIVE_INFINITY): Offer[] {
  const offers: Offer[] = []
  for (let at = 0; at + 4 <= cell.length && offers.length < limit; at += 4) offers.push(unpack(cell.readUInt32LE(at)))
  return offers
}

export interface Offers {
  add(code: string, spot: number, rank: number, person: number, place: number): void
  write(gone: ReadonlySet<number>): void
}

/** Code and spot in one number: a spot takes 19 bits, a code 13. */
const SPOT_BITS = 19

export function createOffers(db: Db): Offers {
  const codes = new Map<string, number>()
  const pairs = createPairs(db, 'offered')

  return {
    add(code, spot, rank, person, place) {
      // Nobody has so many places; no nomenclature so many codes: a broken file is not indexed beyond.
      if (place >= MOST_PLACES || person >= 1 << PERSON_BITS || spot >= 1 << SPOT_BITS) return
      let number = codes.get(code)
      if (number === undefined) {
        if (codes.size >= 1 << (32 - SPOT_BITS)) return
        number = codes.size
        codes.set(code, number)
      }
      pairs.add(((number << SPOT_BITS) | spot) >>> 0, pack(rank, person, place))
    },
    write(gone) {
      const names = [...codes.keys()]
      const insert = db.prepare(
        'INSERT INTO offers (code, square, spot_id, lat, lon, people) VALUES (?, ?, ?, ?, ?, ?)',
      )
      const spots = readSpots(db)
      const sorted = pairs.sorted()
      const cells = cellsOf(sorted, gone)
      const keyAt = (at: number) => sorted[at + 1] as number
      for (let at = 0; at < sorted.length; ) {
        const code = keyAt(at) >>> SPOT_BITS
        // Only where each cell stands in the list: put in the order of the table before they are written, it is dense then.
        const rows: { square: number; spot: number; from: number; to: number }[] = []
        while (at < sorted.length && keyAt(at) >>> SPOT_BITS === code) {
          const [from, key] = [at, keyAt(at)]
          while (at < sorted.length && keyAt(at) === key) at += 2
          const spot = key & ((1 << SPOT_BITS) - 1)
          rows.push({ square: spots.square(spot), spot, from, to: at })
        }
        rows.sort((a, b) => a.square - b.square || a.spot - b.spot)
        for (const { square, spot, from, to } of rows) {
          const people = cells(from, to)
          if (people.length > 0) insert.run(names[code], square, spot, spots.lat(spot), spots.lon(spot), people)
        }
      }
      sorted.buffer.transfer(0)
    },
  }
}

/** The people of a cell, packed, from a part of the sorted list; the buffer is used again for the next one. */
function cellsOf(sorted: Uint32Array, gone: ReadonlySet<number>): (from: number, to: number) => Buffer {
  let cell = Buffer.alloc(1 << 16)
  return (from, to) => {
    if (cell.length < 2 * (to - from)) cell = Buffer.alloc(2 * cell.length + 2 * (to - from))
    let length = 0
    let before = -1
    for (let at = from; at < to; at += 2) {
      const packed = sorted[at] as number
      // Told twice: a speciality that two files give.
      if (packed === before || gone.has(unpack(packed).person)) continue
      before = packed
      length = cell.writeUInt32LE(packed, length)
    }
    return cell.subarray(0, length)
  }
}

/** Where each spot stands, by its number: its square, and its place in parts of a degree; null where nobody knows. */
function readSpots(db: Db): {
  square(spot: number): number
  lat(spot: number): number | null
  lon(spot: number): number | null
} {
  const last = db.prepare<[], number | null>('SELECT max(id) FROM spots').pluck().get() ?? 0
  const most = Math.min(last + 1, 1 << SPOT_BITS)
  const squares = new Int32Array(most)
  const places = [new Int32Array(most), new Int32Array(most)] as const
  const rows = db.prepare<[], { id: number; lat: number; lon: number }>(
    'SELECT id, lat, lon FROM spots WHERE lat IS NOT NULL',
  )
  for (const { id, lat, lon } of rows.iterate()) {
    if (id >= most) continue
    squares[id] = squareOf({ lat, lon })
    places[0][id] = Math.round(lat * PARTS_OF_A_DEGREE)
    places[1][id] = Math.round(lon * PARTS_OF_A_DEGREE)
  }
  const square = (spot: number) => squares[spot] ?? NOWHERE
  const place = (part: Int32Array, spot: number) => (square(spot) === NOWHERE ? null : (part[spot] ?? null))
  return { square, lat: spot => place(places[0], spot), lon: spot => place(places[1], spot) }
}
