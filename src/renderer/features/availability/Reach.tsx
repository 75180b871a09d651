/** The foot of the list: how far it looks, and the key that looks further. */
import { Button } from 'react-aria-components'
import { useActs } from '../../app/actsContext.ts'
import { Keys } from '../../ui/Keys.tsx'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { useAsk } from './store.ts'

export function Reach() {
  const { t } = useWords()
  const acts = useActs()
  const place = useCall(state => state.call?.place ?? null)
  const radiusKm = useCall(state => state.radiusKm)
  const asked = useAsk(state => state.ask !== null)
  if (!place || !asked || place.enlargementKm <= 0) return null
  const from = radiusKm ?? place.radiusKm
  return (
    <div className="reach">
      <Button className="button button--quiet" onPress={() => acts.run('enlarge')}>
        {t('availability.enlarge')} <Keys chord="F8" />{' '}
        <span className="secondary figure">
          {t('availability.enlargeTo', { from, to: from + place.enlargementKm })}
        </span>
      </Button>
    </div>
  )
}
