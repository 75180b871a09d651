/** Hands one message over to the folder named on the command line and prints what became of it: run where that folder is full, or read-only. */
import { dropFolder } from '../../src/core/call/index.ts'

const [, , folder = ''] = process.argv
const drop = dropFolder(folder, 60)
const answer = await drop.put({ id: '6f3f7c1e-0f0d-4a56-9d6f-0f8f4f1d2a3b', revision: 1, text: 'x'.repeat(200_000) })
process.stdout.write(JSON.stringify(answer))
