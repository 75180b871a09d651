/** Answers read piece by piece are those that are parsed whole: whatever their spacing, their faults or their tricks. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundleOf, communityResources, resourcesOf, sosResources } from '../../../tests/availability/bundles.ts'
import { spots } from '../../../tests/availability/spots.ts'
import { type Resources, readInPieces, readWhole } from './resources.ts'
import { readSlots } from './slots.ts'

const SEEN = { seenAt: '2026-11-22T08:00:00.000Z' }
const at = (minutes: number) => new Date(Date.parse('2026-11-23T08:00:00Z') + minutes * 60_000).toISOString()
const slots = (owner: string, communities: string[] = []) =>
  [0, 20, 40, 60].map((minutes, n) => ({
    id: `${owner}-${n}`,
    start: at(minutes),
    end: at(minutes + 15),
    kind: n % 2 ? 'SNP' : 'PUBLIC',
    communities,
    ...(n === 3 ? { comment: 'https://agenda.exemple/rendez-vous?é=1', reason: 'Suivi « enfant »' } : {}),
  }))
const PEOPLE = ['810000000011', '810000000012', '810000000013']
const resources = [
  ...resourcesOf(PEOPLE.map(idnps => ({ idnps, places: [{ place: { id: idnps }, slots: slots(idnps) }] }))),
  ...resourcesOf([{ idnps: '810000000014', places: [{ place: { id: 'c' }, slots: slots('c', ['c1']) }] }]),
  ...communityResources([{ id: 'c1', finess: '370000001', name: 'CPTS Une' }]),
  ...sosResources('12345678900011', [{ place: { id: 'p' }, name: 'Point', slots: slots('p') }]),
]

/** What is said of an answer, to the letter. */
async function said(read: Resources): Promise<string> {
  return JSON.stringify(await readSlots(read, SEEN))
}

async function inPieces(text: string): Promise<string | null> {
  const read = await readInPieces(Buffer.from(text))
  return read && said(read)
}

const whole = async (text: string) => said(await readWhole(text))

const value = fc.constantFrom<unknown>(
  null,
  12,
  true,
  [],
  {},
  '',
  'Slot/p-1',
  'p-1',
  'https://agenda.exemple/fhir/Slot/p-1',
  'https://ailleurs.exemple/fhir/Slot/p-1',
  'urn:uuid:6c0b0c1c-0000-4000-8000-000000000001',
  ' p-1 ',
  'é',
  'a"b\\c\n',
  'entry',
  { reference: 'Schedule/sos-p' },
)
const change = fc.record({ at: fc.nat(), how: fc.constantFrom('drop', 'set', 'copy', 'list'), value, other: fc.nat() })

function spoil(bundle: unknown, changes: readonly { at: number; how: string; value: unknown; other: number }[]) {
  for (const one of changes) {
    const all = spots(bundle)
    const [parent, key] = all[one.at % all.length] ?? [{}, '']
    const [from, name] = all[one.other % all.length] ?? [{}, '']
    if (one.how === 'drop') delete parent[key]
    else if (one.how === 'set') parent[key] = structuredClone(one.value)
    else if (one.how === 'copy') parent[key] = structuredClone(from[name])
    else parent[key] = [structuredClone(parent[key])]
  }
  return bundle
}

/** As servers write JSON: on one line, indented, with slashes or accents escaped. */
const written = fc.constantFrom<(bundle: unknown) => string>(
  bundle => JSON.stringify(bundle),
  bundle => JSON.stringify(bundle, null, 2),
  bundle => JSON.stringify(bundle, null, '\t').replaceAll('\n', '\r\n'),
  bundle => JSON.stringify(bundle).replaceAll('/', '\\/'),
  bundle => JSON.stringify(bundle).replace(/é/g, '\\u00e9'),
)
const letters = fc.constantFrom(
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '\u0000',
  'é',
  '1',
  '"id":"p-1",',
  '"entry":[],',
  '"\\u0065ntry":[],',
  '"resource":{},',
)
const slips = fc.array(fc.record({ at: fc.nat(), cut: fc.nat({ max: 3 }), put: fc.option(letters) }), { maxLength: 2 })

