/** How the typed text was understood; each part can be taken away, by its button or from the box. */
import type { Chip } from '../../../shared/contract/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useWords } from '../../ui/words.ts'

interface ChipsProps {
  chips: readonly Chip[]
  onTake: (chip: Chip) => void
}

export function Chips({ chips, onTake }: ChipsProps) {
  const { t } = useWords()
  if (chips.length === 0) return null
  return (
    <ul className="understood" aria-label={t('directory.understood')}>
      {chips.map(chip => {
        const kind = t(`directory.chip.${chip.kind}`)
        return (
          <li key={`${chip.kind} ${chip.text}`}>
            <Button
              className="chip"
              aria-label={t('directory.takeChip', { kind, label: chip.label })}
              onPress={() => onTake(chip)}
            >
              {t('directory.chipWords', { kind, label: chip.label })} <Icon name="cross" />
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
