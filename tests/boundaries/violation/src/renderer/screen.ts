// Wrong on purpose: a screen that reaches into the console.
export { thing } from '../core/thing.ts'
