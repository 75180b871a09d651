import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vendorLink } from './link.ts'

const real = { simulated: false, vendorHosts: ['agenda.vendeur.example'], url: 'https://fhir.vendeur.example/r4' }
const practice = { simulated: true, vendorHosts: [], url: 'https://127.0.0.1:4431/fhir' }

describe('the vendor’s page', () => {
  it.each([
    ['https://agenda.vendeur.example/dr/1', 'https://agenda.vendeur.example/dr/1?origin=sas'],
    ['https://AGENDA.vendeur.example/dr/1?a=b%20c&d', 'https://agenda.vendeur.example/dr/1?a=b%20c&d&origin=sas'],
    ['https://agenda.vendeur.example/#/dr/1', 'https://agenda.vendeur.example/?origin=sas#/dr/1'],
    ['https://agenda.vendeur.example/?origin=sas', 'https://agenda.vendeur.example/?origin=sas'],
    ['https://agenda.vendeur.example/?origin=web&x=1', 'https://agenda.vendeur.example/?origin=sas&x=1'],
    ['  https://agenda.vendeur.example:443/  ', 'https://agenda.vendeur.example/?origin=sas'],
  ])('%s is opened as %s', (given, url) => {
    expect(vendorLink(given, real)).toEqual({ ok: true, url })
  })

  it.each([
    [null, 'missing'],
    ['', 'missing'],
    ['agenda.vendeur.example/dr/1', 'malformed'],
    ['Voir le secrétariat', 'malformed'],
    ['http://agenda.vendeur.example/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['file:///C:/Windows/System32/calc.exe', 'scheme'],
    ['ms-msdt:/id', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['https://agenda.vendeur.example@evil.example/', 'credentials'],
    ['https://u:p@agenda.vendeur.example/', 'credentials'],
    ['https://evil.example/agenda.vendeur.example', 'host'],
    ['https://agenda.vendeur.example.evil.example/', 'host'],
    ['https://x.agenda.vendeur.example/', 'host'],
    ['https://vendeur.example/', 'host'],
    ['https://agenda.vendeur.example./', 'host'],
    ['https://agenda.vendeur.example:8443/', 'host'],
    ['https://fhir.vendeur.example/', 'host'],
    ['https://аgenda.vendeur.example/', 'host'],
    [`https://agenda.vendeur.example/${'x'.repeat(3000)}`, 'too-long'],
  ])('%s is not opened: %s', (given, why) => {
    expect(vendorLink(given, real)).toEqual({ ok: false, why })
  })

  it('falls back on the host of the source itself when no host is named', () => {
    const source = { ...real, vendorHosts: [] }
    expect(vendorLink('https://fhir.vendeur.example/page', source).ok).toBe(true)
    expect(vendorLink('https://agenda.vendeur.example/', source)).toEqual({ ok: false, why: 'host' })
  })

  it('may be plain http on this machine for a simulated source, and for no other', () => {
    expect(vendorLink('http://127.0.0.1:8080/page', practice).ok).toBe(true)
    expect(vendorLink('http://127.0.0.1:8080/page', { ...practice, simulated: false })).toMatchObject({ why: 'scheme' })
    expect(vendorLink('http://example.org/page', { ...practice, vendorHosts: ['example.org'] })).toMatchObject({
      why: 'scheme',
    })
  })

  it('never throws, and opens nothing but https on the named host', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webUrl({ withQueryParameters: true })), given => {
        const answer = vendorLink(given, real)
        if (!answer.ok) return
        const url = new URL(answer.url)
        expect([url.protocol, url.host]).toEqual(['https:', 'agenda.vendeur.example'])
      }),
    )
  })

  it('keeps every other parameter of the vendor as it was written', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), query => {
        fc.pre(!new URLSearchParams(query).has('origin'))
        const before = new URL(`https://agenda.vendeur.example/a?${query}`)
        const answer = vendorLink(before.href, real)
        fc.pre(answer.ok)
        if (!answer.ok) return
        const rest = before.search === '' ? '?origin=sas' : `${before.search}&origin=sas`
        expect(new URL(answer.url).search).toBe(rest)
      }),
    )
  })
})
