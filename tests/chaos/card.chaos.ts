/**
 * `npm run chaos -- card [--seed N] [--cycles N]`: true cards put in and pulled through pcscd while somebody is signed in (500 cycles),
 * then a module killed, crashed or hung at random points, a signature included (a fifth as many), and beside that one that hangs at the
 * very moment when its card is pulled (a twentieth). Looked for: a desk that stays open, a state that is missed, a console that does
 * not answer, descriptors or memory that grow.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CardSettings } from '../../src/core/settings/schema.ts'
import { createPracticeCards, findSoftHsm, type PracticeCards, provisionSoftHsm } from '../../src/sandbox/card/index.ts'
import { became, buildShim, context, kindOf, startDesk, until, whyNoModule } from '../card/desk.ts'
import { createVirtualCard, startVirtualReaders, whyNoReaders } from '../card/virtual/index.ts'
import { growthOf, measure, type Sample } from './card/growth.ts'
import { hangAtRemoval } from './card/hang-at-removal.ts'
import { keepStore } from './card/store.ts'

const CYCLES = 500
/** The promise: a desk is locked this long after its card left, ms. */
const LOCK_MS = 1_000
/** And right again this long after its module can answer, ms. */
const RIGHT_MS = 3_000

export interface Row {
  what: string
  count: number | string
}

