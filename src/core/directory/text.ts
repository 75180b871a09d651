/**
 * How words are compared: without accents, ligatures, case, hyphens or apostrophes, «st» being «saint». Used on both
 * sides, when the index is written and when it is asked, so that neither depends on SQLite's own folding.
 */

const LIGATURES: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l' }

/** Lower-case ASCII words separated by single spaces: «L'Haÿ-les-Roses» → «l hay les roses». */
export function norm(text: string): string {
  // Most of a register is plain capitals: the costly folding is for the rest.
  const lower = text.toLowerCase()
  if (/^[a-z0-9 ]*$/.test(lower)) return lower.replace(/ {2,}/g, ' ').trim()
  return lower
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[œæßøł]/g, letter => LIGATURES[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

const SAINTS: Record<string, string> = { st: 'saint', ste: 'sainte', sts: 'saints' }

/** The words of a text as they are indexed. */
export function words(text: string): string[] {
  const folded = norm(text)
  if (folded === '') return []
  return folded.split(' ').map(word => SAINTS[word] ?? word)
}

/** Words that belong to the name they precede: «le Goff» is also written «Legoff». */
export const PARTICLES = new Set('le la les l de du des d da di el al ben van von mac mc o n saint sainte'.split(' '))

/**
 * Parts of `text` whose words begin with one of `tokens` (already normalised), as [start, end) in UTF-16 units.
 * `whole` words are lit entirely: what was found by resemblance has no common beginning to show.
 */
export function highlight(
  text: string,
  tokens: readonly string[],
  whole: ReadonlySet<string> = new Set(),
): [number, number][] {
  const ranges: [number, number][] = []
  if (tokens.length === 0 && whole.size === 0) return ranges
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const folded = norm(match[0])
    if (whole.has(folded)) {
      ranges.push([match.index, match.index + match[0].length])
      continue
    }
    const token = tokens.filter(candidate => folded.startsWith(candidate)).sort((a, b) => b.length - a.length)[0]
    if (token) ranges.push([match.index, match.index + unitsFor(match[0], token.length)])
  }
  return ranges
}

/** How many UTF-16 units of a word its first `letters` folded letters take. */
function unitsFor(word: string, letters: number): number {
  let folded = 0
  let units = 0
  for (const character of word) {
    if (folded >= letters && norm(character) !== '') break
    folded += norm(character).length
    units += character.length
  }
  return units
}
