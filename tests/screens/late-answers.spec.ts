/** Answers that come late: they never take the hand from where it has gone, nor make one decision two. */
import { expect, type Stage, test } from './stage.ts'

interface Seen {
  call: { number: number; limit: string | null; drm: string }
  ask: { question: { radiusKm: number }; offers: { id: string; slots: { id: string }[] }[] } | null
  orientations: { id: string; status: string; outcome?: string; practitioner: { displayName: string } }[]
}

const LATE = 500
const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const seen = async (stage: Stage) => (await stage.script('state')) as Seen
const field = (stage: Stage, zone: string) => stage.page.locator(`[data-zone="${zone}"]`)
const heading = (stage: Stage, words: string) => stage.page.getByRole('heading', { name: words, exact: true })
const notice = (stage: Stage) => stage.page.locator('.notice')
const current = (stage: Stage) => stage.page.locator('.row--current .row__name')

async function offersOfACall(stage: Stage, scene: Parameters<Stage['open']>[0] = {}) {
  await stage.open(scene)
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
}
const slowly = (stage: Stage, text: string) => stage.page.keyboard.type(text, { delay: 80 })

for (const [ending, words] of [
  ['confirmed', 'Réservé'],
  ['taken', 'Pris par un autre à l’instant'],
] as const)
  test(`the word « ${words} » does not take the hand from the field where one types`, async ({ stage }) => {
    await offersOfACall(stage, { ending, lateMs: { 'orientation.take': LATE } })
    await stage.keys('ArrowDown', 'Enter', 'Enter', 'Alt+d')
    await slowly(stage, '24-118 402')
    await expect(heading(stage, words)).toBeVisible()
    await expect(field(stage, 'drm')).toBeFocused()
    await expect(field(stage, 'drm')).toHaveValue('24-118 402')
    await stage.keys('Enter')
    await expect.poll(async () => (await seen(stage)).orientations.map(one => one.status)).toEqual([ending])
  })

test('an outcome that is noted late closes nothing that was opened meanwhile', async ({ stage }) => {
  await offersOfACall(stage, { lateMs: { 'orientation.note': LATE } })
  await stage.keys('F6', '4', 'F3')
  await slowly(stage, 'morvan')
  await expect.poll(async () => (await seen(stage)).orientations.length).toBe(1)
  await expect(field(stage, 'directory')).toHaveValue('morvan')
  await expect(field(stage, 'directory')).toBeFocused()
})

test('the neighbours that F8 waits for leave the hand in the field where one types', async ({ stage }) => {
  await offersOfACall(stage, { lateMs: { 'availability.neighbours': LATE } })
  await stage.keys('Shift+F8', 'Alt+d')
  await slowly(stage, '24-118')
  await expect(field(stage, 'drm')).toHaveValue('24-118')
  await expect(field(stage, 'drm')).toBeFocused()
})

test('the same digit pressed twice notes one outcome', async ({ stage }) => {
  await offersOfACall(stage, { lateMs: { 'orientation.note': LATE } })
  await stage.keys('F6', '4', '4')
  await expect.poll(async () => (await seen(stage)).orientations.length).toBe(1)
  await expect(heading(stage, 'Conseil donné')).toBeVisible()
  expect((await seen(stage)).orientations).toHaveLength(1)
})

test('Alt+Z before the answer takes back what was just asked, not the step before it', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('F8')
  await expect.poll(async () => (await seen(stage)).ask?.question.radiusKm).toBeGreaterThan(10)
  const wide = (await seen(stage)).ask?.question.radiusKm
  await stage.script('late', 'orientation.note', LATE)
  await stage.keys('F6', '4', 'Alt+z')
  await expect.poll(async () => (await seen(stage)).orientations.map(one => one.status)).toEqual(['cancelled'])
  expect((await seen(stage)).ask?.question.radiusKm).toBe(wide)
})

test('an hour typed as the limit just before the call is put aside is kept', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('Alt+l')
  await stage.type('19')
  await stage.keys('Shift+F2')
  await expect(stage.page.getByText('Appel 2').first()).toBeVisible()
  await stage.keys('F4')
  await expect(field(stage, 'limit')).toHaveValue('19:00')
})

test('F2 while a booking is on its way says so, and what was lost stays before the eyes until it is looked at', async ({
  stage,
}) => {
  await offersOfACall(stage, { ending: 'taken', lateMs: { 'orientation.take': LATE } })
  await stage.keys('ArrowDown', 'Enter', 'Enter', 'F2')
  await expect(notice(stage)).toHaveText(/suspens/)
  await expect(notice(stage)).toHaveText(/Appel 1\s: Pris par un autre/)
  const line = stage.page.getByRole('button', { name: /Pris par un autre/ })
  await line.focus()
  await stage.keys('Enter')
  await expect(heading(stage, 'Pris par un autre à l’instant')).toBeVisible()
  await stage.keys('Escape')
  await expect(line).toHaveCount(0)
})

