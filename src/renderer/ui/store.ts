/** State of the screen itself: what is open, where the hand is, what is said aloud. Nothing of a call in it. */
import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'
export type Pane = 'offers' | 'directory' | 'day' | 'phone' | 'board'
export type Zone = 'question' | 'list' | 'detail' | 'elsewhere'

export interface Notice {
  id: number
  /** Milliseconds since the epoch. */
  at: number
  text: string
  tone: 'info' | 'ok' | 'warn'
}

interface UiState {
  dialog: 'keys' | 'palette' | 'messages' | 'glossary' | null
  pane: Pane
  /** How offers are drawn: chips of slots, or their times on one line of 48 hours. */
  drawing: 'chips' | 'timeline'
  /** The map under (or beside) the list. */
  map: boolean
  /** Tab of the board that was looked at last; null: the first that the person may see. */
  boardTab: string | null
  zone: Zone
  /** The short list of words that is open: its name; null: none. */
  choice: string | null
  linkUp: boolean
  theme: Theme
  /** Width of the detail, px. */
  detailWidth: number
  /** Last words for the polite and the assertive live regions; the number makes a repetition heard again. */
  polite: { id: number; text: string }
  assertive: { id: number; text: string }
  notice: Notice | null
  /** What was said since the desk was opened, the last first: read again at leisure. */
  messages: Notice[]
  /** For each key as delivered, the one that does the same now. */
  chords: Record<string, string>
  /** True while a new key is awaited: it does nothing else. */
  capturing: boolean
  /** Quiet tones: off unless chosen. */
  sounds: boolean
}

const THEME = 'relais.theme'
const DETAIL = 'relais.detail-width'
const SOUNDS = 'relais.sounds'
export const DETAIL_MIN = 300
export const DETAIL_MAX = 640
const DETAIL_USUAL = 392
/** What one press after another gives, for who cannot drag. */
const DETAIL_WIDTHS = [DETAIL_USUAL, 520, DETAIL_MIN]

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A desk without storage forgets the width of a panel: nothing to say to anyone.
  }
}

const clampWidth = (width: number) =>
  Number.isFinite(width) && width > 0 ? Math.round(Math.min(DETAIL_MAX, Math.max(DETAIL_MIN, width))) : DETAIL_USUAL

function savedTheme(): Theme {
  const saved = remembered(THEME)
  return saved === 'light' || saved === 'dark' ? saved : 'system'
}

export const useUi = create<UiState>(() => ({
  dialog: null,
  pane: 'offers',
  drawing: 'chips',
  map: false,
  boardTab: null,
  zone: 'question',
  choice: null,
  linkUp: true,
  theme: savedTheme(),
  detailWidth: clampWidth(Number(remembered(DETAIL))),
  polite: { id: 0, text: '' },
  assertive: { id: 0, text: '' },
  notice: null,
  messages: [],
  chords: {},
  capturing: false,
  sounds: remembered(SOUNDS) === 'on',
}))

/** Applies the remembered theme to the page; call once before the first paint. */
export function applyTheme(theme: Theme = useUi.getState().theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function chooseTheme(theme: Theme): void {
  remember(THEME, theme)
  applyTheme(theme)
  useUi.setState({ theme })
}

export function chooseSounds(sounds: boolean): void {
  remember(SOUNDS, sounds ? 'on' : 'off')
  useUi.setState({ sounds })
}

/** Takes what was chosen in the other window of this desk; once per page. */
export function hearChoices(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === SOUNDS) useUi.setState({ sounds: remembered(SOUNDS) === 'on' })
    if (key !== THEME) return
    const theme = savedTheme()
    applyTheme(theme)
    useUi.setState({ theme })
  })
}

export function setDetailWidth(width: number): void {
  const detailWidth = clampWidth(width)
  remember(DETAIL, String(detailWidth))
  useUi.setState({ detailWidth })
}

/** The next of three widths: from any other, the usual one. */
export function nextDetailWidth(): void {
  const at = DETAIL_WIDTHS.indexOf(useUi.getState().detailWidth)
  setDetailWidth(DETAIL_WIDTHS[(at + 1) % DETAIL_WIDTHS.length] ?? DETAIL_USUAL)
}

/** Says something to who listens to the screen instead of looking at it. */
export function announce(text: string, how: 'polite' | 'assertive' = 'polite'): void {
  useUi.setState(state => ({ [how]: { id: state[how].id + 1, text } }))
}

/** Says an outcome to who listens, and keeps it with the notices: the screen goes on to another, and it can be read again. */
export function announceOutcome(text: string, tone: Notice['tone'], how: 'polite' | 'assertive' = 'assertive'): void {
  keep({ id: ++noticeId, at: Date.now(), text, tone })
  announce(text, how)
}

const keep = (notice: Notice) => useUi.setState(({ messages }) => ({ messages: [notice, ...messages].slice(0, 30) }))

/** Takes back what was said and not yet forgotten: words of a call do not outlive its screen. */
export function hush(): void {
  useUi.setState(state => ({
    notice: null,
    messages: [],
    polite: { id: state.polite.id, text: '' },
    assertive: { id: state.assertive.id, text: '' },
  }))
}

let noticeId = 0

/** A short word at the foot of the list, which goes by itself; also said aloud. */
export function notify(text: string, tone: Notice['tone'] = 'info', ms = 6000): void {
  const id = ++noticeId
  const notice = { id, at: Date.now(), text, tone }
  useUi.setState({ notice })
  keep(notice)
  announce(text)
  setTimeout(() => {
    if (useUi.getState().notice?.id === id) useUi.setState({ notice: null })
  }, ms)
}

/** What was said last belongs to the call that leaves the screen: it is read again among the last notices, not on the page. */
export function clearNotice(): void {
  useUi.setState(({ assertive }) => ({ notice: null, assertive: { id: assertive.id, text: '' } }))
}
