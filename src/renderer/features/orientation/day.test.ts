import { describe, expect, test } from 'vitest'
import type { Orientation, OrientationStatus } from '../../../shared/contract/orientation.ts'
import { OrientationStatus as Statuses } from '../../../shared/contract/orientation.ts'
import { dayGroupOf, dayList, dayText } from './day.ts'

const NOW = new Date(2026, 10, 22, 16, 0)

function one(n: number, status: OrientationStatus, hoursAgo = 1, problem: Orientation['problem'] = null): Orientation {
  const at = new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString()
  return {
    id: `00000000-0000-4000-8000-00000000000${n}`,
    status,
    taking: 'vendor-page',
    createdAt: at,
    updatedAt: at,
    sourceId: 'doctolib',
    sourceLabel: 'Doctolib (simulé)',
    simulated: true,
    slot: {
      id: 's',
      sourceId: 'doctolib',
      start: '2026-11-22T17:40:00+01:00',
      end: '2026-11-22T18:00:00+01:00',
      kinds: [],
      modes: [],
      reason: null,
      specialities: [],
      taking: 'vendor-page',
      place: { name: null, address: [], postalCode: null, city: 'Tours', phones: [], position: null, distanceKm: null },
      communities: [],
      seenAt: at,
    },
    practitioner: { idnps: null, displayName: '=Dr\tÉlodie TESTARD-FICTIF', phones: [] },
    operator: '3370000001/OSNP01',
    appointmentId: null,
    problem,
    readBacks: 0,
  }
}

describe('the day’s list', () => {
  test('every status is in one group, and what is uncertain is never among what is settled', () => {
    const groups = Object.fromEntries(Statuses.options.map(status => [status, dayGroupOf(one(1, status))]))
    expect(groups).toEqual({
      intended: 'pending',
      sent: 'pending',
      unknown: 'pending',
      waiting: 'pending',
      expired: 'phone',
      confirmed: 'booked',
      pending: 'pending',
      honoured: 'booked',
      missed: 'booked',
      declared: 'booked',
      taken: 'lost',
      refused: 'lost',
      cancelled: 'lost',
    })
    expect(dayGroupOf(one(1, 'cancelled', 1, { kind: 'cancelled-by-source', detail: null }))).toBe('phone')
  })

  test('holds today’s, and those of before that are still not settled; the uncertain first, then the latest', () => {
    const all = [
      one(1, 'confirmed', 3),
      one(2, 'unknown', 30),
      one(3, 'expired', 2),
      one(4, 'confirmed', 30),
      one(5, 'confirmed', 1),
    ]
    const ids = (group: Parameters<typeof dayList>[1]) =>
      dayList(all, group, NOW)
        .map(({ id }) => id.slice(-1))
        .join('')
    expect(ids('all')).toBe('2351')
    expect(ids('booked')).toBe('51')
    expect(ids('phone')).toBe('3')
    expect(ids('lost')).toBe('')
  })

  test('as text: one line each, no cell that a spreadsheet would run', () => {
    const text = dayText([one(1, 'confirmed'), one(2, 'taken')], ({ status }) => status)
    const [first = '', second] = text.split('\r\n')
    expect(first.split('\t')).toEqual([
      '15:00',
      'confirmed',
      '2026-11-22 17:40',
      "'=Dr Élodie TESTARD-FICTIF",
      'Tours',
      'Doctolib (simulé)',
      '',
    ])
    expect(second).toContain('taken')
  })
})