test('an answer as servers write it is never parsed whole, and its slots only where a letter is not plain', async () => {
  const read = await readInPieces(Buffer.from(JSON.stringify(bundleOf(resources))))
  const entries = read?.kind === 'bundle' ? read.entries.filter(({ type }) => type === 'Slot') : []
  expect(entries).toHaveLength(20)
  // Those whose page has an accent.
  expect(entries.filter(({ shares }) => !shares)).toHaveLength(5)
  expect(await inPieces(JSON.stringify(bundleOf(resources)))).toBe(await whole(JSON.stringify(bundleOf(resources))))
})

test('whatever is wrong in it, an answer read in pieces says what it says when it is parsed whole', async () => {
  let pieces = 0
  let aside = 0
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), written, async (changes, write) => {
      const text = write(spoil(bundleOf(structuredClone(resources)), changes))
      const read = await inPieces(text)
      if (read === null) return
      pieces++
      if (!read.includes('"leftAside":[]')) aside++
      expect(read).toBe(await whole(text))
    }),
    { numRuns: 1_500 },
  )
  expect(pieces).toBeGreaterThan(1_000)
  expect(aside).toBeGreaterThan(100)
})

test('whatever slips into its text, too', async () => {
  let pieces = 0
  await fc.assert(
    fc.asyncProperty(slips, written, async (edits, write) => {
      let text = write(bundleOf(resources))
      for (const { at: index, cut, put } of edits) {
        const from = index % text.length
        text = text.slice(0, from) + (put ?? '') + text.slice(from + cut)
      }
      const read = await inPieces(text)
      if (read === null) return
      pieces++
      expect(read).toBe(await whole(text))
    }),
    { numRuns: 3_000 },
  )
  expect(pieces).toBeGreaterThan(500)
})

test.each([
  ['two lists of entries', (text: string) => text.replace('"entry":', '"entry":[{}],"entry":')],
  ['a second list at the end', (text: string) => text.replace(/\}$/, ',"entry":[]}')],
  ['a second list under an escaped name', (text: string) => text.replace(/\}$/, ',"\\u0065ntry":[]}')],
  ['a comma after the last entry', (text: string) => text.replace(/\]\}$/, ',]}')],
  ['something after the end', (text: string) => `${text}{}`],
  ['a byte order mark', (text: string) => `\ufeff${text}`],
  ['one entry that is no list', (text: string) => text.replace(/"entry":\[.*\]/, '"entry":{"resource":{}}')],
  ['entries that are no objects', (text: string) => text.replace('"entry":[', '"entry":[null,3,"x",[],')],
  ['a name given twice in a slot', (text: string) => text.replaceAll('"status":', '"start":"2026-11-23","status":')],
])('%s: read as when it is parsed whole', async (_, trick) => {
  const text = trick(JSON.stringify(bundleOf(resources)))
  expect(text).not.toBe(JSON.stringify(bundleOf(resources)))
  const read = await inPieces(text)
  if (read !== null) expect(read).toBe(await whole(text))
})

test('slots of two servers keep their server, and an address that is not that of the id its own', async () => {
  const bundle = bundleOf(resources)
  for (const [n, entry] of (bundle.entry ?? []).entries()) {
    if (n % 2) entry.fullUrl = entry.fullUrl.replace('agenda.exemple', 'autre.exemple')
    if (n % 5 === 0) entry.fullUrl = `urn:uuid:6c0b0c1c-0000-4000-8000-${String(n).padStart(12, '0')}`
    if (n % 7 === 0) entry.fullUrl = `${entry.fullUrl}-autre`
  }
  const text = JSON.stringify(bundle)
  expect(await inPieces(text)).toBe(await whole(text))
})
