/** What was given up to find something: never silently. */
import type { Widened } from '../../../shared/contract/directory.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useWords } from '../../ui/words.ts'

export function WidenedWords({ widened }: { widened: readonly Widened[] }) {
  const { t } = useWords()
  if (widened.length === 0) return null
  return (
    <p className="directory__widened tone-wait" role="status">
      <Icon name="info" /> {widened.map(one => t(`directory.widened.${one.kind}`, { text: one.text })).join(' ')}
    </p>
  )
}
