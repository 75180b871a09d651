import 'reflect-metadata'

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCrl, createRoot, derOf } from '../../sandbox/card/pki.ts'
import { isSignedBy, MAX_CRL_BYTES, readCrl } from './crl.ts'
import { readAuthority } from './path.ts'

describe('a revocation list', () => {
  const now = Date.parse('2026-11-22T10:00:00Z')
  let der = new Uint8Array()
  let root: Awaited<ReturnType<typeof createRoot>>
  let other: Awaited<ReturnType<typeof createRoot>>

  beforeAll(async () => {
    root = await createRoot('RACINE FICTIVE', now)
    // Of the same name, with another key.
    other = await createRoot('RACINE FICTIVE', now)
    der = new Uint8Array(await createCrl(root, ['0A01', '4F00AA'], now))
  })
  const kindOf = (bytes: Uint8Array) => {
    const read = readCrl(bytes)
    return read.ok ? 'ok' : read.error.kind
  }

  test('is read with its dates and its serial numbers, DER or PEM', () => {
    const pem = `-----BEGIN X509 CRL-----\n${Buffer.from(der).toString('base64')}\n-----END X509 CRL-----\n`
    for (const bytes of [der, Buffer.from(pem)]) {
      const read = readCrl(bytes)
      expect(read).toMatchObject({ ok: true, value: { thisUpdate: now - 3_600_000, nextUpdate: now + 7 * 86_400_000 } })
      expect(read.ok && [...read.value.serials].sort()).toEqual(
        ['4F00AA', 'A01'].map(s => (s === 'A01' ? '0A01' : s)).sort(),
      )
    }
  })

  test('is believed of its own authority only', () => {
    const read = readCrl(der)
    const [mine, theirs] = [root, other].map(one => readAuthority(derOf(one.certificate)))
    if (!read.ok || !mine || !theirs) throw new Error('unreadable')
    expect(isSignedBy(read.value, mine.verifier, mine.name)).toBe(true)
    expect(isSignedBy(read.value, theirs.verifier, theirs.name)).toBe(false)
    expect(isSignedBy(read.value, mine.verifier, 'another name')).toBe(false)
  })

  test('cut anywhere, it says so and is never taken for a shorter list', () => {
    for (const end of [1, 2, 4, 50, der.length - 300, der.length - 1]) {
      expect(['truncated', 'not-a-crl']).toContain(kindOf(der.subarray(0, end)))
    }
    expect(kindOf(der.subarray(0, der.length - 1))).toBe('truncated')
  })

  test('a page of HTML, a certificate, nothing, and something huge are no lists', () => {
    expect(kindOf(Buffer.from('<!doctype html><title>Proxy</title>'))).toBe('not-a-crl')
    expect(kindOf(derOf(root.certificate))).toBe('not-a-crl')
    expect(kindOf(new Uint8Array())).toBe('not-a-crl')
    expect(kindOf(new Uint8Array(MAX_CRL_BYTES + 1))).toBe('too-large')
  })

  test('no byte that is altered passes for signed; none makes the reader throw', () => {
    const authority = readAuthority(derOf(root.certificate))
    if (!authority) throw new Error('unreadable')
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const spoilt = Uint8Array.from(der)
        spoilt[at] = (spoilt[at] ?? 0) ^ change
        const read = readCrl(spoilt)
        if (read.ok && isSignedBy(read.value, authority.verifier, authority.name)) {
          // What is not under the signature is its envelope: what it says is unchanged.
          expect([...read.value.serials].sort()).toEqual(['0A01', '4F00AA'])
        }
      }),
      { numRuns: 800 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(['not-a-crl', 'truncated', 'unsupported', 'ok']).toContain(kindOf(bytes))
      }),
      { numRuns: 500 },
    )
  })
})
