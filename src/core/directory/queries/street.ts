/** A street inside a typed text: «12 bis rue des Tilleuls», «bd Béranger». Its kind and number are no words of a record. */

const ALWAYS = new Set(
  'rue rues avenue avenues av ave boulevard bd bld bvd allee allees impasse imp chemin che chem route rte faubourg ruelle esplanade'.split(
    ' ',
  ),
)
/** Surnames and ordinary words too: a street only after a number or before an article. */
const SOMETIMES = new Set(
  'r place pl cours quai square sq passage mail montee villa residence hameau promenade sentier lotissement lot zac za zi'.split(
    ' ',
  ),
)
const REPETITIONS = new Set('bis ter quater b t q'.split(' '))
const ARTICLES = new Set('de du des d la le les l au aux a'.split(' '))

/**
 * How many words from `at` are a number and a kind of way with its articles; 0 when no street begins here, or when no word
 * follows that would name it.
 */
export function wayAt(typed: readonly string[], at: number): number {
  let place = at
  const numbered = /^\d{1,4}$/.test(typed[place] ?? '')
  if (numbered) {
    place++
    if (REPETITIONS.has(typed[place] ?? '')) place++
  }
  const way = typed[place] ?? ''
  if (!ALWAYS.has(way) && !SOMETIMES.has(way)) return 0
  place++
  const named = place
  while (ARTICLES.has(typed[place] ?? '')) place++
  if (!ALWAYS.has(way) && !numbered && place === named) return 0
  return place < typed.length ? place - at : 0
}
