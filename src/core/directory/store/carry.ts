/** What one generation takes from the one before, when no newer file was given for it. */
import type { Db } from '../../sqlite.ts'
import { openDirectory } from './open.ts'

/** Copies establishments, their services and what is said of their files; nothing when `from` is no readable directory. */
export function carryStructures(db: Db, from: string): void {
  const opened = openDirectory(from)
  if (opened.kind !== 'ready') return
  opened.db.close()
  db.prepare('ATTACH ? AS before').run(from)
  try {
    db.exec(`INSERT INTO structures SELECT * FROM before.structures;
      INSERT INTO services SELECT * FROM before.services;
      INSERT INTO sources SELECT * FROM before.sources WHERE name IN ('finess-structures', 'finess-activities');`)
  } finally {
    db.exec('DETACH before')
  }
}
