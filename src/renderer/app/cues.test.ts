import { beforeEach, expect, test, vi } from 'vitest'
import type { AskState, SourceState } from '../../shared/contract/availability.ts'
import type { CallState } from '../../shared/contract/call.ts'
import { OrientationStatus } from '../../shared/contract/orientation.ts'
import { useAsk } from '../features/availability/store.ts'
import { useCall } from '../features/call/store.ts'
import { play } from '../ui/sound.ts'
import { cueOf, watchSources } from './cues.ts'

vi.mock('../ui/sound.ts', () => ({ play: vi.fn() }))
const heard = () => vi.mocked(play).mock.calls.map(([cue]) => cue)

/** The sources as the next message says them. */
function say(statuses: Record<string, SourceState['status']>) {
  const sources = Object.entries(statuses).map(([id, status]) => ({ id, status }))
  useAsk.setState({ ask: { sources } as unknown as AskState })
}
const call = (id: string) => useCall.setState({ call: { id } as CallState })

watchSources()
beforeEach(() => {
  say({ a: 'answered', b: 'answered' })
  call('none')
  say({ a: 'answered', b: 'answered' })
  call('1')
  vi.mocked(play).mockClear()
})

test.each(OrientationStatus.options)('an outcome «%s» is heard as booked only when it is confirmed', status => {
  cueOf(status)
  expect(heard().includes('confirmed')).toBe(status === 'confirmed')
})

test('a source that stops answering is heard once, however many messages say so', () => {
  say({ a: 'asked', b: 'asked' })
  say({ a: 'answered', b: 'down' })
  for (let n = 0; n < 20; n++) say({ a: 'answered', b: 'down' })
  expect(heard()).toEqual(['down'])
})

test('several that stop together are one tone', () => {
  say({ a: 'malformed', b: 'refused' })
  expect(heard()).toEqual(['down'])
})

test('one that comes and goes is heard once a call', () => {
  for (let n = 0; n < 3; n++) {
    say({ a: 'answered', b: 'down' })
    say({ a: 'answered', b: 'answered' })
  }
  expect(heard()).toEqual(['down'])
  call('2')
  say({ a: 'answered', b: 'down' })
  expect(heard()).toEqual(['down', 'down'])
})

test('one that goes on failing is not heard again at the next call', () => {
  say({ a: 'answered', b: 'down' })
  call('2')
  say({ a: 'asked', b: 'asked' })
  say({ a: 'answered', b: 'down' })
  expect(heard()).toEqual(['down'])
})

test('a late one, or one that the question does not concern, is not down', () => {
  say({ a: 'late', b: 'not-concerned' })
  expect(heard()).toEqual([])
})
