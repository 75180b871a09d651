import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHour, todayAt } from './agreed.ts'

describe('an hour said on the phone', () => {
  test.each([
    ['17:40', 17, 40],
    ['17h40', 17, 40],
    ['17 h 40', 17, 40],
    ['1740', 17, 40],
    ['905', 9, 5],
    ['17h', 17, 0],
    ['17', 17, 0],
    [' 9:05 ', 9, 5],
  ])('«%s» is understood', (text, hours, minutes) => {
    expect(readHour(text)).toEqual({ hours, minutes })
  })

  test.each(['', '25:00', '17:60', '17:4', 'demain', '-1', '17:40:00', '99999'])('«%s» is not one', text => {
    expect(readHour(text)).toBeNull()
  })

  test('every hour of the day is read as it is written', () => {
    fc.assert(
      fc.property(fc.nat(23), fc.nat(59), (hours, minutes) => {
        const two = (n: number) => String(n).padStart(2, '0')
        for (const text of [
          `${two(hours)}:${two(minutes)}`,
          `${two(hours)}${two(minutes)}`,
          `${hours}h${two(minutes)}`,
        ])
          expect(readHour(text)).toEqual({ hours, minutes })
      }),
    )
  })

  test('is the next one to come', () => {
    const now = new Date(2026, 10, 22, 16, 0)
    expect(todayAt({ hours: 17, minutes: 40 }, now)).toEqual(new Date(2026, 10, 22, 17, 40))
    expect(todayAt({ hours: 9, minutes: 0 }, now)).toEqual(new Date(2026, 10, 23, 9, 0))
  })
})
