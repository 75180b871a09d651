import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { OPERATOR, slotOf } from '../../../tests/orientation/desk.ts'
import type { Orientation } from '../../shared/contract/orientation.ts'
import { silentLog } from '../ports.ts'
import { type Board, createBoard } from './board.ts'
import { openBoardFile } from './board-file.ts'
import { createHolds } from './holds.ts'
import { sharedOf } from './leave-out.ts'
import { type DeskAsked, DeskAsked as DeskAskedSchema, type Entry, keyOf, SharedOrientation } from './wire.ts'

const dir = mkdtempSync(path.join(tmpdir(), 'relais-board-'))
const opened: Board[] = []
afterEach(() => {
  for (const board of opened.splice(0)) board.close()
  vi.useRealTimers()
})
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))

const NOW = Date.parse('2026-11-22T09:00:00Z')
const clock = { now: NOW }

function boardOn(file = path.join(dir, `${randomUUID()}.sqlite`)) {
  const board = createBoard({ file: openBoardFile(file, () => clock.now, silentLog), now: () => clock.now })
  opened.push(board)
  return board
}

const desk = (name: string, more: Partial<DeskAsked> = {}): DeskAsked => ({
  desk: uuidOf(name),
  name,
  run: '00000000-0000-4000-8000-000000000001',
  turn: 0,
  board: null,
  heard: 0,
  holdsHeard: 0,
  entries: [],
  holds: [],
  waitMs: 0,
  ...more,
})
const uuidOf = (text: string) =>
  `00000000-0000-4000-8000-${Buffer.from(text.padEnd(6, '-')).toString('hex').slice(0, 12)}`
const hold = (slotId: string) => ({ slotId, since: new Date(NOW).toISOString() })

const orientation = (id: string = randomUUID(), at = NOW): Orientation => ({
  id,
  status: 'confirmed',
  taking: 'direct',
  createdAt: new Date(NOW).toISOString(),
  updatedAt: new Date(at).toISOString(),
  sourceId: 'keldoc',
  sourceLabel: 'Keldoc',
  simulated: true,
  slot: { ...slotOf(), reason: 'Suivi', communities: ['CPTS'] },
  practitioner: { idnps: '810000000001', displayName: 'Dr Élodie TESTARD-FICTIF', phones: ['+33247000001'] },
  operator: OPERATOR.idnps,
  appointmentId: 'rdv-1',
  problem: { kind: 'refused', detail: 'M. CANARI ne veut pas' },
  readBacks: 0,
})
const told = (id?: string, at?: number): Entry => {
  const one = orientation(id, at)
  return { kind: 'orientation', at: Date.parse(one.updatedAt), orientation: sharedOf(one) }
}
const phoned = (idnps: string, at: number): Entry => ({
  kind: 'phoned',
  at,
  said: { idnps, at, answer: 'no-answer', until: null },
})

describe('what leaves a desk', () => {
  it('holds no word of a source, no address, no phone, no distance', () => {
    const shared = sharedOf(orientation())
    expect(SharedOrientation.parse(shared)).toEqual(shared)
    const text = JSON.stringify(shared)
    for (const word of ['CANARI', 'Tilleuls', '+33', 'Suivi', 'Cabinet']) expect(text).not.toContain(word)
    expect(text).toContain('TESTARD')
  })

  it.each<[string, (one: ReturnType<typeof sharedOf>) => unknown]>([
    ['words of a source', one => ({ ...one, problem: { kind: 'refused', detail: 'Mme X' } })],
    ['a problem that is no code', one => ({ ...one, problem: { kind: 'Mme Durand', detail: null } })],
    ['a phone', one => ({ ...one, practitioner: { ...one.practitioner, phones: ['+33612345678'] } })],
    ['an address', one => ({ ...one, slot: { ...one.slot, place: { ...one.slot?.place, address: ['3 rue X'] } } })],
    ['a reason', one => ({ ...one, slot: { ...one.slot, reason: 'fièvre de Mme X' } })],
    ['anything more', one => ({ ...one, patient: 'Mme X' })],
  ])('is refused by the service when it holds %s', (_what, spoil) => {
    const asked = desk('A', { entries: [{ ...told(), orientation: spoil(sharedOf(orientation())) } as Entry] })
    expect(DeskAskedSchema.safeParse(asked).success).toBe(false)
  })

  it('is refused when a hold is not the console’s own name of a slot', () => {
    expect(DeskAskedSchema.safeParse(desk('A', { holds: [hold('Mme Durand, 3 rue X')] })).success).toBe(false)
  })
})

