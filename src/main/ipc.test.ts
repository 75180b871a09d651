import { expect, test } from 'vitest'
import { senderFault } from './ipc.ts'

const ours = { url: 'relais://console/', isTop: true }

test.each([
  [{ contentsId: 1, frame: ours }, 1, null],
  [{ contentsId: 1, frame: { ...ours, url: 'relais://console/index.html#x' } }, 1, null],
  [{ contentsId: 2, frame: ours }, 1, 'other-window'],
  [{ contentsId: 1, frame: ours }, null, 'other-window'],
  [{ contentsId: 1, frame: null }, 1, 'no-frame'],
  [{ contentsId: 1, frame: { ...ours, isTop: false } }, 1, 'sub-frame'],
  [{ contentsId: 1, frame: { ...ours, url: 'https://example.invalid/?relais://console/' } }, 1, 'other-origin'],
  [{ contentsId: 1, frame: { ...ours, url: 'about:blank' } }, 1, 'other-origin'],
  // A page that is not loaded yet is not ours yet.
  [{ contentsId: 1, frame: { ...ours, url: '' } }, 1, 'other-origin'],
])('%j heard by window %j: %j', (sender, window, fault) => expect(senderFault(sender, window)).toBe(fault))
