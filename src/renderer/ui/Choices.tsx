/**
 * A short list to choose from in one key: the digit that stands before each line, or arrows and Enter. Nothing is chosen to
 * begin with: one Enter too many does nothing.
 */
import { type KeyboardEvent, useId, useState } from 'react'

export interface ChoiceLine<V extends string> {
  value: V
  label: string
  /** Said after the label, smaller. */
  note?: string
}

interface ChoicesProps<V extends string> {
  label: string
  lines: readonly ChoiceLine<V>[]
  onChoose(value: V): void
  /** The notes are long: each under its label. */
  stacked?: boolean
  /** Where the hand goes when the list comes. */
  zone?: 'primary' | 'list'
}

/**
 * The digit that is pressed, of either row: the physical key, since on a French keyboard the digits of the top row are typed
 * with Shift, and are meant without. None with Alt: on the numeric pad that types a letter by its number.
 */
export const digitOf = (event: KeyboardEvent): number | null => {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  return digit === undefined || event.ctrlKey || event.altKey || event.metaKey ? null : Number(digit)
}

export function Choices<V extends string>({
  label,
  lines,
  onChoose,
  stacked = false,
  zone = 'primary',
}: ChoicesProps<V>) {
  const id = useId()
  const [at, setAt] = useState(-1)

  function onKeyDown(event: KeyboardEvent) {
    const digit = digitOf(event)
    const line = digit === null ? undefined : lines[digit - 1]
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const current = lines[at]
    if (line) onChoose(line.value)
    else if (step !== undefined) setAt(Math.min(lines.length - 1, Math.max(0, at + step)))
    else if (event.key === 'Enter' && current) onChoose(current.value)
    else return
    event.preventDefault()
  }

  return (
    <div
      className={stacked ? 'choices choices--stacked' : 'choices'}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      data-zone={zone}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      {lines.map((line, index) => (
        <div
          key={line.value}
          id={`${id}-${index}`}
          className="choices__line"
          role="option"
          aria-selected={index === at}
          onClick={() => onChoose(line.value)}
        >
          <kbd className="choices__digit">{index + 1}</kbd>{' '}
          <span className="choices__words">
            {line.label}
            {line.note ? <span className="secondary"> {line.note}</span> : null}
          </span>
        </div>
      ))}
    </div>
  )
}
