/** The offer set apart beside the one under the hand: the same lines, so that the eye goes across. */
import type { Offer } from '../../../shared/contract/availability.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Keys } from '../../ui/Keys.tsx'
import { distance, hour, relative, type Say } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { chipOf } from './chips.ts'
import { currentId, useAsk } from './store.ts'

export function Compare() {
  const { t, language } = useWords()
  const now = useNow(10_000)
  const first = useAsk(state => (state.compareId === null ? undefined : state.offers[state.compareId]))
  const second = useAsk(state => state.offers[currentId(state) ?? ''])
  if (!first) return null
  const other = second && second.id !== first.id ? second : null
  return (
    <section className="compare" aria-label={t('availability.compare.title')}>
      <header className="compare__head">
        <h2 className="person__section">{t('availability.compare.title')}</h2>
        <Button className="button button--small" onPress={() => useAsk.setState({ compareId: null })}>
          {t('availability.compare.close')} <Keys chord="Alt+E" />
        </Button>
      </header>
      {other ? (
        <table className="compare__table">
          <tbody>
            <Line word="who" of={offer => offer.displayName} offers={[first, other]} head />
            <Line word="first" of={offer => firstWords(offer, now, t, language)} offers={[first, other]} />
            <Line word="km" of={offer => distance(offer.distanceKm, t) ?? '?'} offers={[first, other]} />
            <Line word="where" of={offer => offer.slots[0]?.place.city ?? offer.city ?? '–'} offers={[first, other]} />
            <Line
              word="how"
              of={({ slots: [slot] }) => (slot ? chipOf(slot, null, t).rest : '–')}
              offers={[first, other]}
            />
            <Line
              word="what"
              of={offer => offer.speciality?.label ?? offer.profession?.label ?? '–'}
              offers={[first, other]}
            />
            <Line word="slots" of={offer => String(offer.slots.length)} offers={[first, other]} />
          </tbody>
        </table>
      ) : (
        <p className="secondary">{t('availability.compare.how', { name: first.displayName })}</p>
      )}
    </section>
  )
}

function firstWords({ slots: [slot] }: Offer, now: number, t: Say, language: string): string {
  return slot ? `${relative(slot.start, now, t, language)} · ${hour(slot.start)}` : '–'
}

interface LineProps {
  word: string
  of(offer: Offer): string
  offers: readonly [Offer, Offer]
  head?: boolean
}

function Line({ word, of, offers, head = false }: LineProps) {
  const { t } = useWords()
  const [first, second] = offers.map(of)
  const Cell = head ? 'th' : 'td'
  return (
    <tr className={first === second ? '' : 'compare__differs'}>
      <th scope="row">{t(`availability.compare.line.${word}`)}</th>
      <Cell {...(head ? { scope: 'col' as const } : {})}>{first}</Cell>
      <Cell {...(head ? { scope: 'col' as const } : {})}>{second}</Cell>
    </tr>
  )
}
