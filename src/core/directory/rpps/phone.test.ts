import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Phone } from '../../../shared/contract/identifiers.ts'
import { phoneBeginning, phoneOf } from './phone.ts'

test.each([
  ['02 47 00 00 01', '+33247000001'],
  ['0247000001', '+33247000001'],
  ['02.47.00.00.01', '+33247000001'],
  ['02-47-00-00-01', '+33247000001'],
  ['+33247000001', '+33247000001'],
  ['+33 (0)2 47 00 00 01', '+33247000001'],
  ['+330247000001', '+33247000001'],
  ['0033247000001', '+33247000001'],
  ['247000001', '+33247000001'],
  ['0690291988/0590895757', '+590690291988'],
  ['0247000001 ou 0247000002', '+33247000001'],
  ['0262000001', '+262262000001'],
  ['0639980001', '+262639980001'],
  ['0596000001', '+596596000001'],
  ['+33262000001', '+262262000001'],
  ['+41210000000', '+41210000000'],
])('%s is %s', (written, e164) => {
  expect(phoneOf(written)).toBe(e164)
})

test.each(['', '0000000000', '00 00 00 00 00', '15', '3624', 'sur rendez-vous', '0047000001', '+33', '3,6E+12'])(
  '«%s» is no number to dial',
  written => {
    expect(phoneOf(written)).toBeNull()
  },
)

test('whatever a field holds, the answer is a phone of the contract or none', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789 +./-()'), maxLength: 24 })
  fc.assert(
    fc.property(fc.oneof(fc.string(), digits), field => {
      const phone = phoneOf(field)
      if (phone !== null) expect(Phone.safeParse(phone).success).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('what is being typed begins the number that it will be', () => {
  const whole = '02 47 00 00 01'
  for (let length = 5; length <= whole.length; length++) {
    expect(phoneOf(whole)?.startsWith(phoneBeginning(whole.slice(0, length)) ?? 'none')).toBe(true)
  }
  expect(phoneBeginning('+33 2 47')).toBe('+33247')
  expect(phoneBeginning('+33 (0)2 47')).toBe('+33247')
  expect(phoneBeginning('martin')).toBeNull()
  expect(phoneBeginning('37000')).toBeNull()
})
