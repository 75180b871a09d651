/** What this desk says of itself to IT: report, health, event log, and how an installer asks it to end. */

export { askToClose, closingAsked } from './closing.ts'
export { runDiagnosis } from './command.ts'
export { openEventLog } from './event-log.ts'
export { type HealthFile, keepHealth } from './health.ts'
export { diagnose, diagnosisText } from './report.ts'
