/** `docs/settings.md`, written from the schema so that it cannot say anything else. */
import { z } from 'zod'
import { Settings } from './schema.ts'

interface Node {
  type?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  format?: string
  pattern?: string
  properties?: Record<string, Node>
  required?: string[]
  items?: Node
  oneOf?: Node[]
  anyOf?: Node[]
}

interface Row {
  key: string
  type: string
  fallback: string
  description: string
}

const TYPES: Record<string, string> = {
  string: 'texte',
  integer: 'entier',
  number: 'nombre',
  boolean: 'oui/non',
  object: 'objet',
  array: 'liste',
}

/** JSON schema of a settings file, for editors and for whoever writes one by program. */
export const settingsSchema = (): object => ({
  ...z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }),
  title: 'Réglages de Relais',
})

/** The whole page, in Markdown and in French. */
export function settingsDocument(): string {
  const schema = z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }) as Node
  const table = rowsOf(schema, '').map(
    ({ key, type, fallback, description }) => `| \`${key}\` | ${type} | ${fallback} | ${description} |`,
  )
  return [
    '# Réglages',
    '',
    'Page écrite à partir du schéma (`src/core/settings/schema.ts`) ; une épreuve refuse qu’elle en diffère.',
    '',
    'Un fichier JSON, donné par `npm start -- --settings FICHIER.json`. Les noms de fichiers relatifs partent du dossier de ce',
    'fichier. Une clé inconnue ou une valeur refusée est nommée avec son chemin. Dans `profile`, `platform`, `signIn`, `card` et',
    '`directory`, la console refuse alors de démarrer ; une source fautive est laissée de côté, entière et nommée ; ailleurs la',
    'valeur par défaut sert.',
    '',
    '| clé | type | défaut | sens |',
    '| --- | --- | --- | --- |',
    ...table,
    '',
  ].join('\n')
}

function rowsOf(node: Node, prefix: string): Row[] {
  const variants = node.oneOf ?? node.anyOf
  if (variants) return variants.flatMap(variant => rowsOf(variant, prefix))
  if (node.type === 'array' && node.items?.properties) return rowsOf(node.items, `${prefix}[]`)
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`
    const row: Row = {
      key,
      type: typeOf(child),
      fallback: fallbackOf(child, node.required?.includes(name) ?? false),
      description: child.description ?? (child.const === undefined ? '' : `vaut « ${String(child.const)} »`),
    }
    return [row, ...rowsOf(child, key)]
  })
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``
  if (node.enum) return node.enum.map(value => `\`${String(value)}\``).join(' ou ')
  if (node.oneOf ?? node.anyOf) return 'objet'
  const type = TYPES[node.type ?? ''] ?? 'valeur'
  if (node.format === 'uri') return 'adresse http(s)'
  if (node.type === 'array' && node.items) return `liste de ${typeOf(node.items)}`
  const bounded = node.minimum !== undefined && node.maximum !== undefined && node.maximum < 1e15
  return bounded ? `${type}, ${node.minimum} à ${node.maximum}` : type
}

function fallbackOf(node: Node, required: boolean): string {
  if (required) return 'obligatoire'
  if (node.default === undefined) return '—'
  if (typeof node.default === 'object' && node.type === 'object') return '—'
  return `\`${JSON.stringify(node.default)}\``
}
