import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Who, withoutNames } from './names.ts'

const nobody: Who = { home: '', account: '' }
const jean: Who = { home: 'C:\\Users\\Jean Dupont', account: 'jdupont' }

describe('names stay out of what leaves the desk', () => {
  test.each([
    ['c:\\users\\jean dupont\\cert.pem', '~\\cert.pem'],
    ['C:/Users/JEAN DUPONT/cert.pem', '~/cert.pem'],
    ['Introuvable : C:\\Users\\Jean Dupont', 'Introuvable : ~'],
    ['C:\\Users\\Jean Dupont-Martin\\cert.pem', '~\\cert.pem'],
    ['D:\\Données\\jdupont.bak, ouvert par SITE\\JDupont', 'D:\\Données\\….bak, ouvert par SITE\\…'],
    ['jdupontel', 'jdupontel'],
  ])('of the account itself: %s', (text, clean) => {
    expect(withoutNames(text, jean)).toBe(clean)
  })

  test.each([
    ['C:\\Users\\Élodie Martin\\x et /home/marie/y', 'C:\\Users\\…\\x et /home/…/y'],
    ['d:\\USERS\\Élodie Martin', 'd:\\USERS\\…'],
    ['"C:\\\\Users\\\\Élodie Martin\\\\x"', '"C:\\\\Users\\\\…\\\\x"'],
    ['C:\\Users\\Élodie Martin C:\\Relais\\a.pem', 'C:\\Users\\… C:\\Relais\\a.pem'],
    ['\\\\srv\\homes$\\jdupont', '\\\\srv\\…'],
    ['\\\\srv\\homes$\\jdupont\\cert.pem', '\\\\srv\\…\\cert.pem'],
    ['\\\\srv\\dfs\\homes\\jean.dupont est plein', '\\\\srv\\…'],
    ['//srv/homes/Jean Dupont/cert.pem', '//srv/…/cert.pem'],
    ['file://srv/homes/jdupont/cert.pem', 'file://srv/…/cert.pem'],
    ['\\\\?\\C:\\Users\\Jean Dupont\\cert.pem', '\\\\?\\…\\cert.pem'],
    ['file:///C:/Users/Jean%20Dupont/cert.pem', 'file:///C:/…/cert.pem'],
    ['\\\\srv\\a\\x.pem, \\\\srv\\b\\y.pem', '\\\\srv\\…\\x.pem, \\\\srv\\…\\y.pem'],
  ])('of anybody, in a path: %s', (text, clean) => {
    expect(withoutNames(text, nobody)).toBe(clean)
  })

  test.each([
    'https://plateforme.example:443/fhir : ne répond pas (ECONNREFUSED)',
    'C:\\ProgramData\\Relais\\igc-sante.pem',
    'C:\\Program Files (x86)\\santesocial\\CPS\\cps3_pkcs11.dll',
    '/usr/lib/opensc-pkcs11.so, /opt/relais/cps.so',
    'Erreurs depuis 24 h : a × 2.',
  ])('and what names nobody stays as it is: %s', text => {
    expect(withoutNames(text, jean)).toBe(text)
  })

  const word = fc.constantFrom('Dupont', 'Élodie', 'Le Goff', "N'Guyen", 'Martin-Petit', 'CANARI', 'O Brien', 'Ñandú')
  const name = fc.tuple(word, fc.constantFrom(' ', '.', '-', ' de ', ', '), word).map(parts => parts.join(''))
  const separator = fc.constantFrom('\\', '/', '\\\\')
  const mixed = (text: fc.Arbitrary<string>) =>
    fc.tuple(text, fc.constantFrom('as is', 'upper', 'lower')).map(([one, how]) => {
      return how === 'as is' ? one : how === 'upper' ? one.toUpperCase() : one.toLowerCase()
    })
  const around = fc.tuple(
    fc.constantFrom('', 'Cherché : ', '« ', '"', 'clé=', 'A, '),
    fc.constantFrom('', '\\cert.pem', '/cert.pem', '\\a b\\cert.pem', ' : illisible', ' est plein', '"', '\nfin', ' »'),
  )
  const said = (text: string, who: Who) => withoutNames(text, who).normalize('NFC').toLowerCase()

  test('no name is left under a folder of accounts, whatever the case, the separators and the sentence', () => {
    const folder = mixed(fc.constantFrom('Users', 'home', 'homes$'))
    fc.assert(
      fc.property(
        name,
        folder,
        separator,
        fc.constantFrom('C:', 'z:', ''),
        around,
        (who, at, s, disk, [before, after]) => {
          const clean = said(`${before}${disk}${s}${at}${s}${who}${after}`, nobody)
          for (const part of who.toLowerCase().split(/[ ,.]+/)) if (part.length > 2) expect(clean).not.toContain(part)
          if (after.endsWith('cert.pem')) expect(clean).toContain('cert.pem')
        },
      ),
    )
  })

  test('no name is left in a path of a share, however deep', () => {
    const start = fc.constantFrom('\\\\srv', '//srv', '\\\\\\\\srv', 'file://srv', '\\\\srv@SSL')
    const folders = fc.array(fc.constantFrom('homes$', 'dfs', 'Nos Comptes', 'users'), { maxLength: 3 })
    fc.assert(
      fc.property(name, start, folders, separator, around, (who, host, deep, s, [before, after]) => {
        const clean = said(`${before}${[host, ...deep, who].join(s)}${after}`, nobody)
        for (const part of who.toLowerCase().split(/[ ,.]+/)) if (part.length > 2) expect(clean).not.toContain(part)
        expect(clean).toContain('srv')
        if (after.endsWith('cert.pem')) expect(clean).toContain('cert.pem')
      }),
    )
  })

  test('the home is never told, in any spelling of its path, wherever it is', () => {
    const root = fc.constantFrom(['D:', 'Profils'], ['', 'srv', 'comptes'], ['', '', 'srv', 'profils$'], ['', 'home'])
    fc.assert(
      fc.property(name, root, separator, fc.boolean(), around, (who, at, s, shouted, [before, after]) => {
        const home = [...at, who].join('\\')
        const told = [...at, who].join(s)
        const path = shouted ? told.toUpperCase() : told
        const clean = said(`${before}${path}${after}`, { home, account: '' })
        for (const part of who.toLowerCase().split(/[ ,.]+/)) if (part.length > 2) expect(clean).not.toContain(part)
      }),
    )
  })

  test('the account is not told as a word anywhere, and other words are left alone', () => {
    const account = fc.stringMatching(/^[a-z]{2,8}[.$+-]?[a-z]{1,8}$/)
    const edge = fc.constantFrom(' ', '\\', '/', '@', ':', ' (', '.', '')
    fc.assert(
      fc.property(mixed(account), edge, edge, (who, before, after) => {
        const clean = said(`A${before || ' '}${who}${after || ' '}Z`, { home: '', account: who.toLowerCase() })
        expect(clean).not.toContain(who.toLowerCase())
        expect(withoutNames(`é${who}é`, { home: '', account: who })).toBe(`é${who}é`)
      }),
    )
  })

  test('what is clean stays so', () => {
    fc.assert(
      fc.property(name, separator, around, (who, s, [before, after]) => {
        const once = withoutNames(`${before}C:${s}Users${s}${who}${after}`, jean)
        expect(withoutNames(once, jean)).toBe(once)
      }),
    )
  })

  test('a long text costs no more than its length', () => {
    const text = 'C:\\Users\\a b '.repeat(20_000)
    expect(withoutNames(text, jean)).not.toContain('a b')
  })
})
