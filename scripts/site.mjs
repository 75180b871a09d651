/**
 * `npm run site -- key --into NAME | sign --settings FILE --serial N --key FILE --into FILE | latest --version X.Y.Z [--notes
 * TEXT] --key FILE --into FILE | verify --in FILE --public FILE`: signs what a site hands to its desks.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'

requireNode()
const { explainSettingsProblem, faultsOfPart, readRaw, siteFiles } = await import('../src/core/settings/index.ts')

const USAGE = 'npm run site -- key | sign | latest | verify (voir docs/deploiement.md)'
const stop = words => {
  console.error(words)
  process.exit(2)
}
const text = (file, what) => {
  if (!file) stop(`${what} : un fichier est attendu.\n${USAGE}`)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return stop(`${file} : illisible (${error.code}).`)
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    ['into', 'settings', 'serial', 'key', 'version', 'notes', 'in', 'public'].map(name => [name, { type: 'string' }]),
  ),
})
const issuedAt = new Date().toISOString()
const write = (kind, content) => {
  if (!values.into) stop(`--into : un fichier est attendu.\n${USAGE}`)
  let signed
  try {
    signed = siteFiles.sign(kind, content, text(values.key, '--key'))
  } catch {
    stop(`${values.key} : une clé privée Ed25519 (PEM) est attendue.`)
  }
  writeFileSync(values.into, signed)
  console.log(`${values.into} : signé.`)
}

switch (positionals[0]) {
  case 'key': {
    const into = values.into ?? 'site'
    if (existsSync(`${into}.key`)) stop(`${into}.key est déjà là : une clé n’est jamais écrasée.`)
    const { privateKey, publicKey } = siteFiles.makeKey()
    writeFileSync(`${into}.key`, privateKey, { mode: 0o600, flag: 'wx' })
    writeFileSync(`${into}.pub`, `${publicKey}\n`)
    console.log(
      `${into}.key : à garder hors des postes. ${into}.pub : valeur de SETTINGS_KEY et UPDATES_KEY :\n${publicKey}`,
    )
    break
  }
  case 'sign': {
    const serial = Number(values.serial)
    if (!Number.isInteger(serial) || serial < 0)
      stop('--serial : un nombre entier, plus grand que celui d’avant, est attendu.')
    const said = text(values.settings, '--settings')
    const raw = readRaw(said, '/')
    // A site's file may be a part of the settings: what is missing is no fault, what is wrong is.
    const faults = raw.ok ? faultsOfPart(raw.value) : [raw.problem]
    for (const one of faults) console.error(explainSettingsProblem(one))
    if (faults.length > 0) stop('Rien n’est signé : à corriger d’abord.')
    write('settings', { serial, issuedAt, settings: JSON.parse(said.replace(/^\uFEFF/, '')) })
    break
  }
  case 'latest':
    if (!/^\d+\.\d+\.\d+$/.test(values.version ?? '')) stop('--version : trois nombres sont attendus (1.2.3).')
    write('latest', { version: values.version, issuedAt, notes: values.notes ?? '' })
    break
  case 'verify': {
    const key = text(values.public, '--public').trim()
    const file = text(values.in, '--in')
    const kinds = ['settings', 'latest']
    const [kind] = kinds.filter(one => siteFiles.open(one, file, key).kind === 'content')
    if (!kind) stop(`${values.in} : refusé (${siteFiles.open('settings', file, key).kind}).`)
    const { content } = siteFiles.open(kind, file, key)
    console.log(JSON.stringify(content, null, 2))
    break
  }
  default:
    stop(USAGE)
}
