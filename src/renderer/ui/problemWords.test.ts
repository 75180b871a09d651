import i18next from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import { calls } from '../../shared/contract/index.ts'
import { COMMON_PROBLEMS, type Problem } from '../../shared/contract/kit.ts'
import { en } from '../i18n/en/index.ts'
import { startWords } from '../i18n/index.ts'
import { problemLine, problemWords } from './problemWords.ts'
import type { Say } from './time.ts'

const t: Say = (key, holes = {}) => i18next.t(key, holes)
const line = (kind: string, params: Problem['params'] = {}) =>
  problemLine({ kind, params }, t).replaceAll(/[\u00a0\u202f]/g, ' ')

beforeAll(() => {
  // The words say the language of the page, which there is none of here.
  Object.assign(globalThis, { document: { documentElement: {} } })
  startWords('fr')
  i18next.addResourceBundle('en', 'translation', en)
})

test('a missing right says whom to ask, by their names', () => {
  expect(line('not-allowed', { right: 'book', roles: 'osnp,regulator' })).toBe(
    'Votre rôle ne permet pas cette action. Rien n’a été fait. La demander à qui en a le droit : OSNP, Médecin régulateur.',
  )
})

test('the code follows where the words send to it, and nowhere else', () => {
  expect(line('defect', { name: 'call.next' })).toMatch(/avec le code qui suit\. Code : defect name=call\.next$/)
  expect(line('orientation-settled')).not.toContain('orientation-settled')
})

test('a kind that this screen does not know is said as another error, with its code', () => {
  expect(line('from-tomorrow')).toMatch(/^Une erreur que l’écran.*Code : from-tomorrow$/)
})

describe.each(['fr', 'en'])('in %s', language => {
  test('no problem that a notice may say shows a hole: what is not given is not printed', async () => {
    await i18next.changeLanguage(language)
    const kinds = new Set<string>(COMMON_PROBLEMS)
    for (const [name, spec] of Object.entries(calls))
      if (/^(call|orientation)\./.test(name)) for (const kind of spec.problems) kinds.add(kind)
    const params = { roles: 'osnp', right: 'book', path: 'id', name: 'call.next' }
    for (const kind of kinds) {
      const { what, kept, next } = problemWords({ kind, params }, t)
      expect([what, kept, next].join(' '), kind).not.toMatch(/\{\{|undefined/)
    }
    await i18next.changeLanguage('fr')
  })
})
