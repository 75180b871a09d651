/** What is known of one slot, whole words: how it is taken, for whom, where, how old the news is. */

import type { Slot } from '../../../shared/contract/availability.ts'
import { deskInstant, offset } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { saidOnce, saysMore } from '../directory/work.ts'
import { isKept } from './chips.ts'
import { simulatedMark } from './source.ts'

interface FactsProps {
  slot: Slot
  sourceLabel: string
  simulated: boolean
  /** What is said of its professional beside it: not said twice. */
  work?: readonly string[]
}

export function SlotFacts({ slot, sourceLabel, simulated, work = [] }: FactsProps) {
  const { t } = useWords()
  const facts = [
    slot.modes.map(mode => t(`availability.mode.${mode}`)).join(', '),
    slot.kinds.map(kind => t(`availability.kind.${kind}`)).join(', '),
    saidOnce(slot.specialities.map(coded => coded.label))
      .filter(label => work.every(said => saysMore(label, said)))
      .join(', '),
  ].filter(Boolean)
  const taking = t(`availability.taking.${slot.taking}`, { source: sourceLabel })
  const elsewhere = offset(slot.start) !== offset(deskInstant(new Date(slot.start)))
  return (
    <div className="slot-facts">
      <p className={isKept(slot) ? 'slot-facts__kept' : undefined}>{facts.join(' · ')}</p>
      <p>{slot.reason ? t('availability.reason', { reason: slot.reason }) : t('availability.noReason')}</p>
      {slot.communities.length > 0 ? (
        <p>{t('availability.community', { names: slot.communities.join(', ') })}</p>
      ) : null}
      {elsewhere ? <p className="tone-warn">{t('availability.localTime', { offset: offset(slot.start) })}</p> : null}
      <p className="secondary">
        {slot.taking === 'vendor-page' ? '↗ ' : ''}
        {taking.includes(sourceLabel) ? taking : `${taking} · ${sourceLabel}`}{' '}
        {simulatedMark(sourceLabel, simulated, t)}
      </p>
    </div>
  )
}
