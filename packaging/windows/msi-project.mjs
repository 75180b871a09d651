/**
 * Puts into electron-builder's own WiX project what `definition.ts` says, so that an MSI made on Windows by its tools writes
 * the same registry under the same conditions. Ours, made by wixl, is the one that ships; a test checks that both agree.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'

export default async function msiProjectCreated(file) {
  const { CHOICE_PROPERTIES, registryEntries, SETTING_PROPERTIES } = await import('./definition.ts')
  const project = readFileSync(file, 'utf8')
  const version = (/<Product [^>]*Version="([^"]+)"/.exec(project)?.[1] ?? '').split('.').slice(0, 3).join('.')
  const xml = text =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  const types = { text: 'string', number: 'integer', expand: 'expandable' }
  const ids = []
  const components = registryEntries(version).map((entry, i) => {
    const id = `RelaisRegistry${i}`
    ids.push(id)
    const name = entry.name === '' ? '' : ` Name="${xml(entry.name)}"`
    const value = xml(entry.value.replaceAll('[INSTALLDIR]', '[APPLICATIONFOLDER]'))
    const condition = entry.condition ? `\n        <Condition>${xml(entry.condition)}</Condition>` : ''
    return `      <Component Id="${id}" Guid="*" Win64="yes">${condition}
        <RegistryValue Root="HKLM" Key="${xml(entry.key)}"${name} Type="${types[entry.type]}" Value="${value}" KeyPath="yes"/>
      </Component>`
  })
  const properties = [
    ...Object.keys(SETTING_PROPERTIES).map(name => `    <Property Id="${name}" Secure="yes"/>`),
    ...Object.entries(CHOICE_PROPERTIES).map(
      ([name, value]) => `    <Property Id="${name}" Secure="yes" Value="${value}"/>`,
    ),
  ]
  const group = `    <DirectoryRef Id="APPLICATIONFOLDER">\n${components.join('\n')}\n    </DirectoryRef>\n${properties.join('\n')}\n`
  const refs = ids.map(id => `      <ComponentRef Id="${id}"/>`).join('\n')
  const out = project.replace(/(<Feature [^>]*>)/, `${group}    $1\n${refs}`)
  if (out === project) throw new Error('projet WiX inattendu : rien n’y a été ajouté')
  writeFileSync(file, out)
  // Asked by the test that compares both packages: the rest needs WiX, which is not on this system.
  if (process.env.RELAIS_MSI_PROJECT) {
    copyFileSync(file, process.env.RELAIS_MSI_PROJECT)
    throw new Error('projet gardé, arrêt demandé')
  }
}
