/** «Lieu»: communes while typing. Empty, it proposes the desk's own territory; never where a former caller was. */
import { useState } from 'react'
import type { Place } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Combobox, type Suggestion } from '../../ui/Combobox.tsx'
import { focusOn } from '../../ui/focus.ts'
import { useWords } from '../../ui/words.ts'
import { choosePlace, editCall, useCall } from '../call/store.ts'
import { useAddress } from './address.ts'

interface PlaceSuggestion extends Suggestion {
  /** Absent: a step on the way to an address. */
  place?: Place
  text?: string
  act?: (() => void) | undefined
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
  const address = useAddress(typed, used && !settled && typed !== '')
  const communes: PlaceSuggestion[] = found.map(each => ({
    key: each.insee,
    label: each.name,
    detail: `${each.postalCode} ${each.departementName}`,
    place: each,
  }))
  const usual = communes[0]
  const addresses: PlaceSuggestion[] = address.lines.map(({ address: one, ...line }) => ({
    ...line,
    ...(one ? { place: one.place, text: one.label } : {}),
  }))
  const suggestions = address.alone ? addresses : [...communes, ...addresses]
  const answered = typed === '' ? suggestions.length > 0 : typedAnswer.fresh && !address.asking
  const placeholder = typed === '' && usual ? t('call.placeDefault', { name: usual.label }) : t('call.placePlaceholder')

  return (
    <Combobox
      zone="place"
      label={t('call.place')}
      text={text}
      placeholder={placeholder}
      suggestions={suggestions}
      fresh={!settled && (address.alone ? !address.asking : answered)}
      settled={settled}
      nothing={address.said ?? t('directory.noPlace', { text: typed })}
      onText={placeText => editCall({ placeText, place: null })}
      onPick={({ place: picked, text: read, act }) => (picked ? choosePlace(picked, read) : act?.())}
      onNext={() => {
        const { call } = useCall.getState()
        focusOn(call?.needText ? 'list' : 'need')
      }}
      onUse={setUsed}
    />
  )
}
