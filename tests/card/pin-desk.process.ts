/**
 * A desk in a process of its own, whose memory is looked at from outside: signs in once with the four digits that come on its
 * standard input, then says so and waits. The digits come as bytes read into a buffer that is wiped: what is found afterwards is
 * the console's own doing.
 */
import { readFileSync, readSync } from 'node:fs'
import { createDispatcher } from '../../src/core/dispatcher.ts'
import { silentLog } from '../../src/core/ports.ts'
import type { PracticeCards } from '../../src/sandbox/card/index.ts'
import type { Handlers } from '../../src/shared/contract/index.ts'
import { context, startDesk, until } from './desk.ts'

const [file = ''] = process.argv.slice(2)
const { cards, module, conf } = JSON.parse(readFileSync(file, 'utf8')) as {
  cards: PracticeCards
  module: string
  conf: string
}
const desk = await startDesk({
  cards: { ...cards, revoked: new Set() },
  settings: { kind: 'pkcs11', module, pollMs: 300, timeoutMs: 20_000 },
  env: { SOFTHSM2_CONF: conf },
})
await until('the card', () => desk.state().status === 'ready')
const { dispatch } = createDispatcher({
  handlers: { ...desk.card.handlers, ...desk.session.handlers } as Handlers,
  gate: desk.session.gate,
  log: silentLog,
})
console.log(`ready ${desk.processes[0]?.pid}`)
const typed = Buffer.alloc(64)
readSync(0, typed, 0, 8, null)
// A wrong one, then the right one: neither may stay.
const results: string[] = []
for (const at of [0, 4]) {
  const pin = [0, 0, 0, 0]
  for (const digit of pin.keys()) pin[digit] = typed[at + digit] ?? 0
  const answer = await dispatch('session.signIn', { pin, lastTryAccepted: false }, context)
  results.push(answer.ok ? 'ok' : answer.error.kind)
}
typed.fill(0)
console.log(`done ${results.join(' ')}`)
setInterval(() => {}, 1_000)
