/** F6: what the call comes to without a slot, in two keys; and the way to the «en sus» call list. */
import { OUTCOME_KINDS } from '../../../shared/contract/lists.ts'
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { Choices } from '../../ui/Choices.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { useWords } from '../../ui/words.ts'
import { BackToOffers } from './BackToOffers.tsx'

export function OtherOutcome() {
  const { t } = useWords()
  const acts = useActs()
  const lines = OUTCOME_KINDS.map(value => ({
    value,
    label: t(`orientation.outcome.${value}`),
    note: t(`orientation.outcomeNote.${value}`),
  }))
  return (
    <section className="other" aria-label={t('orientation.other.title')}>
      <h2 className="person__section">{t('orientation.other.title')}</h2>
      <p className="secondary">{t('orientation.other.help')}</p>
      <Choices
        label={t('orientation.other.title')}
        lines={lines}
        onChoose={value => void acts.orientations.note(value)}
      />
      <div className="outcome__acts">
        <Button className="button" onPress={() => acts.run('phone-list')}>
          <Icon name="phone" /> {t('orientation.phone.open')} <Keys chord="Shift+F6" />
        </Button>
        <BackToOffers />
      </div>
    </section>
  )
}
