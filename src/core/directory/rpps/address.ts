/** Addresses of the register made readable: kind of way told apart or inside the street's name, capitals, CEDEX. */

/** Abbreviations of the kinds of way that the register uses (postal norm), when they stand inside the street's name. */
const WAYS: Record<string, string> = {
  R: 'rue',
  RUE: 'rue',
  AV: 'avenue',
  AVE: 'avenue',
  BD: 'boulevard',
  BLD: 'boulevard',
  BVD: 'boulevard',
  PL: 'place',
  CHE: 'chemin',
  CHEM: 'chemin',
  ALL: 'allée',
  RTE: 'route',
  IMP: 'impasse',
  SQ: 'square',
  CRS: 'cours',
  QU: 'quai',
  QUAI: 'quai',
  PAS: 'passage',
  LOT: 'lotissement',
  RES: 'résidence',
  FG: 'faubourg',
  ESP: 'esplanade',
  VLA: 'villa',
  CTRE: 'centre',
  ZA: 'ZA',
  ZI: 'ZI',
  ZAC: 'ZAC',
  HAM: 'hameau',
  MTE: 'montée',
  PROM: 'promenade',
  RPT: 'rond-point',
  SEN: 'sentier',
}

const REPETITIONS: Record<string, string> = { B: 'bis', T: 'ter', Q: 'quater' }

const SMALL = new Set('de du des la le les l d et à au aux en sur sous lès les-'.split(' '))

/** «12», «B», «», «R», «DES "TILLEULS"» → «12 bis rue des "Tilleuls"». Empty when there is no street. */
export function streetLine(parts: {
  number: string
  repetition: string
  wayCode: string
  wayLabel: string
  street: string
}): string {
  const { way, street } = splitWay(parts)
  if (street === '' && way === '') return ''
  const number = parts.number.replace(/^0+(?=\d)/, '')
  const repetition = REPETITIONS[parts.repetition.toUpperCase()] ?? parts.repetition
  const name = [way, readable(street)].filter(Boolean).join(' ')
  const line = [number, number ? repetition : '', name].filter(Boolean).join(' ')
  return number ? line : capital(line)
}

function splitWay(parts: { wayCode: string; wayLabel: string; street: string }): { way: string; street: string } {
  if (parts.wayLabel || parts.wayCode) {
    const way = parts.wayLabel.toLowerCase() || WAYS[parts.wayCode.toUpperCase()] || parts.wayCode
    return { way, street: parts.street }
  }
  const match = /^(\p{L}+)\.? (.+)$/u.exec(parts.street)
  const way = match?.[1] && WAYS[match[1].toUpperCase()]
  return way ? { way, street: match?.[2] ?? '' } : { way: '', street: parts.street }
}

/** Capitals made readable: «MARÉCHAL D'ESSAI» → «Maréchal d'Essai». Text that already has small letters is left alone. */
export function readable(text: string): string {
  if (/\p{Ll}/u.test(text)) return text
  const lower = text.toLocaleLowerCase('fr')
  let first = true
  return lower.replace(/[\p{L}\p{N}]+/gu, word => {
    const small = SMALL.has(word) && !first
    const start = first
    first = false
    return small || (start && SMALL.has(word)) ? word : capital(word)
  })
}

/** A city's label without its CEDEX: «TOURS CEDEX 9» → «Tours». */
export function cityName(label: string): string {
  return capital(readable(label.replace(/\s*\bCEDEX\b.*$/i, '').trim()))
}

/** Given names that the register writes in capitals: «JEAN-PIERRE» → «Jean-Pierre». */
export function givenName(text: string): string {
  return /\p{Ll}/u.test(text) ? text : text.toLocaleLowerCase('fr').replace(/\p{L}+/gu, capital)
}

function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('fr') + word.slice(1)
}
