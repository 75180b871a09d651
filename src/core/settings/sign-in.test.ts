import { expect, test } from 'vitest'
import { explainSettingsProblem } from './explain.ts'
import { readSettings } from './read.ts'

const read = (signIn: object) =>
  readSettings(
    JSON.stringify({
      profile: 'sandbox',
      platform: { url: 'https://plateforme.example/fhir' },
      signIn: { url: 'https://plateforme.example/sign-in', audience: 'relais', ...signIn },
      card: { kind: 'pkcs11' },
    }),
    '/',
  )
const camille = { name: 'Camille', role: 'osnp', identifiers: ['3370ANS001/000000018'] }

test('a site that says nothing gets the rights of the rules, and the service’s word for who people are', () => {
  const { settings, problems } = read({})
  expect(problems).toEqual([])
  expect(settings?.signIn.roles).toMatchObject({
    arm: ['search'],
    osnp: ['search', 'book'],
    it: ['supervise', 'configure'],
  })
  expect(settings?.signIn.operators).toEqual([])
})

test('a role that does not exist is named with those that do, and the console does not start on a guess', () => {
  const { settings, problems } = read({
    operators: [camille, { ...camille, role: 'infirmier', identifiers: ['8ANS20260001'] }],
  })
  expect(settings).toBeNull()
  expect(problems.map(explainSettingsProblem)).toEqual([
    'signIn.operators.1.role : valeur refusée — le rôle « infirmier » n’existe pas ; rôles connus : arm, osnp, regulator, supervisor, it',
  ])
})

test('a rights table for a role that does not exist, or with a right that does not, is named', () => {
  const unknown = read({ roles: { infirmier: ['search'] } })
  expect(unknown.settings).toBeNull()
  expect(unknown.problems).toMatchObject([{ path: 'signIn.roles.infirmier', kind: 'unknown-key' }])
  const right = read({ roles: { arm: ['search', 'prescribe'] } })
  expect(right.settings).toBeNull()
  expect(right.problems[0]).toMatchObject({ path: 'signIn.roles.arm.1', kind: 'wrong-value' })
})

test('one identifier in two records would make a role a matter of order: refused', () => {
  const { settings, problems } = read({ operators: [camille, { ...camille, role: 'regulator' }] })
  expect(settings).toBeNull()
  expect(problems[0]?.detail).toContain('3370ANS001/000000018 figure deux fois')
})
