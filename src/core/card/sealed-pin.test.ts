import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSeal, SealedPin, sealPin } from './sealed-pin.ts'

const PIN = Buffer.from('7391')

test('what one side seals the other opens, once', () => {
  const seal = openSeal()
  const sealed = sealPin(PIN, seal.publicKey)
  expect(SealedPin.safeParse(sealed).success).toBe(true)
  expect(seal.open(sealed)).toEqual(PIN)
  expect(() => seal.open(sealed)).toThrow()
})

test('the digits stand in what travels in no form, and two sealings have nothing in common', () => {
  const { publicKey } = openSeal()
  const [one, two] = [sealPin(PIN, publicKey), sealPin(PIN, publicKey)]
  expect(Buffer.from(one.box, 'base64').includes(PIN)).toBe(false)
  expect([one.from === two.from, one.box === two.box]).toEqual([false, false])
})

test('sealed for another process, or altered anywhere, it opens nothing', () => {
  const other = openSeal()
  expect(() => other.open(sealPin(PIN, openSeal().publicKey))).toThrow()
  fc.assert(
    fc.property(fc.nat({ max: 19 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const seal = openSeal()
      const sealed = sealPin(PIN, seal.publicKey)
      const box = Buffer.from(sealed.box, 'base64')
      box[at] = (box[at] ?? 0) ^ change
      expect(() => seal.open({ ...sealed, box: box.toString('base64') })).toThrow()
    }),
    { numRuns: 60 },
  )
})
