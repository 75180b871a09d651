import { beforeEach, expect, test } from 'vitest'
import type { CallState } from '../../../shared/contract/call.ts'
import type { NamedNeed } from '../../../shared/contract/directory.ts'
import { addName, chooseNeed, dropName, editCall, useCall } from './store.ts'

const somebody = (n: number): NamedNeed => ({ kind: 'person', idnps: `81000000000${n}`, label: `Dr ${n}` })
const house: NamedNeed = { kind: 'establishment', finess: '370099603', siret: null, label: 'MSP' }
const now = () => {
  const { call } = useCall.getState()
  return { need: call?.need?.label, text: call?.needText, also: call?.also.map(({ label }) => label) }
}

beforeEach(() => {
  useCall.setState({ call: { need: null, also: [], needText: '' } as unknown as CallState, recentNeeds: [] })
})

test('the first name is the question, the next ones are added to it, each one once', () => {
  expect(addName(somebody(1))).toBe('begun')
  expect(addName(house)).toBe('added')
  expect(addName(somebody(2))).toBe('added')
  expect(addName({ ...house, label: 'MSP de Tours' })).toBe('known')
  expect(addName(somebody(1))).toBe('known')
  expect(now()).toEqual({ need: 'Dr 1', text: 'Dr 1', also: ['MSP', 'Dr 2'] })
})

test('a kind of establishment is listed, not asked: a name takes its place', () => {
  chooseNeed({ kind: 'structure', code: 'urgences', label: 'Urgences' })
  expect(addName(somebody(1))).toBe('begun')
  expect(now()).toMatchObject({ need: 'Dr 1', also: [] })
})

test('no more than the contract takes', () => {
  for (let n = 0; n < 10; n++) addName(somebody(n))
  expect(addName(house)).toBe('full')
  expect(now().also).toHaveLength(9)
})

test('a name is taken away by its place; another need takes them all', () => {
  for (let n = 0; n < 4; n++) addName(somebody(n))
  dropName(1)
  expect(now().also).toEqual(['Dr 1', 'Dr 3'])
  // Correcting the letters of the need is not yet another need.
  editCall({ needText: 'méd', need: null })
  expect(now().also).toEqual(['Dr 1', 'Dr 3'])
  chooseNeed({ kind: 'speciality', code: 'SM26', label: 'Médecine générale' })
  expect(now()).toMatchObject({ need: 'Médecine générale', also: [] })
})
