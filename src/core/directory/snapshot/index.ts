/** The directory of a site: built once, signed, taken by every desk, whole or by what changed. */
export { type BuildProblem, buildSnapshot, deltaName, manifestName } from './build.ts'
export type { Manifest } from './manifest.ts'
export {
  manifestOf,
  type SnapshotProblem,
  type TakeOptions,
  type TakeProblem,
  takeFromShare,
  takeSnapshot,
  verifySnapshot,
  wholeInstead,
} from './take.ts'
