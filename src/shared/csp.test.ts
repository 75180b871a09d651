import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contentSecurityPolicy, PRESSABLE_STYLE_HASH } from './csp.ts'

test('the one style allowed by its hash is the one that the installed react-aria writes', () => {
  const source = readFileSync('node_modules/react-aria/dist/private/interactions/usePress.mjs', 'utf8')
  const template = /style\.textContent = `([^`]*)`\.trim\(\)/.exec(source)?.[1] ?? ''
  const attribute = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(source)?.[1] ?? ''
  const text = template.replace(/\$\{[^}]*PRESSABLE_ATTRIBUTE\}/, attribute).trim()
  expect(text).toContain('touch-action')
  expect(`sha256-${createHash('sha256').update(text).digest('base64')}`).toBe(PRESSABLE_STYLE_HASH)
})

test('Electron talks to no address; the host to its own socket only; nothing else differs', () => {
  const electron = contentSecurityPolicy({ kind: 'electron' })
  const host = contentSecurityPolicy({ kind: 'host', origin: 'http://127.0.0.1:4000' })
  expect(electron).toContain("connect-src 'none'")
  expect(electron.replace("connect-src 'none'", '')).toBe(host.replace("connect-src 'self' ws://127.0.0.1:4000", ''))
})

test('no inline, no eval, no other origin, no frame', () => {
  for (const policy of [
    contentSecurityPolicy({ kind: 'electron' }),
    contentSecurityPolicy({ kind: 'host', origin: 'http://127.0.0.1:1' }),
  ]) {
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    for (const closed of ['default-src', 'base-uri', 'form-action', 'frame-ancestors', 'trusted-types'])
      expect(policy).toContain(`${closed} 'none'`)
  }
})
