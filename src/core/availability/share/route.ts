/** What the site's service answers about slots: the desk that asks for the others. */
import type { Route } from '../../site/index.ts'
import type { Gather } from './gather.ts'
import { SEARCH_PATH, SearchAsked } from './wire.ts'

/** `knows`: the source is one of this desk's settings. A question of 25 identifiers is under 2 kB. */
export const searchRoute = (gather: Gather, knows: (sourceId: string) => boolean): Route => ({
  path: SEARCH_PATH,
  maxBytes: 16_384,
  async answer(body) {
    const asked = SearchAsked.safeParse(body)
    return asked.success && knows(asked.data.source) ? gather.search(asked.data) : null
  },
})
