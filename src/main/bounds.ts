/**
 * Where the window was, remembered for each arrangement of screens: a desk docked to two screens and the same desk
 * alone each find their own place again. A place that no screen shows any more is brought back.
 */
import { z } from 'zod'

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() })
export type Bounds = z.infer<typeof Bounds>

export const WindowMemory = z.object({
  /** By arrangement, most recent last. */
  places: z.array(z.object({ screens: z.string(), bounds: Bounds, maximized: z.boolean() })).max(20),
})
export type WindowMemory = z.infer<typeof WindowMemory>

/** What is needed of a screen: its whole area, and the area that the task bar leaves. */
export interface ScreenArea {
  bounds: Bounds
  workArea: Bounds
  primary: boolean
}

export interface Place {
  bounds: Bounds
  maximized: boolean
}

const DEFAULT_SIZE = { width: 1366, height: 768 }
/** The narrow docked layout of the design. */
export const MINIMUM_SIZE = { width: 480, height: 560 }
/** Part of the title bar that must be in sight for a window to be taken hold of, pixels. */
const GRIP = { width: 120, height: 32 }
const REMEMBERED = 20

/** Name of an arrangement of screens, whatever the order in which the system lists them. */
const arrangement = (screens: readonly ScreenArea[]): string =>
  screens
    .map(({ bounds: b }) => `${b.width}x${b.height}@${b.x},${b.y}`)
    .sort()
    .join(' ')

/** Where to open a window on these screens. `preferred`: those to open it on as long as nobody has placed it elsewhere. */
export function placeWindow(
  memory: WindowMemory | null,
  screens: readonly ScreenArea[],
  preferred: readonly ScreenArea[] = screens,
): Place {
  const known = memory?.places.findLast(place => place.screens === arrangement(screens))
  // An arrangement never seen: the last place will do, if it can be seen.
  const wanted = known ?? memory?.places.at(-1)
  if (!wanted) return { bounds: centred(DEFAULT_SIZE, preferred), maximized: false }
  const allowed = known ? screens : preferred
  // Shrinking to a smaller screen may itself pull the title bar out of sight: looked at after, not before.
  const shrunk = { ...wanted.bounds, ...sizedFor(wanted.bounds, screenUnder(wanted.bounds, allowed)) }
  const fitted = allowed.some(({ workArea }) => gripInside(shrunk, workArea)) ? shrunk : centred(shrunk, preferred)
  return { bounds: fitted, maximized: wanted.maximized }
}

/** The screens that a window at `desk` leaves free; all of them when there is no other. */
export function otherScreens(screens: readonly ScreenArea[], desk: Bounds): readonly ScreenArea[] {
  const x = desk.x + desk.width / 2
  const y = desk.y + desk.height / 2
  const others = screens.filter(({ bounds: b }) => x < b.x || x >= b.x + b.width || y < b.y || y >= b.y + b.height)
  return others.length > 0 ? others : screens
}

/** Notes where the window is now on these screens. */
export function rememberPlace(memory: WindowMemory | null, screens: readonly ScreenArea[], place: Place): WindowMemory {
  const name = arrangement(screens)
  const others = (memory?.places ?? []).filter(other => other.screens !== name)
  return { places: [...others, { screens: name, ...place }].slice(-REMEMBERED) }
}

function gripInside(bounds: Bounds, area: Bounds): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const top = bounds.y >= area.y && bounds.y + GRIP.height <= area.y + area.height
  return top && width >= GRIP.width
}

/** The area that holds the title bar, else the main one. */
const screenUnder = (bounds: Bounds, screens: readonly ScreenArea[]): Bounds =>
  (screens.find(({ workArea }) => gripInside(bounds, workArea)) ?? primaryOf(screens))?.workArea ?? bounds

function centred(size: { width: number; height: number }, screens: readonly ScreenArea[]): Bounds {
  const area = primaryOf(screens)?.workArea ?? { x: 0, y: 0, ...DEFAULT_SIZE }
  const { width, height } = sizedFor(size, area)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}

const sizedFor = (size: { width: number; height: number }, area: Bounds) => ({
  width: Math.min(Math.max(size.width, MINIMUM_SIZE.width), area.width),
  height: Math.min(Math.max(size.height, MINIMUM_SIZE.height), area.height),
})

const primaryOf = (screens: readonly ScreenArea[]) => screens.find(screen => screen.primary) ?? screens[0]
