/** Needs at one press each: it is the question's need, and the hand goes on to what is still to be said. */
import type { Need } from '../../../shared/contract/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { focusOn } from '../../ui/focus.ts'
import { chooseNeed, useCall } from '../call/store.ts'

function choose(need: Need) {
  chooseNeed(need)
  focusOn(useCall.getState().call?.place ? 'list' : 'place')
}

/** `label`: what these needs are, where no heading stands before them. */
export function Needs({ needs, label }: { needs: readonly Need[]; label?: string }) {
  return (
    <ul className="offers-state__needs" aria-label={label}>
      {needs.map(need => (
        <li key={need.label}>
          <Button className="button" onPress={() => choose(need)}>
            {need.label}
          </Button>
        </li>
      ))}
    </ul>
  )
}
