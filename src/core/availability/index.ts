/** Free slots for a question: who is asked, what has come, in which order. */
export { type Availability, type AvailabilityDeps, createAvailability, type FoundSlot } from './availability.ts'
export type { CandidatesWanted, DirectoryPort, SourcePort } from './ports.ts'
export { type RankRule, type RowToRank, rankRows, type SlotToRank, type Standing } from './ranking.ts'
