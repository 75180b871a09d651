/** `npm run demo -- --all`: the twelve calls on a desk of their own, with the table of keys and seconds. */
import path from 'node:path'
import { chromium } from '@playwright/test'
import { CHROMIUM_ARGS } from '../chromium.ts'
import { createTestWorld } from '../e2e/world.ts'
import { playTwelve } from './calls.ts'
import { BUDGET } from './scene.ts'

export interface AllOptions {
  out: string
  chromium: string
  only?: string | undefined
  say(line: string): void
}

/** Plays them; rejects when a call fails or needs more keys than the budget. */
export async function playAll(options: AllOptions): Promise<{ calls: number; most: number; seconds: number }> {
  const { out, say, only } = options
  const world = await createTestWorld()
  const browser = await chromium.launch({ executablePath: options.chromium, args: CHROMIUM_ARGS })
  try {
    say(`Budget : ${BUDGET} touches par appel, mots compris à part.`)
    const rows = await playTwelve({ world, browser, out: path.join(out, 'appels'), say, ...(only ? { only } : {}) })
    const wrong = rows.filter(row => row.failed !== null || row.keystrokes > row.budget)
    if (wrong.length > 0) throw new Error(`${wrong.map(({ id }) => id).join(', ')}: not as it must be`)
    return {
      calls: rows.length,
      most: Math.max(...rows.map(row => row.keystrokes / (row.budget / BUDGET))),
      seconds: Math.round(rows.reduce((sum, row) => sum + row.seconds, 0)),
    }
  } finally {
    await browser.close()
    await world.close()
  }
}
