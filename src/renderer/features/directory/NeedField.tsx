/** «Besoin»: needs first, then people, from the desk's own directory while typing. */
import { useState } from 'react'
import type { Need, PersonHit } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Combobox, type Suggestion } from '../../ui/Combobox.tsx'
import { focusOn } from '../../ui/focus.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { chooseNeed, editCall, useCall } from '../call/store.ts'
import { Highlighted } from './Highlighted.tsx'

interface NeedSuggestion extends Suggestion {
  need: Need
}

export function NeedField() {
  const { t } = useWords()
  const text = useCall(state => state.call?.needText ?? '')
  const need = useCall(state => state.call?.need ?? null)
  const near = useCall(state => state.call?.place?.insee ?? null)
  const recent = useCall(state => state.recentNeeds)
  const [used, setUsed] = useState(false)
  const typed = text.trim()
  const settled = need !== null
  const answer = useAnswer(
    'directory.needs',
    { text: typed, near, limit: 12 },
    { enabled: used && !settled, keepLast: true },
  )

  const personDetail = (hit: PersonHit) =>
    [hit.speciality?.label ?? hit.profession.label, hit.activity?.city, distance(hit.distanceKm, t)]
      .filter(Boolean)
      .join(' · ')
  const suggestions: NeedSuggestion[] = [
    ...(typed === '' ? recent : []).map(each => ({
      key: `recent ${each.label}`,
      label: each.label,
      section: t('availability.emptyRecent'),
      need: each,
    })),
    ...(answer.value?.needs ?? []).map(each => ({
      key: each.kind === 'person' ? each.idnps : `${each.kind} ${each.code} ${each.label}`,
      label: each.label,
      section: t('directory.needs'),
      need: each,
    })),
    ...(answer.value?.people ?? []).map(hit => ({
      key: hit.idnps,
      label: hit.displayName,
      node: <Highlighted hit={hit} />,
      detail: personDetail(hit),
      section: t('directory.people'),
      need: { kind: 'person' as const, idnps: hit.idnps, label: hit.displayName },
    })),
  ]

  return (
    <Combobox
      zone="need"
      label={t('call.need')}
      text={text}
      placeholder={t('call.needPlaceholder')}
      suggestions={suggestions}
      fresh={answer.fresh && !settled}
      settled={settled}
      nothing={t('directory.noNeed', { text: typed })}
      onText={needText => editCall({ needText, need: null })}
      onPick={suggestion => chooseNeed(suggestion.need)}
      onNext={() => {
        const { call } = useCall.getState()
        focusOn(call?.need?.kind === 'person' && !call.place ? 'list' : 'place')
      }}
      onUse={setUsed}
    />
  )
}