describe('the memory of the site', () => {
  it('tells each desk what the others told, once, and nothing of its own', async () => {
    const board = boardOn()
    const entry = told()
    await board.ask(desk('A', { entries: [entry, phoned('810000000001', NOW)] }))
    const first = await board.ask(desk('B'))
    expect(first.entries.map(({ name, entry: { kind } }) => [name, kind])).toEqual([
      ['A', 'orientation'],
      ['A', 'phoned'],
    ])
    expect((await board.ask(desk('B', { board: first.board, heard: first.heard }))).entries).toEqual([])
    expect((await board.ask(desk('A'))).entries).toEqual([])
  })

  it('keeps the newest word on a thing, whatever the order and however often it is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ thing: fc.nat(4), at: fc.nat(6), by: fc.constantFrom('A', 'B') }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (words, batch) => {
          const board = boardOn()
          const ids = Array.from({ length: 5 }, (_, n) => uuidOf(`t${n}`))
          // A thing belongs to one desk: the parity of its number says which.
          const mine = words.filter(({ thing, by }) => (thing % 2 === 0 ? 'A' : 'B') === by)
          for (let from = 0; from < mine.length; from += batch) {
            const some = mine.slice(from, from + batch)
            for (const by of ['A', 'B']) {
              const entries = some.filter(word => word.by === by).map(({ thing, at }) => told(ids[thing], NOW + at))
              await board.ask(desk(by, { entries }))
              await board.ask(desk(by, { entries }))
            }
          }
          const heard = new Map<string, number>()
          let state = await board.ask(desk('C'))
          for (const { entry } of state.entries) heard.set(keyOf(entry), entry.at)
          state = await board.ask(desk('C', { board: state.board, heard: state.heard }))
          expect(state.entries).toEqual([])
          const due = new Map<string, number>()
          for (const { thing, at } of mine) {
            const key = ids[thing] ?? ''
            due.set(key, Math.max(due.get(key) ?? 0, NOW + at))
          }
          expect([...heard].sort()).toEqual([...due].sort())
        },
      ),
      { numRuns: 25 },
    )
  })

  it('lets no desk rewrite what another told', async () => {
    const board = boardOn()
    const id = randomUUID()
    await board.ask(desk('A', { entries: [told(id, NOW)] }))
    await board.ask(desk('B', { entries: [told(id, NOW + 5)] }))
    const heard = await board.ask(desk('C'))
    expect(heard.entries.map(({ name, entry }) => [name, entry.at])).toEqual([['A', NOW]])
  })

  it('outlives the service, and a memory that is lost has another name', async () => {
    const file = path.join(dir, 'kept.sqlite')
    const first = boardOn(file)
    const before = await first.ask(desk('A', { entries: [told()] }))
    opened.splice(0)
    first.close()
    const second = boardOn(file)
    const after = await second.ask(desk('B'))
    expect(after.board).toBe(before.board)
    expect(after.entries).toHaveLength(1)
    expect((await boardOn().ask(desk('B'))).board).not.toBe(before.board)
  })

  it('goes on in memory when its file cannot be opened', async () => {
    const file = path.join(dir, 'no-database.sqlite')
    writeFileSync(file, 'this is no database, whatever its name')
    const board = boardOn(file)
    await board.ask(desk('A', { entries: [told()] }))
    expect((await board.ask(desk('B'))).entries).toHaveLength(1)
  })

  it('forgets what is a week old', async () => {
    const board = boardOn()
    await board.ask(desk('A', { entries: [told()] }))
    clock.now = NOW + 8 * 86_400_000
    await board.ask(desk('A', { entries: [told()] }))
    expect((await board.ask(desk('B'))).entries).toHaveLength(1)
    clock.now = NOW
  })

  it('tells two hundred things at a time, and all of them', async () => {
    const board = boardOn()
    for (let n = 0; n < 10; n += 1)
      await board.ask(desk('A', { entries: Array.from({ length: 50 }, (_, i) => phoned('810000000001', n * 50 + i)) }))
    let state = await board.ask(desk('B'))
    let heard = state.entries.length
    while (state.more) {
      state = await board.ask(desk('B', { board: state.board, heard: state.heard }))
      heard += state.entries.length
    }
    expect(heard).toBe(500)
  })
})

describe('who is on which slot', () => {
  it('is told to the others as it changes, by an answer that waited for it', async () => {
    const board = boardOn()
    const before = await board.ask(desk('B'))
    const waiting = board.ask(
      desk('B', { board: before.board, heard: before.heard, holdsHeard: before.holdsHeard, waitMs: 5_000, turn: 1 }),
    )
    await board.ask(desk('A', { holds: [hold('slot-1')] }))
    const answer = await waiting
    expect(answer.holds).toEqual([{ ...hold('slot-1'), desk: 'A' }])
    expect(answer.desks).toBe(1)
    // A change that came between two questions is not waited for.
    await board.ask(desk('A', { turn: 1, holds: [] }))
    const next = await board.ask(
      desk('B', { board: answer.board, heard: 0, holdsHeard: answer.holdsHeard, waitMs: 5_000, turn: 2 }),
    )
    expect(next.holds).toEqual([])
  })

  it('is not taken back by an older word that comes late', async () => {
    const board = boardOn()
    await board.ask(desk('A', { turn: 2, holds: [] }))
    await board.ask(desk('A', { turn: 1, holds: [hold('slot-1')] }))
    expect((await board.ask(desk('B'))).holds).toEqual([])
    // Another run of the same desk begins its own count.
    await board.ask(desk('A', { run: '00000000-0000-4000-8000-000000000002', holds: [hold('slot-2')] }))
    expect((await board.ask(desk('B'))).holds).toHaveLength(1)
  })

  it('ends with the desk: one that is silent is on nothing', async () => {
    const board = boardOn()
    await board.ask(desk('A', { holds: [hold('slot-1')] }))
    clock.now = NOW + 26_000
    expect((await board.ask(desk('B'))).holds).toEqual([])
    clock.now = NOW
  })
})

describe('what a desk is on', () => {
  it('is the slot under its next Enter and those it awaits an answer for, each for a time', () => {
    let now = NOW
    const holds = createHolds(() => now)
    const slots = () => holds.now().holds.map(({ slotId }) => slotId)
    holds.arm('armed')
    holds.heard({ ...orientation(), id: uuidOf('one'), status: 'waiting', slot: { ...slotOf(), id: 'page' } })
    expect(slots()).toEqual(['page', 'armed'])
    now += 181_000
    expect(slots()).toEqual(['page'])
    holds.heard({ ...orientation(), id: uuidOf('one'), status: 'confirmed', slot: { ...slotOf(), id: 'page' } })
    expect(slots()).toEqual([])
    holds.heard({ ...orientation(), id: uuidOf('two'), status: 'unknown', slot: { ...slotOf(), id: 'lost' } })
    now += 20 * 60_000
    expect(slots()).toEqual([])
    expect(holds.now().nextMs).toBeNull()
  })
})
