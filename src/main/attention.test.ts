import { expect, test } from 'vitest'
import { deservesLook, sayTray, trayWords } from './attention.ts'

const event = (name: string, payload: unknown) => ({ seq: 1, name, payload })

test('what has settled is worth a look, what is on its way is not', () => {
  expect(deservesLook(event('orientation.changed', { status: 'confirmed' }))).toBe(true)
  expect(deservesLook(event('orientation.changed', { status: 'sent' }))).toBe(false)
  expect(deservesLook(event('call.launched', { id: 'x' }))).toBe(true)
  expect(deservesLook(event('call.launched', null))).toBe(false)
  expect(deservesLook(event('availability.updated', {}))).toBe(false)
})

test('the tray says the session and the platform, and nothing of a call', () => {
  let state = trayWords({ session: 'signed-out', down: false }, event('session.changed', { status: 'signed-in' }))
  expect(sayTray(state)).toBe('Relais\u00a0: session ouverte')
  state = trayWords(state, event('settings.platformChanged', { status: 'down' }))
  state = trayWords(state, event('call.changed', { needText: 'CANARI' }))
  expect(sayTray(state)).toBe('Relais\u00a0: session ouverte, plateforme injoignable')
})
