/** The group policy templates: whole, consistent, in both languages, and saying what the console reads. */
import { spawnSync } from 'node:child_process'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { adml, admx, LANGUAGES } from '../../packaging/windows/templates.ts'
import { ENGLISH, ENGLISH_SECTIONS } from '../../src/core/settings/english.ts'
import { settingKeys } from '../../src/core/settings/keys.ts'
import { policyValues } from '../../src/core/settings/policy/values.ts'

type Node = Record<string, unknown>
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: name => ['policy', 'category', 'item', 'string', 'presentation', 'definition'].includes(name),
})
const template = (parser.parse(admx()) as { policyDefinitions: Record<string, Node> }).policyDefinitions
const policies = template['policies']?.['policy'] as Node[]
const words = Object.fromEntries(
  LANGUAGES.map(language => {
    const { resources } = (parser.parse(adml(language)) as { policyDefinitionResources: { resources: Node } })
      .policyDefinitionResources
    const strings = (resources['stringTable'] as { string: { id: string; '#text': string }[] }).string
    const presentations = (resources['presentationTable'] as { presentation: Node[] }).presentation
    return [language, { strings, presentations }]
  }),
)

test('every setting has its policy, under the name and key that the console reads', () => {
  expect(policies.map(policy => policy['name'])).toEqual(settingKeys().map(key => key.id))
  for (const policy of policies) expect(policy['key']).toBe('SOFTWARE\\Policies\\Relais')
})

test('the files are well-formed XML', () => {
  for (const text of [admx(), ...LANGUAGES.map(adml)]) {
    expect(XMLValidator.validate(text)).toBe(true)
    const lint = spawnSync('xmllint', ['--noout', '-'], { input: text })
    if (lint.error) console.log('not run: xmllint (absent de ce poste)')
    else expect(lint.stderr.toString()).toBe('')
  }
})

test('ids are letters, digits and underscores: others break the editor of group policies', () => {
  const ids = [admx(), ...LANGUAGES.map(adml)].flatMap(text =>
    [...text.matchAll(/\b(?:id|refId|valueName)="([^"]*)"/g)].map(([, id]) => id),
  )
  expect(ids.length).toBeGreaterThan(300)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_]+$/)
})

test.each(LANGUAGES)(
  '%s: every string and presentation named by the template is there, once, and none is left over',
  language => {
    const named = [...admx().matchAll(/\$\(string\.(\w+)\)/g)].map(([, id]) => id)
    const shown = [...admx().matchAll(/\$\(presentation\.(\w+)\)/g)].map(([, id]) => id)
    const { strings, presentations } = words[language] as (typeof words)[string]
    expect(strings.map(one => one.id).sort()).toEqual([...new Set(named)].sort())
    expect(presentations.map(one => one['id']).sort()).toEqual(shown.sort())
    for (const { id, '#text': text } of strings) expect(String(text ?? '').trim(), id).not.toBe('')
  },
)

test.each(LANGUAGES)('%s: each presentation shows the very element of its policy', language => {
  for (const presentation of (words[language] as (typeof words)[string]).presentations) {
    const refs = [...JSON.stringify(presentation).matchAll(/"refId":"(\w+)"/g)].map(([, id]) => id)
    const policy = policies.find(one => one['name'] === presentation['id'])
    const ids = [...JSON.stringify(policy?.['elements']).matchAll(/"id":"(\w+)"/g)].map(([, id]) => id)
    expect(refs).toEqual(ids)
  }
})

test('parents are categories that exist', () => {
  const categories = (template['categories'] as { category: Node[] }).category.map(one => one['name'])
  for (const policy of policies) expect(categories).toContain((policy['parentCategory'] as Node)['ref'])
})

test('English is complete: no setting and no section says French words', () => {
  const missing = settingKeys().filter(key => ENGLISH[key.path] === undefined)
  expect(missing.map(key => key.path)).toEqual([])
  const known = new Set(settingKeys().map(key => key.path))
  // A group of settings may have words too.
  const groups = [...known].join('\n')
  expect(Object.keys(ENGLISH).filter(path => !known.has(path) && !groups.includes(`${path}.`))).toEqual([])
  const sections = [...new Set(settingKeys().map(key => key.section))]
  expect(sections.filter(section => ENGLISH_SECTIONS[section] === undefined)).toEqual([])
})

test('what the editor would write for each policy is what the console takes', () => {
  for (const policy of policies) {
    const key = settingKeys().find(one => one.id === policy['name'])
    const machine = policyValues(
      [{ key: 'K', values: new Map([[String(policy['name']), { type: 'other', data: 'x' }]]) }],
      'K',
      'machine',
    )
    expect(machine.problems[0]?.kind, String(policy['name'])).toBe('wrong-value')
    expect(policy['class']).toBe(key?.scope === 'machine' ? 'Machine' : 'Both')
    const elements = (policy['elements'] ?? {}) as Record<string, Node>
    const form =
      { decimal: 'whole', enum: 'choice', multiText: 'list', text: 'text' }[Object.keys(elements)[0] ?? ''] ?? 'yes-no'
    expect({ number: 'text', json: 'list' }[String(key?.form.kind)] ?? key?.form.kind, String(policy['name'])).toBe(
      form,
    )
    const limits = elements['decimal']
    if (limits && key?.form.kind === 'whole')
      expect([Number(limits['minValue']), Number(limits['maxValue'])]).toEqual([key.form.min, key.form.max])
  }
})
