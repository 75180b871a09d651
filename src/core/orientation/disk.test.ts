import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createDesk, type Desk, get, newFile, slotOf, take } from '../../../tests/orientation/desk.ts'
import { Orientation } from '../../shared/contract/orientation.ts'
import { silentLog } from '../ports.ts'
import { openFile } from './storage.ts'

const context = { clientId: 'test' }
const until = async (holds: () => Promise<boolean> | boolean) => {
  for (let n = 0; n < 400 && !(await holds()); n += 1) await new Promise(resolve => setTimeout(resolve, 25))
}

/** Somebody else holds the file: every write fails, as on a full or failing disk. */
function holdFile(desk: Desk): () => void {
  const db = new Sqlite(desk.file)
  db.exec('BEGIN IMMEDIATE')
  return () => {
    db.exec('ROLLBACK')
    db.close()
  }
}

describe('the file of orientations', () => {
  it('sends nothing when the disk does not take the intent', async () => {
    const desk = await createDesk()
    const release = holdFile(desk)
    const id = randomUUID()
    expect(await take(desk, { intentId: id })).toMatchObject({ ok: false, error: { kind: 'disk-failed' } })
    expect(desk.far.bodies).toEqual([])
    release()
    expect(await take(desk, { intentId: id })).toMatchObject({ value: { status: 'confirmed' } })
    desk.service.close()
  })

  it('sends nothing when the disk fails between the intent and the sending', async () => {
    const desk = await createDesk()
    let release = () => {}
    const { changes } = desk
    changes.push = (...items) => {
      if (items[0]?.status === 'intended') release = holdFile(desk)
      return Array.prototype.push.apply(changes, items)
    }
    const id = randomUUID()
    expect(await take(desk, { intentId: id })).toMatchObject({ ok: false, error: { kind: 'disk-failed' } })
    expect(desk.far.bodies).toEqual([])
    expect(await get(desk, id)).toMatchObject({ status: 'refused', problem: { kind: 'disk-failed' } })
    release()
    await desk.restart()
    expect(await get(desk, id)).toMatchObject({ status: 'refused' })
    desk.service.close()
  })

  it('keeps the verdict when the disk fails after the sending, and writes it as soon as it can', async () => {
    const desk = await createDesk()
    let release = () => {}
    desk.far.onCreate = act => {
      act()
      release = holdFile(desk)
      return { kind: 'created', appointmentId: 'rdv-1', status: null }
    }
    const id = randomUUID()
    expect(await take(desk, { intentId: id })).toMatchObject({ value: { status: 'confirmed' } })
    expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
    const list = await desk.service.handlers['orientation.list']({ limit: 10 }, context)
    expect(list).toMatchObject({ value: [{ id, status: 'confirmed' }] })
    release()
    const status = () => {
      const db = new Sqlite(desk.file, { readonly: true })
      const row = db.prepare('SELECT status FROM orientation').get() as { status: string }
      db.close()
      return row.status
    }
    expect(status()).toBe('sent')
    await until(() => status() === 'confirmed')
    expect(status()).toBe('confirmed')
    desk.service.close()
  })

  it('settles after a restart everything that the last run left', async () => {
    const desk = await createDesk({ slots: ['a', 'b', 'c', 'd'].map(id => slotOf({ id })) })
    const ids = { unknown: randomUUID(), sent: randomUUID(), intended: randomUUID(), done: randomUUID() }
    await take(desk, { intentId: ids.done, slotId: 'a' })
    desk.far.onCreate = act => {
      act()
      return { kind: 'unknown', code: 'ECONNRESET' }
    }
    await take(desk, { intentId: ids.unknown, slotId: 'b' })
    // The console dies while the source works: the answer comes to nobody.
    let die = () => {}
    desk.far.onCreate = act => {
      act()
      return new Promise(resolve => {
        die = () => resolve({ kind: 'created', appointmentId: 'x', status: null })
      })
    }
    void take(desk, { intentId: ids.sent, slotId: 'c' })
    await until(() => desk.far.bodies.length === 3)
    desk.service.close()
    const told = desk.changes.length
    die()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(desk.changes).toHaveLength(told)
    const db = new Sqlite(desk.file)
    db.exec(`CREATE TEMP TABLE copied AS SELECT * FROM orientation WHERE id = '${ids.done}';
      UPDATE copied SET id = '${ids.intended}', status = 'intended', appointment_id = NULL, need_hash = 'need';
      INSERT INTO orientation SELECT * FROM copied`)
    db.close()

    await desk.restart()
    expect(await get(desk, ids.intended)).toMatchObject({ status: 'refused', problem: { kind: 'never-sent' } })
    expect(await get(desk, ids.sent)).toMatchObject({ status: 'unknown', problem: { kind: 'restarted' } })
    expect(desk.service.pending()).toBe(2)
    await until(() => desk.service.pending() === 0)
    for (const id of [ids.done, ids.unknown, ids.sent])
      expect(await get(desk, id)).toMatchObject({ status: 'confirmed' })
    expect(desk.far.bodies).toHaveLength(3)
    desk.service.close()
  })

  it('keeps a commit that returned through a loss of power', () => {
    const db = openFile(newFile(), { now: Date.now }, silentLog)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    // 2: FULL.
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    db.close()
  })

  it('is put aside, not deleted, when it is no database any more', async () => {
    const file = newFile()
    writeFileSync(file, 'not a database, at all, and longer than a header of a hundred bytes. '.repeat(40))
    const desk = await createDesk({ file })
    expect(await take(desk, { intentId: randomUUID() })).toMatchObject({ value: { status: 'confirmed' } })
    expect(readdirSync(dirname(file)).some(name => name.startsWith(`${basename(file)}.damaged-`))).toBe(true)
    desk.service.close()
  })

  it('leaves aside a row that cannot be read, and serves the others', async () => {
    const desk = await createDesk({ slots: [slotOf(), slotOf({ id: 'slot-2' })] })
    const [bad, good] = [randomUUID(), randomUUID()]
    await take(desk, { intentId: bad })
    await take(desk, { intentId: good, slotId: 'slot-2' })
    const db = new Sqlite(desk.file)
    db.prepare("UPDATE orientation SET slot = '{' WHERE id = ?").run(bad)
    db.close()
    const list = await desk.service.handlers['orientation.list']({ limit: 10 }, context)
    expect(list).toMatchObject({ value: [{ id: good }] })
    desk.service.close()
  })

  it('does not stop the console when it cannot be opened, and is used once it can', async () => {
    const file = newFile()
    mkdirSync(file)
    const desk = await createDesk({ file })
    expect(await take(desk, { intentId: randomUUID() })).toMatchObject({ error: { kind: 'disk-failed' } })
    expect(await desk.service.handlers['orientation.list']({ limit: 10 }, context)).toEqual({ ok: true, value: [] })
    expect(desk.far.bodies).toEqual([])
    rmdirSync(file)
    await until(async () => (await take(desk, { intentId: randomUUID() })).ok)
    expect(desk.far.bodies).toHaveLength(1)
    desk.service.close()
  })

  it('is readable by its owner only', async () => {
    const desk = await createDesk()
    await take(desk, { intentId: randomUUID() })
    for (const end of ['', '-wal']) expect(statSync(`${desk.file}${end}`).mode & 0o077).toBe(0)
    desk.service.close()
  })

  it('is not touched when a later version wrote it', async () => {
    const file = newFile()
    const db = new Sqlite(file)
    db.pragma('user_version = 99')
    db.close()
    const desk = await createDesk({ file })
    expect(await take(desk, { intentId: randomUUID() })).toMatchObject({ error: { kind: 'disk-failed' } })
    desk.service.close()
  })

  it('lists the most recent first, as the contract has them', async () => {
    const slots = Array.from({ length: 5 }, (_, n) => slotOf({ id: `slot-${n}` }))
    const desk = await createDesk({ slots })
    const ids = slots.map(() => randomUUID())
    for (const [n, intentId] of ids.entries()) await take(desk, { intentId, slotId: `slot-${n}` })
    const list = await desk.service.handlers['orientation.list']({ limit: 3 }, context)
    expect(list.ok && list.value.map(one => one.id)).toEqual(ids.reverse().slice(0, 3))
    if (list.ok) for (const one of list.value) expect(Orientation.parse(one)).toEqual(one)
    desk.service.close()
  })
})
