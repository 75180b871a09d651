import { describe, expect, it } from 'vitest'
import { type Held, judge, type Told } from './judge.ts'

const told = (more: Partial<Told> = {}): Told => ({
  intentId: 'i1',
  need: 'n1',
  taking: 'direct',
  status: 'confirmed',
  problem: null,
  appointmentId: 'a1',
  posts: 1,
  accepted: true,
  ...more,
})
const held = (more: Partial<Held> = {}): Held => ({ appointmentId: 'a1', slotKey: 's1', intentId: 'i1', ...more })
const faults = (toldAll: Told[], heldAll: Held[]) => {
  const { double, lost, wrong, unsettled } = judge(toldAll, heldAll)
  return { double: double.length, lost: lost.length, wrong: wrong.length, unsettled: unsettled.length }
}
const NONE = { double: 0, lost: 0, wrong: 0, unsettled: 0 }

describe('the judge of a chaos run', () => {
  it('finds nothing to say of consoles that tell the truth', () => {
    const refused = told({ intentId: 'i2', need: 'n2', status: 'refused', appointmentId: null })
    expect(faults([told(), refused], [held()])).toEqual(NONE)
  })

  it.each<[string, Told[], Held[], Partial<typeof NONE>]>([
    ['a request sent twice', [told({ posts: 2 })], [held()], { double: 1 }],
    [
      'two appointments on one slot',
      [told()],
      [held(), held({ appointmentId: 'a2', intentId: 'i9' })],
      { double: 1, lost: 1 },
    ],
    [
      'two bookings for one need',
      [told(), told({ intentId: 'i2', appointmentId: 'a2' })],
      [held(), held({ appointmentId: 'a2', slotKey: 's2', intentId: 'i2' })],
      { double: 1 },
    ],
    ['an intent that was forgotten', [told({ status: null })], [], { lost: 1 }],
    ['a booking that nobody knows of', [], [held()], { lost: 1 }],
    ['a vendor’s word that nobody heard', [], [held({ intentId: null })], { lost: 1 }],
    ['«réservé» for what is not', [told()], [], { wrong: 1 }],
    ['«refusé» for what is booked', [told({ status: 'refused' })], [held()], { wrong: 1 }],
    ['«pris» for what is booked', [told({ status: 'taken' })], [held()], { wrong: 1 }],
    ['a doubt that stays', [told({ status: 'unknown' })], [held()], { unsettled: 1 }],
    [
      'one appointment claimed by two',
      [told({ taking: 'vendor-page' }), told({ taking: 'vendor-page', intentId: 'i2', need: 'n2' })],
      [held({ intentId: null })],
      { double: 1 },
    ],
  ])('finds %s', (_what, toldAll, heldAll, found) => {
    expect(faults(toldAll, heldAll)).toEqual({ ...NONE, ...found })
  })
})
