import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bounds, otherScreens, placeWindow, rememberPlace, type ScreenArea, WindowMemory } from './bounds.ts'

const area = (x: number, y: number, width: number, height: number, primary = false): ScreenArea => ({
  bounds: { x, y, width, height },
  workArea: { x, y, width, height: height - 40 },
  primary,
})
const desk = [area(0, 0, 1920, 1080, true), area(1920, 0, 1366, 768)]
const alone = [area(0, 0, 1366, 768, true)]
const at = (x: number, y: number, width = 1000, height = 700): Bounds => ({ x, y, width, height })

describe('where the window opens', () => {
  test('the first time: centred on the main screen', () => {
    expect(placeWindow(null, desk).bounds).toEqual({ x: 277, y: 136, width: 1366, height: 768 })
  })

  test('where it was on these screens, whatever the order the system lists them in', () => {
    const memory = rememberPlace(null, desk, { bounds: at(2000, 20), maximized: true })
    expect(placeWindow(memory, [...desk].reverse())).toEqual({ bounds: at(2000, 20), maximized: true })
  })

  test('each arrangement of screens keeps its own place', () => {
    const docked = rememberPlace(null, desk, { bounds: at(2000, 20), maximized: false })
    const both = rememberPlace(docked, alone, { bounds: at(10, 10, 500, 600), maximized: false })
    expect(placeWindow(both, desk).bounds).toEqual(at(2000, 20))
    expect(placeWindow(both, alone).bounds).toEqual(at(10, 10, 500, 600))
  })

  test('a place on a screen that is gone comes back to the main one', () => {
    const memory = rememberPlace(null, desk, { bounds: at(2000, 20), maximized: false })
    expect(placeWindow(memory, alone).bounds).toEqual({ x: 183, y: 14, width: 1000, height: 700 })
  })

  test('a title bar above the screen cannot be taken hold of: brought back', () => {
    const memory = rememberPlace(null, alone, { bounds: at(100, -60), maximized: false })
    expect(placeWindow(memory, alone).bounds.y).toBeGreaterThanOrEqual(0)
  })

  test('a second window never placed opens on the screen that the desk leaves free', () => {
    const free = (window: Bounds) => placeWindow(null, desk, otherScreens(desk, window)).bounds
    expect(free(at(10, 10))).toEqual({ x: 1920, y: 0, width: 1366, height: 728 })
    expect(free(at(2000, 10))).toEqual({ x: 277, y: 136, width: 1366, height: 768 })
    expect(otherScreens(alone, at(10, 10))).toEqual(alone)
  })

  test('a second window placed beside the desk, on its screen, is found there again', () => {
    const memory = rememberPlace(null, desk, { bounds: at(900, 20), maximized: true })
    const others = otherScreens(desk, at(10, 10))
    expect(placeWindow(memory, desk, others)).toEqual({ bounds: at(900, 20), maximized: true })
  })

  test('a second window on screens never seen does not open over the desk where another screen is free', () => {
    const memory = rememberPlace(null, alone, { bounds: at(100, 20), maximized: false })
    const { bounds } = placeWindow(memory, desk, otherScreens(desk, at(10, 10)))
    expect(bounds.x).toBeGreaterThanOrEqual(1920)
  })

  test('no screen at all (session without display) still answers', () => {
    expect(placeWindow(null, []).bounds).toMatchObject({ width: 1366, height: 768 })
  })

  test('always visible and never larger than its screen', () => {
    const int = (min: number, max: number) => fc.integer({ min, max })
    const bounds = fc.record({ x: int(-9999, 9999), y: int(-9999, 9999), width: int(1, 9999), height: int(1, 9999) })
    fc.assert(
      fc.property(bounds, fc.boolean(), fc.boolean(), (was, elsewhere, maximized) => {
        const memory = rememberPlace(null, elsewhere ? desk : alone, { bounds: was, maximized })
        const { bounds: now } = placeWindow(memory, alone)
        const [screen] = alone
        if (!screen) throw new Error('one screen')
        expect(now.width).toBeLessThanOrEqual(screen.workArea.width)
        expect(now.height).toBeLessThanOrEqual(screen.workArea.height)
        expect(now.y).toBeGreaterThanOrEqual(0)
        expect(now.y).toBeLessThan(screen.workArea.height)
        expect(Math.min(now.x + now.width, 1366) - Math.max(now.x, 0)).toBeGreaterThanOrEqual(120)
      }),
    )
  })

  test('the memory stays short and keeps the most recent', () => {
    let memory: WindowMemory | null = null
    for (let i = 1; i <= 50; i++)
      memory = rememberPlace(memory, [area(0, 0, 1000 + i, 700, true)], { bounds: at(i, i), maximized: false })
    expect(memory?.places).toHaveLength(20)
    expect(memory?.places.at(-1)?.bounds.x).toBe(50)
    expect(WindowMemory.safeParse(memory).success).toBe(true)
  })
})
