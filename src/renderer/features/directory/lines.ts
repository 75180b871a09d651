/** What the directory found, line by line: establishments before people when they are what was looked for. */
import type { NamedNeed, PersonHit, StructureHit } from '../../../shared/contract/directory.ts'
import type { CallValue } from '../../../shared/contract/index.ts'

export type Line =
  | { key: string; kind: 'person'; hit: PersonHit }
  | { key: string; kind: 'structure'; hit: StructureHit }

export function linesOf(found: CallValue<'directory.search'> | undefined): Line[] {
  const people = (found?.hits ?? []).map((hit): Line => ({ key: `p${hit.idnps}`, kind: 'person', hit }))
  const structures = (found?.structures ?? []).map((hit): Line => ({ key: `s${hit.id}`, kind: 'structure', hit }))
  return found?.structuresFirst ? [...structures, ...people] : [...people, ...structures]
}

/** Number of the line under the hand. */
export const indexOf = (lines: readonly Line[], at: string | null): number =>
  Math.max(
    0,
    lines.findIndex(line => line.key === at),
  )

export const phoneOf = (line: Line): string | undefined =>
  line.kind === 'person' ? line.hit.activity?.phones[0] : line.hit.phones[0]

/** What a line is as a need. */
export const needOf = (line: Line): NamedNeed =>
  line.kind === 'person'
    ? { kind: 'person', idnps: line.hit.idnps, label: line.hit.displayName }
    : establishmentNeed(line.hit)

/** An establishment of the directory as a need: the slots that can be had there. */
export const establishmentNeed = ({ id, name }: StructureHit): NamedNeed => ({
  kind: 'establishment',
  finess: id,
  siret: null,
  label: name,
})
