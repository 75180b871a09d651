/**
 * What ships, component by component: names, versions, licences and their texts, as the lock and the packages say. Written
 * into the program (« À propos »), beside it (`LICENCES.txt`) and as a bill of materials (CycloneDX 1.5).
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const readJson = file => JSON.parse(readFileSync(file, 'utf8'))
const LICENCE_FILE = /^(licen[cs]e|copying)(\.|-|$)/i
/** Data of others that ships inside: see assets/NOTICE.md. */
const NODE_ITSELF = /^node_modules\/node-(linux|win|darwin)-/

/** Packages that the program is built from, at run time, sorted by name. */
export function shippedComponents(root) {
  const lock = readJson(path.join(root, 'package-lock.json'))
  const shipped = Object.entries(lock.packages).filter(
    ([place, entry]) => place !== '' && !entry.dev && !NODE_ITSELF.test(place) && existsSync(path.join(root, place)),
  )
  const electron = lock.packages['node_modules/electron']
  const all = [...shipped, ['node_modules/electron', electron]].map(([place, entry]) => {
    const folder = path.join(root, place)
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const said = readJson(path.join(folder, 'package.json'))
    const licence = typeof said.license === 'string' ? said.license : (said.license?.type ?? 'inconnue')
    return { name, version: entry.version, licence, integrity: entry.integrity ?? null, text: licenceText(folder) }
  })
  const once = new Map(all.map(one => [`${one.name}@${one.version}`, one]))
  return [...once.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

function licenceText(folder) {
  const file = readdirSync(folder).find(name => LICENCE_FILE.test(name))
  return file ? readFileSync(path.join(folder, file), 'utf8').trim() : null
}

/** For the screen « À propos ». */
export const licencesJson = components =>
  `${JSON.stringify({ components: components.map(({ name, version, licence }) => ({ name, version, licence })) })}\n`

/** Every licence with its text; the same text is printed once. */
export function licencesText(components, product) {
  const texts = new Map()
  for (const { name, version, licence, text } of components) {
    const key = text ?? `Texte de la licence ${licence} : non fourni par le paquet.`
    texts.set(key, [...(texts.get(key) ?? []), `${name} ${version} (${licence})`])
  }
  const rule = '='.repeat(80)
  return [
    `${product} — composants et licences`,
    'Les licences de Chromium sont dans LICENSES.chromium.html ; les données embarquées dans NOTICE.txt.',
    ...[...texts].flatMap(([text, names]) => ['', rule, ...names, rule, '', text]),
    '',
  ].join('\n')
}

/** Bill of materials, CycloneDX 1.5. The serial number follows from the content: the same content, the same file. */
export function billOfMaterials(components, { name, version }) {
  const list = components.map(one => ({
    type: one.name === 'electron' ? 'framework' : 'library',
    'bom-ref': `${one.name}@${one.version}`,
    name: one.name,
    version: one.version,
    purl: `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`,
    licenses: [
      /\b(OR|AND|WITH)\b/.test(one.licence) ? { expression: one.licence } : { license: licenceOf(one.licence) },
    ],
    ...(one.integrity ? { hashes: hashesOf(one.integrity) } : {}),
  }))
  const digest = createHash('sha256')
    .update(JSON.stringify([name, version, list]))
    .digest('hex')
  const serial = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `${name}@${version}`, name, version } },
    components: list,
    dependencies: [{ ref: `${name}@${version}`, dependsOn: list.map(one => one['bom-ref']) }],
  }
}

const licenceOf = licence => (/^[A-Za-z0-9.+-]+$/.test(licence) ? { id: licence } : { name: licence })

/** «sha512-…» of the lock, in the words of CycloneDX. */
const hashesOf = integrity =>
  integrity
    .split(' ')
    .filter(one => one.startsWith('sha512-'))
    .map(one => ({ alg: 'SHA-512', content: Buffer.from(one.slice(7), 'base64').toString('hex') }))