test('F2 asks twice where the slot was lost, and where something is only typed', async ({ stage }) => {
  await offersOfACall(stage, { ending: 'taken' })
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Pris par un autre à l’instant')).toBeVisible()
  await stage.keys('F2')
  await expect(notice(stage)).toHaveText(/encore une fois/)
  expect((await seen(stage)).call.number).toBe(1)
  await stage.keys('F2')
  await expect(stage.page.getByText('Appel 2').first()).toBeVisible()
  await stage.keys('Alt+d')
  await stage.type('24-118')
  await stage.keys('F2')
  await expect(notice(stage)).toHaveText(/encore une fois/)
  await expect(field(stage, 'drm')).toHaveValue('24-118')
})

test('F7 copies what came of this call once the day’s list is closed, and says whose it is while it is open', async ({
  stage,
}) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await stage.keys('F2')
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  const [first, second] = (await seen(stage)).orientations.map(one => one.practitioner.displayName)
  await stage.keys('F9')
  await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
  const chosen = stage.page.locator('.hit[aria-selected="true"]')
  for (const key of ['ArrowDown', 'Home', 'End']) {
    await stage.keys(key)
    if ((await chosen.textContent())?.includes(first ?? '')) break
  }
  await expect(chosen).toContainText(first ?? '')
  await stage.keys('F7')
  await expect(notice(stage)).toContainText(`${first}`)
  await stage.keys('Alt+r', 'F7')
  await expect(notice(stage)).toHaveText(/Copié pour le LRM$/)
  expect(await stage.page.evaluate<string>('navigator.clipboard.readText()')).toContain(second)
})

test('a question asked while the day’s list is open shows its offers', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('F9')
  await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
  await stage.keys('Alt+b')
  await stage.type('pédia')
  await stage.keys('Enter', 'Enter')
  await expect(grid(stage)).toBeFocused()
  await expect(current(stage)).toBeVisible()
})

test('a key of the desk closes a list of words left open, and the next letters are not its', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('Alt+q', 'ArrowDown')
  await expect(stage.page.getByRole('option', { name: 'ce soir' })).toBeVisible()
  await stage.keys('Alt+d')
  await stage.type('24')
  await expect(stage.page.getByRole('option', { name: 'ce soir' })).toHaveCount(0)
  await expect(field(stage, 'drm')).toHaveValue('24')
})

for (const { name, key, call } of [
  { name: 'F2', key: 'F2', call: 'call.next' },
  { name: 'putting a call aside', key: 'Shift+F2', call: 'call.park' },
])
  test(`what is typed between ${name} and its answer is the need of the call that comes`, async ({ stage }) => {
    await offersOfACall(stage)
    // What is asked twice where nothing came of the call is asked here.
    if (key === 'F2') await stage.keys('F2')
    await stage.script('late', call, LATE)
    await stage.keys('ArrowDown', key)
    await stage.type('pediac')
    // An Enter here would take a slot for the caller who has gone.
    await stage.keys('Backspace', 'Enter', 'Enter')
    await expect(stage.page.getByText('Appel 2').first()).toBeVisible()
    await expect(field(stage, 'need')).toHaveValue('pedia')
    await slowly(stage, 't')
    await expect(field(stage, 'need')).toHaveValue('pediat')
    await stage.keys('Enter')
    await expect(field(stage, 'need')).toHaveValue(/pédiat.+/i)
    const { orientations, call: shown } = await seen(stage)
    expect([orientations, shown.number]).toEqual([[], 2])
  })

test('a key of the desk between F2 and its answer has the letters that follow it', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('F2')
  await stage.script('late', 'call.next', LATE)
  await stage.keys('F2', 'F3')
  await stage.type('morvan')
  await expect(stage.page.getByText('Appel 2').first()).toBeVisible()
  await expect(field(stage, 'directory')).toBeFocused()
  await expect(field(stage, 'directory')).toHaveValue('morvan')
})

test('a call that cannot be left keeps its hand, and its keys', async ({ stage }) => {
  await offersOfACall(stage, { lateMs: { 'call.next': 4_500 } })
  await stage.keys('Alt+d', 'F2', 'F2')
  await stage.type('24')
  // The console says nothing: after three seconds the keys are the page's again, and what was typed is where the hand is.
  await expect(field(stage, 'drm')).toHaveValue('24', { timeout: 4_000 })
  await slowly(stage, '-118')
  await expect(field(stage, 'drm')).toHaveValue('24-118')
})

test('a lock between F2 and its answer has the keys: the code of the card is typed where it is asked', async ({
  stage,
}) => {
  await offersOfACall(stage)
  await stage.keys('F2')
  await stage.script('late', 'call.next', 2_000)
  await stage.keys('F2')
  await stage.type('pedia')
  await stage.script('setSession', { status: 'locked', operator: null, lockReason: 'manual', by: null, proof: null })
  const code = stage.page.getByLabel('Code porteur')
  await expect(code).toBeFocused()
  await stage.type('1234')
  await expect(code).toHaveValue('1234')
  // The answer comes behind the lock, and brings no letters of a call.
  await stage.page.waitForTimeout(2_200)
  await expect(code).toHaveValue('1234')
})
