import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AskState, Offer, Slot } from '../../../shared/contract/availability.ts'
import { proposals } from '../orientation/next.ts'
import { CHIP_LENGTH, chipOf, chipWindow } from './chips.ts'
import { applyUpdate, goneSlots } from './updates.ts'
import {
  arrange,
  buildView,
  currentRow,
  departementAcross,
  type Item,
  rowIds,
  summary,
  type ViewRule,
  waitingAbove,
  walk,
} from './view.ts'

const NOW = Date.parse('2026-11-22T16:05:00+01:00')

function slot(start: string, more: Partial<Slot> = {}): Slot {
  return {
    id: `s-${start}`,
    sourceId: 'keldoc',
    start,
    end: start,
    kinds: ['PUBLIC'],
    modes: ['AMB'],
    reason: null,
    specialities: [],
    taking: 'direct',
    place: { name: null, address: [], postalCode: null, city: null, phones: [], position: null, distanceKm: null },
    communities: [],
    seenAt: start,
    ...more,
  }
}

function offer(id: string, starts: string[], state: Offer['state'] = starts.length > 0 ? 'slots' : 'none'): Offer {
  return {
    id,
    idnps: null,
    displayName: `Dr ${id}`,
    profession: null,
    speciality: null,
    directory: null,
    phones: [],
    distanceKm: 1,
    city: 'Chambray-lès-Tours',
    slots: starts.map(start => slot(start, { id: `${id}-${start}` })),
    state,
    rank: { minutes: null, km: null, kept: false },
  }
}

const at = (h: string, date = '2026-11-22') => `${date}T${h}:00+01:00`
const drawn = (items: Item[]) => items.map(item => (item.type === 'row' ? item.id : `— ${item.group.kind}`))

const byDay: ViewRule = { now: NOW, limit: null, policy: 'default' }

describe('the drawn list', () => {
  const offers = [
    offer('a', [at('16:40')]),
    offer('b', [at('19:00')]),
    offer('c', [at('17:00')]),
    offer('d', [at('08:30', '2026-11-23')]),
    offer('e', [], 'waiting'),
    offer('f', [], 'none'),
    offer('g', [at('09:00', '2026-11-25')]),
  ]

  test('groups by day with one line each, in rank inside a group', () => {
    expect(drawn(buildView(offers, byDay))).toEqual([
      '— today',
      'a',
      'c',
      '— evening',
      'b',
      '— tomorrow',
      'd',
      '— day',
      'g',
      '— waiting',
      'e',
      '— none',
      'f',
    ])
  })

  test('puts the patient’s own doctor above the days, but not above the limit', () => {
    const own = {
      ...offer('own', [at('08:30', '2026-11-23')]),
      rank: { minutes: 1, km: 1, kept: false, why: ['treating' as const] },
    }
    expect(drawn(buildView([own, ...offers], byDay)).slice(0, 4)).toEqual(['— treating', 'own', '— today', 'a'])
    const late = drawn(buildView([own, ...offers], { ...byDay, limit: at('23:00') }))
    expect(late.indexOf('own')).toBe(late.indexOf('— beyond') + 1)
  })

  test('keeps an order that does not go by the hour under one line', () => {
    expect(drawn(buildView([...offers].reverse(), { ...byDay, policy: 'distance' }))).toEqual([
      '— ranked',
      'g',
      'd',
      'c',
      'b',
      'a',
      '— waiting',
      'e',
      '— none',
      'f',
    ])
    expect(drawn(buildView(offers, { ...byDay, policy: 'equity' }))).toEqual(drawn(buildView(offers, byDay)))
  })

  test('puts what is after the limit below its line', () => {
    expect(drawn(buildView(offers, { ...byDay, limit: at('18:30') })).slice(0, 7)).toEqual([
      '— today',
      'a',
      'c',
      '— beyond',
      'b',
      'd',
      'g',
    ])
  })

  test('a filter needs no accents and keeps the rank', () => {
    expect(rowIds(buildView(offers, byDay, 'CHAMBRAY-LES'))).toHaveLength(7)
    expect(rowIds(buildView(offers, byDay, 'dr c'))).toEqual(['c'])
  })

  test('says what is across the border of the caller’s département, by the slot’s own postcode', () => {
    const there = (postalCode: string) => {
      const one = slot(at('16:40'))
      return { ...offer('a', []), slots: [{ ...one, place: { ...one.place, postalCode } }] }
    }
    expect(departementAcross(there('41000'), '37')).toBe('41')
    expect(departementAcross(there('37170'), '37')).toBeNull()
    expect(departementAcross(there('20250'), '2A')).toBe('2B')
    expect(departementAcross(there('97410'), '37')).toBe('974')
    expect(departementAcross(offer('a', []), '37')).toBeNull()
    expect(departementAcross(there('41000'), null)).toBeNull()
  })

  test('loses no row and draws none twice', () => {
    const hours = fc.integer({ min: 0, max: 71 }).map(h => new Date(NOW + h * 3_600_000).toISOString())
    const any = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        starts: fc.array(hours, { maxLength: 3 }),
        state: fc.constantFrom('waiting', 'none'),
      }),
      { selector: row => row.id },
    )
    fc.assert(
      fc.property(any, fc.option(hours), (rows, limit) => {
        const list = rows.map(row => offer(row.id, row.starts, row.starts.length > 0 ? 'slots' : (row.state as 'none')))
        const items = buildView(list, { ...byDay, limit })
        expect(rowIds(items).sort()).toEqual(rows.map(row => row.id).sort())
        const lines = items.filter(item => item.type === 'line').map(item => item.id)
        expect(new Set(lines).size).toBe(lines.length)
      }),
    )
  })
})

