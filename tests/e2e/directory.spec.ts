/** The directory by keyboard, whole: one box with what it understood, records, a kind of establishment as a need, sources. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createAddresses } from '../../src/sandbox/addresses/index.ts'
import { establishmentsOf } from '../../src/sandbox/territory/establishments.ts'
import { createTerritory } from '../../src/sandbox/territory/index.ts'
import { expect, test } from './stage.ts'

const RIGHTS = ['search', 'book', 'supervise', 'configure']

test('a need and a commune are understood, a record opens, a chip is taken away by a key', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  await hand.press('F3')
  const box = page.getByRole('combobox', { name: 'Annuaire' })
  await expect(box).toBeFocused()
  await hand.type('kiné chambray-lès-tours')
  await expect(page.getByRole('button', { name: /^Retirer profession/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Retirer commune/ })).toBeVisible()
  const lines = page.getByRole('option')
  await expect(lines.first()).toContainText('Chambray-lès-Tours')
  await stage.picture('annuaire-1-puces')
  await hand.press('ArrowDown')
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText('RPPS')
  await expect(detail.getByRole('button', { name: 'Vérifier maintenant' })).toBeVisible()
  await stage.axe()
  await stage.picture('annuaire-2-fiche')
  await hand.press('Alt+Backspace')
  await expect(box).toHaveValue('kiné')
})

test('urgences: the nearest with their phones and authorisations, and nothing is booked', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  await expect(stage.need).toBeFocused()
  await hand.type('urgences')
  await hand.press('Enter')
  await expect(stage.place).toBeFocused()
  await hand.type('chambray l')
  await hand.press('Enter')
  const list = page.getByRole('listbox', { name: 'Établissements' })
  await expect(list).toBeFocused()
  await expect(list.getByRole('option').first()).toContainText('Urgences')
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText('Autorisations')
  await expect(detail).toContainText('Horaires inconnus')
  await stage.axe()
  await stage.picture('annuaire-3-urgences')
})

test('a file that has lost its lines is refused and explained; the directory in place goes on answering', async ({
  stage,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-e2e-directory-'))
  const file = path.join(folder, 'PS_LibreAcces_Personne_activite_202701020815.txt')
  writeFileSync(file, `${[...createTerritory({ seed: 7, rows: 300 }).lines()].join('\n')}\n`)
  try {
    const { page, hand } = await stage.start({
      settings: raw => ({
        ...raw,
        signIn: { ...(raw['signIn'] as object), roles: { osnp: RIGHTS, regulator: RIGHTS } },
        directory: { rpps: file },
      }),
    })
    await stage.signIn()
    await hand.press('Alt+t')
    await page.getByRole('tab', { name: 'Annuaire' }).click()
    const panel = page.getByRole('tabpanel', { name: 'Annuaire' })
    await expect(panel).toContainText('Import refusé', { timeout: 30_000 })
    await expect(panel).toContainText('Le fichier perd trop d’activités')
    await expect(panel.getByRole('button', { name: 'L’accepter quand même' })).toBeVisible()
    await stage.axe()
    await stage.picture('annuaire-4-import-refuse')
    await hand.press('F3')
    await hand.type('kiné')
    await expect(page.getByRole('option').first()).toBeVisible()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('an address is looked for on line only when asked, after one agreement; offers are near it', async ({ stage }) => {
  const territory = createTerritory({ seed: 7, rows: 5_000 })
  const known = [...territory.workplaces()].find(
    each => each.position && each.city === 'Chambray-lès-Tours' && each.line,
  )
  if (!known) throw new Error('no address in Chambray-lès-Tours')
  const street = known.line.replace(/^\d+ (bis |ter )?/i, '')
  const addresses = await createAddresses(territory)
  try {
    const { page, hand } = await stage.start({
      settings: raw => ({
        ...raw,
        directory: { ...(raw['directory'] as object), geocoding: { url: addresses.url } },
      }),
    })
    await stage.signIn()
    await hand.type('médecin gén')
    await hand.press('Enter')
    await expect(stage.place).toBeFocused()
    await hand.type(`4 ${street} chambray`)
    await expect(page.getByRole('option', { name: /Chercher cette adresse en ligne/ })).toBeVisible()
    await stage.picture('adresse-1-proposee')
    await hand.press('Enter')
    // Nothing has gone out: one Enter too many does not send it either.
    await expect(page.getByText(/sera envoyée à 127\.0\.0\.1/)).toBeVisible()
    await expect(page.getByRole('option').first()).toContainText('Ne pas l’envoyer')
    expect(addresses.asked).toEqual([])
    await stage.axe()
    await stage.picture('adresse-2-accord')
    await hand.press('ArrowDown')
    await hand.press('Enter')
    const found = page.getByRole('option', { name: new RegExp(`^4 ${street}`) }).first()
    await expect(found).toBeVisible()
    expect(addresses.asked).toEqual([`4 ${street} chambray`])
    await stage.picture('adresse-3-trouvee')
    await hand.press('Enter')
    await expect(stage.place).toHaveValue(new RegExp(`^4 ${street}`))
    await expect(stage.grid.getByRole('row').first()).toBeVisible()
    // Another address of the same desk: no question any more.
    await stage.place.focus()
    await stage.place.fill('')
    await hand.type(`6 ${street} chambray`)
    await expect(page.getByRole('option', { name: /Chercher cette adresse en ligne/ })).toBeVisible()
    await hand.press('Enter')
    await expect(page.getByRole('option', { name: new RegExp(`^6 ${street}`) }).first()).toBeVisible()
    expect(addresses.asked).toHaveLength(2)
  } finally {
    await addresses.close()
  }
})

test('a street is understood in any place of the text', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  await hand.press('F3')
  await hand.type('chambray-lès-tours médecin rue de la paix')
  await expect(page.getByRole('button', { name: /^Retirer rue rue de la paix/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Retirer commune/ })).toBeVisible()
  await stage.picture('annuaire-5-rue')
  await hand.press('Alt+Backspace')
  await expect(page.getByRole('combobox', { name: 'Annuaire' })).toHaveValue('chambray-lès-tours médecin')
})

test('a record says what the lists of the site say of somebody', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  const { communities } = createTerritory({ seed: 7, rows: 5_000 })
  const member = communities.find(community => community.departement === '37')?.members[0]
  await hand.press('F3')
  await hand.type(member ?? '')
  await expect(page.getByRole('option')).toHaveCount(1)
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText(/Participation au SAS\s: CPTS/)
  await expect(detail).toContainText('liste participation.csv')
  await stage.axe()
  await stage.picture('annuaire-6-fiche-listes')
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await stage.picture('annuaire-6-fiche-listes-sombre')
})

test('a record says when somebody is open, with the list that says it; unknown where none does', async ({ stage }) => {
  const { page, hand } = await stage.start()
  await stage.signIn()
  const { people } = createTerritory({ seed: 7, rows: 5_000 })
  const local = people.filter(each => each.profession.code === '10' && each.activities[0]?.departement === '37')
  // One place of work that the register tells: the first of those whom the list of the practice site names.
  const known = local.slice(0, 40).find(({ activities }) => activities.length === 1 && activities[0]?.publicAddress)
  const unknown = local.slice(60).find(({ activities }) => activities.every(each => each.finess === null))
  await hand.press('F3')
  const box = page.getByRole('combobox', { name: 'Annuaire' })
  await hand.type(known?.rpps ?? '')
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText(/Horaires\s: lun\./)
  await expect(detail).toContainText(/liste horaires\.csv, prise le \d\d\/\d\d\/\d{4}/)
  await expect(detail).not.toContainText('Horaires inconnus')
  await stage.axe()
  await stage.picture('annuaire-7-fiche-horaires')
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await stage.picture('annuaire-7-fiche-horaires-sombre')
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await box.fill('')
  await hand.type(unknown?.rpps ?? '')
  await expect(detail).toContainText('Horaires inconnus')
  // An establishment: the pharmacies of the practice site are in the same list.
  await box.fill('')
  const pharmacy = [...establishmentsOf(createTerritory({ seed: 7, rows: 5_000 }))].find(
    each => each.commune.departement === '37' && each.category === '620',
  )
  await hand.type(pharmacy?.finess ?? '')
  await expect(detail).toContainText(/Horaires de l’établissement\s: lun\.–ven\.\s.*\s; dim\. fermé/)
  await stage.picture('annuaire-8-pharmacie-horaires')
})

test('a record says what changed since the directory before; another that nothing did', async ({ stage }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'relais-e2e-history-'))
  const file = path.join(folder, 'PS_LibreAcces_Personne_activite_202701020815.txt')
  const territory = createTerritory({ seed: 7, rows: 5_000 })
  const [header = '', ...rows] = territory.lines()
  const at = (name: string) => header.split('|').indexOf(name)
  const alone = territory.people.filter(
    ({ activities: [only, ...others] }) =>
      others.length === 0 && only?.publicAddress && only.phone && only.departement === '37' && only.finess === null,
  )
  const [moved, same] = alone
  if (!moved || !same) throw new Error('nobody with one place of work')
  const changed = rows.map(row => {
    const cells = row.split('|')
    if (cells[at('Identifiant PP')] !== moved.rpps) return row
    cells[at('Téléphone (coord. structure)')] = '02 61 91 77 66'
    cells[at('Libellé Voie (coord. structure)')] = 'DU NOUVEAU CABINET'
    return cells.join('|')
  })
  writeFileSync(file, `${[header, ...changed].join('\n')}\n`)
  try {
    const { page, hand, desk } = await stage.start({
      settings: raw => ({ ...raw, directory: { rpps: file } }),
    })
    await desk.until('directory.changed', status => status.contentDate === '2027-01-02' && status.importing === null)
    await stage.signIn()
    await hand.press('F3')
    const box = page.getByRole('combobox', { name: 'Annuaire' })
    await hand.type(moved.rpps)
    const detail = page.getByRole('complementary', { name: 'Détail' })
    await expect(detail.getByRole('heading', { name: /^Changé depuis l’annuaire du \d\d\/\d\d$/ })).toBeVisible()
    await expect(detail).toContainText(/lieu quitté\s: /)
    await expect(detail).toContainText(/nouveau lieu\s: .*du Nouveau Cabinet/)
    await expect(detail).toContainText(/téléphone retiré\s: /)
    await expect(detail).toContainText(/nouveau téléphone\s: 02.61.91.77.66/)
    await stage.axe()
    await stage.picture('annuaire-9-fiche-changements')
    await box.fill('')
    await hand.type(same.rpps)
    await expect(detail).toContainText(/inchangé depuis celui du \d\d\/\d\d/)
    await expect(detail).not.toContainText('Changé depuis')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a list of hours dropped on the screen: what is taken, and the cell to mend by line and column', async ({
  stage,
}) => {
  const { page, hand } = await stage.start({
    settings: raw => ({
      ...raw,
      signIn: { ...(raw['signIn'] as object), roles: { osnp: RIGHTS, regulator: RIGHTS } },
    }),
  })
  await stage.signIn()
  const { people } = createTerritory({ seed: 7, rows: 5_000 })
  const one = people.find(
    ({ profession, activities }) =>
      profession.code !== '10' && activities.length === 1 && activities[0]?.departement === '37',
  )
  await hand.press('Alt+t')
  await page.getByRole('tab', { name: 'Annuaire' }).click()
  const lists = page.getByRole('region', { name: 'Listes du site' })
  const csv = `RPPS;horaires d’ouverture;remarque\n${one?.rpps};"mar. et jeu. 8h-12h ; sam. fermé";Sonner au 2\n${one?.rpps};sur rendez-vous;\n`
  await lists.locator('input[type=file]').setInputFiles({
    name: 'horaires-maison.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv),
  })
  await expect(lists).toContainText(/horaires-maison\.csv\s: 1 ligne prise sur 2\./)
  await expect(lists).toContainText(/Ligne 3, colonne «.horaires d’ouverture.», «.sur rendez-vous.»/)
  await expect(lists).toContainText(/horaires illisibles, écrire «.lun\.-ven\. 8h30-12h et 14h-19h.»/)
  await expect(lists).toContainText('La ligne n’est pas prise.')
  await lists.scrollIntoViewIfNeeded()
  await stage.axe()
  await stage.picture('annuaire-10-liste-horaires')
  await hand.press('F3')
  await hand.type(one?.rpps ?? '')
  const detail = page.getByRole('complementary', { name: 'Détail' })
  await expect(detail).toContainText(/Horaires\s: mar\., jeu\. 8\sh\s–\s12\sh\s; sam\. fermé/)
  await expect(detail).toContainText('Sonner au 2')
})
