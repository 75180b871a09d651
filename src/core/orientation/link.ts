/**
 * Which vendor's page may be opened. The address comes from a source, through the network: it is opened only when its
 * scheme and its host are the ones the settings allow (the `origin=sas` parameter: specification of the vendors' SSO).
 */

export type LinkAnswer = { ok: true; url: string } | { ok: false; why: string }

/** Windows cuts longer command lines of the shell. */
const LONGEST = 2000

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Checks the address of a vendor's page and marks it as coming from the SAS. `why` is a code for the log. */
export function vendorLink(
  bookingUrl: string | null,
  source: { simulated: boolean; vendorHosts: readonly string[]; url: string },
): LinkAnswer {
  if (bookingUrl === null || bookingUrl.trim() === '') return { ok: false, why: 'missing' }
  const url = URL.parse(bookingUrl.trim())
  if (!url) return { ok: false, why: 'malformed' }
  const practice = source.simulated && LOOPBACK.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && practice)) return { ok: false, why: 'scheme' }
  // `https://vendor.fr@elsewhere.example`: what the eye reads is not where it goes.
  if (url.username !== '' || url.password !== '') return { ok: false, why: 'credentials' }
  if (!allowed(url, source, practice)) return { ok: false, why: 'host' }
  if (url.searchParams.getAll('origin').join() !== 'sas') addOrigin(url)
  if (url.href.length > LONGEST) return { ok: false, why: 'too-long' }
  return { ok: true, url: url.href }
}

/** Appended, so that the rest of the vendor's query stays byte for byte; `searchParams.set` would rewrite all of it. */
function addOrigin(url: URL): void {
  if (url.searchParams.has('origin')) url.searchParams.set('origin', 'sas')
  else url.search = url.search === '' ? '?origin=sas' : `${url.search}&origin=sas`
}

/** Exact hosts only. Another port than the scheme's own must be named, except on this very machine. */
function allowed(url: URL, source: { vendorHosts: readonly string[]; url: string }, practice: boolean): boolean {
  const base = URL.parse(source.url)
  const hosts = source.vendorHosts.length > 0 ? source.vendorHosts : base ? [base.host] : []
  return hosts.some(name => {
    const wanted = URL.parse(`https://${name}`)
    if (wanted?.pathname !== '/' || wanted.hostname === '') return false
    if (wanted.hostname !== url.hostname) return false
    return practice || url.port === wanted.port || (url.port === '' && source.vendorHosts.length === 0)
  })
}
