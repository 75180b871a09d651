import { expect, test } from 'vitest'
import { sayTray, TRAY_AT_START, trayAfter, watchForLook } from './attention.ts'

const event = (name: string, payload: unknown) => ({ seq: 1, name, payload })
const orientation = (id: string, status: string) => event('orientation.changed', { id, status })
const platform = (status: string) => event('settings.platformChanged', { status })

test('what has settled is worth a look, what is on its way is not', () => {
  const deservesLook = watchForLook()
  expect(deservesLook(orientation('a', 'confirmed'))).toBe(true)
  expect(deservesLook(orientation('b', 'sent'))).toBe(false)
  expect(deservesLook(event('call.launched', { id: 'x' }))).toBe(true)
  expect(deservesLook(event('call.launched', null))).toBe(false)
  expect(deservesLook(event('availability.updated', {}))).toBe(false)
})

test('an outcome that stays unknown is worth one look, however often it is read back', () => {
  const deservesLook = watchForLook()
  const looks = [1, 2, 3].map(() => deservesLook(orientation('a', 'unknown')))
  expect(looks).toEqual([true, false, false])
  // Another one is another matter, and so is what becomes of the first.
  expect(deservesLook(orientation('b', 'unknown'))).toBe(true)
  expect(deservesLook(orientation('a', 'confirmed'))).toBe(true)
})

test('a day of outcomes is not remembered whole', () => {
  const deservesLook = watchForLook()
  deservesLook(orientation('watched', 'unknown'))
  for (let i = 0; i < 1000; i++) {
    deservesLook(orientation(`${i}`, 'confirmed'))
    expect(deservesLook(orientation('watched', 'unknown'))).toBe(false)
  }
  expect(deservesLook(orientation('0', 'confirmed'))).toBe(true)
})

test('a platform that cannot be reached, or whose certificate is refused, is worth a look when it becomes so', () => {
  const deservesLook = watchForLook()
  const course = ['up', 'down', 'down', 'untrusted', 'untrusted', 'slow', 'untrusted']
  expect(course.map(status => deservesLook(platform(status)))).toEqual([false, true, false, true, false, false, true])
})

test('a card taken out is worth a look each time, and not again while the desk stays locked', () => {
  const deservesLook = watchForLook()
  const course = ['card-removed', 'card-removed', null, 'manual', 'card-removed']
  const looks = course.map(lockReason => deservesLook(event('session.changed', { lockReason })))
  expect(looks).toEqual([true, false, false, false, true])
})

test('the tray says the session and the platform in both languages, and nothing of a call', () => {
  let state = trayAfter(TRAY_AT_START, event('session.changed', { status: 'signed-in' }))
  expect(sayTray(state, 'fr')).toBe('Relais\u00a0: session ouverte')
  state = trayAfter(state, platform('down'))
  state = trayAfter(state, event('call.changed', { needText: 'CANARI' }))
  expect(sayTray(state, 'fr')).toBe('Relais\u00a0: session ouverte, plateforme injoignable')
  expect(sayTray(state, 'en')).toBe('Relais: signed in, platform unreachable')
  state = trayAfter(state, platform('untrusted'))
  expect(sayTray(state, 'fr')).toBe('Relais\u00a0: session ouverte, certificat de la plateforme refusé')
  expect(sayTray(state, 'en')).toBe('Relais: signed in, certificate of the platform refused')
})
