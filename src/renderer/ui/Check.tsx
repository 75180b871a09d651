/** A box to tick: the browser's own, in our colours. */
import type { ReactNode } from 'react'

export function Check(props: { checked: boolean; onChange(checked: boolean): void; children: ReactNode }) {
  return (
    <label className="check">
      <input
        type="checkbox"
        className="check__box"
        checked={props.checked}
        onChange={event => props.onChange(event.target.checked)}
      />
      <span>{props.children}</span>
    </label>
  )
}