test('a list made after another is the same as one made from nothing', () => {
  const row = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    starts: fc.subarray([at('16:40'), at('17:00'), at('19:00'), at('21:00')], { maxLength: 2 }),
    name: fc.constantFrom('Élodie', 'Yannick'),
  })
  const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 4 })
  const list = (each: { id: string; starts: string[]; name: string }[]) =>
    each.map(({ id, starts, name }) => ({ ...offer(id, starts), displayName: name }))
  fc.assert(
    fc.property(fc.array(rows, { minLength: 2, maxLength: 5 }), fc.constantFrom('', 'elo'), (steps, filter) => {
      const streamed = steps.map(step => buildView(list(step), byDay, filter))
      const afresh = steps.map(step => {
        // Another limit in between: nothing of the list before is known any more.
        buildView([offer('other', [])], { ...byDay, limit: at('12:00') })
        return buildView(list(step), byDay, filter)
      })
      expect(streamed).toEqual(afresh)
    }),
  )
})

describe('what arrives while the hand is in the list', () => {
  const first = [offer('b', [at('17:00')]), offer('c', [at('17:30')])]
  const waiting = (after: Offer[], id: string, start: string, before = first) =>
    waitingAbove(
      buildView(before, byDay),
      buildView(after, byDay),
      { id, start: Date.parse(start) },
      { arranged: arrange(before), offers: after },
    )

  test('is counted as better only when it would stand above the hand', () => {
    const after = [
      offer('a', [at('16:40')]),
      offer('b', [at('17:00')]),
      offer('c', [at('17:30')]),
      offer('z', [at('17:50')]),
    ]
    expect(waiting(after, 'c', at('17:30'))).toEqual({ better: 1, arrived: 2 })
    expect(waiting(after, 'b', at('17:00'))).toEqual({ better: 1, arrived: 2 })
  })

  test('a drawn row that got better is counted too', () => {
    const after = [offer('c', [at('16:30'), at('17:30')]), offer('b', [at('17:00')])]
    expect(waiting(after, 'b', at('17:00'))).toEqual({ better: 1, arrived: 0 })
  })

  test('a slot that was taken makes nothing better, though its row now stands lower', () => {
    const before = [offer('a', [at('16:40'), at('19:00')]), offer('b', [at('17:00')]), offer('c', [at('17:30')])]
    const after = [offer('b', [at('17:00')]), offer('c', [at('17:30')]), offer('a', [at('19:00')])]
    expect(waiting(after, 'a', at('16:40'), before)).toEqual({ better: 0, arrived: 0 })
    // Nor does what comes between where the row stood and where it stands.
    const later = [offer('b', [at('17:00'), at('17:20')]), offer('n', [at('17:10')]), ...after.slice(1)]
    expect(waiting(later, 'a', at('16:40'), before)).toEqual({ better: 0, arrived: 1 })
    // What comes before the time that was chosen does.
    const best = [offer('n', [at('16:20')]), ...after]
    expect(waiting(best, 'a', at('16:40'), before)).toEqual({ better: 1, arrived: 1 })
  })

  test('is counted alike whether each step was counted before it or none', () => {
    const starts = fc.subarray([at('16:40'), at('17:00'), at('19:00')])
    const rows = fc.uniqueArray(fc.record({ id: fc.constantFrom('b', 'c', 'd', 'e'), starts }), {
      selector: ({ id }) => id,
    })
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 5 }), steps => {
        const arranged = arrange(first)
        const count = (offers: Offer[], since = arranged) =>
          waitingAbove(
            buildView(first, byDay),
            buildView(offers, byDay),
            { id: 'c', start: Date.parse(at('17:30')) },
            { arranged: since, offers },
          )
        // Rows that a step does not change stay the same objects, as they do where updates stream in.
        const known = new Map<string, Offer>()
        const row = (id: string, starts: string[]) => {
          const key = `${id} ${starts.join(' ')}`
          known.set(key, known.get(key) ?? offer(id, starts))
          return known.get(key) as Offer
        }
        for (const step of steps) {
          const offers = step.map(({ id, starts }) => row(id, starts))
          expect(count(offers)).toEqual(count([...offers], arrange(first)))
          // The count from nothing took the place of what was known: counted once more, for the next step.
          expect(count(offers)).toEqual(count(offers))
        }
      }),
    )
  })

  test('Enter acts on the row chosen by hand, else on the best one with slots', () => {
    const items = buildView([offer('w', [], 'waiting'), offer('b', [at('17:00')])], byDay)
    expect(currentRow(items, null, id => id === 'b')).toBe('b')
    expect(currentRow(items, 'w', id => id === 'b')).toBe('w')
    expect(currentRow(items, 'gone', id => id === 'b')).toBe('b')
    expect(currentRow([], null, () => true)).toBeNull()
  })

  test('arrows stop at both ends and jump over lines', () => {
    const items = buildView([offer('a', [at('16:40')]), offer('b', [at('19:00')])], byDay)
    expect(walk(items, 'a', 1)).toBe('b')
    expect(walk(items, 'b', 1)).toBe('b')
    expect(walk(items, 'b', -9)).toBe('a')
    expect(walk(items, null, 1)).toBe('a')
  })
})

