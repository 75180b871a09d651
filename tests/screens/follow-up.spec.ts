/** The day's list by keys, what the LRM was told, and a call that the LRM sends: on the screen, and judged by axe. */
import type { HandOver, Launch } from '../../src/shared/contract/call.ts'
import type { Orientation } from '../../src/shared/contract/orientation.ts'
import { PLACES } from './fiction.ts'
import { expect, type Stage, test, violations } from './stage.ts'

async function book(stage: Stage) {
  await stage.askForDoctor()
  await expect(stage.page.getByRole('grid', { name: 'Offres' }).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown', 'Enter')
  await expect(stage.page.getByText('exactement ceci')).toBeVisible()
  await stage.keys('Enter')
}

const orientationIds = async (stage: Stage) =>
  ((await stage.script('state')) as { orientations: Orientation[] }).orientations.map(({ id }) => id)

test('F9 lists the day, the uncertain first; arrows open each, Échap gives the offers back as they were', async ({
  stage,
}) => {
  await stage.open({ ending: 'unknown' })
  await book(stage)
  await expect(stage.page.getByRole('heading', { name: 'Issue inconnue' })).toBeVisible()
  await stage.keys('F2', 'F9')
  const list = stage.page.getByRole('listbox', { name: 'Suivi du jour' })
  await expect(list).toBeFocused()
  await expect(list.getByRole('option')).toHaveCount(1)
  await stage.keys('ArrowDown')
  await expect(stage.page.getByRole('heading', { name: 'Issue inconnue' })).toBeVisible()
  await expect(list).toBeFocused()
  await stage.page.screenshot({ path: 'out/pictures/suivi-du-jour.png', animations: 'disabled' })
  expect(await violations(stage.page)).toEqual([])
  await stage.keys('ArrowRight', 'ArrowRight')
  await expect(list.getByRole('option')).toHaveCount(0)
  await expect(stage.page.getByText('Aucune orientation de ce genre')).toBeVisible()
  const [id] = await orientationIds(stage)
  await stage.script('settle', id, 'expired')
  await expect(list.getByRole('option')).toHaveCount(1)
  await stage.page.getByRole('button', { name: 'Copier la liste' }).click()
  const copied = String(await stage.page.evaluate('navigator.clipboard.readText()'))
  expect(copied.split('\t')).toHaveLength(7)
  expect(copied).toContain('Aucune réponse de l’éditeur')
  await list.focus()
  await stage.keys('Escape')
  await expect(list).toHaveCount(0)
})

test('whom to phone: a right that is missing is said, with who has it, and is no empty list', async ({ stage }) => {
  await stage.open({ role: 'arm', rights: ['search'] })
  await stage.askForDoctor()
  await stage.keys('Shift+F6')
  await expect(stage.page.getByText('La demander à qui en a le droit : OSNP, Médecin régulateur.')).toBeVisible()
  await expect(stage.page.getByText('Aucun professionnel de cette recherche')).toHaveCount(0)
})

test('an outcome says whether the LRM has it, and is handed over again by a button', async ({ stage }) => {
  await stage.open()
  await book(stage)
  await expect(stage.page.getByRole('heading', { name: 'Réservé', exact: true })).toBeVisible()
  const [orientationId = ''] = await orientationIds(stage)
  const failed: HandOver = {
    orientationId,
    state: 'failed',
    attempts: 2,
    code: 'ENOENT',
    withNumber: false,
    at: '2026-11-22T15:05:00Z',
  }
  await stage.script('handed', failed)
  await expect(stage.page.getByText('Pas remis au LRM (ENOENT)')).toBeVisible()
  await expect(stage.page.getByText('sans numéro de DRM')).toBeVisible()
  await stage.page.screenshot({ path: 'out/pictures/remise-lrm.png', animations: 'disabled' })
  expect(await violations(stage.page)).toEqual([])
  await stage.page.getByRole('button', { name: 'Remettre maintenant' }).click()
  await expect(stage.page.getByText('Remis au LRM à 16:05')).toBeVisible()
  await stage.script('handed', { ...failed, state: 'acknowledged', withNumber: true })
  await expect(stage.page.getByText('Repris par le LRM')).toBeVisible()
})

test('a call sent by the LRM never replaces the one in progress unasked', async ({ stage }) => {
  await stage.open()
  await stage.askForDoctor()
  const launch: Launch = {
    id: '00000000-0000-4000-8000-000000000077',
    shown: false,
    need: null,
    place: PLACES[4] ?? null,
    street: '12 bis, rue des Tilleuls',
    practitioner: { idnps: null, displayName: 'Dr Élodie TESTARD-FICTIF' },
    faults: [{ part: 'specialty', why: 'unknown' }],
  }
  await stage.script('launched', launch)
  const notice = stage.page.getByRole('region', { name: 'Appel envoyé par le LRM' })
  await expect(notice).toContainText('Celui-ci est gardé')
  await expect(notice).toContainText('spécialité (inconnu)')
  // The hand stays where it was.
  await expect(stage.page.getByRole('grid', { name: 'Offres' })).toBeFocused()
  await stage.page.screenshot({ path: 'out/pictures/appel-du-lrm.png', animations: 'disabled' })
  expect(await violations(stage.page)).toEqual([])
  await notice.getByRole('button', { name: 'Fermer' }).click()
  await expect(notice).toHaveCount(0)
  expect((await stage.script('state')) as object).toMatchObject({ call: { needText: 'Médecine générale' } })
})
