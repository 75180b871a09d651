/**
 * Ctrl+K: every action by its words. Ours rather than a ready-made menu, which builds its whole collection again at each key
 * (`npm run bench -- screen`): the list here is sixty plain lines, of which a key hides some.
 */
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Dialog } from 'react-aria-components'
import { ACTIONS, type Action } from '../../shared/keyboard.ts'
import { useCall } from '../features/call/store.ts'
import { Keys } from '../ui/Keys.tsx'
import { plain } from '../ui/plain.ts'
import { useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { useActs } from './actsContext.ts'
import { useKeyMap } from './keyMap.ts'
import { KEY_GROUPS } from './keys.ts'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

/** What opens in place of the palette. */
const SHEETS: readonly Action[] = ['help', 'print-keys', 'messages', 'glossary']

/** The last act chosen here stands first when the palette opens again: memory of the page only. */
let last: Action | null = null

interface Entry {
  action: Action
  words: string
  key: string | null
  /** What a search looks in: the words without accents, and the key. */
  searched: string
}

export function Palette() {
  const { t } = useWords()
  const acts = useActs()
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const keys = useKeyMap(state => state.keys)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)

  const waiting = useCall(state => state.parked.map(call => call.number).join())

  const all = useMemo(() => {
    const numbers = new Set(waiting.split(','))
    // In the order of a call, as on the sheet of keys; a call is named when it waits.
    const isThere = (action: Action) =>
      action !== 'palette' && (!/^call-\d$/.test(action) || numbers.has(action.slice(5)))
    const order = new Set([...(last ? [last] : []), ...KEY_GROUPS.flatMap(({ actions }) => actions), ...ACTIONS])
    return [...order].filter(isThere).map((action): Entry => {
      const words = t(`app.action.${action}`)
      const key = keys[action] ?? null
      return { action, words, key, searched: plain(`${words} ${key ?? ''}`) }
    })
  }, [t, keys, waiting])
  // Each word wherever it stands: «ordre dist» finds «Ordre : par distance».
  const wanted = plain(text).split(/\s+/).filter(Boolean)
  const shown = all.filter(entry => wanted.every(word => entry.searched.includes(word)))
  const found = new Set(shown)
  const current = Math.min(at, shown.length - 1)

  const selected = shown[current]
  const chosen = selected ? all.indexOf(selected) : -1

  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  function choose(entry: Entry | undefined) {
    if (!entry) return
    last = entry.action
    // A sheet takes the palette's place: closed in between, the focus would come back from it to nowhere.
    if (SHEETS.includes(entry.action)) return acts.run(entry.action)
    useUi.setState({ dialog: null })
    // The dialog gives the focus back first; the action may then take it elsewhere.
    setTimeout(() => acts.run(entry.action), 0)
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key]
    if (step !== undefined && shown.length > 0) {
      const next = current + step
      // One step goes round; a page stops at the ends.
      setAt(Math.abs(step) === 1 ? (next + shown.length) % shown.length : Math.min(shown.length - 1, Math.max(0, next)))
    } else if (event.key === 'Enter' && !event.repeat) choose(shown[current])
    else return
    event.preventDefault()
  }

  return (
    <Dialog className="sheet__dialog" aria-label={t('app.palette.title')}>
      <input
        className="input palette__field"
        type="text"
        role="combobox"
        aria-label={t('app.palette.search')}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[current] ? `${id}-${shown[current].action}` : undefined}
        placeholder={t('app.palette.search')}
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        autoFocus
        value={text}
        onChange={event => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} className="palette__list" role="listbox" aria-label={t('app.palette.title')}>
        {all.map((entry, index) => (
          <Line
            key={entry.action}
            id={`${id}-${entry.action}`}
            entry={entry}
            chosen={index === chosen}
            isHidden={!found.has(entry)}
            onChoose={choose}
          />
        ))}
      </div>
      <p className="secondary" role="status">
        {shown.length === 0 ? t('app.palette.none') : null}
      </p>
    </Dialog>
  )
}

interface LineProps {
  id: string
  entry: Entry
  chosen: boolean
  /** Kept in the page: what a letter took away comes back with the next one. */
  isHidden: boolean
  onChoose(entry: Entry): void
}

const Line = memo(
  function Line({ id, entry, chosen, isHidden, onChoose }: LineProps) {
    return (
      <div
        id={id}
        className="suggestion"
        role="option"
        aria-selected={chosen}
        hidden={isHidden}
        onClick={() => onChoose(entry)}
      >
        <span className="suggestion__label">{entry.words}</span>
        {entry.key ? <Keys chord={entry.key} asIs /> : null}
      </div>
    )
  },
  // What choosing does is the same whenever it is asked.
  (before, now) => before.entry === now.entry && before.chosen === now.chosen && before.isHidden === now.isHidden,
)
