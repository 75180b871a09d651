// Wrong on purpose: the platform that borrows the console's own code.
export { thing } from '../core/thing.ts'
