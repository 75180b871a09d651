import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { en } from './en/index.ts'
import { KEY_WORDS, startWords } from './index.ts'
import { quickWords } from './quick.ts'

type Words = { [key: string]: string | Words }

function keysOf(words: Words, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`
    return typeof value === 'string' ? [here] : keysOf(value, here)
  })
}

beforeAll(() => {
  startDocument()
  startWords('fr')
  i18next.addResourceBundle('en', 'translation', en)
})

/** The words say the language of the page, which there is none of here. */
function startDocument() {
  Object.assign(globalThis, { document: { documentElement: {} } })
}

describe.each(['fr', 'en'])('in %s', language => {
  test('every sentence is said as i18next says it, with each number and without it', async () => {
    await i18next.changeLanguage(language)
    const say = quickWords(i18next, language, KEY_WORDS)
    for (const whole of keysOf(en)) {
      const key = whole.replace(/_(zero|one|other|many)$/, '')
      const text = String(i18next.getResource('en', 'translation', whole))
      const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '')
      const holes = Object.fromEntries(
        names.filter(name => !(name in KEY_WORDS)).map((name, at) => [name, `« ${at} »`]),
      )
      if (key === whole) expect(say(key, holes), key).toBe(i18next.t(key, holes))
      for (const count of [0, 1, 2, 21, 1_000_000])
        expect(say(key, { ...holes, count }), `${key} ${count}`).toBe(i18next.t(key, { ...holes, count }))
    }
  })

  test('a key that is another on this desk is named as it is now', async () => {
    await i18next.changeLanguage(language)
    const say = quickWords(i18next, language, { ...KEY_WORDS, F5: 'Alt+5' })
    const named = keysOf(en).filter(key => String(i18next.getResource(language, 'translation', key)).includes('{{F5}}'))
    expect(named.length).toBeGreaterThan(0)
    for (const whole of named) {
      const key = whole.replace(/_(one|other)$/, '')
      const count = key === whole ? {} : { count: whole.endsWith('_one') ? 1 : 2 }
      expect(say(key, { time: '', source: '', ...count }), whole).toContain('Alt+5')
    }
  })

  test('what has no sentence of its own is left to i18next', () => {
    const say = quickWords(i18next, language, KEY_WORDS)
    expect(say('no.such.key')).toBe('no.such.key')
    expect(say('no.such.key', { defaultValue: 'said' })).toBe('said')
  })
})

test('words that a source sends are never read as holes', () => {
  const say = quickWords(i18next, 'fr', KEY_WORDS)
  expect(say('availability.filter', { text: '{{F5}}' })).toContain('{{F5}}')
})
