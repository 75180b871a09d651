/** A name with the parts that matched; «≈» when it was found by resemblance. */

import type { PersonHit } from '../../../shared/contract/directory.ts'
import { useWords } from '../../ui/words.ts'

export function Highlighted({ hit }: { hit: PersonHit }) {
  return <HighlightedName name={hit.displayName} highlights={hit.highlights} approximate={hit.approximate} />
}

interface NameProps {
  name: string
  highlights: PersonHit['highlights']
  approximate: boolean
}

export function HighlightedName({ name, highlights, approximate }: NameProps) {
  const { t } = useWords()
  const parts: { text: string; marked: boolean; at: number }[] = []
  let at = 0
  for (const [start, end] of [...highlights].sort((a, b) => a[0] - b[0])) {
    if (start < at || end <= start) continue
    parts.push({ text: name.slice(at, start), marked: false, at })
    parts.push({ text: name.slice(start, end), marked: true, at: start })
    at = end
  }
  parts.push({ text: name.slice(at), marked: false, at })
  return (
    <>
      {approximate ? (
        <span className="approximate" title={t('directory.approximate')}>
          ≈{' '}
        </span>
      ) : null}
      {parts.map(part => (part.marked ? <mark key={part.at}>{part.text}</mark> : part.text))}
    </>
  )
}
