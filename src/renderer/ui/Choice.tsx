/** A short closed list of words. Open, it gives way to any key of the desk. */
import { useId } from 'react'
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components'
import type { FocusPlace } from './focus.ts'
import { useUi } from './store.ts'

export function Choice<V extends string>(props: {
  label: string
  value: V
  /** `typed`: what to type to take it, when it is not its label. */
  options: readonly { value: V; label: string; typed?: string }[]
  onChange(value: V): void
  zone?: FocusPlace
}) {
  const { label, value, options, onChange, zone } = props
  const id = useId()
  const isOpen = useUi(state => state.choice === id)
  return (
    <Select
      className="field choice"
      value={value}
      onChange={key => onChange(String(key) as V)}
      isOpen={isOpen}
      onOpenChange={open => useUi.setState({ choice: open ? id : null })}
    >
      <Label className="field__label">{label}</Label>
      <Button className="input choice__button" {...(zone ? { 'data-zone': zone } : {})}>
        <SelectValue />
        <span className="choice__arrow" aria-hidden="true">
          ▾
        </span>
      </Button>
      <Popover className="choice__popover" offset={2}>
        <ListBox className="choice__list" items={options.map(option => ({ id: option.value, ...option }))}>
          {option => (
            <ListBoxItem className="suggestion" textValue={option.typed ?? option.label}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
