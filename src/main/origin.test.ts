import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isScreen, originOf, SCREEN_URL } from './origin.ts'

describe('origins are compared parsed, never by a part of their text', () => {
  test.each([
    [SCREEN_URL, true],
    ['relais://console/index.html?a=b#c', true],
    ['relais://console.example.invalid/', false],
    ['relais://consolex/', false],
    ['relais://other/', false],
    ['https://example.invalid/?next=relais://console', false],
    ['https://console/', false],
    ['https://relais:console@example.invalid/', false],
    ['relais://user@console/', false],
    ['relais://console:8080/', false],
    ['relais:console', false],
    ['about:blank', false],
    ['data:text/html,relais://console/', false],
    ['', false],
    ['null', false],
  ])('%s → %s', (url, ours) => expect(isScreen(url)).toBe(ours))

  test('no text that carries our address elsewhere than at its start is ours', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, tail) => {
        expect(isScreen(`${url}?next=${SCREEN_URL}${tail}`)).toBe(false)
        expect(isScreen(`${url}#${SCREEN_URL}`)).toBe(false)
      }),
    )
  })

  test('what has no authority has no origin', () => {
    expect(originOf('mailto:a@example.invalid')).toBeNull()
    expect(originOf('not a url')).toBeNull()
    expect(originOf('https://example.invalid:8443/a')).toBe('https://example.invalid:8443')
  })
})
