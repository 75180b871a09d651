import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { describe, expect, test } from 'vitest'
import { silentLog } from '../core/ports.ts'
import { electronShell } from './external.ts'
import { externalAllowed, guardContents, navigationAllowed } from './navigation.ts'

test.each([
  ['relais://console/', true],
  ['relais://console/#x', true],
  ['https://example.invalid/?next=relais://console', false],
  ['file:///C:/Windows/win.ini', false],
  ['javascript:alert(1)', false],
  ['about:blank', false],
])('navigation to %s: %s', (url, allowed) => expect(navigationAllowed(url)).toBe(allowed))

test.each([
  ['https://rdv.example.invalid/slot?origin=sas', true],
  ['http://127.0.0.1:4443/page', true],
  ['https://user:pass@example.invalid/', false],
  ['file:///etc/passwd', false],
  ['ms-msdt:/id', false],
  ['javascript:alert(1)', false],
  ['relais://console/', false],
  ['\\\\server\\share', false],
  ['https:', false],
])('handing %s to the system: %s', (url, allowed) => expect(externalAllowed(url)).toBe(allowed))

test('the shell hands over a page, and refuses the rest without a word of it in the log', async () => {
  const opened: string[] = []
  const logged: unknown[] = []
  const shell = electronShell(
    { openExternal: async url => void opened.push(url) },
    { ...silentLog, warn: (...entry) => void logged.push(entry) },
  )
  await shell.openExternal('https://rdv.example.invalid/s?x=1')
  await shell.openExternal('tel:+33247000001')
  await shell.openExternal('monlrm://issue?x=1', 'monlrm')
  await shell.openExternal('autre://issue?x=1', 'monlrm')
  await shell.openExternal('tel:+33;ext=1')
  await shell.openExternal('file:///etc/passwd')
  expect(opened).toEqual(['https://rdv.example.invalid/s?x=1', 'tel:+33247000001', 'monlrm://issue?x=1'])
  expect(JSON.stringify(logged)).not.toContain('passwd')
  expect(logged).toHaveLength(3)
})

describe('a guarded page', () => {
  const guarded = () => {
    let openHandler: ((details: { url: string }) => { action: string }) | null = null
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: typeof openHandler) => {
        openHandler = handler
      },
    })
    let second = 0
    guardContents(contents as unknown as WebContents, silentLog, () => {
      second += 1
    })
    return { contents, seconds: () => second, open: (url: string) => openHandler?.({ url }) }
  }
  const tried = (contents: EventEmitter, name: string, url: string) => {
    let prevented = false
    contents.emit(name, { url, preventDefault: () => (prevented = true) })
    return prevented
  }

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s elsewhere is stopped, home is not', name => {
    const { contents } = guarded()
    expect(tried(contents, name, 'https://example.invalid/?next=relais://console')).toBe(true)
    expect(tried(contents, name, 'relais://console/')).toBe(false)
  })

  test('no webview is attached and no window opens, even onto our own page', () => {
    const { contents, open } = guarded()
    expect(tried(contents, 'will-attach-webview', '')).toBe(true)
    expect(open('relais://console/')).toEqual({ action: 'deny' })
  })

  test('the second screen alone is opened, by us', () => {
    const { seconds, open } = guarded()
    for (const url of ['relais://console/', 'relais://console/?view=map#x', 'https://x.invalid/?view=map'])
      expect(open(url)).toEqual({ action: 'deny' })
    expect(seconds()).toBe(0)
    expect(open('relais://console/?view=map')).toEqual({ action: 'deny' })
    expect(seconds()).toBe(1)
  })
})
