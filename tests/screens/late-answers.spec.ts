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

/** Leaves the call on the screen by its key, pressed twice where it asks, and answers late. */
async function leaveLate(stage: Stage, key: 'F2' | 'Shift+F2', lateMs = LATE) {
  // What is asked twice where nothing came of the call is asked here.
  if (key === 'F2') await stage.keys('F2')
  await stage.script('late', key === 'F2' ? 'call.next' : 'call.park', lateMs)
  await stage.keys(key)
}
/** Puts the call aside and takes it back by a late answer, while these words are typed. */
async function comeBackLate(stage: Stage, words: string) {
  await stage.keys('Shift+F2')
  await isOn(stage, 2)
  await stage.script('late', 'call.resume', LATE)
  await stage.keys('F4')
  await stage.type(words)
  await isOn(stage, 1)
}
const isOn = (stage: Stage, number: number) =>
  expect(stage.page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`Appel\\s${number}`))

for (const key of ['F2', 'Shift+F2'] as const)
  test(`what is typed between ${key} and its answer is the question of the call that comes`, async ({ stage }) => {
    await offersOfACall(stage)
    await stage.keys('ArrowDown')
    await leaveLate(stage, key)
    await stage.type('pediac')
    await stage.keys('Backspace', 'Enter')
    await stage.type('chambray')
    await isOn(stage, 2)
    await expect(field(stage, 'need')).toHaveValue('Pédiatrie')
    await expect(field(stage, 'place')).toHaveValue('chambray')
    await expect(field(stage, 'place')).toBeFocused()
    await stage.keys('Enter')
    await expect(grid(stage)).toBeFocused()
  })

test('Enter alone between F2 and its answer takes nothing, in the call that leaves or the one that comes', async ({
  stage,
}) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown')
  await leaveLate(stage, 'F2')
  await stage.keys('Enter', 'Enter', 'ArrowDown', 'Enter')
  await isOn(stage, 2)
  await expect(field(stage, 'need')).toBeFocused()
  await expect(field(stage, 'need')).toHaveValue('')
  expect((await seen(stage)).orientations).toEqual([])
})

test('what is pasted between F2 and its answer is the need of the call that comes', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('Alt+d')
  await leaveLate(stage, 'F2')
  await stage.page.evaluate(`navigator.clipboard.writeText(' pedia ')`)
  await stage.keys('Control+v')
  await isOn(stage, 2)
  await expect(field(stage, 'need')).toHaveValue('pedia')
  await expect(field(stage, 'drm')).toHaveValue('')
})

test('a key of the desk between F2 and its answer has the letters that follow it, and those before it are kept', async ({
  stage,
}) => {
  await offersOfACall(stage)
  await stage.keys('F3')
  await stage.type('durand')
  await leaveLate(stage, 'F2')
  await stage.type('pedia')
  await stage.keys('F3')
  await stage.type('morvan')
  await isOn(stage, 2)
  await expect(field(stage, 'need')).toHaveValue('pedia')
  await expect(field(stage, 'directory')).toBeFocused()
  await expect(field(stage, 'directory')).toHaveValue('morvan')
})

test('a number under which no call waits takes no hand and no letters', async ({ stage }) => {
  await offersOfACall(stage)
  await leaveLate(stage, 'F2')
  await stage.type('pe')
  await stage.keys('Alt+5')
  await stage.type('dia')
  await isOn(stage, 2)
  await expect(field(stage, 'need')).toBeFocused()
  await expect(field(stage, 'need')).toHaveValue('pedia')
})

test('what is typed while a call comes back filters its list where the hand was there', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown')
  await comeBackLate(stage, 'mor')
  await expect(grid(stage)).toBeFocused()
  await expect(stage.page.getByRole('button', { name: /filtre\s: mor$/ })).toBeVisible()
  await expect(current(stage)).toHaveText(/MORVAN/)
})

test('what is typed while a call comes back does not wipe its question', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('Alt+d')
  await comeBackLate(stage, '24')
  await expect(field(stage, 'need')).toHaveValue('Médecine générale')
})

test('a call that cannot be left yet has its keys back after three seconds', async ({ stage }) => {
  await offersOfACall(stage, { lateMs: { 'call.next': 4_500 } })
  await stage.keys('Alt+d', 'F2', 'F2')
  await stage.type('24')
  await expect(field(stage, 'drm')).toHaveValue('24', { timeout: 4_000 })
  await slowly(stage, '-118')
  await expect(field(stage, 'drm')).toHaveValue('24-118')
})

test('a lock between F2 and its answer has the keys: the code of the card is typed where it is asked', async ({
  stage,
}) => {
  await offersOfACall(stage)
  await leaveLate(stage, 'F2', 2_000)
  await stage.type('2411')
  await stage.script('setCard', { status: 'absent' })
  await stage.script('setCard', { status: 'ready' })
  const code = stage.page.getByLabel('Code porteur')
  await expect(code).toBeFocused()
  await expect(code).toHaveValue('')
  await stage.type('12')
  await expect(code).toHaveValue('12')
  // The answer comes behind the lock, and brings no letters of a call.
  await stage.page.waitForTimeout(2_200)
  await expect(code).toHaveValue('12')
  await stage.type('34')
  await stage.keys('Enter')
  await expect(code).toHaveCount(0)
  await expect(field(stage, 'need')).toHaveValue(/^(Médecine générale)?$/)
})

test('Alt+Z just after a call was put aside brings it back, whatever had to be saved first', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('F8')
  await expect.poll(async () => (await seen(stage)).ask?.question.radiusKm).toBeGreaterThan(10)
  const wide = (await seen(stage)).ask?.question.radiusKm
  await stage.script('late', 'call.save', 300)
  await stage.keys('Alt+d')
  await stage.type('24-118')
  await stage.keys('ArrowDown', 'Shift+F2', 'Alt+z', 'Enter', 'Enter')
  await stage.script('late', 'call.save', 0)
  await expect.poll(async () => (await seen(stage)).call.drm).toBe('24-118')
  await isOn(stage, 1)
  await stage.page.waitForTimeout(LATE)
  const { call, ask, orientations } = await seen(stage)
  expect([call.number, ask?.question.radiusKm, orientations]).toEqual([1, wide, []])
})

for (const [answer, lateMs] of [
  ['while its booking is answered', 250],
  ['right after its booking', 0],
] as const)
  test(`the day’s list asked for ${answer} has the hand once it is there`, async ({ stage }) => {
    // Loaded when it is first asked for, from a slow disk.
    await stage.page.route(/DayPane/, async route => {
      await new Promise(resolve => setTimeout(resolve, 600))
      await route.continue()
    })
    await offersOfACall(stage, { lateMs: { 'orientation.take': lateMs } })
    await stage.keys('ArrowDown', 'Enter', 'Enter')
    if (lateMs === 0) await expect(heading(stage, 'Réservé')).toBeVisible()
    await stage.keys('F9')
    await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
  })

test('Alt+Z before the answer to a word left in the day’s list takes that word back', async ({ stage }) => {
  await offersOfACall(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await stage.keys('F9')
  await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
  await stage.script('late', 'orientation.passOn', 300)
  await stage.keys('1', 'Alt+z')
  const words = async () =>
    ((await stage.script('received')) as { name: string; input: { word: string | null } }[])
      .filter(({ name }) => name === 'orientation.passOn')
      .map(({ input }) => input.word)
  await expect.poll(words).toEqual(['to-phone', null])
})
