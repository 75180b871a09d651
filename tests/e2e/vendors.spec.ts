/** «Mes éditeurs»: which vendor wants what of the person at the desk, and doing it, by keyboard. */
import { expect, type Stage, test } from './stage.ts'

const CAMILLE = '3370ANS001/000000018'

/** Presses Tab until this is under the keyboard. */
async function reach(stage: Stage, name: string) {
  const held = () =>
    stage.page.evaluate<string>(
      'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""',
    )
  for (let key = 0; key < 40 && (await held()) !== name; key++) await stage.hand.press('Tab')
  expect(await held()).toBe(name)
}

test('terms to accept, a sign-in to renew, an account that is not there: told, opened, done, seen to work', async ({
  stage,
  context,
}) => {
  const { page, hand, desk } = await stage.start()
  const { vendorAccounts, signIn } = stage.world.sandbox
  vendorAccounts.set('doctolib', CAMILLE, { terms: 'to-accept', signIn: 'needed', lastSignInAt: null })
  vendorAccounts.set('clickdoc', CAMILLE, { signIn: 'needed', lastSignInAt: Date.now() - 40 * 86_400_000 })
  vendorAccounts.set('medunion', CAMILLE, { account: 'pending', terms: 'to-accept', lastSignInAt: null })
  await stage.signIn()
  await hand.press('Alt+t')
  await page.getByRole('tab', { name: 'Mes éditeurs' }).click()
  const line = (name: string) => page.getByRole('row', { name })
  await expect(line('Doctolib')).toContainText('Accepter ses CGU sur sa page')
  await expect(line('Doctolib')).toContainText('jamais vu d’ici')
  await expect(line('Clickdoc')).toContainText('S’identifier sur sa page')
  await expect(line('Medunion')).toContainText('envoyé, pas encore reçu')
  await expect(line('Maiia')).toContainText('selon le service')
  await stage.picture('editeurs')
  await stage.axe()
  const size = page.viewportSize() ?? { width: 1366, height: 768 }
  await page.setViewportSize({ width: 480, height: 768 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(line('Doctolib')).toBeVisible()
  await stage.picture('editeurs-ancre-sombre')
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize(size)

  await reach(stage, 'Ouvrir la page de Doctolib (simulé)')
  await hand.press('Enter')
  await expect(page.getByText('La page de Doctolib (simulé) s’ouvre dans le navigateur.').first()).toBeVisible()
  const address = desk.opened.at(-1) ?? ''
  expect(new URL(address).searchParams.get('origin')).toBe('sas')
  const vendor = await context.newPage()
  await vendor.goto(address)
  await vendor.getByLabel('Session Pro Santé Connect (simulée)').selectOption({ label: 'Camille Exercice' })
  await vendor.getByRole('button', { name: 'S’identifier' }).click()
  // Without the conditions, nothing.
  await vendor.getByLabel('J’accepte les conditions', { exact: false }).check()
  await vendor.screenshot({ path: 'out/e2e/editeur-cgu.png' })
  await vendor.getByRole('button', { name: 'S’identifier' }).click()
  await expect(vendor.getByRole('alert')).toContainText('Session ouverte')
  await vendor.close()
  await page.getByRole('button', { name: 'Demander à nouveau' }).click()
  await expect(line('Doctolib')).toContainText('acceptées')
  await expect(line('Doctolib')).toContainText('Rien')

  // The service goes silent: what is known from here stays, and the panel says which it is.
  signIn.silence(true)
  await page.getByRole('button', { name: 'Demander à nouveau' }).click()
  await expect(
    page.getByText('Le service d’ouverture de session ne répond pas', { exact: false }).first(),
  ).toBeVisible()
  await expect(line('Maiia')).toContainText('non dit')
  await stage.picture('editeurs-service-muet')
  signIn.silence(false)
})
