/** Several calls at one desk: put aside, brought back by one key, each as it was left. */
import { expect, type Stage, test } from './stage.ts'

const grid = ({ page }: Stage) => page.getByRole('grid', { name: 'Offres' })
const waiting = ({ page }: Stage) => page.getByRole('list', { name: 'Appels en attente' })
const need = ({ page }: Stage) => page.getByRole('combobox', { name: 'Besoin' })

async function secondCall(stage: Stage) {
  await stage.keys('Shift+F2')
  await expect(stage.page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
  await expect(need(stage)).toBeFocused()
  await expect(need(stage)).toHaveValue('')
}

test('one key puts a call aside and another brings it back with its row, its slot, its reach and its file', async ({
  stage,
}) => {
  const { page } = stage
  await stage.open()
  await stage.askForDoctor()
  await page.getByLabel('DRM').fill('24-118 402')
  await stage.keys('Enter')
  await expect(grid(stage)).toBeFocused()
  await stage.keys('F8')
  await expect(page.getByText('15→20 km')).toBeVisible()
  await stage.keys('ArrowDown', 'ArrowDown', 'ArrowRight')
  const row = await page.locator('.row--current .row__name').textContent()
  const slot = await page.locator('.chip--picked').textContent()
  await secondCall(stage)
  await expect(waiting(stage).getByRole('button')).toHaveAccessibleName(/Reprendre l’appel\s1.*Chambray/)
  await stage.type('pédia')
  await stage.keys('Enter')
  await stage.type('tours')
  await stage.keys('Enter')
  await expect(grid(stage)).toBeFocused()

  await stage.keys('F4')
  await expect(page.getByRole('heading', { name: /Appel 1/ })).toBeVisible()
  await expect(page.getByLabel('DRM')).toHaveValue('24-118 402')
  await expect(page.getByText('15→20 km')).toBeVisible()
  await expect(grid(stage)).toBeFocused()
  await expect(page.locator('.row--current .row__name')).toHaveText(row ?? '')
  await expect(page.locator('.chip--picked')).toHaveText(slot ?? '')
  await stage.keys('F4')
  await expect(need(stage)).toHaveValue('Pédiatrie')
  // By its number, digits as they are on a French keyboard.
  await stage.keys('Alt+1')
  await expect(need(stage)).toHaveValue('Médecine générale')
})

test('calls that wait outlive a reload and a lock, and stay behind it', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await stage.askForDoctor()
  await secondCall(stage)
  await stage.type('pédia')
  await stage.keys('Enter')
  await stage.script('setSession', { status: 'locked', operator: null, lockReason: 'manual' })
  await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
  await expect(page.locator('body')).not.toContainText('Chambray')
  await page.getByLabel('Code porteur').fill('1234')
  await stage.keys('Enter')
  await expect(waiting(stage).getByRole('button')).toHaveCount(1)
  await expect(need(stage)).toHaveValue('Pédiatrie')
})

test('a booking whose answer comes when another call is on the screen is told on its strip', async ({ stage }) => {
  const { page } = stage
  await stage.open({ ending: 'sent' })
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown', 'Enter')
  await expect(page.getByText('exactement ceci')).toBeVisible()
  await stage.keys('Enter')
  await expect(page.getByRole('heading', { name: 'Envoyé, réponse attendue' })).toBeVisible()
  const { orientations } = (await stage.script('state')) as { orientations: { id: string }[] }
  await secondCall(stage)
  await expect(waiting(stage)).toContainText('Envoyé')
  await stage.script('settle', orientations[0]?.id, 'confirmed')
  await expect(waiting(stage)).toContainText('Réservé')
  await stage.keys('F4')
  await expect(page.getByRole('heading', { name: 'Réservé' })).toBeVisible()
})

test('the age and the patient’s own doctor go with the question', async ({ stage }) => {
  const { page } = stage
  await stage.open()
  await stage.askForDoctor()
  await stage.keys('Alt+A', 'ArrowRight', 'ArrowRight')
  await stage.keys('Alt+M')
  await stage.type('morvan')
  await page.getByRole('option').first().waitFor()
  await stage.keys('Enter')
  await expect(grid(stage)).toBeFocused()
  await expect
    .poll(async () => {
      const { ask } = (await stage.script('state')) as { ask: { question: { ageBand: string; treating: string } } }
      return [ask.question.ageBand, ask.question.treating !== null]
    })
    .toEqual(['child', true])
  await stage.axe()
})
