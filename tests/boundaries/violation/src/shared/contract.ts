// Wrong on purpose: the contract with Node in it.
export { readFileSync } from 'node:fs'
