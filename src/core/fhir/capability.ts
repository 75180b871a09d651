/** `CapabilityStatement`: what a server says it can do. */
import { CapabilityResource } from './schemas.ts'
import { cleanText } from './text.ts'

export interface Capability {
  fhirVersion: string | null
  /** «Name 1.2», as the server calls itself. */
  software: string | null
  formats: string[]
  /** By type of resource: codes of interactions (`read`, `create`, `search-type`…), names of search parameters. */
  resources: Map<string, { interactions: string[]; searchParams: string[] }>
}

/** Reads one; null when it is none. */
export function readCapability(resource: unknown): Capability | null {
  const parsed = CapabilityResource.safeParse(resource)
  if (!parsed.success) return null
  const { fhirVersion, software, format, rest } = parsed.data
  const server = rest.find(one => one.mode === 'server') ?? rest[0]
  return {
    fhirVersion: cleanText(fhirVersion, 20),
    software: cleanText([software?.name, software?.version].filter(Boolean).join(' '), 120),
    formats: format.slice(0, 20),
    resources: new Map(
      (server?.resource ?? []).map(one => [
        one.type,
        {
          interactions: one.interaction.map(interaction => interaction.code),
          searchParams: one.searchParam.map(parameter => parameter.name),
        },
      ]),
    ),
  }
}
