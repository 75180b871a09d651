/** «Besoin»: needs first, then people, from the desk's own directory while typing. */
import { useState } from 'react'
import type { Need, PersonHit } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Combobox, type Suggestion } from '../../ui/Combobox.tsx'
import { focusOn } from '../../ui/focus.ts'
import { distance } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { isNamed, keyOfNeed } from '../call/question.ts'
import { chooseNeed, editCall, useCall } from '../call/store.ts'
import { Highlighted } from './Highlighted.tsx'
import { establishmentNeed } from './lines.ts'

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

  const points = useAnswer(
    'availability.points',
    { text: typed, limit: 3 },
    { enabled: used && !settled && typed.length >= 3, keepLast: true },
  )

  const personDetail = (hit: PersonHit) =>
    [hit.speciality?.label ?? hit.profession.label, hit.activity?.city, distance(hit.distanceKm, t)]
      .filter(Boolean)
      .join(' · ')
  const people = answer.value?.people ?? []
  const suggestPerson = (hit: PersonHit): NeedSuggestion => ({
    key: hit.idnps,
    label: hit.displayName,
    node: <Highlighted hit={hit} />,
    detail: personDetail(hit),
    section: t('directory.people'),
    need: { kind: 'person', idnps: hit.idnps, label: hit.displayName },
  })
  const suggestions: NeedSuggestion[] = [
    ...(typed === '' ? recent : []).map(each => ({
      key: `recent ${each.label}`,
      label: each.label,
      section: t('availability.emptyRecent'),
      need: each,
    })),
    ...(answer.value?.needs ?? []).map(each => ({
      key: keyOfNeed(each),
      label: each.label,
      section: t('directory.needs'),
      need: each,
    })),
    ...people.filter(hit => !hit.approximate).map(suggestPerson),
    ...(typed.length >= 3 ? (points.value ?? []) : []).map(each => ({
      key: keyOfNeed(each),
      label: each.label,
      section: t('directory.structuresList'),
      need: each,
    })),
    ...(answer.value?.structures ?? []).map(hit => ({
      key: `s${hit.id}`,
      label: hit.name,
      detail: [hit.kinds[0]?.label, hit.city, distance(hit.distanceKm, t)].filter(Boolean).join(' · '),
      section: t('directory.structuresList'),
      need: establishmentNeed(hit),
    })),
    ...people.filter(hit => hit.approximate).map(suggestPerson),
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
        focusOn(call?.need && isNamed(call.need) && !call.place ? 'list' : 'place')
      }}
      onUse={setUsed}
    />
  )
}
