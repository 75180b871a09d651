/** The site's wording of an address that the LRM opens: names in braces, each replaced by its value, escaped. */

const PARTS = ['drm', 'id', 'statut', 'issue', 'debut', 'texte'] as const
export type AddressPart = (typeof PARTS)[number]

const NAMED = /\{([^{}]*)\}/g
/** Longest text in an address: command lines and URL handlers of Windows stop not far beyond 2,000 characters. */
const LONGEST = 1_500

/** Schemes that a system acts upon by itself, or that would run what stands in the address. */
const BARRED = new Set([
  'javascript',
  'data',
  'file',
  'vbscript',
  'blob',
  'about',
  'ms-msdt',
  'search-ms',
  'sas-console',
  'relais',
])

/** Why a template cannot be used, in French; null when it can. */
export function addressFault(template: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(template)?.[1]?.toLowerCase()
  if (scheme === undefined) return 'une adresse complète est attendue : schema://…'
  if (BARRED.has(scheme) || scheme.startsWith('ms-')) return `le schéma « ${scheme} » n’est pas admis`
  const names = [...template.matchAll(NAMED)].map(([, name = '']) => name)
  const unknown = names.find(name => !(PARTS as readonly string[]).includes(name))
  if (unknown !== undefined) return `{${unknown}} inconnu ; possibles : ${PARTS.map(name => `{${name}}`).join(' ')}`
  if (!URL.canParse(template.replace(NAMED, 'x'))) return 'ce n’est pas une adresse'
  return /^[^{]*:\/\/[^/{]*(\/|\?|$)/.test(template) ? null : 'rien ne remplace l’hôte de l’adresse'
}

/** The address with its parts, each escaped; what is not known is left empty. */
export function fillAddress(template: string, parts: Readonly<Record<AddressPart, string | null>>): string {
  return template.replace(NAMED, (_all, name: AddressPart) => encodeURIComponent((parts[name] ?? '').slice(0, LONGEST)))
}
