/** The national guide's package (ans.fhir.fr.sas 1.1.0) read from a folder beside the project; absent, nothing is checked. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** An element of a snapshot, as far as the checker reads it. */
export interface ElementDefinition {
  id: string
  path: string
  min: number
  max: string
  base?: { path: string; max: string }
  type?: { code: string; profile?: string[]; targetProfile?: string[]; aggregation?: string[] }[]
  sliceName?: string
  slicing?: { discriminator?: { type: string; path: string }[]; rules: string }
  binding?: { strength: string; valueSet?: string }
  constraint?: { key: string; severity: string; human: string; expression?: string }[]
  maxLength?: number
  contentReference?: string
  [fixedOrPattern: `fixed${string}` | `pattern${string}`]: unknown
}

export interface Profile {
  url: string
  type: string
  elements: ElementDefinition[]
}

export interface Guide {
  dir: string
  profiles: Map<string, Profile>
  /** Value set → `system|code` of its members, from those that the package enumerates. */
  valueSets: Map<string, Set<string>>
}

/** Where the package stands when the shared references are there. */
export const GUIDE_DIR = path.resolve(import.meta.dirname, '../../../../shared/reference/ans.fhir.fr.sas-1.1.0')

/** Why the checks were not run, to be printed. */
export const NOT_RUN = 'not run: ../shared/reference/ans.fhir.fr.sas-1.1.0 is absent'

interface ValueSetFile {
  url: string
  compose?: { include: { system: string; concept?: { code: string }[] }[] }
}

/** Reads every snapshot and enumerated value set of the package; null when the folder is not there. */
export function openGuide(dir = GUIDE_DIR): Guide | null {
  if (!existsSync(dir)) return null
  const profiles = new Map<string, Profile>()
  const valueSets = new Map<string, Set<string>>()
  for (const name of readdirSync(dir)) {
    // Some files begin with a byte order mark.
    const read = () => JSON.parse(readFileSync(path.join(dir, name), 'utf8').replace(/^\uFEFF/, ''))
    if (name.startsWith('StructureDefinition-')) {
      const file = read() as { url: string; type: string; snapshot: { element: ElementDefinition[] } }
      profiles.set(file.url, { url: file.url, type: file.type, elements: file.snapshot.element })
    } else if (name.startsWith('ValueSet-')) {
      const file = read() as ValueSetFile
      const members = (file.compose?.include ?? []).flatMap(({ system, concept }) =>
        (concept ?? []).map(({ code }) => `${system}|${code}`),
      )
      valueSets.set(file.url, new Set(members))
    }
  }
  return { dir, profiles, valueSets }
}
