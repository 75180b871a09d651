/** What is said to who listens to the screen instead of looking at it: heard whatever is open, summed, never starved. */
import { PICTURES } from './pictures.ts'
import { expect, type Stage, test } from './stage.ts'

const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const polite = (stage: Stage) => stage.page.locator('[aria-live="polite"][role="status"]')

async function offersCame(stage: Stage) {
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
}

/** Keeps every sentence of the polite region, in order. */
const listen = ({ page }: Stage) =>
  page.evaluate(`{
    const region = document.querySelector('[aria-live="polite"][role="status"]')
    window.heard = []
    new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true, subtree: true })
  }`)
const heard = ({ page }: Stage) => page.evaluate<string[]>('window.heard')

for (const name of [
  'palette',
  'touches',
  'messages',
  'mots-du-poste',
  'session-approbation-code',
  'offres-sources',
  'appel-quand',
])
  test(`what is said is heard behind what is open: ${name}`, async ({ stage }) => {
    await PICTURES.find(picture => picture.name === name)?.take(stage)
    await expect(stage.page.locator('#root')).toHaveAttribute('inert')
    const silenced = await stage.page.evaluate(
      `['status', 'alert'].filter(role => document.querySelector('[aria-live][role=' + role + ']').closest('[inert], [aria-hidden="true"]'))`,
    )
    expect(silenced).toEqual([])
  })

test('an outcome that comes behind the palette is said', async ({ stage }) => {
  await stage.open({ ending: 'sent' })
  await offersCame(stage)
  await stage.keys('ArrowDown', 'Enter', 'Enter')
  await expect(stage.page.getByRole('heading', { name: 'Envoyé, réponse attendue' })).toBeVisible()
  await stage.keys('Control+k')
  await expect(stage.page.getByRole('dialog')).toBeVisible()
  const { orientations } = (await stage.script('state')) as { orientations: { id: string }[] }
  await stage.script('settle', orientations[0]?.id, 'confirmed')
  await expect(stage.page.locator('[role="alert"]:not([inert] *)').filter({ hasText: 'Réservé' })).toHaveCount(1)
})

test('what streams in without a rest is summed all the same', async ({ stage }) => {
  await stage.open({ answering: 'partly' })
  await offersCame(stage)
  await stage.keys('ArrowDown')
  await expect(polite(stage)).toContainText('créneaux')
  await stage.script('arrive')
  await expect
    .poll(
      async () => {
        await stage.script('stir', 3)
        return polite(stage).textContent()
      },
      { intervals: [300], timeout: 30_000 },
    )
    .toContain('plus tôt')
})

test('the same answer to another question is said again', async ({ stage }) => {
  await stage.open()
  await offersCame(stage)
  await expect(polite(stage)).toContainText('36 créneaux')
  await listen(stage)
  await stage.page.getByRole('combobox', { name: 'Lieu' }).fill('joué')
  await stage.keys('Enter')
  await expect.poll(() => heard(stage)).toContainEqual(expect.stringContaining('36 créneaux'))
})

test('a filter is said once it is typed, with what it leaves', async ({ stage }) => {
  await stage.open()
  await offersCame(stage)
  await expect(polite(stage)).toContainText('36 créneaux')
  await listen(stage)
  await stage.type('morvan')
  await expect(polite(stage)).toHaveText(/^Filtre «.morvan.».: [0-9]+ offres?\.$/)
  await stage.type('zzz')
  await expect(polite(stage)).toHaveText(/^Aucune offre ne contient «.morvanzzz.»/)
  await stage.keys('Escape')
  await expect(polite(stage)).toHaveText(/^Filtre enlevé.: [0-9]+ offres\.$/)
  expect((await heard(stage)).filter(words => words.startsWith('Filtre «'))).toHaveLength(1)
})

test('every line of the list has its place in it, those between the rows too', async ({ stage }) => {
  await stage.open()
  await offersCame(stage)
  const places = await grid(stage)
    .getByRole('row')
    .evaluateAll(rows => rows.map(row => row.getAttribute('aria-rowindex')))
  expect(places).toEqual(places.map((_, at) => String(at + 1)))
})
