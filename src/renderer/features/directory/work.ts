/** What somebody does, said where it says more than what stands there already. */
import { plain } from '../../ui/plain.ts'

/** Words that say that a thing is a speciality, and not which: «Spécialiste en médecine générale», «Qualifié en…». */
const EMPTY: ReadonlySet<string> = new Set(
  'specialiste qualifie qualifiee competent competente en de des du d et la le les l a au aux of in and'.split(' '),
)

const known = new Map<string, ReadonlySet<string>>()

/** The words that carry the meaning; labels are those of a table of codes, and few. */
function meaning(label: string): ReadonlySet<string> {
  const words =
    known.get(label) ??
    new Set(
      plain(label)
        .split(/[^\p{L}\p{N}]+/u)
        .filter(word => word !== '' && !EMPTY.has(word)),
    )
  known.set(label, words)
  return words
}

/** «médecin» and «médecine», «généraliste» and «générale»: the same word of somebody and of what they do. */
function akin(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  let same = 0
  while (same < shorter && a[same] === b[same]) same += 1
  return a === b || same >= Math.max(4, 0.75 * shorter)
}

/** True when the label has a word that the other has not: «Psychiatrie, option enfant» beside «Psychiatre». */
export function saysMore(label: string, than: string): boolean {
  const other = [...meaning(than)]
  return [...meaning(label)].some(word => !other.some(each => akin(word, each)))
}

/** The labels without those that say no more than another of them; of two that say the same, the first stays. */
export function saidOnce(labels: readonly string[]): string[] {
  return labels.filter(
    (label, at) => !labels.some((than, i) => i !== at && !saysMore(label, than) && (saysMore(than, label) || i < at)),
  )
}
