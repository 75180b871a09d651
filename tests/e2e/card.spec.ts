/** The true card, in a true reader, before a whole desk: opening, three wrong codes, pulled in a booking, another person, a dead module. */
import { readdirSync, readFileSync } from 'node:fs'
import { createVirtualCard, startVirtualReaders, type VirtualReaders, whyNoReaders } from '../card/virtual/index.ts'
import { hasToken } from '../stand/desk.ts'
import { expect, type Stage, test } from './stage.ts'

/** A card is read in two or three seconds, on a quiet machine. */
const READ = { timeout: 45_000 }

const reason = hasToken() ? whyNoReaders() : 'the card module cannot be built here'

test.describe('a true card', () => {
  test.describe.configure({ mode: 'default', timeout: 240_000 })
  let readers: VirtualReaders

  test.beforeAll(async () => {
    test.skip(reason !== null, reason ?? '')
    readers = await startVirtualReaders()
  })
  test.afterEach(async () => {
    await readers?.first.remove()
    await readers?.second.remove()
  })
  test.afterAll(async () => readers?.close())

  /** A desk with this person's card in its reader; ends on the sign-in screen. */
  const sitDown = async (stage: Stage, person = 'cpe', pin?: string) => {
    const card = createVirtualCard(await stage.world.sandbox.cards.issue(person), pin === undefined ? {} : { pin })
    await readers.first.insert(card)
    await stage.start({ reader: readers })
    await expect(stage.page.getByLabel('Code porteur')).toBeFocused(READ)
    return card
  }
  const locked = (stage: Stage) =>
    expect(stage.page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible(READ)

  test('opens the desk by its code, signed by the card itself', async ({ stage }) => {
    const card = await sitDown(stage)
    await stage.picture('carte-prete')
    await stage.signIn()
    await expect(stage.page.getByText('Camille Exercice')).toBeVisible()
    expect(card.signatures).toBe(1)
    await stage.picture('carte-ouverte')
  })

  test('three wrong codes: the last try wants a yes, then the card is locked and says where to go', async ({
    stage,
  }) => {
    const card = await sitDown(stage)
    const { page, hand } = stage
    const pin = page.getByLabel('Code porteur')
    for (const left of [2, 1]) {
      await expect(pin).toBeFocused(READ)
      await hand.type('9999')
      await hand.press('Enter')
      await expect(page.getByText('Ce n’est pas le bon code', { exact: false })).toBeVisible(READ)
      expect(card.tries).toBe(left)
    }
    await expect(page.getByText('Dernier essai', { exact: false }).first()).toBeVisible(READ)
    await stage.picture('carte-dernier-essai')
    // Without the yes, nothing is sent.
    await hand.type('9999')
    await hand.press('Enter')
    expect(card.tries).toBe(1)
    await page.locator('.check').click()
    await pin.fill('9999')
    await pin.press('Enter')
    await expect(page.getByText('CPS-Gestion', { exact: false }).first()).toBeVisible(READ)
    expect(card.tries).toBe(0)
    await expect(pin).toBeDisabled()
    await stage.picture('carte-bloquee')
  })

  test('pulled while a booking is on its way: locked at once, the booking ends, the same card finds it', async ({
    stage,
  }) => {
    const card = await sitDown(stage)
    const { page, hand, desk } = stage
    const { sandbox } = stage.world
    const before = sandbox.bookings.all().length
    await stage.signIn()
    await stage.ask()
    await stage.choose('Réserver')
    for (const source of sandbox.sources)
      sandbox.faults.set({ source: source.id, on: 'appointment', fault: { kind: 'slow', ms: 4_000 } })
    const sent = desk.until('orientation.changed', one => one.status === 'sent')
    const confirmed = desk.until('orientation.changed', one => one.status === 'confirmed', 60_000)
    await hand.press('Enter')
    await sent
    await readers.first.remove()
    await locked(stage)
    await stage.picture('carte-retiree-pendant-reservation')
    const settled = await confirmed
    expect(await stage.words()).not.toContain(settled.practitioner.displayName)
    await readers.first.insert(card)
    await expect(page.getByLabel('Code porteur')).toBeFocused(READ)
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé', READ)
    await stage.picture('carte-remise')
    expect(sandbox.bookings.all()).toHaveLength(before + 1)
  })

  test('another person’s card after a lock finds nothing of the call', async ({ stage }) => {
    await sitDown(stage)
    const { page, hand, desk } = stage
    await stage.signIn()
    await stage.ask()
    await readers.first.remove()
    await locked(stage)
    await readers.first.insert(createVirtualCard(await stage.world.sandbox.cards.issue('cps')))
    await expect(page.getByLabel('Code porteur')).toBeFocused(READ)
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(stage.need).toHaveValue('', READ)
    const words = await stage.words()
    for (const former of ['Chambray-lès-Tours', 'Camille']) expect(words).not.toContain(former)
    await stage.picture('carte-autre-personne')
  })

  test('the card’s module dies in the middle of a call: the call goes on and books', async ({ stage }) => {
    await sitDown(stage)
    const { desk, hand, page } = stage
    await stage.signIn()
    await stage.ask()
    const former = cardProcesses()
    expect(former.length).toBeGreaterThan(0)
    for (const pid of former) process.kill(pid, 'SIGSEGV')
    await expect.poll(() => cardProcesses().some(pid => !former.includes(pid)), READ).toBe(true)
    await desk.until('card.changed', () => true, 500).catch(() => {})
    await stage.choose('Réserver')
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé', READ)
    await expect(page.getByText('Camille Exercice')).toBeVisible()
    await stage.picture('carte-module-tombe')
  })

  test('two cards: the person says which one is theirs, and no name is shown', async ({ stage }) => {
    await sitDown(stage)
    const { page, hand, desk } = stage
    const doctor = createVirtualCard(await stage.world.sandbox.cards.issue('cps'))
    await readers.second.insert(doctor)
    const choice = page.getByRole('group', { name: 'Plusieurs cartes', exact: false })
    await expect(choice).toBeVisible(READ)
    await expect(choice.getByRole('radio')).toHaveCount(2)
    await stage.picture('carte-deux-cartes')
    await stage.axe()
    expect(await stage.words()).not.toMatch(/Camille|Dominique/)
    await choice.getByLabel('CPS', { exact: false }).check()
    await page.getByLabel('Code porteur').focus()
    await hand.type(desk.pin)
    await hand.press('Enter')
    await expect(page.getByText('Dominique Fictif', { exact: false })).toBeVisible(READ)
    expect(doctor.signatures).toBe(1)
  })

  test('after a sign-in, no string of the screen’s memory is the code', async ({ stage }) => {
    // A code that no date, hour or identifier of this desk contains.
    await sitDown(stage, 'cpe', '7391')
    const { page, hand } = stage
    for (const typed of ['7399', '7391']) {
      await expect(page.getByLabel('Code porteur')).toBeFocused(READ)
      await hand.type(typed)
      await hand.press('Enter')
      if (typed === '7399') await expect(page.getByText('Ce n’est pas le bon code', { exact: false })).toBeVisible(READ)
    }
    await expect(stage.need).toBeVisible(READ)
    const strings = await memoryOf(page)
    expect(strings.length).toBeGreaterThan(5_000)
    // The search can find: a word that the screen shows is there.
    expect(strings.some(one => one.includes('Camille Exercice'))).toBe(true)
    const spellings = ['7391', '7399', '55,51,57,49', '55,51,57,57']
    expect(strings.filter(one => spellings.some(spelling => spelled(one, spelling)))).toEqual([])
  })
})

/** Whole, or between other words; a longer number is another number. */
const spelled = (text: string, spelling: string) =>
  new RegExp(`(?<![0-9A-Za-z+/_-])${spelling}(?![0-9A-Za-z+/_-])`).test(text)

/** Every string of the page's heap, as V8 tells it after collecting its garbage. */
async function memoryOf(page: Stage['page']): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const chunks: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  // Names of nodes only: a string is a node named by itself, and edges are named by numbers, all of them.
  const heap = JSON.parse(chunks.join('')) as {
    snapshot: { meta: { node_fields: string[] } }
    nodes: number[]
    strings: string[]
  }
  const { node_fields: fields } = heap.snapshot.meta
  const names = new Set<number>()
  for (let at = fields.indexOf('name'); at < heap.nodes.length; at += fields.length) names.add(heap.nodes[at] ?? 0)
  return [...names].map(name => heap.strings[name] ?? '')
}

/** Card processes of this test's own. */
function cardProcesses(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        const alive = !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
        return (
          alive &&
          Number(parent) === process.pid &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('card.process')
        )
      } catch {
        return false
      }
    })
}
