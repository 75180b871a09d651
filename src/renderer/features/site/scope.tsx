/** Whose orientations the day's list shows: those of this desk, or, by right, of the whole site. */
import { useEffect, useState } from 'react'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { deskInstant, hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useSite } from './store.ts'

/** As many as one list can be walked through. */
const MOST = 2_000

interface Scope {
  /** The site has a service, and this person may see the list of all desks. */
  may: boolean
  whole: boolean
  /** What is to be said of the other desks; empty when all is well. */
  words: string
  turn(): void
}

export function useScope(): Scope {
  const { t } = useWords()
  const console = useConsole()
  const rights = useAnswer('session.state', null).value?.operator?.rights
  const link = useSite(state => state.link)
  const aloneSince = useSite(state => state.aloneSince)
  const revision = useSite(state => state.revision)
  const [asked, setAsked] = useState(false)
  const may = link !== 'off' && (rights?.includes('site') ?? false)
  const whole = asked && may

  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when to read again
  useEffect(() => {
    if (!whole) return
    void console.call('site.day', { limit: MOST }).then(result => {
      if (result.ok) useSite.setState({ day: result.value.list })
    })
  }, [console, whole, revision])

  const alone = whole && link === 'alone' && aloneSince
  return {
    may,
    whole,
    words: alone ? t('site.alone', { time: hour(deskInstant(new Date(aloneSince))) }) : '',
    turn: () => setAsked(before => !before),
  }
}

export function ScopeButtons({ whole, turn }: Scope) {
  const { t } = useWords()
  const desks = useSite(state => state.desks)
  return (
    <span role="group" className="scope" aria-label={t('site.scope')}>
      {[false, true].map(each => (
        <Button
          key={String(each)}
          className={`button button--small${each === whole ? ' button--primary' : ''}`}
          aria-pressed={each === whole}
          onPress={() => {
            if (each !== whole) turn()
          }}
        >
          {t(each ? 'site.whole' : 'site.thisDesk')}
        </Button>
      ))}{' '}
      {whole ? (
        <span className="secondary">{desks > 0 ? t('site.desks', { count: desks }) : t('site.noOther')}</span>
      ) : null}
    </span>
  )
}
