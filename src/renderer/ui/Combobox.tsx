/**
 * A field with suggestions (ARIA combobox, list autocomplete). Ours, because of three rules of the hand that ready-made
 * ones do not keep: Enter before the answer has come takes the first suggestion when it comes, and the hand goes on at
 * once; Esc closes the list and keeps what was typed; nothing typed is ever put back or wiped by leaving the field.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { FocusPlace } from './focus.ts'

export interface Suggestion {
  key: string
  label: string
  /** Plain words when `node` is drawn instead of the label. */
  node?: ReactNode
  detail?: string | null
  section?: string
  /** Picking it leads to other suggestions: the list stays open, and the hand in the field. */
  stays?: boolean
}

interface ComboboxProps<S extends Suggestion> {
  zone: FocusPlace
  label: string
  text: string
  placeholder: string
  suggestions: readonly S[]
  /** True when the suggestions answer the text as it stands now. */
  fresh: boolean
  /** True when what is typed has been understood. */
  settled: boolean
  /** Said when the text gives nothing. */
  nothing: string
  onText(text: string): void
  onPick(suggestion: S): void
  /** The hand goes on to the next field. */
  onNext(): void
  /** Told when the field is entered, and when it is left with nothing awaited: suggestions are asked for only in between. */
  onUse?(used: boolean): void
}

export function Combobox<S extends Suggestion>(props: ComboboxProps<S>) {
  const { zone, label, text, placeholder, suggestions, fresh, settled, nothing, onText, onPick, onNext, onUse } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  /** The text for which Enter was pressed before its suggestions came. */
  const [wanted, setWanted] = useState<string | null>(null)
  const [inside, setInside] = useState(false)

  const shown = open && suggestions.length > 0
  const at = Math.min(active, suggestions.length - 1)

  function pick(suggestion: S) {
    setOpen(suggestion.stays === true)
    setActive(0)
    setWanted(null)
    onPick(suggestion)
  }

  // Used until its suggestions have come, although the hand has gone on.
  const isUsed = inside || wanted !== null
  useEffect(() => onUse?.(isUsed), [isUsed, onUse])

  useEffect(() => {
    if (wanted === null || !fresh || text !== wanted) return
    setWanted(null)
    const first = suggestions[0]
    if (first) onPick(first)
  }, [wanted, fresh, text, suggestions, onPick])

  useEffect(() => {
    if (shown) list.current?.querySelectorAll('[role="option"]')[at]?.scrollIntoView({ block: 'nearest' })
  }, [shown, at])

  function take(): boolean {
    const suggestion = suggestions[at]
    if (fresh && suggestion) {
      pick(suggestion)
      return suggestion.stays !== true
    }
    if (!fresh) setWanted(text)
    setOpen(false)
    return !fresh
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault()
        if (!open) {
          setOpen(true)
          return
        }
        const step = event.key === 'ArrowDown' ? 1 : -1
        if (suggestions.length > 0) setActive((at + step + suggestions.length) % suggestions.length)
        return
      }
      case 'Enter':
        event.preventDefault()
        if (settled && !open) onNext()
        else if (take()) onNext()
        return
      case 'Tab':
        // Leaving by Tab with the list open takes what is highlighted, as Enter does, and lets Tab go its way.
        if (!settled && text.trim() !== '' && !event.shiftKey) take()
        else setOpen(false)
        return
      case 'Escape':
        if (!shown) return
        event.preventDefault()
        event.stopPropagation()
        setOpen(false)
        return
    }
  }

  const unknown = inside && fresh && !settled && text.trim() !== '' && suggestions.length === 0
  const left = !inside && !settled && wanted === null && text.trim() !== ''
  let section: string | undefined

  return (
    <div className={`field combobox${settled ? ' combobox--settled' : ''}`}>
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <div className="combobox__box">
        <input
          id={id}
          className="input"
          data-zone={zone}
          type="text"
          role="combobox"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown ? `${id}-${at}` : undefined}
          aria-invalid={unknown || left || undefined}
          aria-describedby={unknown || left ? `${id}-nothing` : undefined}
          placeholder={placeholder}
          value={text}
          maxLength={200}
          onChange={event => {
            onText(event.target.value)
            setActive(0)
            setOpen(true)
            setWanted(null)
          }}
          onKeyDown={onKeyDown}
          onFocus={() => setInside(true)}
          onBlur={() => {
            setInside(false)
            setOpen(false)
          }}
          onClick={() => setOpen(true)}
        />
        {unknown || left ? (
          <span id={`${id}-nothing`} className="combobox__nothing" role="status">
            {nothing}
          </span>
        ) : null}
        <div
          ref={list}
          id={`${id}-list`}
          className="suggestions"
          role="listbox"
          aria-label={label}
          hidden={!shown}
          // The field keeps the focus while the mouse chooses.
          onMouseDown={event => event.preventDefault()}
        >
          {shown
            ? suggestions.map((suggestion, index) => {
                const head = suggestion.section !== section ? suggestion.section : undefined
                section = suggestion.section
                return (
                  <div key={suggestion.key} role="presentation">
                    {head ? (
                      <div className="suggestions__head" role="presentation">
                        {head}
                      </div>
                    ) : null}
                    <div
                      id={`${id}-${index}`}
                      className="suggestion"
                      role="option"
                      aria-selected={index === at}
                      onMouseMove={() => setActive(index)}
                      onClick={() => {
                        pick(suggestion)
                        if (!suggestion.stays) onNext()
                      }}
                    >
                      <span className="suggestion__label">{suggestion.node ?? suggestion.label}</span>
                      {suggestion.detail ? <span className="suggestion__detail">{suggestion.detail}</span> : null}
                    </div>
                  </div>
                )
              })
            : null}
        </div>
      </div>
    </div>
  )
}
