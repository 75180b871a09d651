import { expect, test } from 'vitest'
import type { Offer, Slot } from '../../../shared/contract/availability.ts'
import { leadOf, rankWords, shortReason } from './reasons.ts'

const say = (key: string, holes: Record<string, unknown> = {}) =>
  [key.split('.').slice(1).join('.'), ...Object.values(holes)].join(' ')
const slot = (id: string, time: string) => ({ id, start: `2026-11-22T${time}:00.000+01:00` }) as Slot
const offer = (rank: Partial<Offer['rank']>, slots = [slot('a', '16:40'), slot('b', '17:15')]) =>
  ({ slots, distanceKm: 4, rank: { minutes: 70, km: 4, kept: false, ...rank } }) as Offer
const now = Date.parse('2026-11-22T16:05:00+01:00')

test('the reason of a row is about the slot that places it, with its hour when it is not the first', () => {
  expect(shortReason(offer({ why: ['kept'], leadId: 'a' }), say)).toBe('whyShort.kept')
  const later = offer({ why: ['cpts', 'kept'], leadId: 'b' })
  expect(leadOf(later)?.id).toBe('b')
  expect(shortReason(later, say)).toBe('whyAt whyShort.cpts 17:15')
})

test('what the row says elsewhere is not said twice, and nothing is said when nothing but time and distance weighed', () => {
  expect(shortReason(offer({ why: ['treating', 'walk-in'] }), say)).toBeNull()
  expect(shortReason(offer({ why: ['treating', 'kept'] }), say)).toBe('whyShort.kept')
  expect(shortReason(offer({}), say)).toBeNull()
})

test('the whole of it begins with how soon and how far', () => {
  const words = rankWords(offer({ why: ['kept'], leadId: 'b' }), now, say, 'fr').split(' · ')
  expect(words).toHaveLength(3)
  expect(words[2]).toBe('whyReason.kept')
  // Without a slot there is no hour to be soon.
  expect(rankWords(offer({ why: ['en-sus'] }, []), now, say, 'fr').split(' · ')).toHaveLength(2)
})
