/** Words that come from elsewhere: cut to a size that a row can show, without characters that hide or reorder others. */

/** Control characters, and the marks that turn the direction of a text (an address must read as it is written). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g

/** Trimmed, spaces joined, at most `max` UTF-16 units (an ellipsis says that it was cut); null when nothing is left. */
export function cleanText(value: string | undefined, max = 200): string | null {
  if (value === undefined) return null
  // Cut before the regular expressions run: a text of 10 MB costs no more than a short one.
  const text = value
    .slice(0, max * 4)
    .replace(HIDDEN, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (text === '') return null
  return text.length > max || value.length > max * 4 ? `${text.slice(0, max - 1).trimEnd()}…` : text
}

/** First digits of a national number, and the code of the territory it is reached by (national numbering plan). */
const OVERSEAS: readonly [RegExp, string][] = [
  [/^0(262|263|269|639|692|693)/, '+262'],
  [/^0(590|690|691)/, '+590'],
  [/^0(594|694)/, '+594'],
  [/^0(596|696|697)/, '+596'],
]

/** A French or international number as E.164; null when it is none (short numbers, words, extensions). */
export function readPhone(value: string | undefined): string | null {
  if (value === undefined || value.length > 40) return null
  const digits = value
    .replace(/^tel:/i, '')
    .replace(/\(0\)/, '')
    .replace(/[\s.\-/()]/g, '')
    .replace(/^00/, '+')
  if (/^\+[1-9]\d{3,14}$/.test(digits)) return digits
  if (!/^0[1-9]\d{8}$/.test(digits)) return null
  const code = OVERSEAS.find(([prefix]) => prefix.test(digits))?.[1] ?? '+33'
  return code + digits.slice(1)
}
