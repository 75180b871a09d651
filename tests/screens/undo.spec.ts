/** Alt+Z takes back what is safe to take back, one step at a time, and never what somebody outside acted on. */
import { expect, type Stage, test } from './stage.ts'

const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const offersCame = (stage: Stage) => expect(grid(stage).getByText('dans 35 min')).toBeVisible()
const need = (stage: Stage) => stage.page.getByRole('combobox', { name: 'Besoin' })
const place = (stage: Stage) => stage.page.getByRole('combobox', { name: 'Lieu' })
const notice = (stage: Stage) => stage.page.locator('.notice')
const limit = (stage: Stage) => stage.page.getByRole('textbox', { name: 'Limite' })
const heading = (stage: Stage, words: string) => stage.page.getByRole('heading', { name: words })
type Received = { name: string; input: Record<string, unknown> }[]
const asked = async (stage: Stage) =>
  ((await stage.script('received')) as Received).filter(each => each.name === 'availability.ask')

test('a question written over comes back whole, and is asked again', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('Alt+B')
  await expect(need(stage)).toBeFocused()
  await stage.type('pédia')
  await stage.keys('Enter')
  await expect(need(stage)).toHaveValue('Pédiatrie')
  await stage.keys('Alt+Z')
  await expect(need(stage)).toHaveValue('Médecine générale')
  await expect(place(stage)).toHaveValue('Chambray-lès-Tours')
  await expect(notice(stage)).toContainText('Défait')
  await expect(grid(stage)).toBeFocused()
  await offersCame(stage)
  const labels = (await asked(stage)).map(({ input }) => (input['need'] as { label: string }).label)
  expect(labels).toEqual(['Médecine générale', 'Pédiatrie', 'Médecine générale'])
})

test('a wider search and an hour limit are taken back one after the other, the last first', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await limit(stage).fill('19')
  await limit(stage).press('Enter')
  await expect(grid(stage).getByText('au-delà de la limite')).toBeVisible()
  await stage.keys('F8')
  await expect(stage.page.getByText('rayon 15 km')).toBeVisible()
  await stage.keys('Alt+Z')
  await expect(stage.page.getByText('rayon 10 km')).toBeVisible()
  await expect(limit(stage)).toHaveValue('19:00')
  await stage.keys('Alt+Z')
  await expect(limit(stage)).toHaveValue('')
  await expect(grid(stage).getByText('au-delà de la limite')).toHaveCount(0)
  await stage.keys('Alt+Z')
  await expect(notice(stage)).toHaveText(/Rien à défaire/)
  const steps = ((await stage.script('received')) as Received).filter(each => each.name === 'availability.widened')
  expect(steps.map(({ input }) => [input['step'], input['radiusKm']])).toEqual([
    ['ring', 15],
    ['back', null],
  ])
})

test('a call just put away comes back as it was', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Shift+F2')
  await expect(heading(stage, 'Appel 2')).toBeVisible()
  // The hand is there once the answer is: what can be taken back is known by then.
  await expect(need(stage)).toBeFocused()
  await stage.keys('Alt+Z')
  await expect(heading(stage, 'Appel 1')).toBeVisible()
  await expect(need(stage)).toHaveValue('Médecine générale')
  await expect(grid(stage)).toBeFocused()
  await expect(stage.page.locator('.row--current .row__name')).toHaveText(/TESTARD/)
})

test('an outcome noted by mistake is unsaid, and nothing but it', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('F6', '4')
  await expect.poll(async () => (await statuses(stage)).at(-1)).toBe('declared')
  await stage.keys('Alt+Z')
  await expect.poll(async () => (await statuses(stage)).at(-1)).toBe('cancelled')
  await expect(notice(stage)).toContainText('l’issue notée')
})

test('who may search but not book takes back the outcome that they noted', async ({ stage }) => {
  await stage.open({ role: 'arm', rights: ['search'] })
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('F6', '4')
  await expect.poll(async () => (await statuses(stage)).at(-1)).toBe('declared')
  await stage.keys('Alt+Z')
  await expect.poll(async () => (await statuses(stage)).at(-1)).toBe('cancelled')
  await expect(notice(stage)).toContainText('l’issue notée')
})

test('a word left in the day’s list is taken away again', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await stage.keys('F9')
  await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
  const words = async () =>
    ((await stage.script('state')) as { orientations: { passedOn?: { word: string } }[] }).orientations.map(
      one => one.passedOn?.word ?? null,
    )
  await stage.keys('1')
  await expect.poll(words).not.toEqual([null])
  await stage.keys('Alt+Z')
  await expect.poll(words).toEqual([null])
})

test('a booking is never taken back by that key', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(heading(stage, 'Réservé')).toBeVisible()
  await stage.keys('Alt+Z')
  await expect(notice(stage)).toHaveText(/Rien à défaire/)
  expect(await statuses(stage)).toEqual(['confirmed'])
})

test('Ctrl+Z is the field’s own where one types, and the same key as Alt+Z elsewhere', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await offersCame(stage)
  await stage.keys('F8')
  await expect(stage.page.getByText('rayon 15 km')).toBeVisible()
  await stage.keys('Alt+D')
  await stage.type('24')
  await stage.keys('Control+z')
  await expect(stage.page.getByText('rayon 15 km')).toBeVisible()
  await stage.keys('Alt+R', 'Control+z')
  await expect(stage.page.getByText('rayon 10 km')).toBeVisible()
})

const statuses = async (stage: Stage) =>
  ((await stage.script('state')) as { orientations: { status: string }[] }).orientations.map(one => one.status)
