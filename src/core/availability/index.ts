/** Free slots for a question: who is asked, what has come, in which order. */
export { type Availability, createAvailability } from './availability.ts'
export type { DirectoryPort } from './ports.ts'
export { createSharedDesk } from './share/desk.ts'
export { createGather } from './share/gather.ts'
export { searchRoute } from './share/route.ts'
