import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createIssuer, type IssuedCard } from '../../sandbox/card/issue.ts'
import { readCertificate } from './certificate.ts'

describe('certificates of a card', () => {
  const issued: Record<string, IssuedCard> = {}
  const der = (name: string, at = 0) => issued[name]?.objects[at]?.certificate ?? new Uint8Array()

  beforeAll(async () => {
    const issuer = await createIssuer(Date.now())
    for (const person of ['cpe', 'cpe-unnamed', 'cps']) issued[person] = await issuer.issue(person)
    issued['contactless'] = await issuer.issue('cps', 'contactless')
    issued['real'] = await issuer.issue('cps', 'real-environment')
  })

  test('a CPS: name, number and profession come out of one RDN with several attributes', () => {
    expect(readCertificate(der('cps'))).toMatchObject({
      use: 'authentication',
      holder: {
        idnps: '8ANS20260001',
        displayName: 'DOMINIQUE FICTIF',
        kind: 'CPS',
        cardNumber: '2800900036',
        profession: '10',
        structure: null,
        environment: 'test',
      },
    })
  })

  test('a CPE: the structure stands beside the name', () => {
    expect(readCertificate(der('cpe'))).toMatchObject({
      holder: {
        idnps: '3370ANS001/000000018',
        displayName: 'CAMILLE EXERCICE',
        kind: 'CPE',
        structure: 'SAMU FICTIF DU RELAIS',
      },
    })
  })

  test('a CPE without SN and GN: the pseudonym stands in', () => {
    expect(readCertificate(der('cpe-unnamed'))).toMatchObject({
      holder: { displayName: 'EMPLOYE 27', profession: null },
    })
  })

  test('the environment byte tells a real card from a test card', () => {
    expect(readCertificate(der('real'))).toMatchObject({ holder: { environment: 'real' } })
  })

  test('the other certificates are told apart by what they say', () => {
    expect(readCertificate(der('cps', 1))?.use).toBe('signature')
    expect(readCertificate(der('contactless'))?.use).toBe('technical')
    expect(readCertificate(issued['cps']?.chain[0] ?? new Uint8Array())?.use).toBe('authority')
  })

  test('noise is no certificate', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), bytes => {
        expect(readCertificate(bytes)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  test('a certificate with bytes changed, cut or doubled never throws, and never speaks outside its shape', () => {
    const good = der('cps')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.option(fc.nat(good.length)),
        (changes, cut) => {
          const bytes = Uint8Array.from(good)
          for (const [at, value] of changes) bytes[at] = value
          const read = readCertificate(cut === null ? bytes : bytes.subarray(0, cut))
          if (read?.use !== 'authentication') return
          expect(['CPS', 'CPF', 'CPE', 'CPA']).toContain(read.holder.kind)
          expect(read.holder.idnps).toMatch(/^(8[0-9A-Z]{11}|0[0-9A-Z]{9}|[13456][0-9A-Z]+\/[0-9A-Za-z_-]+)$/)
          expect(read.holder.displayName ?? '').not.toMatch(/\p{Cc}/u)
          expect(Number.isNaN(read.notAfter.getTime())).toBe(false)
        },
      ),
      { numRuns: 1_500 },
    )
  })
})
