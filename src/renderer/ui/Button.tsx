/**
 * A button: the browser's own, so that a page full of them costs a key nothing. Two rules of the hand are added: a key held
 * down presses nothing again (nor does the Enter that chose a slot, still down when the hand comes here), and what was
 * meant for the button is not heard again by the list that it stands in.
 */
import type { ComponentPropsWithRef } from 'react'

type ButtonProps = Omit<ComponentPropsWithRef<'button'>, 'onClick'> & {
  /** One press, by mouse, Enter or space. */
  onPress?: () => void
}

export function Button({ onPress, onKeyDown, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      onKeyDown={event => {
        onKeyDown?.(event)
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.stopPropagation()
        if (event.repeat) event.preventDefault()
      }}
      onClick={event => {
        event.stopPropagation()
        onPress?.()
      }}
    />
  )
}
