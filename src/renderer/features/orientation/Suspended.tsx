/** Outcomes that are not certain stay before the eyes until they are, whatever call is on the screen. */
import type { Orientation } from '../../../shared/contract/orientation.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { focusOn } from '../../ui/focus.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { useUi } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { startOf, statusWords, whoOf } from './said.ts'
import { isLost, seen, showOrientation, suspended, useOrientation } from './store.ts'
import { OrientationIcon, STATUS_LOOK } from './words.tsx'

export function Suspended() {
  const { t } = useWords()
  const now = useNow(10_000)
  const state = useOrientation()
  const list = suspended(state, now)
  const left = Object.values(state.byId).filter(one => one.passedOn !== undefined).length
  const pane = useUi(ui => ui.pane)
  const acts = useActs()
  if (list.length === 0 && (left === 0 || pane === 'day')) return null
  return (
    <section className="suspended" aria-label={t('orientation.pendingTitle')}>
      {left > 0 && pane !== 'day' ? (
        <div className="suspended__line suspended__line--wait">
          <Icon name="person" />
          <Button className="suspended__what" onPress={() => acts.run('day')}>
            {t('orientation.day.leftForYou', { count: left })} <Keys chord="F9" />
          </Button>
        </div>
      ) : null}
      {list.slice(0, 4).map(one => (
        <Line key={one.id} one={one} />
      ))}
    </section>
  )
}

function Line({ one }: { one: Orientation }) {
  const { t } = useWords()
  const acts = useActs()
  const vendor = one.status === 'waiting' || one.status === 'expired'
  return (
    <div className={`suspended__line suspended__line--${STATUS_LOOK[one.status].tone}`}>
      <OrientationIcon status={one.status} />
      <Button
        className="suspended__what"
        onPress={() => {
          showOrientation(one.id)
          focusOn('primary')
        }}
      >
        <strong>{statusWords(one, t)}</strong>{' '}
        <span className="figure">{t('orientation.pendingOther', { name: whoOf(one, t), time: startOf(one) })}</span>
      </Button>
      {vendor ? (
        <>
          <Button className="button button--small" onPress={() => void acts.declare(one.id, true)}>
            {t('orientation.declareYes')}
          </Button>
          <Button className="button button--small" onPress={() => void acts.declare(one.id, false)}>
            {t('orientation.declareNo')}
          </Button>
        </>
      ) : isLost(one) ? (
        <Button className="button button--small" onPress={() => seen(one.id)}>
          {t('orientation.seen')}
        </Button>
      ) : (
        <Button className="button button--small" onPress={() => void acts.check(one.id)}>
          {t('orientation.check')}
        </Button>
      )}
    </div>
  )
}
