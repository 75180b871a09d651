/** The foot of the list: how far it looks, the keys that look further, and the way back. */
import type { Place } from '../../../shared/contract/directory.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { Later } from '../../ui/Later.tsx'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { useAsk } from './store.ts'

export function Reach() {
  const place = useCall(state => state.call?.place ?? null)
  const asked = useAsk(state => state.ask !== null)
  if (!place || !asked) return null
  return (
    <Later>
      <Ways place={place} />
    </Later>
  )
}

function Ways({ place }: { place: Place }) {
  const { t } = useWords()
  const acts = useActs()
  const radiusKm = useCall(state => state.call?.radiusKm ?? null)
  const reach = useCall(state => state.call?.reach ?? null)
  const from = radiusKm ?? place.radiusKm
  const beyond = [
    reach && reach.departements.length > 0
      ? t('availability.overflowTo', { codes: reach.departements.join(', ') })
      : null,
    reach?.remote ? t('availability.remoteToo') : null,
  ].filter(Boolean)
  return (
    <div className="reach">
      {place.enlargementKm > 0 ? (
        <Button className="button button--quiet" onPress={() => acts.run('enlarge')}>
          {t('availability.enlarge')} <Keys chord="F8" />{' '}
          <span className="secondary figure">
            {t('availability.enlargeTo', { from, to: from + place.enlargementKm })}
          </span>
        </Button>
      ) : null}
      {reach?.remote ? null : (
        <Button className="button button--quiet" onPress={() => acts.run('overflow')}>
          {t(reach ? 'availability.remote' : 'availability.overflow')} <Keys chord="Shift+F8" />
        </Button>
      )}
      {beyond.length > 0 ? <span className="secondary">{beyond.join(' · ')}</span> : null}
      {reach || radiusKm !== null ? (
        <Button className="button button--quiet" onPress={() => acts.run('narrow')}>
          {t('availability.narrow')}
        </Button>
      ) : null}
      <span className="reach__space" />
      <Button className="button button--quiet reach__phone" onPress={() => acts.run('phone-list')}>
        {t('availability.toPhone')} <Keys chord="Shift+F6" />
      </Button>
      <Button className="button button--quiet" onPress={() => acts.run('other-outcome')}>
        {t('availability.otherOutcome')} <Keys chord="F6" />
      </Button>
    </div>
  )
}
