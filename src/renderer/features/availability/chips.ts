/** A slot in at most 14 characters: hour, for whom, how. The whole of it is in the label that is read aloud. */
import type { Mode, Slot, SlotKind } from '../../../shared/contract/availability.ts'
import { hour, type Say } from '../../ui/time.ts'
import { isBeyond } from './view.ts'

/** Longest text of a chip. */
export const CHIP_LENGTH = 14

const KINDS: readonly SlotKind[] = ['SNP', 'CPTS', 'PRO', 'PUBLIC']

/** Kinds kept for the SAS: drawn in a shape of their own. */
export function isKept(slot: Slot): boolean {
  return slot.kinds.includes('SNP') || slot.kinds.includes('CPTS')
}

/** The kind that counts most at the desk, when a slot has several. */
export function mainKind(slot: Slot): SlotKind | null {
  return KINDS.find(kind => slot.kinds.includes(kind)) ?? null
}

export interface Chip {
  time: string
  /** Rest of the text after the time, may be empty. */
  rest: string
  shape: 'kept' | 'plain' | 'walk-in'
  /** Taken on the page of its vendor, not from here. */
  page: boolean
  beyond: boolean
  label: string
}

/** The last chip of each slot: rows come and go under the hand, what their slots say does not change. */
const made = new WeakMap<Slot, { limit: string | null; say: Say; sourceLabel: string; chip: Chip }>()

/** The chip of a slot. `say` gives the words, `sourceLabel` the name of the source for the label. */
export function chipOf(slot: Slot, limit: string | null, say: Say, sourceLabel = slot.sourceId): Chip {
  const known = made.get(slot)
  if (known?.limit === limit && known.say === say && known.sourceLabel === sourceLabel) return known.chip
  const chip = newChip(slot, limit, say, sourceLabel)
  made.set(slot, { limit, say, sourceLabel, chip })
  return chip
}

function newChip(slot: Slot, limit: string | null, say: Say, sourceLabel: string): Chip {
  const kind = mainKind(slot)
  const modes: Mode[] = slot.modes
  const beyond = isBeyond(slot, limit)
  // What is read aloud begins with what is seen (WCAG 2.5.3).
  const labelled = (seen: string) =>
    [
      seen,
      kind && say(`availability.kind.${kind}`),
      ...modes.map(mode => say(`availability.mode.${mode}`)),
      say(`availability.taking.${slot.taking}`, { source: sourceLabel }),
      slot.reason,
      beyond && say('availability.beyondLimit'),
    ]
      .filter(Boolean)
      .join(', ')
  const chip = (time: string, rest: string, shape: Chip['shape']): Chip => {
    return { time, rest, shape, page: slot.taking === 'vendor-page', beyond, label: labelled(`${time} ${rest}`.trim()) }
  }
  if (slot.taking === 'walk-in') {
    const time = say('availability.until', { time: hour(slot.end) })
    return chip(time, shortMode(modes, CHIP_LENGTH - time.length - 1, say), 'walk-in')
  }
  const time = hour(slot.start)
  const kindText = kind ? say(`availability.kindShort.${kind}`) : ''
  const room = CHIP_LENGTH - time.length - 1 - (kindText ? kindText.length + 1 : 0)
  const rest = [kindText, shortMode(modes, room, say)].filter(Boolean).join(' ')
  return chip(time, rest, isKept(slot) ? 'kept' : 'plain')
}

function shortMode(modes: readonly Mode[], room: number, say: Say): string {
  const [first, ...others] = modes
  if (!first) return ''
  const more = others.length > 0 ? '+' : ''
  const wide = say(`availability.modeShort.${first}`) + more
  if (wide.length <= room) return wide
  const narrow = say(`availability.modeShorter.${first}`) + more
  if (narrow.length <= room) return narrow
  return say(`availability.modeShorter.${first}`).slice(0, Math.max(0, room))
}

/** Classes of a chip as it is drawn. */
export const chipClass = ({ shape, page, beyond }: Chip): string =>
  `chip chip--${shape}${page ? ' chip--page' : ''}${beyond ? ' chip--beyond' : ''}`

/** Which chips to draw when `room` fit: the chosen one is always among them. */
export function chipWindow(total: number, chosen: number, room: number): { from: number; to: number } {
  const fit = Math.max(1, room)
  if (total <= fit) return { from: 0, to: total }
  const from = Math.min(Math.max(0, chosen - fit + 1), total - fit)
  return { from, to: from + fit }
}
