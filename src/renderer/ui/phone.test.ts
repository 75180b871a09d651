import { expect, test } from 'vitest'
import { phoneDigits, phoneWords } from './phone.ts'

test.each([
  ['+33247000001', '02 47 00 00 01', '0247000001'],
  ['+33612345678', '06 12 34 56 78', '0612345678'],
  ['+262262123456', '0262 12 34 56', '0262123456'],
  ['+596596123456', '0596 12 34 56', '0596123456'],
  ['+3222345678', '+32 22 34 56 78', '+3222345678'],
])('%s is read «%s»', (phone, words, digits) => {
  expect(phoneWords(phone).replaceAll('\u202f', ' ')).toBe(words)
  expect(phoneDigits(phone)).toBe(digits)
})
