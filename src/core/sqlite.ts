/**
 * The one place that loads better-sqlite3. Its version 13 needs Node-API 10 and ends an older Node without any error,
 * so the check comes before the load.
 */
import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'

export type Db = Database.Database

/** Opens a database file. Throws the driver's error (`code`: `SQLITE_CANTOPEN`, `SQLITE_NOTADB`…). */
export function openDatabase(file: string, options: Database.Options = {}): Db {
  if (Number(process.versions['napi']) < 10) {
    throw new Error(`Relais a besoin de Node 24 (Node-API 10) ; ceci est Node ${process.versions.node}.`)
  }
  const load = createRequire(import.meta.url)
  const Driver = load('better-sqlite3') as typeof Database
  return new Driver(file, options)
}
