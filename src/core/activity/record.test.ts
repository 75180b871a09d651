import { expect, test } from 'vitest'
import type { Act } from './line.ts'
import { createRecorder } from './record.ts'

test('a search that goes further leaves a line: which step, whose, from which département to which, and no caller', () => {
  const acts: Act[] = []
  const recorder = createRecorder(
    act => acts.push(act),
    () => ({ idnps: '3370000001/1', role: 'osnp' }),
  )
  recorder.widened('neighbours', true, { from: '37', km: 15, departements: ['36', '41'] })
  recorder.widened('back', false, { from: '37', km: null, departements: [] })
  expect(acts).toEqual([
    {
      what: 'search.widened',
      who: '3370000001/1',
      role: 'osnp',
      result: 'neighbours',
      reason: 'automatic',
      facts: { from: '37', km: 15, to: '36 41' },
    },
    {
      what: 'search.widened',
      who: '3370000001/1',
      role: 'osnp',
      result: 'back',
      reason: 'hand',
      facts: { from: '37', km: null, to: null },
    },
  ])
})
