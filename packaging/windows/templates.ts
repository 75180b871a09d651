/**
 * Group policy templates (`.admx`, `.adml`) written from the settings' schema: a policy a setting, under the very name that
 * the console reads. Nothing here is written by hand, so nothing can be forgotten.
 */
import { ENGLISH, ENGLISH_SECTIONS } from '../../src/core/settings/english.ts'
import { type SettingKey, sectionWords, settingKeys } from '../../src/core/settings/keys.ts'
import { POLICY_KEY } from '../../src/core/settings/policy/registry.ts'

export type Language = 'fr-FR' | 'en-US'
export const LANGUAGES: readonly Language[] = ['fr-FR', 'en-US']

const XMLNS = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions'
const MAX_TEXT = 32_000

const xml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const categoryOf = (section: string) => `Section_${section}`
const elementOf = (key: SettingKey) => `${key.id}_Value`
const itemOf = (key: SettingKey, value: string) => `${key.id}_${value.replaceAll(/[^A-Za-z0-9]/g, '_')}`

/** The template: which policies there are, of which form, where they are written. */
export function admx(): string {
  const keys = settingKeys()
  const sections = [...new Set(keys.map(key => key.section))]
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitions xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" revision="1.0" schemaVersion="1.0" xmlns="${XMLNS}">
  <policyNamespaces>
    <target prefix="relais" namespace="Relais.Policies" />
  </policyNamespaces>
  <resources minRequiredRevision="1.0" />
  <supportedOn>
    <definitions>
      <definition name="SUPPORTED_Relais" displayName="$(string.SUPPORTED_Relais)" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="Relais" displayName="$(string.Relais)" />
${sections
  .map(
    section =>
      `    <category name="${categoryOf(section)}" displayName="$(string.${categoryOf(section)})">\n      <parentCategory ref="Relais" />\n    </category>`,
  )
  .join('\n')}
  </categories>
  <policies>
${keys.map(policy).join('\n')}
  </policies>
</policyDefinitions>
`
}

function policy(key: SettingKey): string {
  const yesNo = key.form.kind === 'yes-no'
  const attributes = [
    `name="${key.id}"`,
    `class="${key.scope === 'machine' ? 'Machine' : 'Both'}"`,
    `displayName="$(string.${key.id})"`,
    `explainText="$(string.${key.id}_Help)"`,
    ...(yesNo ? [] : [`presentation="$(presentation.${key.id})"`]),
    `key="${POLICY_KEY}"`,
    ...(yesNo ? [`valueName="${key.id}"`] : []),
  ]
  const body = yesNo
    ? '      <enabledValue>\n        <decimal value="1" />\n      </enabledValue>\n      <disabledValue>\n        <decimal value="0" />\n      </disabledValue>'
    : `      <elements>\n${element(key)}\n      </elements>`
  return `    <policy ${attributes.join(' ')}>
      <parentCategory ref="${categoryOf(key.section)}" />
      <supportedOn ref="SUPPORTED_Relais" />
${body}
    </policy>`
}

function element(key: SettingKey): string {
  const common = `id="${elementOf(key)}" valueName="${key.id}" required="true"`
  const { form } = key
  switch (form.kind) {
    case 'whole':
      return `        <decimal ${common} minValue="${form.min}" maxValue="${form.max}" />`
    case 'choice':
      return [
        `        <enum ${common}>`,
        ...form.values.map(
          value =>
            `          <item displayName="$(string.${itemOf(key, value)})">\n            <value>\n              <string>${xml(value)}</string>\n            </value>\n          </item>`,
        ),
        '        </enum>',
      ].join('\n')
    case 'list':
    case 'json':
      return `        <multiText ${common} maxLength="${MAX_TEXT}" />`
    default:
      return `        <text ${common} maxLength="1023" />`
  }
}

interface Texts {
  product: string
  description: string
  supported: string
  fallback: (value: string) => string
  noFallback: string
  limits: (min: number, max: number) => string
  lines: Record<'text' | 'number' | 'json', string>
  object: string
  place: (id: string, type: string) => string
  machineOnly: string
  wrong: string
}

const TEXTS: Record<Language, Texts> = {
  'fr-FR': {
    product: 'Relais',
    description: 'Stratégies de la console Relais (SAMU/SAS)',
    supported: 'Relais, toutes versions',
    fallback: value => `Sans stratégie : ${value}.`,
    noFallback: 'Sans stratégie : rien.',
    limits: (min, max) => `De ${min} à ${max}.`,
    lines: {
      text: 'Une valeur par ligne.',
      number: 'Un nombre par ligne.',
      json: 'Un objet JSON par ligne, comme dans un fichier de réglages.',
    },
    object: 'Un objet JSON, comme dans un fichier de réglages.',
    place: (id, type) => `Registre : ${POLICY_KEY}, valeur ${id} (${type}).`,
    machineOnly: 'Ne se règle que pour l’ordinateur.',
    wrong: 'Une valeur incorrecte est ignorée et signalée par le diagnostic de la console.',
  },
  'en-US': {
    product: 'Relais',
    description: 'Policies of the Relais console (SAMU/SAS)',
    supported: 'Relais, all versions',
    fallback: value => `Without policy: ${value}.`,
    noFallback: 'Without policy: nothing.',
    limits: (min, max) => `From ${min} to ${max}.`,
    lines: {
      text: 'One value a line.',
      number: 'One number a line.',
      json: 'One JSON object a line, as in a settings file.',
    },
    object: 'One JSON object, as in a settings file.',
    place: (id, type) => `Registry: ${POLICY_KEY}, value ${id} (${type}).`,
    machineOnly: 'Set for the computer only.',
    wrong: 'A wrong value is ignored and told by the console’s diagnosis.',
  },
}

const REGISTRY_TYPES = {
  text: 'REG_SZ',
  'yes-no': 'REG_DWORD',
  choice: 'REG_SZ',
  whole: 'REG_DWORD',
  number: 'REG_SZ',
  list: 'REG_MULTI_SZ',
  json: 'REG_MULTI_SZ',
} as const

/** Words of a setting; null where the language lacks them: a test forbids it. */
const wordsOf = (key: SettingKey, language: Language): string | null =>
  language === 'fr-FR' ? key.words : (ENGLISH[key.path] ?? null)

/** First words of a description, and the path: what a list of policies shows. */
function titleOf(key: SettingKey, language: Language): string {
  const words = wordsOf(key, language) ?? key.words
  const first = words.split(/ ?[;:(] | \(/)[0] ?? words
  const short = first.startsWith('«') || first.startsWith('“') || first === '' ? words : first
  return `${short.slice(0, 90)} [${key.path}]`
}

const sectionOf = (section: string, language: Language): string =>
  (language === 'fr-FR' ? sectionWords(section) : (ENGLISH_SECTIONS[section] ?? section)).slice(0, 90)

/** The words of the template in one language. */
export function adml(language: Language): string {
  const texts = TEXTS[language]
  const keys = settingKeys()
  const strings: [string, string][] = [
    ['Relais', texts.product],
    ['SUPPORTED_Relais', texts.supported],
    ...[...new Set(keys.map(key => key.section))].map((section): [string, string] => [
      categoryOf(section),
      sectionOf(section, language),
    ]),
    ...keys.flatMap((key): [string, string][] => [
      [key.id, titleOf(key, language)],
      [`${key.id}_Help`, helpOf(key, language)],
      ...(key.form.kind === 'choice'
        ? key.form.values.map((value): [string, string] => [itemOf(key, value), value])
        : []),
    ]),
  ]
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" revision="1.0" schemaVersion="1.0" xmlns="${XMLNS}">
  <displayName>${xml(texts.product)}</displayName>
  <description>${xml(texts.description)}</description>
  <resources>
    <stringTable>
${strings.map(([id, text]) => `      <string id="${id}">${xml(text)}</string>`).join('\n')}
    </stringTable>
    <presentationTable>
${keys
  .filter(key => key.form.kind !== 'yes-no')
  .map(key => presentation(key, language))
  .join('\n')}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`
}

