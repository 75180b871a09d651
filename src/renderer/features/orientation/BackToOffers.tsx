/** The way back to the list, by its key. Docked, it stands above the detail already: said again only where the hand is put on it. */
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { useNarrow } from '../../ui/narrow.ts'
import { useWords } from '../../ui/words.ts'

export function BackToOffers({ primary = false }: { primary?: boolean }) {
  const { t } = useWords()
  const acts = useActs()
  if (useNarrow() && !primary) return null
  return (
    <Button className="button" {...(primary ? { 'data-zone': 'primary' } : {})} onPress={() => acts.back()}>
      {t('orientation.backToOffers')} <Keys chord="Escape" />
    </Button>
  )
}
