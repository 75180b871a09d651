/** Speciality tracks and the favourites of the site: needs at one press. */
import { useState } from 'react'
import type { Need } from '../../../shared/contract/directory.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { focusOn } from '../../ui/focus.ts'
import { useWords } from '../../ui/words.ts'
import { chooseNeed, useCall } from '../call/store.ts'

export function Presets() {
  const { t } = useWords()
  const presets = useAnswer('directory.presets', null).value?.presets ?? []
  const [open, setOpen] = useState<string | null>(null)
  const shown = presets.find(preset => preset.id === (open ?? 'favourites'))
  if (presets.length === 0) return null

  function choose(need: Need) {
    chooseNeed(need)
    focusOn(useCall.getState().call?.place ? 'list' : 'place')
  }

  return (
    <>
      <h3 className="suggestions__head">{t('directory.presets')}</h3>
      <ul className="offers-state__needs">
        {presets.map(({ id }) => (
          <li key={id}>
            <Button
              className="button"
              aria-expanded={id === shown?.id}
              onPress={() => setOpen(id === open ? null : id)}
            >
              {t(`directory.preset.${id}`)} <span aria-hidden="true">▾</span>
            </Button>
          </li>
        ))}
      </ul>
      {shown ? (
        <ul className="offers-state__needs" aria-label={t(`directory.preset.${shown.id}`)}>
          {shown.needs.map(need => (
            <li key={need.label}>
              <Button className="button" onPress={() => choose(need)}>
                {need.label}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
