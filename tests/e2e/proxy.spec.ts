/** A real proxy that wants an account: the desk says so, takes the account, and goes through. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startLocalProxy } from '../network/local-proxy.ts'
import { expect, test } from './stage.ts'

test('a proxy that wants an account: the settings tab says so, takes the account by keyboard, and the lists come through', async ({
  stage,
}) => {
  const lists = createServer((_asked, response) => void response.end('ce n’est pas une liste'))
  await new Promise<void>(done => lists.listen(0, '127.0.0.1', done))
  const proxy = await startLocalProxy({ 'listes.invalid:80': (lists.address() as AddressInfo).port })
  proxy.want('regul:Secret-7')
  try {
    const { page, hand } = await stage.start({
      settings: raw => ({
        ...raw,
        network: { proxy: proxy.url },
        trust: { crls: ['http://listes.invalid/liste.crl'] },
      }),
    })
    await stage.signIn()
    await expect.poll(() => proxy.seen.length).toBeGreaterThan(0)
    expect(proxy.accounts).toEqual([])
    await hand.press('Alt+t')
    await page.getByRole('tab', { name: 'Réglages' }).click()
    const form = page.getByRole('form', { name: `Compte du mandataire ${proxy.url}` })
    await expect(form).toContainText('demande un compte')
    await stage.picture('reglages-mandataire')
    await stage.axe()
    await page.setViewportSize({ width: 480, height: 768 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await form.scrollIntoViewIfNeeded()
    await stage.picture('reglages-mandataire-ancre-sombre')
    await form.getByLabel('Compte', { exact: true }).focus()
    await hand.type('regul')
    await hand.press('Tab')
    await hand.type('Secret-7')
    await hand.press('Enter')
    await expect(form).toContainText('sous le compte')
    // No store in the host: said, and nothing kept.
    await expect(form).toContainText('oublié à la fermeture')
    expect(await stage.words()).not.toContain('Secret-7')
    await page.getByRole('tab', { name: 'À propos' }).click()
    await page.getByRole('button', { name: 'Copier le rapport' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Rapport' })).toBeVisible()
  } finally {
    await proxy.close()
    lists.close()
  }
})
