/** How far a place is, and from what that is measured: the second means nothing without the first. */
import type { Activity } from '../../../shared/contract/directory.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'

export function Away({ km, precision }: { km: number | null; precision: Activity['precision'] | null }) {
  const { t } = useWords()
  const away = distance(km, t)
  if (!away) return null
  return (
    <p className="secondary">
      {[away, precision ? t(`directory.precision.${precision}`) : null].filter(Boolean).join(' · ')}
    </p>
  )
}