export async function run({ seed, cycles = CYCLES }: { seed: number; cycles?: number }): Promise<{
  ok: boolean
  rows: Row[]
}> {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-chaos-card-'))
  const draw = generator(seed)
  const rows: Row[] = []
  let ok = true
  try {
    const cards = await createPracticeCards({ dir: path.join(dir, 'pki') })
    const noReaders = whyNoModule() ?? whyNoReaders()
    if (noReaders) console.log(`not run: insertions and removals (${noReaders})`)
    else ok = (await pull(cards, cycles, draw, rows)) && ok
    const noShim = whyNoModule()
    const shim = noShim === null ? buildShim(dir) : null
    if (shim === null) console.log(`not run: module killed and hung (${noShim ?? 'no C compiler'})`)
    const [broken, hung] = await Promise.all([
      shim === null ? null : breakModule(cards, dir, shim, Math.ceil(cycles / 5), draw),
      noReaders ? null : hangAtRemoval(cards, dir, shim, Math.ceil(cycles / 20), LOCK_MS, generator(seed + 1)),
    ])
    for (const part of [broken, hung]) {
      if (part === null) continue
      ok = part.ok && ok
      rows.push(...part.rows)
    }
    return { ok: ok && rows.length > 0, rows }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Two desks, each with its own daemon and reader, each through half of the cycles. */
async function pull(cards: PracticeCards, cycles: number, draw: () => number, rows: Row[]): Promise<boolean> {
  const half = Math.ceil(cycles / 2)
  const lanes = await Promise.all([lane(cards, 'cpe', half, draw), lane(cards, 'cps', half, draw)])
  const locks = lanes.flatMap(({ locks }) => locks).sort((a, b) => a - b)
  const at = (share: number) => Math.round(locks[Math.min(locks.length - 1, Math.floor(locks.length * share))] ?? 0)
  const missed = sum(lanes.map(one => one.unread + one.refused + one.unseen))
  const open = sum(lanes.map(one => one.stayedOpen))
  rows.push(
    { what: 'cards put in, signed in with, and pulled', count: locks.length },
    { what: 'pulled in the middle of a sign-in', count: sum(lanes.map(one => one.midway)) },
    { what: 'lock after removal, p50 ms', count: at(0.5) },
    { what: 'lock after removal, p99 ms', count: at(0.99) },
    { what: 'lock after removal, longest ms', count: at(1) },
    { what: `locks later than ${LOCK_MS} ms`, count: locks.filter(ms => ms > LOCK_MS).length },
    { what: 'desks that stayed open', count: open },
    { what: 'cards put in and not read in time', count: sum(lanes.map(one => one.unread)) },
    { what: 'right PINs that did not open', count: lanes.flatMap(one => one.why).join(' ') || 0 },
    { what: 'removals not seen in time', count: sum(lanes.map(one => one.unseen)) },
    { what: 'modules replaced because they hung at a removal', count: sum(lanes.map(one => one.replaced)) },
    { what: 'modules that ended by themselves', count: sum(lanes.map(one => one.ended)) },
    { what: 'modules that answered too late', count: sum(lanes.map(one => one.hung)) },
    ...lanes.flatMap(({ growth }, index) => [
      { what: `desk ${index + 1}: descriptors of the console, early → late`, count: growth.console },
      { what: `desk ${index + 1}: cycles of its longest-lived card process`, count: growth.cycles },
      { what: `desk ${index + 1}: descriptors of that one, early → late`, count: growth.child },
      { what: `desk ${index + 1}: memory of that one, MB, early → late`, count: growth.memory },
    ]),
    { what: 'heap of the console, MB, early → late', count: lanes[0]?.growth.heap ?? '' },
    { what: 'a cycle, s', count: Math.round(lanes[0]?.seconds ?? 0) },
  )
  return missed + open === 0 && at(0.99) <= LOCK_MS && lanes.every(one => !one.grew)
}

async function lane(cards: PracticeCards, person: string, cycles: number, draw: () => number) {
  const readers = await startVirtualReaders()
  const reader = readers.first
  const plastic = createVirtualCard(await cards.issue(person))
  // As a desk is delivered: a module that hangs on a card pulled while it signs is waited for as long as there.
  const settings = CardSettings.parse({ kind: 'pkcs11', module: readers.module })
  const desk = await startDesk({ cards, settings, env: readers.env })
  const result = {
    locks: [] as number[],
    midway: 0,
    unread: 0,
    unseen: 0,
    refused: 0,
    stayedOpen: 0,
    replaced: 0,
    ended: 0,
    hung: 0,
  }
  const why: string[] = []
  const samples: Sample[] = []
  const began = performance.now()
  const mineIsThere = () => desk.state().status === 'ready'
  for (let turn = 0; turn < cycles; turn++) {
    await reader.insert(plastic)
    const seen = await became(() => mineIsThere(), 20_000)
    if (!seen) result.unread++
    const midway = draw() < 0.1
    const entered = midway ? '' : kindOf(await desk.enter('1234'))
    if (midway) {
      // In the middle: nobody must be signed in afterwards.
      const entering = desk.enter('1234')
      await sleep(draw() * 400)
      await reader.remove()
      const opened = kindOf(await entering) === 'ok'
      if (opened && !(await became(() => desk.session.gate('signed-in') !== 'yes', 5_000))) result.stayedOpen++
      result.midway++
    } else if (entered === 'ok') {
      await sleep(draw() * 700)
      const pulled = performance.now()
      const locked = became(() => desk.session.gate('signed-in') === 'locked', 10_000, 5)
      await reader.remove()
      if (await locked) result.locks.push(performance.now() - pulled)
      else result.stayedOpen++
    } else if (seen) {
      result.refused++
      why.push(entered)
    }
    await reader.remove()
    if (!(await became(() => !mineIsThere(), 10_000))) result.unseen++
    desk.said.length = desk.events.length = desk.proofs.length = 0
    const times = (code: string) => desk.logs.filter(line => line.code === code).length
    result.replaced += times('card.module-replaced')
    result.ended += times('card.process-ended')
    result.hung += times('card.module-hung')
    desk.logs.length = 0
    samples.push(measure(desk))
    // The driver takes the next card when it has noticed that the last one left.
    await sleep(500)
  }
  await desk.close()
  await readers.close()
  return { ...result, why, ...growthOf(samples), seconds: (performance.now() - began) / 1000 / Math.max(1, cycles) }
}

const POINTS = [
  'C_Sign',
  'C_Sign',
  'C_SignInit',
  'C_Login',
  'C_GetSlotList',
  'C_GetTokenInfo',
  'C_GetSessionInfo',
  'C_OpenSession',
]

async function breakModule(
  cards: PracticeCards,
  dir: string,
  shim: string,
  times: number,
  draw: () => number,
): Promise<{ ok: boolean; rows: Row[] }> {
  const control = path.join(dir, 'control')
  const order = (text = '') => writeFileSync(control, text)
  order()
  const layout = [{ card: await cards.issue('cpe') }]
  const hsm = path.join(dir, 'hsm')
  const { conf } = await provisionSoftHsm({ dir: hsm, cards: layout })
  const store = keepStore(path.join(hsm, 'tokens'), path.join(dir, 'tokens-whole'))
  const desk = await startDesk({
    cards,
    settings: { kind: 'pkcs11', module: shim, pollMs: 200, timeoutMs: 1_000 },
    env: { SOFTHSM2_CONF: conf, RELAIS_SHIM_CONTROL: control, RELAIS_SHIM_REAL: findSoftHsm() ?? '' },
  })
  await until('the card', () => desk.state().status === 'ready')
  let answered = 0
  let silence = 0
  let last = performance.now()
  const pulse = setInterval(() => {
    desk.card.handlers['card.state'](null, context)
    answered++
    const now = performance.now()
    silence = Math.max(silence, now - last)
    last = now
  }, 20)
  const counts = { kill: 0, hang: 0, crash: 0, signing: 0, wrongIn: 0, notRight: 0, cut: 0 }
  const recoveries: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const how = (['kill', 'hang', 'crash'] as const)[Math.floor(draw() * 3)] ?? 'kill'
    const point = POINTS[Math.floor(draw() * POINTS.length)] ?? 'C_Sign'
    counts[how]++
    if (point.startsWith('C_Sign')) counts.signing++
    if (how !== 'kill') order(`${how} ${point}\n`)
    const entering = desk.enter('1234')
    await sleep(draw() * 300)
    if (how === 'kill') for (const one of desk.processes) one.kill()
    const kind = kindOf(await entering)
    // Whoever got in did so with a signature that the server verified; whoever did not is out.
    if ((kind === 'ok') !== (desk.session.gate('signed-in') === 'yes') && kind === 'ok') counts.wrongIn++
    order()
    if (store.putBack()) {
      counts.cut++
      // It reads its store once: whoever has met the cut one begins again.
      for (const one of desk.processes) one.kill()
    }
    const free = performance.now()
    const right = await became(() => desk.state().status === 'ready', 20_000)
    if (right) recoveries.push(performance.now() - free)
    else counts.notRight++
    desk.session.handlers['session.signOut'](null, context)
    desk.said.length = desk.events.length = desk.logs.length = desk.proofs.length = 0
  }
  clearInterval(pulse)
  await desk.close()
  recoveries.sort((a, b) => a - b)
  const longest = Math.round(recoveries.at(-1) ?? 0)
  const rows: Row[] = [
    { what: 'modules killed', count: counts.kill },
    { what: 'modules hung', count: counts.hang },
    { what: 'modules crashed', count: counts.crash },
    { what: 'of which while signing', count: counts.signing },
    { what: 'answers of the console meanwhile', count: answered },
    { what: 'longest silence of the console, ms', count: Math.round(silence) },
    { what: 'state right again, p50 ms', count: Math.round(recoveries[Math.floor(recoveries.length / 2)] ?? 0) },
    { what: 'state right again, longest ms', count: longest },
    { what: 'never right again', count: counts.notRight },
    { what: 'stores that SoftHSM left cut, put back as no card needs', count: counts.cut },
    { what: 'sessions opened without a proof', count: counts.wrongIn },
  ]
  return { ok: counts.notRight + counts.wrongIn === 0 && longest <= RIGHT_MS && silence < 1_000, rows }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

function generator(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
