/** «Médecin traitant»: found in the desk's own directory while typing, or kept as it was said. Always asked, and first. */
import { useState } from 'react'
import type { PersonHit } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Combobox, type Suggestion } from '../../ui/Combobox.tsx'
import { focusOn } from '../../ui/focus.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { Highlighted } from '../directory/Highlighted.tsx'
import { editCall, useCall } from './store.ts'

interface PersonSuggestion extends Suggestion {
  hit: PersonHit
}

export function TreatingField() {
  const { t } = useWords()
  const treating = useCall(state => state.call?.treating ?? null)
  const near = useCall(state => state.call?.place?.insee ?? null)
  const [used, setUsed] = useState(false)
  const text = treating?.displayName ?? ''
  const typed = text.trim()
  const settled = treating !== null && treating.idnps !== null
  const answer = useAnswer(
    'directory.search',
    { text: typed, near, limit: 6 },
    { enabled: used && !settled && typed.length > 1, keepLast: true },
  )
  const suggestions: PersonSuggestion[] =
    typed.length > 1 && !settled
      ? (answer.value?.hits ?? []).map(hit => ({
          key: hit.idnps,
          label: hit.displayName,
          node: <Highlighted hit={hit} />,
          detail: [hit.speciality?.label ?? hit.profession.label, hit.activity?.city, distance(hit.distanceKm, t)]
            .filter(Boolean)
            .join(' · '),
          hit,
        }))
      : []
  return (
    <Combobox
      zone="treating"
      label={t('call.treating')}
      text={text}
      placeholder={t('call.treatingPlaceholder')}
      suggestions={suggestions}
      fresh={answer.fresh && !settled}
      // A name that the directory does not know is kept as it was said: there is nothing wrong with it.
      settled={settled || (treating !== null && answer.fresh && suggestions.length === 0)}
      nothing={t('call.treatingAsSaid')}
      onText={said => editCall({ treating: said === '' ? null : { idnps: null, displayName: said.slice(0, 120) } })}
      onPick={({ hit }) => editCall({ treating: { idnps: hit.idnps, displayName: hit.displayName } })}
      onNext={() => focusOn(useCall.getState().call?.need ? 'list' : 'need')}
      onUse={setUsed}
    />
  )
}
