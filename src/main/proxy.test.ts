import { expect, test } from 'vitest'
import { chromiumProxy } from './proxy.ts'

/** What Electron's session is asked, in order. */
function recording() {
  const steps: string[] = []
  return {
    steps,
    setProxy: async (config: { mode: string; pacScript?: string }) =>
      void steps.push(`${config.mode} ${config.pacScript ?? ''}`.trim()),
    async resolveProxy(url: string) {
      steps.push(url)
      return 'PROXY mandataire.invalid:3128'
    },
  }
}

test('the system is asked by Chromium; a PAC file of the settings takes its place, set once', async () => {
  const session = recording()
  const resolve = chromiumProxy(() => session)
  expect(await resolve('https://a.invalid/', null)).toBe('PROXY mandataire.invalid:3128')
  await resolve('https://b.invalid/', null)
  await resolve('https://a.invalid/', 'http://pac.invalid/x.pac')
  await resolve('https://b.invalid/', 'http://pac.invalid/x.pac')
  expect(session.steps).toEqual([
    'system',
    'https://a.invalid/',
    'https://b.invalid/',
    'pac_script http://pac.invalid/x.pac',
    'https://a.invalid/',
    'https://b.invalid/',
  ])
})