function presentation(key: SettingKey, language: Language): string {
  const label = xml(titleOf(key, language))
  const refId = `refId="${elementOf(key)}"`
  const inner = (() => {
    switch (key.form.kind) {
      case 'whole': {
        const start = typeof key.fallback === 'number' ? ` defaultValue="${key.fallback}"` : ''
        return `        <decimalTextBox ${refId}${start}>${label}</decimalTextBox>`
      }
      case 'choice': {
        const at = key.form.values.indexOf(String(key.fallback))
        return `        <dropdownList ${refId} noSort="true" defaultItem="${Math.max(0, at)}">${label}</dropdownList>`
      }
      case 'list':
      case 'json':
        return `        <text>${label}</text>\n        <multiTextBox ${refId} />`
      default:
        return `        <textBox ${refId}>\n          <label>${label}</label>\n        </textBox>`
    }
  })()
  return `      <presentation id="${key.id}">\n${inner}\n      </presentation>`
}

const said = (value: unknown): string =>
  Array.isArray(value) ? value.join(' ') : typeof value === 'object' ? JSON.stringify(value) : String(value)

function helpOf(key: SettingKey, language: Language): string {
  const texts = TEXTS[language]
  const { form, fallback } = key
  const none = fallback === undefined || (Array.isArray(fallback) && fallback.length === 0) || fallback === ''
  return [
    `${wordsOf(key, language) ?? key.words}.`,
    '',
    none ? texts.noFallback : texts.fallback(said(fallback)),
    ...(form.kind === 'whole' ? [texts.limits(form.min, form.max)] : []),
    ...(form.kind === 'list' ? [texts.lines[form.of]] : []),
    ...(form.kind === 'json' ? [texts.object] : []),
    texts.place(key.id, REGISTRY_TYPES[form.kind]),
    ...(key.scope === 'machine' ? [texts.machineOnly] : []),
    texts.wrong,
  ].join('\n')
}
