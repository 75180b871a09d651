/** What may go wrong with an exchange, as the platform meets it. What ships with the console knows no trouble at all. */
import type { FastifyReply } from 'fastify'
import type { Entry, Resource } from './fhir.ts'

export type Moment = 'search' | 'appointment' | 'read' | 'metadata' | 'word'

export interface Trouble {
  /** Before the act. True: the reply is dealt with, nothing must be done any more. */
  before(reply: FastifyReply, closing: AbortSignal): Promise<boolean>
  /** What the answer becomes on its way. */
  alter(resource: Resource): Resource
  /** Once the act is done. True: the reply is dealt with. */
  after(reply: FastifyReply, resource: Resource, status: number): boolean
  /** What the aggregator hears of the source; it may never hear. */
  heard(answer: () => Entry[], closing: AbortSignal): Promise<Entry[] | 'broken'>
  /** When the vendor tells the platform of a booking, ms; null: never. */
  wordAfterMs: number | null
}

/** The trouble to meet now with a source (or `platform`); null: none. */
export type TroubleOf = (source: string, on: Moment) => Trouble | null

export const noTrouble: TroubleOf = () => null
