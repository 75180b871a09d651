/** Statements prepared once a connection. Queries stay free functions of the connection and their arguments. */
import type { Statement } from 'better-sqlite3'
import type { Db } from '../../sqlite.ts'

const cache = new WeakMap<Db, Map<string, Statement>>()

export function prepared<Args extends unknown[], Row>(db: Db, sql: string): Statement<Args, Row> {
  let statements = cache.get(db)
  if (!statements) {
    statements = new Map()
    cache.set(db, statements)
  }
  let statement = statements.get(sql)
  if (!statement) {
    statement = db.prepare(sql)
    statements.set(sql, statement)
  }
  return statement as unknown as Statement<Args, Row>
}
