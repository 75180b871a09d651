/** «Lieu»: communes while typing. Empty, it proposes the desk's own territory; never where a former caller was. */
import { useState } from 'react'
import type { Place } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Combobox, type Suggestion } from '../../ui/Combobox.tsx'
import { focusOn } from '../../ui/focus.ts'
import { useWords } from '../../ui/words.ts'
import { choosePlace, editCall, useCall } from '../call/store.ts'

interface PlaceSuggestion extends Suggestion {
  place: Place
}

export function PlaceField() {
  const { t } = useWords()
  const text = useCall(state => state.call?.placeText ?? '')
  const place = useCall(state => state.call?.place ?? null)
  const settings = useAnswer('settings.view', null)
  const territory = settings.value?.territory ?? null
  const [used, setUsed] = useState(false)
  const typed = text.trim()
  const settled = place !== null
  const typedAnswer = useAnswer(
    'directory.places',
    { text: typed, limit: 8 },
    { enabled: used && !settled && typed !== '', keepLast: true },
  )
  // «37» finds the communes of the territory by the beginning of their postcode, the largest first.
  const ownAnswer = useAnswer(
    'directory.places',
    { text: territory ?? '', limit: 4 },
    { enabled: territory !== null && territory !== '' },
  )
  const found = (typed === '' ? ownAnswer.value : typedAnswer.value) ?? []
  const suggestions: PlaceSuggestion[] = found.map(each => ({
    key: each.insee,
    label: each.name,
    detail: `${each.postalCode} ${each.departementName}`,
    place: each,
  }))
  const usual = suggestions[0]
  const placeholder = typed === '' && usual ? t('call.placeDefault', { name: usual.label }) : t('call.placePlaceholder')

  return (
    <Combobox
      zone="place"
      label={t('call.place')}
      text={text}
      placeholder={placeholder}
      suggestions={suggestions}
      fresh={!settled && (typed === '' ? suggestions.length > 0 : typedAnswer.fresh)}
      settled={settled}
      nothing={t('directory.noPlace', { text: typed })}
      onText={placeText => editCall({ placeText, place: null })}
      onPick={suggestion => choosePlace(suggestion.place)}
      onNext={() => {
        const { call } = useCall.getState()
        focusOn(call?.needText ? 'list' : 'need')
      }}
      onUse={setUsed}
    />
  )
}