describe('updates', () => {
  const ask: AskState = {
    askId: 'ask',
    version: 3,
    question: {
      need: { kind: 'speciality', code: 'SM26', label: 'MG' },
      place: null,
      radiusKm: null,
      from: at('16:00'),
      to: at('20:00'),
      modes: [],
      limit: null,
    },
    sources: [],
    offers: [offer('a', []), offer('b', [])],
    candidates: 2,
    done: false,
    askedAt: at('16:00'),
  }
  const update = (version: number, order: string[], upserts: Offer[] = []) => ({
    askId: 'ask',
    version,
    sources: [],
    upserts,
    order,
    done: false,
  })

  test('are applied in order, ignored when old, and a hole is told', () => {
    const applied = applyUpdate(ask, update(4, ['b', 'a'], [offer('b', [at('17:00')])]))
    expect(applied.kind === 'applied' && applied.ask.offers.map(o => [o.id, o.slots.length])).toEqual([
      ['b', 1],
      ['a', 0],
    ])
    expect(applyUpdate(ask, update(3, ['a', 'b'])).kind).toBe('old')
    expect(applyUpdate(ask, { ...update(4, ['a', 'b']), askId: 'other' }).kind).toBe('old')
    expect(applyUpdate(ask, update(5, ['a', 'b'])).kind).toBe('gap')
    expect(applyUpdate(ask, update(4, ['a', 'b', 'c'])).kind).toBe('gap')
  })

  test('say whether a row came, went or moved, and whatever follows is read from the rows as they stand', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd')
    const steps = fc.array(fc.record({ order: fc.uniqueArray(ids), changed: fc.uniqueArray(ids) }), { maxLength: 6 })
    fc.assert(
      fc.property(steps, each => {
        let before = ask
        let known = new Map(ask.offers.map(row => [row.id, row]))
        for (const { order, changed } of each) {
          const rows = changed.map(id => offer(id, [at('17:00')]))
          const applied = applyUpdate(before, update(before.version + 1, order, rows))
          const after = new Map([...known, ...rows.map(row => [row.id, row] as const)])
          const expected = order.map(id => after.get(id))
          if (expected.includes(undefined)) {
            expect(applied.kind).toBe('gap')
            continue
          }
          if (applied.kind !== 'applied') throw new Error(applied.kind)
          expect(applied.ask.offers).toEqual(expected)
          // What is not in the update stays the same object: it is not drawn again.
          for (const row of applied.ask.offers) if (!changed.includes(row.id)) expect(row).toBe(known.get(row.id))
          expect(applied.sameOrder).toBe(order.join() === before.offers.map(({ id }) => id).join())
          before = applied.ask
          known = new Map(before.offers.map(row => [row.id, row]))
        }
      }),
    )
  })

  test('that hold only the new slots of a row leave the others as they are, in the order told', () => {
    const [five, six] = offer('b', [at('17:00'), at('18:00')]).slots as [Slot, Slot]
    const before = { ...ask, offers: [{ ...offer('b', []), slots: [six] }] }
    const more = { ...offer('b', []), slots: [five], slotIds: [five.id, six.id] }
    const applied = applyUpdate(before, { ...update(4, ['b']), upserts: [more] })
    const [row] = applied.kind === 'applied' ? applied.ask.offers : []
    expect(row?.slots).toEqual([five, six])
    // The same object: what was drawn of it is not drawn again.
    expect(row?.slots[1]).toBe(six)
    expect(row).not.toHaveProperty('slotIds')
    expect(applied.kind === 'applied' && applied.changed).toEqual([row])
    const gone = { ...offer('b', []), slots: [], slotIds: [five.id] }
    expect(
      applyUpdate(
        { ...ask, offers: [{ ...offer('b', []), slots: [six, five] }] },
        { ...update(4, ['b']), upserts: [gone] },
      ),
    ).toMatchObject({ ask: { offers: [{ slots: [five] }] } })
    expect(applyUpdate(before, { ...update(4, ['b']), upserts: [gone] }).kind).toBe('gap')
  })

  test('name the slots that went', () => {
    expect(goneSlots(offer('a', [at('17:00'), at('17:30')]), offer('a', [at('17:30')])).map(s => s.start)).toEqual([
      at('17:00'),
    ])
  })

  test('the summary counts all slots and finds the first by moment, not by text', () => {
    const list = [offer('a', ['2026-11-22T18:00:00+04:00']), offer('b', [at('16:00'), at('17:00')])]
    expect(summary(list)).toEqual({ slots: 3, first: '2026-11-22T18:00:00+04:00' })
    expect(summary([])).toEqual({ slots: 0, first: null })
  })
})

