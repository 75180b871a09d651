/** Speciality tracks and the favourites of the site: needs at one press. */
import { useState } from 'react'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { useWords } from '../../ui/words.ts'
import { Needs } from './Needs.tsx'

export function Presets() {
  const { t } = useWords()
  const presets = useAnswer('directory.presets', null).value?.presets ?? []
  const [open, setOpen] = useState<string | null>(null)
  const shown = presets.find(preset => preset.id === (open ?? 'favourites'))
  if (presets.length === 0) return null

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
      {shown ? <Needs needs={shown.needs} label={t(`directory.preset.${shown.id}`)} /> : null}
    </>
  )
}
