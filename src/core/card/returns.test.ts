import { describe, expect, test } from 'vitest'
import { CardStatus } from '../../shared/contract/card.ts'
import { SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import { KNOWN_RETURNS, meaningOf } from './returns.ts'

describe('return values of PKCS#11', () => {
  test.each([
    [0xa0, null, 'pin-wrong'],
    [0xa4, 'locked', 'pin-locked'],
    [0xa2, null, 'pin-format'],
    [0xe0, 'absent', 'card-absent'],
    [0xe1, 'unreadable', 'card-unreadable'],
    [0x30, 'unreadable', 'card-unreadable'],
    [0x32, 'absent', 'card-absent'],
    [0x100, null, 'card-failed'],
    [0x101, null, 'card-changed'],
    [0x102, 'contactless', 'card-contactless'],
    [0xb3, null, 'card-changed'],
    [0x190, 'module-invalid', 'module-invalid'],
    [0x80000001, 'unreadable', 'card-unreadable'],
  ] as const)('0x%s means %s at the reader and %s at a sign-in', (rv, status, problem) => {
    expect(meaningOf(rv)).toMatchObject({ status, problem })
  })

  test('a vendor value that comes as a negative number is the same value', () => {
    expect(meaningOf(0x80000001 | 0).name).toBe('CKR_ASIP_BAD_EF_ACTUA')
  })

  test('an unknown value is an unusable card, named by its number', () => {
    expect(meaningOf(0x8000_beef)).toEqual({ name: 'CKR_0x8000BEEF', status: 'unreadable', problem: 'card-failed' })
  })

  test('the table speaks only words of the contract, each value with its own name', () => {
    const names = KNOWN_RETURNS.map(rv => meaningOf(rv))
    for (const { status, problem } of names) {
      expect(SIGN_IN_PROBLEMS).toContain(problem)
      if (status !== null) expect(CardStatus.options).toContain(status)
    }
    expect(new Set(names.map(({ name }) => name)).size).toBe(KNOWN_RETURNS.length)
  })
})
