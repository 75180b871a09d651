import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as availability from '../../shared/contract/availability.ts'
import * as callContract from '../../shared/contract/call.ts'
import * as card from '../../shared/contract/card.ts'
import * as directory from '../../shared/contract/directory.ts'
import { calls } from '../../shared/contract/index.ts'
import { COMMON_PROBLEMS } from '../../shared/contract/kit.ts'
import * as orientation from '../../shared/contract/orientation.ts'
import * as session from '../../shared/contract/session.ts'
import * as settings from '../../shared/contract/settings.ts'
import { en } from './en/index.ts'
import { fr } from './fr/index.ts'

type Words = { [key: string]: string | Words }

function leaves(words: Words, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') found.set(here, value)
    else for (const [inner, text] of leaves(value, here)) found.set(inner, text)
  }
  return found
}

const french = leaves(fr)
const english = leaves(en)
const languages = { fr: french, en: english }
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(m => m[1]).sort()

describe('the two languages', () => {
  test('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...french.keys()].sort())
    expect(french.size).toBeGreaterThan(300)
  })

  test('fill the same holes in each sentence', () => {
    for (const [key, text] of french) expect(holes(english.get(key) ?? ''), key).toEqual(holes(text))
  })

  test('leave no sentence empty', () => {
    for (const words of Object.values(languages)) for (const [key, text] of words) expect(text.trim(), key).not.toBe('')
  })
})

describe('every word of the contract', () => {
  const problems = new Set<string>(COMMON_PROBLEMS)
  for (const spec of Object.values(calls)) for (const kind of spec.problems) problems.add(kind)

  test.each([...problems])('problem «%s» says what happened, what was kept, what to do', kind => {
    for (const words of Object.values(languages))
      for (const part of ['what', 'kept', 'next']) expect(words.has(`problem.${kind}.${part}`)).toBe(true)
  })

  const enums: [string, readonly string[]][] = [
    ['card.status.*.what', card.CardStatus.options],
    ['card.status.*.next', card.CardStatus.options],
    ['card.status.*.word', card.CardStatus.options],
    ['card.kind.*', card.CardKind.options],
    ['card.tries.*', card.CardState.shape.tries.options],
    ['session.status.*', session.SessionState.shape.status.options],
    ['session.steps.*', session.SessionState.shape.step.unwrap().options],
    ['session.lockReason.*', session.SessionState.shape.lockReason.unwrap().options],
    ['session.role.*', session.Role.options],
    ['session.right.*', session.Operator.shape.rights.element.options],
    ['availability.mode.*', availability.Mode.options],
    ['availability.modeShort.*', availability.Mode.options],
    ['availability.kind.*', availability.SlotKind.options],
    ['availability.kindShort.*', availability.SlotKind.options],
    ['availability.taking.*', availability.Taking.options],
    ['availability.whyReason.*', availability.RankReason.options],
    ['availability.whyShort.*', availability.RankReason.options],
    ['availability.offerState.*', availability.Offer.shape.state.options],
    ['availability.source.*', availability.SourceState.shape.status.options],
    ['orientation.status.*', orientation.OrientationStatus.options],
    ['orientation.explain.*', orientation.OrientationStatus.options],
    ['directory.status.*', directory.DirectoryStatus.shape.status.options],
    ['directory.precision.*', directory.Precision.options],
    ['directory.chip.*', directory.Chip.shape.kind.options],
    ['settings.platform.*', settings.PlatformState.shape.status.options],
    ['settings.profile.*', settings.SettingsView.shape.profile.options],
    ['settings.origin.*', settings.SettingOrigin.options],
    ['settings.siteState.*', settings.SiteSettingsState.shape.status.options],
    ['settings.problemKind.*', settings.SettingsProblem.shape.kind.options],
    // Hours have one sentence for all numbers.
    ['call.whenWord.*', callContract.When.options.filter(when => !when.startsWith('within-'))],
    ['call.within_*', ['one', 'other']],
    ['call.launch.part.*', callContract.LaunchFault.shape.part.options],
    ['call.launch.why.*', callContract.LaunchFault.shape.why.options],
    ['call.handOver.*', callContract.HandOver.shape.state.options.filter(state => state !== 'failed')],
    ['call.handOver.failed_*', ['one', 'other']],
  ]
  test.each(enums)('%s has a word for each value', (pattern, values) => {
    expect(values.length).toBeGreaterThan(0)
    for (const words of Object.values(languages))
      for (const value of values) expect(words.has(pattern.replace('*', value)), `${pattern} ${value}`).toBe(true)
  })
})

describe('French typography', () => {
  test('has no plain space before high punctuation nor inside guillemets, and no straight apostrophe', () => {
    for (const [key, text] of french) {
      expect(text, key).not.toMatch(/ [;:!?»%]/)
      expect(text, key).not.toMatch(/« /)
      expect(text, key).not.toMatch(/'/)
      expect(text.toLowerCase(), key).not.toContain('veuillez')
    }
  })

  test('never parts a number from its unit', () => {
    for (const [key, text] of french) expect(text, key).not.toMatch(/(\d|\}\}) (s|h|min|km|ans|jours?)\b(?!’)/)
  })
})

describe('the screens', () => {
  const root = join(import.meta.dirname, '..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => /\.tsx?$/.test(path) && !/\.test\./.test(path) && !path.startsWith('i18n'))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  const used = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(m => ({ path, key: m[1] ?? '' })),
  )
  const families = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bt\(\s*`([\w.-]+\.)\$\{/g)].map(m => ({ path, prefix: m[1] ?? '' })),
  )

  test('write no date by the bare language: English ones would be those of the United States', () => {
    for (const { path, text } of sources) expect(text, path).not.toMatch(/Intl\.DateTimeFormat\(\s*language\b/)
  })

  test('say nothing that has no words', () => {
    expect(used.length).toBeGreaterThan(50)
    for (const { path, key } of used)
      expect(french.has(key) || french.has(`${key}_other`), `${path} says ${key}`).toBe(true)
    for (const { path, prefix } of families)
      expect(
        [...french.keys()].some(key => key.startsWith(prefix)),
        `${path} says ${prefix}*`,
      ).toBe(true)
  })
})