describe('chips', () => {
  const say = (key: string, holes: Record<string, string | number> = {}) => {
    const words: Record<string, string> = {
      'availability.kindShort.SNP': 'SAS',
      'availability.kindShort.CPTS': 'CPTS',
      'availability.kindShort.PRO': 'pro',
      'availability.kindShort.PUBLIC': 'pub.',
      'availability.modeShort.AMB': 'cab',
      'availability.modeShort.VR': 'télé',
      'availability.modeShort.HH': 'dom',
      'availability.modeShorter.AMB': 'cab',
      'availability.modeShorter.VR': 'TLC',
      'availability.modeShorter.HH': 'dom',
      'availability.until': `→${holes['time']}`,
    }
    return words[key] ?? key
  }
  const text = (more: Partial<Slot>) => {
    const chip = chipOf(slot(at('16:40'), more), null, say)
    return `${chip.time} ${chip.rest}`.trim()
  }

  test('say hour, kind and mode', () => {
    expect(text({ kinds: ['SNP'] })).toBe('16:40 SAS cab')
    expect(text({ kinds: ['PUBLIC'] })).toBe('16:40 pub. cab')
    expect(text({ kinds: ['CPTS'], modes: ['VR'] })).toBe('16:40 CPTS TLC')
    expect(text({ kinds: [], modes: ['VR'] })).toBe('16:40 télé')
    expect(text({ taking: 'walk-in', end: at('19:00') })).toBe('→19:00 cab')
  })

  test('never pass 14 characters, and slots kept for the SAS have a shape of their own', () => {
    fc.assert(
      fc.property(
        fc.subarray(['PUBLIC', 'PRO', 'SNP', 'CPTS'] as const),
        fc.subarray(['AMB', 'VR', 'HH'] as const),
        fc.constantFrom('direct', 'vendor-page', 'walk-in'),
        (kinds, modes, taking) => {
          const chip = chipOf(slot(at('16:40'), { kinds, modes, taking: taking as 'direct' }), null, say)
          expect(`${chip.time} ${chip.rest}`.trim().length).toBeLessThanOrEqual(CHIP_LENGTH)
          if (taking !== 'walk-in') expect(chip.shape === 'kept').toBe(kinds.includes('SNP') || kinds.includes('CPTS'))
        },
      ),
    )
  })

  test('the chosen chip is always drawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(39), fc.nat(9), (total, chosen, room) => {
        fc.pre(chosen < total)
        const { from, to } = chipWindow(total, chosen, room)
        expect(from).toBeLessThanOrEqual(chosen)
        expect(to).toBeGreaterThan(chosen)
        expect(to - from).toBeLessThanOrEqual(Math.max(1, room))
        expect(to).toBeLessThanOrEqual(total)
      }),
    )
  })
})

describe('when a slot is lost', () => {
  test('the same person comes first, then the best of the others, never what is past', () => {
    const list = [
      offer('past', [at('15:00')]),
      offer('x', [at('16:40'), at('17:00')]),
      offer('y', [at('17:15')]),
      offer('z', [at('17:20')]),
    ]
    const found = proposals({ offerId: 'x', slotId: `x-${at('16:40')}` }, list, NOW)
    expect(found.map(p => [p.offer.id, p.slot.start, p.same])).toEqual([
      ['x', at('17:00'), true],
      ['y', at('17:15'), false],
      ['z', at('17:20'), false],
    ])
  })
})
