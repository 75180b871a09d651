import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDesk, type Desk } from '../../../tests/orientation/desk.ts'
import type { StructureHit } from '../../shared/contract/directory.ts'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { OutcomeKind } from '../../shared/contract/orientation.ts'

const context = { clientId: 'test' }

function hit(id: string, name: string, km: number | null, more: Partial<StructureHit> = {}): StructureHit {
  return {
    id,
    name,
    kinds: [{ code: '620', label: 'Pharmacie d’officine' }],
    address: ['1 rue des Essais'],
    postalCode: '37000',
    insee: '37261',
    city: 'Tours',
    departement: '37',
    phones: ['+33247000009'],
    position: null,
    precision: null,
    distanceKm: km,
    hours: null,
    highlights: [],
    ...more,
  }
}

/** What the directory answers by need; a need that is not there answers nothing. */
async function deskWith(found: Record<string, StructureHit[]>): Promise<Desk> {
  const desk = await createDesk({
    establishments: async ({ code }) => ok({ structures: found[code] ?? [], more: false, widened: [] }),
  })
  return desk
}

async function note(desk: Desk, outcome: OutcomeKind): Promise<string> {
  const intentId = randomUUID()
  const noted = await desk.service.handlers['orientation.note']({ intentId, needKey: randomUUID(), outcome }, context)
  expect(noted.ok).toBe(true)
  return intentId
}

const places = async (desk: Desk, id: string) => {
  const answer = await desk.service.handlers['orientation.places']({ id, near: '37261', limit: 6 }, context)
  if (!answer.ok) throw new Error(answer.error.kind)
  return answer.value
}
const name = (desk: Desk, id: string, place: string | null) =>
  desk.service.handlers['orientation.name']({ id, place, near: '37261' }, context)

describe('where an outcome sends the caller', () => {
  it('lists pharmacies that a roster says are on duty before all others, then the nearest, each once', async () => {
    const desk = await deskWith({
      'pharmacie-garde': [
        hit('370000002', 'De garde', 9, { kinds: [{ code: 'duty-pharmacy', label: 'x' }], hours: '20 h – 8 h' }),
      ],
      pharmacie: [
        hit('370000001', 'La plus proche', 1),
        hit('370000003', 'Plus loin', 4),
        hit('370000002', 'De garde', 9),
      ],
    })
    const { places: found, duty } = await places(desk, await note(desk, 'pharmacy'))
    expect(duty).toBe(true)
    expect(found.map(({ name, onDuty, code }) => [name, onDuty, code?.code])).toEqual([
      ['De garde', true, '620'],
      ['La plus proche', false, '620'],
      ['Plus loin', false, '620'],
    ])
    desk.service.close()
  })

  it('mixes emergency departments of every kind by distance, and says nothing of duty', async () => {
    const desk = await deskWith({
      urgences: [hit('370000010', 'CHU', 7), hit('370000011', 'Clinique', 3)],
      'urgences-enfants': [hit('370000012', 'Enfants', 5), hit('370000010', 'CHU', 7)],
    })
    const { places: found, duty } = await places(desk, await note(desk, 'emergency'))
    expect(found.map(one => one.name)).toEqual(['Clinique', 'Enfants', 'CHU'])
    expect(duty).toBe(false)
    desk.service.close()
  })

  it('is named by an id of the list alone, kept across a restart, without how far the caller is', async () => {
    const desk = await deskWith({ pharmacie: [hit('370000001', 'La plus proche', 1.234)] })
    const id = await note(desk, 'pharmacy')
    expect(await name(desk, id, 'Mme CANARI')).toMatchObject({ ok: false, error: { kind: 'place-unknown' } })
    const named = await name(desk, id, '370000001')
    expect(named).toMatchObject({
      ok: true,
      value: {
        outcome: 'pharmacy',
        practitioner: { idnps: null, displayName: 'La plus proche', phones: ['+33247000009'] },
        establishment: { finess: '370000001', code: { code: '620' }, onDuty: false },
      },
    })
    await desk.restart()
    const read = await desk.service.handlers['orientation.get']({ id }, context)
    expect(read).toMatchObject({ ok: true, value: { establishment: { name: 'La plus proche' } } })
    expect(JSON.stringify(read)).not.toContain('1.234')
    // A new word on it, and then none.
    expect(desk.changes.at(-1)?.id).toBe(id)
    expect(await name(desk, id, null)).toMatchObject({ ok: true, value: { practitioner: { displayName: '' } } })
    desk.service.close()
  })

  it('is a line of a roster without a number as well', async () => {
    const desk = await deskWith({ 'pharmacie-garde': [hit('r12', 'De la liste', 2)] })
    const id = await note(desk, 'pharmacy')
    expect(await name(desk, id, 'r12')).toMatchObject({ value: { establishment: { finess: null, onDuty: true } } })
    desk.service.close()
  })

  it('says on whose word a pharmacy is on duty', async () => {
    const desk = await deskWith({
      'pharmacie-garde': [hit('370000002', 'De garde', 9, { hours: '22/11 20:00 – 23/11 08:00' })],
      pharmacie: [hit('370000001', 'Une autre', 1)],
    })
    const id = await note(desk, 'pharmacy')
    const text = async () => {
      const answer = await desk.service.handlers['orientation.handOver']({ id, language: 'fr' }, context)
      return answer.ok ? answer.value.text : ''
    }
    await name(desk, id, '370000002')
    expect((await text()).split('\r\n')).toEqual([
      'Orienté vers une pharmacie de garde.',
      'De garde',
      '1 rue des Essais, 37000 Tours',
      'Tél. 02\u00a047\u00a000\u00a000\u00a009',
      'Horaires\u00a0: 22/11 20:00 – 23/11 08:00',
    ])
    await name(desk, id, '370000001')
    expect(await text()).toMatch(/^Orienté vers une pharmacie, de garde selon l’opérateur\./)
    desk.service.close()
  })

  it('is not asked of an advice, of a slot, or of what nobody knows', async () => {
    const desk = await deskWith({ pharmacie: [hit('370000001', 'La plus proche', 1)] })
    const advice = await note(desk, 'advice')
    expect((await places(desk, advice)).places).toEqual([])
    expect(await name(desk, advice, '370000001')).toMatchObject({ error: { kind: 'orientation-unknown' } })
    expect(await name(desk, randomUUID(), '370000001')).toMatchObject({ error: { kind: 'orientation-unknown' } })
    desk.service.close()
  })

  it('leaves the outcome as it was when the directory cannot answer', async () => {
    const desk = await createDesk({ establishments: async () => problem('directory-busy') })
    const id = await note(desk, 'emergency')
    expect(await name(desk, id, '370000001')).toMatchObject({ error: { kind: 'directory-busy' } })
    const read = await desk.service.handlers['orientation.get']({ id }, context)
    expect(read).toMatchObject({ ok: true, value: { status: 'declared', outcome: 'emergency' } })
    desk.service.close()
  })
})
