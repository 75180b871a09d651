import { describe, expect, it } from 'vitest'
import { run } from '../orientation.chaos.ts'

describe('a short run of chaos', () => {
  it('ends with nothing double, lost, wrongly told or unsettled', async () => {
    const { ok, judgement } = await run({ seed: 7, json: false, needs: 40 })
    const { double, lost, wrong, unsettled, confirmed } = judgement
    expect({ double, lost, wrong, unsettled }).toEqual({ double: [], lost: [], wrong: [], unsettled: [] })
    expect(confirmed).toBeGreaterThan(0)
    expect(ok).toBe(true)
  }, 300_000)
})
