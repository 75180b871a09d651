/** The site's own wording of the text for the LRM: names in braces, replaced by what is known. */

/** What a template may name. */
export const HOLES = [
  'statut',
  'professionnel',
  'quand',
  'lieu',
  'telephone',
  'modalites',
  'motif',
  'source',
  'reference',
] as const
export type Hole = (typeof HOLES)[number]

const NAMED = /\{([^{}\n]*)\}/g

/** Why a template cannot be used, in French; null when it can. The status is never left out: it says what is certain. */
export function templateFault(template: string): string | null {
  const names = [...template.matchAll(NAMED)].map(([, name = '']) => name)
  const unknown = names.find(name => !(HOLES as readonly string[]).includes(name))
  if (unknown !== undefined) return `{${unknown}} inconnu ; possibles : ${HOLES.map(name => `{${name}}`).join(' ')}`
  return names.includes('statut') ? null : '{statut} manque : le texte doit dire ce qui est certain'
}

/** Fills a template; a line whose names are all empty goes. Lines come back separated by LF. */
export function fillTemplate(template: string, parts: Readonly<Record<Hole, string | null>>): string[] {
  return template.split(/\r?\n/).flatMap(line => {
    const names = [...line.matchAll(NAMED)].map(([, name = '']) => name as Hole)
    if (names.length > 0 && names.every(name => (parts[name] ?? '') === '')) return []
    return [line.replace(NAMED, (_all, name: Hole) => parts[name] ?? '').trimEnd()]
  })
}
