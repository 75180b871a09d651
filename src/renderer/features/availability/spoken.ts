/** The list for who listens: what came summed in one sentence, and what a filter leaves. Never one word for each slot or key. */
import { useEffect } from 'react'
import { announce } from '../../ui/store.ts'
import { hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { countSources } from './source.ts'
import { useAsk } from './store.ts'
import { rowIds, summary } from './view.ts'

/** Nothing more has come for so long: said, ms. Sooner when no source is awaited any more. */
const REST = 1200
const REST_DONE = 300
/** Answers that never rest are summed at least this often while they say something new, ms. */
const CEILING = 4000
/** A filter is typed letter after letter: said when it has been left alone for so long, ms. */
const FILTER_REST = 800

type Timer = ReturnType<typeof setTimeout> | undefined

/** Says them as long as the list is there. Listens beside the drawing: slots stream in twenty times a second. */
export function useSpokenList(): void {
  const { t } = useWords()
  useEffect(() => {
    let said = ''
    let [rest, ceiling, filtered]: Timer[] = []

    function sayAll() {
      clearTimeout(rest)
      clearTimeout(ceiling)
      ceiling = undefined
      const { ask, better } = useAsk.getState()
      if (!ask) return
      const { slots, first } = summary(ask.offers)
      const { pending } = countSources(ask.sources)
      const parts = [
        slots === 0 || first === null
          ? t('availability.announceNone')
          : t('availability.announceSlots', { count: slots, time: hour(first) }),
        pending > 0 && !ask.done ? t('availability.announceWaiting', { count: pending }) : null,
        better > 0 ? t('availability.announceBetter', { count: better }) : null,
      ]
      const words = parts.filter(Boolean).join(' ')
      if (words !== said) announce(words)
      said = words
    }

    function sayFilter() {
      const { ask, filter, items } = useAsk.getState()
      if (!ask) return
      const count = rowIds(items).length
      if (filter === '') announce(t('availability.announceUnfiltered', { count }))
      else if (count === 0) announce(t('availability.filterNone', { text: filter }))
      else announce(t('availability.announceFilter', { text: filter, count }))
    }

    function listen({ ask, better, filter }: Heard, before: Heard) {
      if (filter !== before.filter && ask) {
        clearTimeout(filtered)
        filtered = setTimeout(sayFilter, FILTER_REST)
      }
      // Another question may have the same answer: it is said again.
      if (ask?.askId !== before.ask?.askId) said = ''
      if (!ask || (ask === before.ask && better === before.better)) return
      clearTimeout(rest)
      rest = setTimeout(sayAll, ask.done ? REST_DONE : REST)
      ceiling ??= setTimeout(sayAll, CEILING)
    }

    const now = useAsk.getState()
    listen(now, { ...now, ask: null })
    const stop = useAsk.subscribe(listen)
    return () => {
      stop()
      for (const timer of [rest, ceiling, filtered]) clearTimeout(timer)
    }
  }, [t])
}

type Heard = Pick<ReturnType<typeof useAsk.getState>, 'ask' | 'better' | 'filter'>
