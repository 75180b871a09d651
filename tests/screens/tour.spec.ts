/** The guided tour follows the hand, by what is done, and never takes it. */
import type { Stage } from './stage.ts'
import { expect, test } from './stage.ts'

const tour = ({ page }: Stage) => page.getByRole('region', { name: 'Visite guidée, cinq minutes' })
const at = (stage: Stage, head: string) => expect(tour(stage).getByRole('heading')).toContainText(head)
const need = ({ page }: Stage) => page.getByRole('combobox', { name: 'Besoin' })
const place = ({ page }: Stage) => page.getByRole('combobox', { name: 'Lieu' })
const grid = ({ page }: Stage) => page.getByRole('grid', { name: 'Offres' })
const calls = async (stage: Stage, name: string) =>
  ((await stage.script('received')) as { name: string }[]).filter(one => one.name === name)

async function openTour(stage: Stage) {
  await stage.keys('Control+k')
  await stage.type('visite')
  await stage.keys('Enter')
  await expect(tour(stage).getByRole('heading')).toBeVisible()
}

/** A desk on which nothing is asked, and the tour at its first step. */
async function begin(stage: Stage, scene: Parameters<Stage['open']>[0] = {}) {
  await stage.open(scene)
  await expect(need(stage)).toBeFocused()
  await openTour(stage)
  await at(stage, 'Le besoin')
  await expect(need(stage)).toBeFocused()
}

async function walkToTheOffers(stage: Stage) {
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await at(stage, 'Les offres')
}

