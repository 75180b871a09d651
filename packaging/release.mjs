/** From an unpacked program to what an IT department receives: signed files, MSI, zip, deb, policies, lists, checksums, notes. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { billOfMaterials, shippedComponents } from './components.mjs'
import { writeContents } from './contents.mjs'
import { filesUnder, makeDeb, makeZip } from './portable.mjs'
import { signerOf, signFile } from './sign.mjs'

const root = path.resolve(import.meta.dirname, '..')
const product = () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const has = command => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0
const SIGNED = /\.(exe|dll|node)$/

/** Files of one system. Answers what was made; `say` hears what could not be. */
export async function release({ system, unpacked, output, env, say }) {
  const { version } = product()
  if (system === 'linux') {
    if (!has('dpkg-deb')) {
      say('linux : pas de .deb, dpkg-deb manque')
      return []
    }
    const deb = path.join(output, `relais_${version}_amd64.deb`)
    makeDeb({
      dir: unpacked,
      version,
      icon: path.join(root, 'assets/icons/relais-512.png'),
      notices: path.join(unpacked, 'LICENCES.txt'),
      output: deb,
    })
    return [deb]
  }
  const signer = signerOf(env)
  if (signer === null) say('win32 : rien n’est signé, aucun certificat n’étant donné (RELAIS_SIGN_…)')
  else {
    for (const name of filesUnder(unpacked)) if (SIGNED.test(name)) signWindows(path.join(unpacked, name), signer)
    // Signing changed them: the list of what is installed says what they are now.
    writeContents(unpacked, version)
  }
  const zip = path.join(output, `Relais-${version}-portable.zip`)
  await makeZip(unpacked, zip, `Relais-${version}`)
  if (!has('wixl') || !has('msibuild')) {
    say('win32 : pas de MSI, wixl et msitools manquent')
    return [zip]
  }
  const { makeMsi } = await import('./windows/msi.ts')
  const msi = path.join(output, `Relais-${version}.msi`)
  makeMsi({ appDir: unpacked, version, icon: path.join(root, 'assets/icons/relais.ico'), output: msi })
  if (signer !== null) signFile(msi, signer)
  return [zip, msi]
}

/** A native part for another system lies in a Windows package only by mistake: nothing that is not Windows's is signed. */
function signWindows(file, signer) {
  if (readFileSync(file).subarray(0, 2).toString('latin1') === 'MZ') signFile(file, signer)
}

/** What goes with every system: policy templates, schema of settings, bill of materials, notes, checksums. */
export async function releaseCommon({ output, made }) {
  const { version, name } = product()
  const { admx, adml, LANGUAGES } = await import('./windows/templates.ts')
  const { settingsSchema } = await import('../src/core/settings/document.ts')
  const policies = path.join(output, 'PolicyDefinitions')
  rmSync(policies, { recursive: true, force: true })
  const write = (file, text) => {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  const files = [
    write(path.join(policies, 'relais.admx'), admx()),
    ...LANGUAGES.map(language => write(path.join(policies, language, 'relais.adml'), adml(language))),
    write(path.join(output, 'relais-settings.schema.json'), `${JSON.stringify(settingsSchema(), null, 2)}\n`),
    write(
      path.join(output, `relais-${version}.cdx.json`),
      `${JSON.stringify(billOfMaterials(shippedComponents(root), { name, version }), null, 1)}\n`,
    ),
    write(path.join(output, 'NOTES.md'), notes(version, made)),
  ]
  const sums = [...made, ...files]
    .filter(file => statSync(file).isFile())
    .map(file => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${path.relative(output, file)}\n`)
  return [...files, write(path.join(output, 'SHA256SUMS'), sums.join(''))]
}

/** Notes of the version: what is in the folder, what to read before deploying it. */
function notes(version, made) {
  const list = made
    .filter(file => statSync(file).isFile())
    .map(file => {
      const mb = (statSync(file).size / 2 ** 20).toFixed(1).replace('.', ',')
      return `- \`${path.basename(file)}\` (${mb} Mo)`
    })
  return [
    `# Relais ${version}`,
    '',
    'Fichiers de cette version :',
    '',
    ...list,
    '- `PolicyDefinitions/` : modèles de stratégies de groupe, français et anglais',
    '- `relais-settings.schema.json` : schéma des fichiers de réglages',
    `- \`relais-${version}.cdx.json\` : nomenclature des composants (CycloneDX)`,
    '- `SHA256SUMS` : empreintes de tous ces fichiers',
    '',
    'Avant de déployer : `docs/deploiement.md`. Mise à jour par-dessus la version précédente ; les profils sont gardés.',
    'Un retour en arrière demande de retirer d’abord cette version.',
    '',
  ].join('\n')
}
