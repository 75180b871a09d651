/** A colleague is on this slot: a hint, and plainly not a reservation. */
import { useEffect } from 'react'
import { useNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/Icon.tsx'
import { announce } from '../../ui/store.ts'
import { ago } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useSite } from './store.ts'

export function Held({ slotId }: { slotId: string }) {
  const { t } = useWords()
  const now = useNow(1000)
  const hold = useSite(state => state.holds.get(slotId))
  const desk = hold?.desk

  useEffect(() => {
    if (desk) announce(t('site.held', { desk }))
  }, [desk, t])

  if (!hold) return null
  return (
    <p className="take__held tone-warn">
      <Icon name="person" /> <strong>{t('site.held', { desk: hold.desk })}</strong>{' '}
      <span className="figure">{ago(hold.since, now, t)}</span>. {t('site.notReserved')}
    </p>
  )
}
