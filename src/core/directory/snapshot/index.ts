/** The directory of a site: built once, signed, taken by every desk, whole or by what changed. */
export { buildSnapshot, deltaName, manifestName } from './build.ts'
export type { Manifest } from './manifest.ts'
export {
  manifestOf,
  type TakeProblem,
  takeFromShare,
  takeSnapshot,
  verifySnapshot,
  wholeInstead,
} from './take.ts'
