import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EXCEPTION, isException, isLoopback, proxyOrigin, readPacAnswer } from './ways.ts'

test('the words of a PAC file are read in their order, and what is not spoken here is named', () => {
  expect(readPacAnswer('PROXY a.example:3128; HTTPS b.example:8443 ;SOCKS5 c:1080; DIRECT')).toEqual([
    { kind: 'proxy', url: 'http://a.example:3128' },
    { kind: 'proxy', url: 'https://b.example:8443' },
    { kind: 'unsupported', said: 'SOCKS5 c:1080' },
    { kind: 'direct' },
  ])
  expect(readPacAnswer('')).toEqual([{ kind: 'direct' }])
  expect(readPacAnswer('proxy a.example')).toEqual([{ kind: 'proxy', url: 'http://a.example:80' }])
})

test('whatever a PAC file answers, there is a way and nothing throws', () => {
  fc.assert(fc.property(fc.string(), text => readPacAnswer(text).length > 0))
})

test('a proxy is scheme, host and port: an account in its address is dropped', () => {
  expect(proxyOrigin('http://jean:secret@proxy.example:3128/x?y')).toBe('http://proxy.example:3128')
  expect(proxyOrigin('https://proxy.example')).toBe('https://proxy.example:443')
  expect([proxyOrigin('ftp://proxy.example'), proxyOrigin('proxy'), proxyOrigin('')]).toEqual([null, null, null])
})

test.each([
  ['localhost', true],
  ['127.8.9.1', true],
  ['[::1]', true],
  ['a.localhost', true],
  ['127.0.0.1.example', false],
  ['localhost.example', false],
])('%s is this machine: %s', (host, own) => expect(isLoopback(host)).toBe(own))

test.each([
  ['https://dossier.hopital.example/x', '.hopital.example', true],
  ['https://dossier.hopital.example/x', '*.hopital.example', true],
  ['https://hopital.example/', '.hopital.example', false],
  ['https://hopital.example/', 'HOPITAL.example', true],
  ['https://autre-hopital.example/', 'hopital.example', false],
  ['https://serveur/', '<local>', true],
  ['https://serveur.example/', '<local>', false],
  ['https://10.4.5.6/', '10.0.0.0/8', true],
  ['https://11.4.5.6/', '10.0.0.0/8', false],
  ['https://10.4.5.6/', '10.0.0.0/99', false],
  ['https://[fd00::7]/', '[fd00::]/8', true],
  ['https://a.example:8443/', 'a.example:8443', true],
  ['https://a.example/', 'a.example:8443', false],
  ['https://a.example/', 'a.example:443', true],
  ['https://a.example/', '*', true],
])('%s without proxy because of « %s »: %s', (url, said, direct) => {
  expect(isException(new URL(url), [said])).toBe(direct)
  expect(EXCEPTION.test(said)).toBe(true)
})

test('what is no exception is refused where it is written', () => {
  for (const wrong of ['', 'a b', 'https://x.example', 'x.example/y', 'a,b', '.', 'é.example'])
    expect(EXCEPTION.test(wrong), wrong).toBe(false)
})