async function unlock({ page, keys }: Stage) {
  await expect(page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
  await page.getByLabel('Code porteur').fill('1234')
  await keys('Enter')
}

test('each step moves on by what is done, from the need to the lock, and the hand is never taken', async ({
  stage,
}) => {
  const { page } = stage
  await begin(stage)
  await at(stage, 'Étape 1 sur 11')
  const foot = await tour(stage).boundingBox()
  const unmoved = async () => expect(await tour(stage).boundingBox()).toEqual(foot)

  await stage.type('médecine')
  await stage.keys('Enter')
  await at(stage, 'Le lieu')
  await expect(tour(stage)).toContainText('« chambray »')
  await expect(place(stage)).toBeFocused()
  await unmoved()
  await stage.type('chambray')
  await stage.keys('Enter')
  await at(stage, 'Les offres')
  await expect(grid(stage)).toBeFocused()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown')
  await at(stage, 'Choisir')
  await expect(grid(stage)).toBeFocused()
  await unmoved()
  await stage.keys('Enter')
  await at(stage, 'Prendre')
  await expect(tour(stage)).toContainText('Un créneau marqué ↗ se prend sur la page de son éditeur')
  await expect(tour(stage)).toContainText('Sans ↗')
  await expect(page.locator('[data-zone="primary"]').first()).toBeFocused()
  await stage.keys('Enter')
  await expect(page.getByRole('heading', { name: 'Réservé' })).toBeVisible()
  await at(stage, 'Remettre au dossier')
  await unmoved()
  await stage.keys('F7')
  await at(stage, 'L’appel suivant')
  await stage.keys('F2')
  await expect(page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
  await at(stage, 'Deux appels à la fois')
  await expect(need(stage)).toBeFocused()
  await stage.type('infirmier')
  await stage.keys('Enter')
  await stage.type('chambray')
  await stage.keys('Enter')
  await expect(grid(stage)).toBeFocused()
  await at(stage, 'Deux appels à la fois')
  await stage.keys('Shift+F2')
  await at(stage, 'Le reprendre')
  await expect(need(stage)).toBeFocused()
  await stage.keys('F4')
  await at(stage, 'Rien de libre')
  await expect(page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('F8')
  await at(stage, 'S’absenter')
  await unmoved()
  await stage.keys('F12')
  await unlock(stage)
  await at(stage, 'Terminé')
  // Two words taken, one step down, two Enter, F7, F2.
  await expect(tour(stage)).toContainText('en 7 touches au-delà des mots')
  await expect(tour(stage)).toContainText('Toutes les touches sont sous F1')
  await unmoved()
})

test('Esc goes back to the offers and no further: the call stays, and the tour with it', async ({ stage }) => {
  const { page } = stage
  await begin(stage)
  await walkToTheOffers(stage)
  await stage.keys('ArrowDown', 'Enter')
  await at(stage, 'Prendre')
  await stage.keys('Escape')
  await expect(grid(stage)).toBeFocused()
  await at(stage, 'Prendre')
  await openTour(stage)
  await expect(tour(stage).getByRole('button', { name: 'Suivant' })).toBeFocused()
  await stage.keys('Escape')
  await expect(grid(stage)).toBeFocused()
  await at(stage, 'Prendre')
  await expect(page.getByRole('heading', { name: /Appel 1/ })).toBeVisible()
  await expect(page.locator('.row--current')).toBeVisible()
})

test('its buttons are reached by the palette and by Tab, and give the hand back where it was', async ({ stage }) => {
  const { page } = stage
  await begin(stage)
  await openTour(stage)
  const button = (name: string) => tour(stage).getByRole('button', { name })
  await expect(button('Suivant')).toBeFocused()
  await stage.keys('Enter')
  await at(stage, 'Le lieu')
  await expect(button('Suivant')).toBeFocused()
  await stage.keys('Shift+Tab', 'Enter')
  await at(stage, 'Le besoin')
  // Already at the first: it stays under the hand.
  await stage.keys('Enter')
  await expect(button('Précédent')).toBeFocused()
  await stage.keys('Tab', 'Tab', 'Enter')
  await expect(tour(stage)).toBeHidden()
  await expect(need(stage)).toBeFocused()
  await openTour(stage)
  const zone = () => page.evaluate<boolean>('document.activeElement.closest(".tour") !== null')
  for (let tabs = 0; tabs < 60 && !(await zone()); tabs++) await stage.keys('Tab')
  expect(await zone()).toBe(true)
})

test('a click on its buttons leaves the hand where it types, and moves nothing of the list', async ({ stage }) => {
  const { page } = stage
  await begin(stage)
  await stage.type('méd')
  await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await at(stage, 'Le lieu')
  await expect(need(stage)).toBeFocused()
  await stage.type('ecine')
  await expect(need(stage)).toHaveValue('médecine')
  await stage.keys('Enter')
  await stage.type('chambray')
  await stage.keys('Enter')
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown')
  const box = () => page.locator('.row--current').boundingBox()
  const before = await box()
  for (let step = 0; step < 4; step++) await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await expect(grid(stage)).toBeFocused()
  expect(await box()).toEqual(before)
})

test('it is kept over closing, reload and lock, and nothing of a call with it', async ({ stage }) => {
  const { page } = stage
  await begin(stage)
  await walkToTheOffers(stage)
  await stage.keys('ArrowDown')
  await at(stage, 'Choisir')
  await tour(stage).getByRole('button', { name: 'Fermer' }).click()
  await expect(tour(stage)).toBeHidden()
  await expect(grid(stage)).toBeFocused()
  await openTour(stage)
  await at(stage, 'Choisir')
  await stage.keys('Escape', 'F12')
  await unlock(stage)
  await at(stage, 'Choisir')
  expect(await page.evaluate('localStorage.getItem("relais.tour")')).toBe('arm true false')
  await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await at(stage, 'Remettre au dossier')
  await page.reload()
  await at(stage, 'Remettre au dossier')
  await expect(need(stage)).toBeFocused()
})

test('a call left before anything was taken begins the tour again with the next one', async ({ stage }) => {
  await begin(stage)
  await walkToTheOffers(stage)
  await stage.keys('F2', 'F2')
  await at(stage, 'Le besoin')
})

test('who opens it in the middle of a question goes on from there', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  await openTour(stage)
  await at(stage, 'Les offres')
})

test('on the page of a vendor the tour waits until the appointment comes back', async ({ stage }) => {
  await begin(stage, { ending: 'waiting' })
  await walkToTheOffers(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(stage.page.getByRole('heading', { name: /attente|page/i }).first()).toBeVisible()
  await at(stage, 'Prendre')
  const { orientations } = (await stage.script('state')) as { orientations: { id: string }[] }
  await stage.script('settle', orientations[0]?.id, 'confirmed')
  await at(stage, 'Remettre au dossier')
})

test('steps done by its buttons are not counted as a call', async ({ stage }) => {
  await begin(stage)
  for (let step = 0; step < 11; step++) await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await at(stage, 'Terminé')
  await expect(tour(stage)).toContainText('Toutes les touches sont sous F1')
  await expect(tour(stage)).not.toContainText('touches au-delà')
  // Closed when it is over, it opens again at its beginning.
  await tour(stage).getByRole('button', { name: 'Fermer' }).click()
  await openTour(stage)
  await at(stage, 'Le besoin')
})

test('where slots are real, nobody is asked to press Enter on one', async ({ stage }) => {
  await begin(stage, { settings: { profile: 'production', practicePin: null } })
  await at(stage, 'Étape 1 sur 10')
  await stage.type('médecine')
  await stage.keys('Enter')
  await at(stage, 'Le lieu')
  await expect(tour(stage)).not.toContainText('chambray')
  await stage.type('chambray')
  await stage.keys('Enter')
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown')
  await at(stage, 'Prendre')
  await expect(tour(stage)).toContainText('ne rien prendre pour essayer')
  await expect(tour(stage).locator('kbd')).toHaveCount(0)
  await stage.keys('Enter', 'Escape')
  await at(stage, 'Prendre')
  await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await at(stage, 'Remettre au dossier')
  expect(await calls(stage, 'orientation.take')).toEqual([])
})

test('each new step is said once, politely, with its keys', async ({ stage }) => {
  const { page } = stage
  await begin(stage)
  const polite = page.locator('[aria-live="polite"]')
  await expect(polite).toHaveCount(1)
  await expect(polite).toContainText('Étape 1 sur 11')
  await stage.type('médecine')
  await stage.keys('Enter')
  await expect(polite).toContainText(/Étape 2 sur 11.*Le lieu.*Entrée/)
})

test('docked, it folds to one line, covers no field, and remembers it', async ({ stage }) => {
  const { page } = stage
  await begin(stage)
  await stage.resize({ width: 480, height: 768, dark: false })
  await expect(tour(stage)).toContainText('Taper quelques lettres')
  await tour(stage).getByRole('button', { name: 'Texte' }).click()
  await expect(need(stage)).toBeFocused()
  await expect(tour(stage).getByText('Taper quelques lettres')).toBeHidden()
  expect((await tour(stage).boundingBox())?.height).toBeLessThanOrEqual(34)
  await walkToTheOffers(stage)
  await stage.keys('ArrowDown', 'Enter')
  await at(stage, 'Prendre')
  const act = page.locator('[data-zone="primary"]').first()
  await expect(act).toBeFocused()
  await expect(act).toBeInViewport()
  await page.reload()
  await expect(tour(stage).getByRole('button', { name: 'Texte' })).toHaveAttribute('aria-expanded', 'false')
  // Fields are above it, each in its place.
  const top = (await tour(stage).boundingBox())?.y ?? 0
  for (const field of await page.locator('.question input:visible').all()) {
    const box = await field.boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(top)
  }
})

for (const profile of ['sandbox', 'production'] as const)
  test(`no step is cut, at any width, and all are as high (${profile})`, async ({ stage }) => {
    await begin(stage, { settings: { profile } })
    const shape = () =>
      stage.page.evaluate<[string, number]>(`(() => {
        const { scrollHeight, clientHeight, clientWidth, scrollWidth, textContent } = document.querySelector('.tour')
        return [scrollHeight > clientHeight || scrollWidth > clientWidth ? textContent : '', clientHeight]
      })()`)
    for (const width of [1366, 1000, 760, 480]) {
      await stage.resize({ width, height: 768, dark: false })
      const heights = new Set<number>()
      for (const name of ['Suivant', 'Précédent'])
        for (let step = 0; step < 11; step++) {
          const [cut, height] = await shape()
          expect.soft(cut, `${width} px`).toBe('')
          heights.add(height)
          await tour(stage).getByRole('button', { name }).click({ force: true })
        }
      expect.soft([...heights], `${width} px`).toHaveLength(1)
    }
  })

test('the words of the desk are a sheet of their own, from the palette, the sheet of keys and the end of the tour', async ({
  stage,
}) => {
  const { page } = stage
  const sheet = page.getByRole('dialog', { name: 'Les mots du poste' })
  await stage.open()
  await expect(need(stage)).toBeFocused()
  await stage.keys('Control+k')
  await stage.type('mots du')
  await stage.keys('Enter')
  await expect(sheet).toContainText('Débordement')
  await stage.keys('Escape')
  await expect(need(stage)).toBeFocused()
  await stage.keys('F1')
  await page.getByRole('dialog').getByRole('button', { name: 'Les mots du poste' }).click()
  await expect(sheet).toBeVisible()
  await stage.keys('Escape')
  await expect(need(stage)).toBeFocused()
  await openTour(stage)
  for (let step = 0; step < 11; step++) await tour(stage).getByRole('button', { name: 'Suivant' }).click()
  await tour(stage).getByRole('button', { name: 'Les mots du poste' }).click()
  await expect(sheet).toBeVisible()
  await stage.keys('Escape')
  await expect(need(stage)).toBeFocused()
})
