import { expect, test } from 'vitest'
import { cityName, givenName, readable, streetLine } from './address.ts'

const street = (parts: Partial<Parameters<typeof streetLine>[0]>) =>
  streetLine({ number: '', repetition: '', wayCode: '', wayLabel: '', street: '', ...parts })

test('a street reads as people write it', () => {
  expect(street({ number: '12', repetition: 'B', wayCode: 'R', wayLabel: 'Rue', street: 'DES "TILLEULS"' })).toBe(
    '12 bis rue des "Tilleuls"',
  )
  expect(street({ number: '0007', wayCode: 'AV', street: "DE L'ÉGLISE" })).toBe("7 avenue de l'Église")
  expect(street({ wayLabel: 'Chemin', street: 'des Vignes' })).toBe('Chemin des Vignes')
})

test('the kind of way is found inside the name of the street', () => {
  expect(street({ number: '3', street: 'R DENIS PAPIN' })).toBe('3 rue Denis Papin')
  expect(street({ street: 'AV DE LA REPUBLIQUE' })).toBe('Avenue de la Republique')
  expect(street({ street: 'LE BOURG' })).toBe('Le Bourg')
})

test('no street, no line', () => {
  expect(street({ number: '12' })).toBe('')
})

test('capitals become readable, what has small letters is left alone', () => {
  expect(readable('CHAMBRAY-LÈS-TOURS')).toBe('Chambray-lès-Tours')
  expect(readable('McDonald fils')).toBe('McDonald fils')
  expect(cityName('TOURS CEDEX 9')).toBe('Tours')
  expect(givenName('JEAN-PIERRE')).toBe('Jean-Pierre')
  expect(givenName('Élodie')).toBe('Élodie')
})
