/** What the screen asks of the directory while a call goes on: places, needs, people, establishments. */
import type { Need } from '../../shared/contract/directory.ts'
import type { Handlers } from '../../shared/contract/index.ts'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import { communeByInsee } from './geography.ts'
import { codesOfNeed, createNeeds } from './needs.ts'
import type { QueryAnswer, QueryArgs, QueryName } from './queries/index.ts'
import type { Favourite } from './queries/on-duty.ts'
import type { Readers } from './readers.ts'
import { entryOf, type SiteWords, TRACKS } from './site-words.ts'

export type DirectoryProblem = 'directory-empty' | 'directory-busy' | 'directory-broken'

export type Ask = <N extends QueryName>(
  name: N,
  args: QueryArgs<N>,
) => Promise<Result<QueryAnswer<N>, DirectoryProblem>>

type Lookups = Pick<
  Handlers,
  | 'directory.places'
  | 'directory.needs'
  | 'directory.search'
  | 'directory.person'
  | 'directory.structures'
  | 'directory.structure'
  | 'directory.presets'
>

/** Needs proposed while typing, at most. */
const MOST_NEEDS = 8

/** Establishments proposed while typing, at most, and from how many letters on. */
const MOST_STRUCTURES = 3
const LETTERS_OF_A_STRUCTURE = 4

/** A line of the site's roster of favourites, as a need. */
function favouriteOf({ need, name }: Favourite): Need[] {
  const entry = entryOf(need)
  return entry ? [{ kind: entry.kind, code: entry.code, label: name === '' ? entry.title : name }] : []
}

export function createLookups(deps: {
  ask: Ask
  places: Readers['places']
  words: SiteWords
  /** Département of the desk. */
  home: string | null
  contentDate: () => string | null
}): Lookups {
  const { ask, words } = deps
  const table = createNeeds(words.synonyms)

  const whereOf = (insee: string | null) => {
    const commune = insee === null ? undefined : communeByInsee(insee)
    return { near: commune?.position ?? null, departement: commune?.departement ?? null }
  }

  return {
    // Communes ship with the program: a place can be named before there is any directory.
    'directory.places': async ({ text, limit }) => {
      const found = await deps.places({ text, limit, home: deps.home })
      return found.ok ? ok(found.value) : problem('directory-busy', { code: found.code })
    },
    'directory.needs': async ({ text, near, limit }) => {
      const needs = table.search(text, Math.min(limit, MOST_NEEDS))
      const most = Math.max(1, limit - needs.length)
      const where = whereOf(near)
      const [people, structures] = await Promise.all([
        ask('search', { text, ...where, limit: most, needs: false }),
        text.trim().length < LETTERS_OF_A_STRUCTURE
          ? ok([])
          : ask('structuresNamed', { text, ...where, limit: MOST_STRUCTURES }),
      ])
      // Needs are known without a directory; people are then none.
      if (!people.ok && needs.length === 0) return people
      return ok({
        needs,
        people: people.ok ? people.value.hits : [],
        ...(structures.ok && structures.value.length > 0 ? { structures: structures.value } : {}),
      })
    },
    'directory.search': ({ text, near, limit }) => ask('search', { text, ...whereOf(near), limit, needs: true }),
    'directory.person': async ({ idnps }) => {
      const found = await ask('person', { idnps })
      if (!found.ok) return found
      const listed = idnps.startsWith('8') ? await ask('siteLines', { rpps: idnps.slice(1), now: Date.now() }) : null
      const site = listed?.ok && listed.value.length > 0 ? { site: listed.value } : {}
      const told = found.value && (await ask('personHours', { person: found.value, now: Date.now() }))
      const hours = told?.ok && told.value.length > 0 ? { hours: told.value } : {}
      return ok({ person: found.value, contentDate: deps.contentDate(), ...site, ...hours })
    },
    'directory.structures': async ({ code, near, radiusKm, limit }) => {
      const codes = codesOfNeed('structure', code)
      const found = await ask('structuresNear', { codes, ...whereOf(near), radiusKm, limit })
      if (!found.ok) return found
      const { structures, more, widenedKm } = found.value
      return ok({
        structures,
        more,
        widened: widenedKm === null ? [] : [{ kind: 'radius' as const, text: String(Math.round(widenedKm)) }],
      })
    },
    'directory.structure': async ({ id, near, limit }) => {
      const found = await ask('structure', { id, near: whereOf(near).near, limit })
      if (!found.ok) return found
      const told = await ask('structureHours', { finess: id, now: Date.now() })
      const hours = told.ok && told.value.length > 0 ? { hours: told.value } : {}
      return ok({ ...found.value, contentDate: deps.contentDate(), ...hours })
    },
    'directory.presets': async () => {
      const listed = await ask('favourites', { now: Date.now() })
      const favourites: Need[] = [...words.favourites, ...(listed.ok ? listed.value.flatMap(favouriteOf) : [])]
      return ok({
        presets: [...(favourites.length > 0 ? [{ id: 'favourites', needs: favourites }] : []), ...TRACKS],
        refused: words.refused,
      })
    },
  }
}
