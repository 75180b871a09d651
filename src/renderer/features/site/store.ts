/** What the other desks of the site are on and have done, as the console tells it. */
import { create } from 'zustand'
import type { SiteHold, SiteOrientation, SiteState } from '../../../shared/contract/site.ts'

interface SiteStore {
  link: SiteState['link']
  aloneSince: string | null
  desks: number
  /** By slot. */
  holds: ReadonlyMap<string, SiteHold>
  revision: number
  /** Orientations of the other desks, read when the day's list asks for them. */
  day: SiteOrientation[]
}

const NOBODY: ReadonlyMap<string, SiteHold> = new Map()
const EMPTY: SiteStore = { link: 'off', aloneSince: null, desks: 0, holds: NOBODY, revision: 0, day: [] }

export const useSite = create<SiteStore>(() => EMPTY)

export function siteIs({ link, aloneSince, desks, holds, revision }: SiteState): void {
  useSite.setState(before => {
    const same =
      before.holds.size === holds.length && holds.every(one => before.holds.get(one.slotId)?.desk === one.desk)
    const bySlot = holds.length === 0 ? NOBODY : new Map(holds.map(one => [one.slotId, one]))
    // The list of offers is drawn again only when it says something else.
    return { link, aloneSince, desks, revision, holds: same ? before.holds : bySlot }
  })
}

/** Another person sits down: the list of the site is theirs to ask for. */
export function forgetSiteDay(): void {
  useSite.setState({ day: [] })
}
