/** The state of the desk on one line: card, platform, directory, and the sources that are not well, by name. */
import type { SourceState } from '../../shared/contract/availability.ts'
import { SOURCE_LOOK } from '../features/availability/source.ts'
import { useAsk } from '../features/availability/store.ts'
import { cardTone } from '../features/card/CardWords.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { Keys, useKeyWords } from '../ui/Keys.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { chooseTheme, type Theme, useUi } from '../ui/store.ts'
import { dayMonth, grouped, seconds } from '../ui/time.ts'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { useAnswer } from './console.ts'

function Item({
  icon,
  tone,
  words,
  title,
}: {
  icon: IconName
  tone: string
  words: string
  title?: string | undefined
}) {
  return (
    <li className={`status__item tone-${tone}`} title={title ?? words}>
      <Icon name={icon} />
      <span className="status__words">{words}</span>
    </li>
  )
}

function CardItem() {
  const { t } = useWords()
  const card = useAnswer('card.state', null)
  const session = useAnswer('session.state', null)
  if (!card.value) return null
  const operator = session.value?.operator
  const name = card.value.kind ? t(`card.kind.${card.value.kind}`) : t('card.status.absent.word')
  const words =
    card.value.status === 'ready'
      ? [name, operator ? t(`session.role.${operator.role}`) : null, operator?.displayName].filter(Boolean).join(' · ')
      : t('card.inWords', { word: t(`card.status.${card.value.status}.word`) })
  return <Item icon="card" tone={cardTone(card.value.status)} words={words} />
}

const PLATFORM_TONE = { unknown: 'wait', up: 'ok', slow: 'warn', down: 'bad', untrusted: 'bad' } as const

function PlatformItem() {
  const { t } = useWords()
  const platform = useAnswer('settings.platform', null)
  if (!platform.value) return null
  const { status, ms } = platform.value
  return (
    <Item
      icon={status === 'down' || status === 'untrusted' ? 'cut' : 'link'}
      tone={PLATFORM_TONE[status]}
      words={t(`settings.platform.${status}`, { ms: ms === null ? '?' : Math.round(ms) })}
      title={platform.value.detail ?? undefined}
    />
  )
}

function DirectoryItem() {
  const { t, language } = useWords()
  const answer = useAnswer('directory.status', null)
  const state = answer.value
  if (!state) return null
  const number = (n: number) => grouped(n, language)
  if (state.status === 'importing' && state.importing) {
    const { rows, bytes, totalBytes } = state.importing
    const percent = totalBytes > 0 ? Math.min(100, Math.floor((100 * bytes) / totalBytes)) : 0
    return <Item icon="book" tone="wait" words={t('directory.importProgress', { rows: number(rows), percent })} />
  }
  if (state.status !== 'ready')
    return (
      <Item
        icon="book"
        tone={state.status === 'importing' ? 'wait' : 'bad'}
        words={t(`directory.status.${state.status}`)}
      />
    )
  const words = t('directory.summary', {
    date: state.contentDate ? dayMonth(state.contentDate) : '?',
    people: number(state.people),
  })
  return <Item icon="book" tone="ok" words={words} />
}

/** What is told of a source, the gravest first: a line too short for all of them loses the mildest. */
const WORST: readonly SourceState['status'][] = ['down', 'malformed', 'refused', 'late']

function SourceItems() {
  const { t, language } = useWords()
  const narrow = useNarrow()
  const sources = useAsk(state => state.ask?.sources)
  const unwell = (sources ?? []).filter(({ status }) => WORST.includes(status))
  unwell.sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status))
  // More than the line can hold: the gravest by name, the others counted; the summary above the list names them all.
  const most = !narrow ? 3 : unwell.length > 2 ? 1 : 2
  const named = unwell.slice(0, most)
  const others = unwell.slice(named.length)
  const wordsOf = ({ label, status }: SourceState) => `${label} ${t(`availability.source.${status}`)}`
  const items = named.map(source => {
    const { icon, tone } = SOURCE_LOOK[source.status]
    const late = source.ms === null ? '' : ` ${t('availability.sourceMs', { seconds: seconds(source.ms, language) })}`
    return (
      <Item
        key={source.id}
        icon={icon}
        tone={tone}
        words={`${wordsOf(source)}${late}`}
        title={source.detail ?? undefined}
      />
    )
  })
  const [next] = others
  if (!next) return items
  return [
    ...items,
    <Item
      key="others"
      icon="warn"
      tone={SOURCE_LOOK[next.status].tone}
      words={t('availability.others', { count: others.length })}
      title={others.map(wordsOf).join(', ')}
    />,
  ]
}

const NEXT_THEME: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }

/** What is not of a call: the palette, the sheet of keys, the lock. */
function Doors() {
  const { t } = useWords()
  const acts = useActs()
  const palette = useKeyWords('Ctrl+K')
  const help = useKeyWords('F1')
  return (
    <>
      <Button
        className="status__theme"
        aria-label={`${palette}, ${t('app.action.palette')}`}
        onPress={() => acts.run('palette')}
      >
        <Keys chord="Ctrl+K" />
      </Button>
      <Button
        className="status__theme"
        aria-label={`${help}, ${t('app.action.help')}`}
        onPress={() => acts.run('help')}
      >
        <Keys chord="F1" />
      </Button>
      <Button className="status__theme" aria-label={t('app.action.lock')} onPress={() => acts.run('lock')}>
        <Icon name="lock" />
      </Button>
    </>
  )
}

export function StatusLine({ withSources = true }: { withSources?: boolean }) {
  const { t } = useWords()
  const narrow = useNarrow()
  const theme = useUi(state => state.theme)
  return (
    <footer className="status">
      <ul className="status__items" aria-label={t('app.status')} tabIndex={narrow ? 0 : undefined}>
        <CardItem />
        <PlatformItem />
        <DirectoryItem />
        {withSources ? <SourceItems /> : null}
      </ul>
      <Button
        className="status__theme"
        aria-label={`${t('settings.theme')} : ${t(`settings.themeWord.${theme}`)}`}
        onPress={() => chooseTheme(NEXT_THEME[theme])}
      >
        {t(`settings.themeWord.${theme}`)}
      </Button>
      {withSources ? <Doors /> : null}
    </footer>
  )
}
