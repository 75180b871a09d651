/** What each source has done for this question: opened from the line above the list. */
import type { RefObject } from 'react'
import { Dialog, Heading, Popover } from 'react-aria-components'
import type { SourceState } from '../../../shared/contract/availability.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ago, deskInstant, hour, seconds } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { SOURCE_LOOK, simulatedMark } from './source.ts'
import { useAsk } from './store.ts'

export function Sources({ trigger, onClose }: { trigger: RefObject<HTMLElement | null>; onClose(): void }) {
  const { t } = useWords()
  return (
    <Popover
      className="choice__popover sources"
      placement="bottom start"
      triggerRef={trigger}
      isOpen
      onOpenChange={open => {
        if (!open) onClose()
      }}
    >
      <Dialog className="sources__dialog">
        <Heading slot="title" className="suggestions__head">
          {t('availability.sourcesTitle')}
        </Heading>
        <Lines />
      </Dialog>
    </Popover>
  )
}

function Lines() {
  const { t, language } = useWords()
  const sources = useAsk(state => state.ask?.sources ?? NONE)
  return (
    <ul className="sources__list">
      {sources.map(source => {
        const { icon, tone } = SOURCE_LOOK[source.status]
        return (
          <li key={source.id} className="sources__line">
            <Icon name={icon} className={`tone-${tone}`} />
            <span>
              {source.label} <span className="secondary">{simulatedMark(source.label, source.simulated, t)}</span>
            </span>
            <span className={`tone-${tone}`}>{t(`availability.source.${source.status}`)}</span>
            <span className="figure">{source.slots > 0 ? t('availability.slots', { count: source.slots }) : ''}</span>
            <span className="figure secondary">
              {source.ms === null ? '' : t('availability.sourceMs', { seconds: seconds(source.ms, language) })}
            </span>
            {source.retryAt ? (
              <span className="sources__aside secondary">
                {t(
                  `availability.retryAt.${source.detail === 'resting' || source.detail === 'budget' ? source.detail : 'busy'}`,
                  {
                    time: hour(deskInstant(new Date(source.retryAt))),
                  },
                )}
              </span>
            ) : null}
            {source.detail === 'trying' ? (
              <span className="sources__aside secondary">{t('availability.trying')}</span>
            ) : null}
            {source.lastGoodAt && SOURCE_LOOK[source.status].tone !== 'ok' ? (
              <span className="sources__aside secondary">
                {t('availability.board.lastGood', { ago: ago(source.lastGoodAt, Date.now(), t) })}
              </span>
            ) : null}
            {source.leftAside > 0 ? (
              <span className="sources__aside tone-warn">
                {t('availability.leftAside', { count: source.leftAside })}
              </span>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

const NONE: readonly SourceState[] = []
