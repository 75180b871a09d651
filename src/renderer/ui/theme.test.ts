import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8')

function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(m => [m[1] ?? '', m[2] ?? '']))
}

const blocks = [...css.matchAll(/:root[^{]*\{([^}]*)\}/g)].map(m => tokens(m[1] ?? ''))
const [light, dark, darkByDesk] = blocks as [Record<string, string>, Record<string, string>, Record<string, string>]

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const TEXT: [string, string][] = [
  ...['ink', 'ink-2', 'ok', 'warn', 'bad'].flatMap(ink =>
    ['surface', 'ground', 'raised', 'accent-soft'].map(under => [ink, under] as [string, string]),
  ),
  ['accent-ink', 'accent'],
  ['ink', 'mark'],
  ['ok', 'ok-soft'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ['ink', 'ok-soft'],
  ['ink', 'warn-soft'],
  ['ink', 'bad-soft'],
  ['ink-2', 'warn-soft'],
  ['ink-2', 'bad-soft'],
  ['sandbox', 'sandbox-soft'],
  ['ink', 'sandbox-soft'],
  ['accent-line', 'surface'],
  ['accent-line', 'accent-soft'],
]
const CONTROLS: [string, string][] = [
  ['line-strong', 'surface'],
  ['line-strong', 'ground'],
  ['line-strong', 'raised'],
  ['focus', 'surface'],
  ['focus', 'ground'],
  ['focus', 'accent-soft'],
  // What is picked or pressed: a chip on its row, a place on the map, a button in its line.
  ...['surface', 'ground', 'raised', 'accent-soft'].map(under => ['accent', under] as [string, string]),
]

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_name, theme) => {
  test.each(TEXT)('writes %s on %s at 4.5:1 or more', (ink, under) => {
    expect(contrast(theme[ink] ?? '', theme[under] ?? '')).toBeGreaterThanOrEqual(4.5)
  })
  test.each(CONTROLS)('draws %s on %s at 3:1 or more', (edge, under) => {
    expect(contrast(theme[edge] ?? '', theme[under] ?? '')).toBeGreaterThanOrEqual(3)
  })
})

test('dark is the same by choice and by the desk', () => {
  expect(darkByDesk).toEqual(dark)
  expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort())
})
