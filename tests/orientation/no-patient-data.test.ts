/** No patient identity at rest: what is typed during a call is looked for in every byte that taking an offer leaves. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createCall } from '../../src/core/call/index.ts'
import { createDesk, slotOf, take } from './desk.ts'

const CANARIES = {
  needText: 'CANARI-fièvre de Mme DURAND-FICTIF',
  placeText: 'CANARI-14 impasse des Lilas',
  drm: 'CANARI-24-118402',
}
const DISTANCE = 4.217385

/** Every file of the folder, `-wal` included, while it is in use. */
function bytesOf(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))))
}

describe('what taking an offer leaves on disk', () => {
  it('holds nothing of the call, whatever becomes of the orientation', async () => {
    const lines: string[] = []
    const line = (code: string, facts?: object) => lines.push(`${code} ${JSON.stringify(facts)}`)
    const call = createCall({
      clock: { now: Date.now },
      events: { emit() {} },
      log: { info: line, warn: line, error: line },
    })
    const context = { clientId: 'test' }
    const current = await call.handlers['call.current'](null, context)
    if (!current.ok) throw new Error(current.error.kind)
    await call.handlers['call.save']({ id: current.value.id, draft: CANARIES }, context)

    const slots = [
      slotOf({ id: 'direct' }),
      slotOf({ id: 'lost' }),
      slotOf({ id: 'refused' }),
      slotOf({ id: 'page', taking: 'vendor-page' }),
      slotOf({ id: 'walk', taking: 'walk-in' }),
    ]
    const desk = await createDesk({ slots })
    for (const { id: slotId } of slots) {
      if (slotId === 'lost') desk.far.onCreate = () => ({ kind: 'unknown', code: 'TIMEOUT' })
      if (slotId === 'refused') desk.far.onCreate = () => ({ kind: 'refused', detail: 'Agenda fermé' })
      const intentId = randomUUID()
      // A screen that is careless enough to make the key of the need from what was typed.
      const answer = await take(desk, { intentId, slotId, need: CANARIES.needText, even: true })
      expect(answer.ok).toBe(true)
      call.note(intentId)
    }
    await call.handlers['call.next']({ id: current.value.id }, context)

    const whileOpen = bytesOf(dirname(desk.file))
    desk.service.close()
    for (const bytes of [whileOpen, bytesOf(dirname(desk.file))]) {
      expect(bytes.includes('Dr Élodie TESTARD-FICTIF')).toBe(true)
      for (const canary of ['CANARI', 'DURAND', 'Lilas', '118402']) expect(bytes.includes(canary)).toBe(false)
      expect(bytes.includes(String(DISTANCE))).toBe(false)
    }
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain('CANARI')
  })

  it('has these columns and no other: a new one is looked at before it is added here', async () => {
    const desk = await createDesk()
    const db = new Sqlite(desk.file, { readonly: true })
    const columns = db.prepare("SELECT name FROM pragma_table_info('orientation')").pluck().all()
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
    db.close()
    desk.service.close()
    // `phoned`: which professional was called today, when, and what they answered.
    expect(tables).toEqual(['orientation', 'phoned'])
    expect(columns).toEqual([
      'id',
      'status',
      'taking',
      'created_at',
      'updated_at',
      'source_id',
      'source_label',
      'simulated',
      'slot',
      'practitioner',
      'operator',
      'appointment_id',
      'problem_kind',
      'problem_detail',
      'read_backs',
      'need_hash',
      'body',
      'link',
      'opened_at',
      'structure',
      'outcome',
      'category',
      'override',
      'change',
      'moved_from',
      'passed_on',
      'ends_at',
      'establishment',
    ])
  })
})
