import { expect, test } from 'vitest'
import { platformState } from './platform.ts'

const answer = (status: number, ms: number) => ({ kind: 'answer', status, headers: {}, text: '', ms }) as const

test('a quick answer is up, a slow one is slow, a refusal is still there, a fault of the server is down', () => {
  expect(platformState(answer(200, 40))).toEqual({ status: 'up', ms: 40, detail: null })
  expect(platformState(answer(200, 2_000)).status).toBe('slow')
  expect(platformState(answer(401, 40))).toEqual({ status: 'up', ms: 40, detail: 'HTTP 401' })
  expect(platformState(answer(503, 40)).status).toBe('down')
})

test('a certificate that is not trusted is told apart from a platform that is down', () => {
  const failed = { sent: false, ms: 3, code: 'SELF_SIGNED_CERT_IN_CHAIN' } as const
  expect(platformState({ kind: 'untrusted', ...failed }).status).toBe('untrusted')
  expect(platformState({ kind: 'refused', ...failed, code: 'ECONNREFUSED' })).toEqual({
    status: 'down',
    ms: null,
    detail: 'ECONNREFUSED',
  })
})
